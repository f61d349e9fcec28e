"""The view of a block of any shape: its operations as a graph, with gates, several additions and concatenations."""

from collections.abc import Sequence
from dataclasses import replace

from ...networks.outline import Block, Operation
from ...tracing.records import Step, Trace
from ..dataflow import Dataflow, Node, Way, dataflow, step_node
from ..scene.marks import Label, Symbol, Volume
from ..scene.projection import fit
from ..scene.scene import Scene
from ..text import text_metrics
from ..text.labels import main_step, operation_label
from ..text.named_shape import input_shapes, output_shape
from ..text.step_labels import following_label, step_label
from .context import ViewContext
from .derivation_lines import add_derivations
from .graph import GraphDrawing
from .graph_layout import GraphNode
from .lanes import grid
from .volumes import given_volume, producer_place, step_volume, zero_channels

MOST_ENTRIES = 4  # volumes from outside that are drawn; of more, the first and the last ones
NAME_ROOM = 160.0  # width of a name below a volume
LABEL_ROOM = 150.0  # width of the lines above an arrow
MOST_LINES = 5
FACTOR_WEIGHT = -0.5  # the main flow is the volume that a gate multiplies, not its factors
TALLEST = {1: 150.0, 2: 130.0, 3: 108.0}
"""Height of the largest volume by the number of lanes."""
LEAST_TALL = 88.0

SYMBOLS: dict[str, Symbol] = {"add": "+", "mul": "×", "concat": "‖"}


def composite_scene(context: ViewContext, block: Block, title: str) -> Scene:
    """Draw a block as a graph of its operations."""
    nodes = [part for operation in block.operations for part in operation_parts(context.trace, operation)]
    flow = limit_entries(dataflow(context.trace, nodes))
    drawn = {node.path: _graph_node(context, flow, node) for node in flow.nodes}
    for path in flow.entries:
        place = producer_place(context.trace, path)
        volume = given_volume(context, path, place, f"what enters {block.path}")
        drawn[path] = GraphNode(volume, name=volume_name(path) if len(flow.entries) > 1 else "", given=True)
    return graph_scene(context, flow, drawn, title)


def graph_scene(
    context: ViewContext, flow: Dataflow, drawn: dict[str, GraphNode], title: str, steps: Sequence[Step] = ()
) -> Scene:
    """Draw a graph with its legend, of a block or of the `steps` of an operation, with their arithmetic."""
    layout = grid(flow, lambda way: _side(flow, way))
    tallest = TALLEST.get(len(layout.lanes), LEAST_TALL)
    scale = context.fitted or fit(context.scale, (node.volume.sides for node in drawn.values()), tallest, thickest=88)
    drawing = GraphDrawing(context, scale, flow, layout, {path: drawn[path] for path in layout.places})
    lowest = drawing.draw()
    builder, margin = drawing.builder, drawing.gaps.margin
    y = max(builder.lowest_text + 40, lowest + 24)
    hidden = len(flow.dropped)
    if hidden:
        builder.labels.append(Label(margin, y, f"{hidden} more volumes from outside are not drawn", "note", "start"))
        y += 24
    y = add_derivations(builder, steps, margin, y) if steps else y
    height = builder.add_legend(drawing.scale, y, margin)
    return builder.build("operation" if steps else "block", title, drawing.scale, builder.right + margin, height)


def operation_parts(trace: Trace, operation: Operation) -> list[Node]:
    """The nodes of an operation, two if other volumes join it inside.

    Those of a gate are its factors, and their product with the volume that it is given.
    """
    steps = operation.steps
    for number, path in enumerate(steps[1:], 1):
        inputs = trace.step(path).inputs
        inner = [each for each in inputs if each in steps[:number]]
        if inner == [steps[number - 1]] and len(inner) < len(inputs):
            first = step_node(trace, steps[:number], operation)
            first = replace(first, weight=FACTOR_WEIGHT) if operation.kind == "gate" else first
            return [first, step_node(trace, steps[number:], operation)]
    return [step_node(trace, steps, operation)]


def limit_entries(flow: Dataflow) -> Dataflow:
    """The dataflow with at most `MOST_ENTRIES` volumes from outside."""
    entries = flow.entries
    if len(entries) <= MOST_ENTRIES:
        return flow
    kept = {flow.entry, *entries[:1], *entries[2 - MOST_ENTRIES :], *flow.owners}
    nodes = [replace(node, inputs=tuple(path for path in node.inputs if path in kept)) for node in flow.nodes]
    return replace(dataflow(flow.trace, nodes), dropped=tuple(path for path in entries if path not in kept))


def volume_name(path: str) -> str:
    """The name of a volume below it, as far as there is room."""
    return text_metrics.shorten(path, NAME_ROOM)


def _side(flow: Dataflow, way: Way) -> int:
    """Shortcuts run above the main flow, the factors of gates below it; other branches where there is room."""
    target = flow.owners[way.target].operation if way.target else None
    if target and target.kind == "gate":
        return -1
    return 0 if way.kind == "branch" and target and target.kind == "concatenation" else 1


def _graph_node(context: ViewContext, flow: Dataflow, node: Node) -> GraphNode:
    steps = [context.trace.step(path) for path in node.steps]
    junction = joining_step(flow, node, steps)
    last, others = steps[-1], [step for step in steps if step is not junction]
    volume = _volume(context, flow, node)
    labels = label_lines(context.trace, node, others)
    if junction is None or junction is last:
        return GraphNode(volume, labels, _symbol(junction))
    place = (junction.path, volume.link_path, volume.tone, _describe(context, junction))
    junction_volume = step_volume(junction, *place, flow.sources(node))
    at = last.path if volume.at == junction.path else volume.at  # the operation may be named after its junction
    return GraphNode(replace(volume, at=at, inputs=(junction.path,)), labels, _symbol(junction), junction_volume)


def joining_step(flow: Dataflow, node: Node, steps: list[Step]) -> Step | None:
    """The step at which volumes of several nodes meet."""
    if len(flow.sources(node)) < 2:
        return None
    given = set(node.inputs)
    return next((step for step in steps if len(given & set(step.inputs)) > 1), steps[0])


def _symbol(junction: Step | None) -> Symbol | None:
    return SYMBOLS.get(junction.kind, "•") if junction else None


def _volume(context: ViewContext, flow: Dataflow, node: Node) -> Volume:
    """The output of a node: it stands for the operation, or for its own last step if others end the operation."""
    operation, last = node.operation, context.trace.step(node.path)
    assert operation  # the nodes of a block
    whole = operation.steps[-1] == node.path
    what = operation_label(operation, context.trace) if whole else step_label(last)
    given = input_shapes(context.trace, context.trace.step(node.steps[0]))
    described = context.describe(operation.path, what, given[0], output_shape(last)) if given else operation.path
    place = (operation.path if whole else last.path, operation.path, context.tones[operation.path], described)
    return step_volume(last, *place, flow.sources(node), zero_channels(last))


def _describe(context: ViewContext, step: Step) -> str:
    given = input_shapes(context.trace, step)
    before = " + ".join(context.shape(shape) for shape in given)
    return f"{step.path}, {step_label(step)}: {before} in, {context.shape(output_shape(step))} out"


def label_lines(trace: Trace, node: Node, steps: list[Step]) -> tuple[str, ...]:
    """The lines above the arrow to a node: what is before its main step, that, and what follows."""
    if not steps:
        return ()
    assert node.operation  # the nodes of a block
    if node.operation.kind == "preactivation":
        return tuple(text_metrics.wrap_chain(following_label(steps), LABEL_ROOM))
    main = main_step(replace(node.operation, steps=tuple(step.path for step in steps)), trace)
    number = 0 if node.weight == FACTOR_WEIGHT else steps.index(main)
    parts = [following_label(steps[:number]), step_label(steps[number]), following_label(steps[number + 1 :])]
    if node.weight == FACTOR_WEIGHT:
        parts = [" · ".join(part for part in parts if part)]
    lines = [line for part in parts if part for line in text_metrics.wrap_chain(part, LABEL_ROOM)]
    return tuple(lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"])
