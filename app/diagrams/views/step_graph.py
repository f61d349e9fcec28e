"""The view of an operation whose steps are no chain: a gate, attention, a concatenation."""

from dataclasses import replace

from ...networks.outline import Operation
from ...tracing.records import Step
from ..dataflow import Dataflow, Node, dataflow, step_node
from ..scene.scene import Scene
from ..text import text_metrics
from ..text.named_shape import input_shapes, output_shape
from ..text.step_labels import step_label
from ..text.step_names import short_step_name
from .composite import FACTOR_WEIGHT, LABEL_ROOM, SYMBOLS, graph_scene, limit_entries, operation_parts, volume_name
from .context import ViewContext
from .graph_layout import GraphNode
from .volumes import given_volume, producer_place, step_volume, zero_channels


def step_graph_scene(context: ViewContext, operation: Operation, title: str) -> Scene:
    """Draw every step of an operation, and the arithmetic below them."""
    flow = limit_entries(dataflow(context.trace, _nodes(context, operation)))
    tone = context.tones[operation.path]
    drawn = {node.path: _graph_node(context, flow, node, tone) for node in flow.nodes}
    for path in flow.entries:
        place = producer_place(context.trace, path)
        volume = given_volume(context, path, place, f"given to {operation.path}")
        drawn[path] = GraphNode(volume, name=volume_name(path), given=True)
    steps = [context.trace.step(path) for path in operation.steps]
    return graph_scene(context, flow, drawn, title, steps)


def _nodes(context: ViewContext, operation: Operation) -> list[Node]:
    """A node for each step; those that compute a gate's factors are beside the main flow."""
    parts = operation_parts(context.trace, operation)
    factors = {path for part in parts if part.weight == FACTOR_WEIGHT for path in part.steps}
    nodes = [step_node(context.trace, (path,)) for path in operation.steps]
    return [replace(node, weight=FACTOR_WEIGHT) if node.path in factors else node for node in nodes]


def _graph_node(context: ViewContext, flow: Dataflow, node: Node, tone: str) -> GraphNode:
    step = context.trace.step(node.path)
    joins = len(flow.sources(node)) > 1
    given = input_shapes(context.trace, step)
    before = " + ".join(context.shape(shape) for shape in given)
    described = f"{step.path}, {step_label(step)}: {before} in, {context.shape(output_shape(step))} out"
    volume = step_volume(step, step.path, step.path, tone, described, flow.sources(node), zero_channels(step))
    symbol = SYMBOLS.get(step.kind, "•") if joins else None
    return GraphNode(volume, _labels(step, joins), symbol, name=volume_name(step.path))


def _labels(step: Step, joins: bool) -> tuple[str, ...]:
    """The name of a step above its arrow; a sign in its junction says as much."""
    if joins and step.kind in SYMBOLS:
        return ()
    text = step_label(step) if step.kind != "norm" else short_step_name(step) or step_label(step)
    return tuple(text_metrics.wrap_chain(text, LABEL_ROOM))
