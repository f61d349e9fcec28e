"""Tooltips of volumes: rows of a label and a value, from the trace alone."""

from collections.abc import Sequence

from ...networks.outline import Block, Operation
from ...tracing.arithmetic import size_in_bytes as bytes_of
from ...tracing.records import Step, Trace
from ..cards import MainCards, main_cards
from ..scene.marks import Volume
from ..scene.scene import Scene
from .formatting import Notation, receptive_field_text, short_count, size_in_bytes
from .labels import block_label, first_step, main_step, operation_label
from .named_shape import NamedShape, input_shapes, output_shape
from .step_labels import is_sequence, step_label, times, window_label

TooltipRows = list[tuple[str, str]]


class Tooltips:
    """The tooltips of a trace, with shapes in one notation."""

    def __init__(self, trace: Trace, notation: Notation) -> None:
        self.trace, self.notation = trace, notation
        self.other: Notation = "nchw" if notation == "hwc" else "hwc"
        self.blocks = {block.path: block for layer in trace.layers for block in layer.blocks}
        self.blocks_by_operation = {op.path: block for block in self.blocks.values() for op in block.operations}
        self.operations = {operation.path: operation for operation in trace.operations()}
        self.owners = {path: operation for operation in trace.operations() for path in operation.steps}
        self.flows: dict[str, MainCards] = {}
        self.inputs = {given.path for given in (trace.input, *trace.inputs)}

    def for_scene(self, scene: Scene) -> dict[str, TooltipRows]:
        """Return the tooltip of every volume and fold of a scene, by path."""
        drawn = {volume.path for volume in scene.volumes}
        folds = {fold.path: self.fold_rows(fold.path, drawn) for fold in scene.folds}
        return folds | {volume.path: self.rows(volume) for volume in scene.volumes}

    def covered_steps(self, scene: Scene) -> dict[str, list[str]]:
        """Return the steps for which a volume stands although their paths are not below its own.

        (`layer2.0.relu1` lies in `layer2.0.1`.)
        """
        drawn = {volume.path for volume in scene.volumes}
        hidden = {
            volume.path: [
                path
                for path in self.steps_of(volume, in_layer=scene.view == "layer")
                if path not in drawn and not path.startswith(f"{volume.at}.")
            ]
            for volume in scene.volumes
        }
        return {path: steps for path, steps in hidden.items() if steps}

    def steps_of(self, volume: Volume, in_layer: bool) -> list[str]:
        """The steps of a block or operation. In a layer an operation includes additions and other ways to it."""
        if block := self.blocks.get(volume.at):
            return [*block.steps]
        if not (operation := self.operations.get(volume.at)):
            return []
        around = self.blocks_by_operation.get(operation.path)
        if not (in_layer and around):
            return [*operation.steps]
        flow = self.flows.get(around.path) or self.flows.setdefault(around.path, main_cards(self.trace, around))
        found = (flow.steps(card, around) for card in flow.cards if card.operation is operation)
        return next(found, [*operation.steps])

    def rows(self, volume: Volume) -> TooltipRows:
        """Return the tooltip of the image, a block, an operation or a step."""
        if volume.path in self.inputs:
            label = "image" if len(volume.shape) == 3 else "input"
            return [*self._shapes(label, (), volume.named_shape), ("memory", size_in_bytes(bytes_of(volume.shape)))]
        output = self.trace.step(volume.path)
        if block := self.blocks.get(volume.at):
            return self._block(block) if len(block.operations) > 1 else self._operation(block.operations[0], output)
        if (operation := self.operations.get(volume.at)) and volume.at != volume.path:
            return self._operation(operation, output)
        return self._rows(step_label(output), output, output, [output])

    def fold_rows(self, path: str, drawn: set[str]) -> TooltipRows:
        """Return the tooltip of the blocks of a layer that have no volume among the `drawn` ones: their sums."""
        layer = next(layer for layer in self.trace.layers if layer.path == path)
        blocks = [block for block in layer.blocks if drawn.isdisjoint(block.steps)]
        outputs = {output_shape(self.trace.step(block.output)).text(self.notation) for block in blocks}
        steps = [self.trace.step(step) for block in blocks for step in block.steps]
        each = [("out of each", text) for text in outputs] if len(outputs) == 1 else []
        return [("is", f"{len(blocks)} more blocks"), *each, *_costs(steps), ("click", "shows them all")]

    def _shapes(self, label: str, inputs: Sequence[NamedShape], output: NamedShape) -> TooltipRows:
        """The label, then in → out, then the output in the other notation."""
        before = " + ".join(shape.text(self.notation) for shape in inputs)
        after = output.text(self.notation)
        name = "PyTorch" if self.other == "nchw" else output.order
        rows = [
            ("is", label),
            ("in → out", f"{before} → {after}") if inputs else ("shape", after),
            (name, output.text(self.other)),
        ]
        many = f"{output.shape[0]:,} volumes of {output.unfolded.text(self.notation)}" if output.folded else ""
        return [*rows, ("per image", many)] if many else rows

    def _operation(self, operation: Operation, output: Step) -> TooltipRows:
        steps = [self.trace.step(path) for path in operation.steps]
        ending = None if output.path in operation.steps else self.owners[output.path]
        label = operation_label(operation, self.trace, ending)
        return self._rows(label, main_step(operation, self.trace), output, steps, first_step(operation, self.trace))

    def _rows(self, label: str, main: Step, output: Step, steps: list[Step], first: Step | None = None) -> TooltipRows:
        return [
            *self._shapes(label, input_shapes(self.trace, first or main), output_shape(output)),
            *_window(main),
            *([("arithmetic", main.arithmetic)] if main.arithmetic else []),
            *_costs(steps),
            _receptive_field(output),
        ]

    def _block(self, block: Block) -> TooltipRows:
        steps = [self.trace.step(path) for operation in block.operations for path in operation.steps]
        shapes = self._shapes(block_label(block), input_shapes(self.trace, steps[0]), output_shape(steps[-1]))
        return [*shapes, *_arithmetic(steps), *_costs(steps), _receptive_field(steps[-1])]


def _arithmetic(steps: list[Step]) -> TooltipRows:
    """The arithmetic of a block's windows; equal ones share a row labelled `each 3×3`."""
    windows: dict[tuple[str, str], int] = {}
    for step in steps:
        if step.kind in ("conv", "maxpool") and step.kernel_size and step.arithmetic:
            key = (window_label(step), step.arithmetic)
            windows[key] = windows.get(key, 0) + 1
    return [(f"each {window}" if number > 1 else window, text) for (window, text), number in windows.items()]


def _window(step: Step) -> TooltipRows:
    if not (step.kernel_size and step.stride and step.padding):
        return []
    numbers = (step.kernel_size, step.stride, step.padding)
    written = [times(pair) if pair[0] != pair[1] or pair is numbers[0] else str(pair[0]) for pair in numbers]
    if is_sequence(step):
        written = [str(pair[0]) for pair in numbers]
    dilation = f", dilation {step.dilation[0]}" if step.dilation and max(step.dilation) > 1 else ""
    return [("window", f"kernel {written[0]}, stride {written[1]}, padding {written[2]}{dilation}")]


def _costs(steps: list[Step]) -> TooltipRows:
    """Parameters and MACs unless they are 0, and memory."""
    params, macs = sum(step.params for step in steps), sum(step.counted_macs for step in steps)
    rows = [("parameters", f"{params:,}")] if params else []
    counted = f"{short_count(macs)}" if macs < 10_000 else f"{short_count(macs)} ({macs:,})"
    missing = sum(step.macs is None for step in steps)
    if missing:
        rows.append(("MACs", f"{counted} and products that are not counted" if macs else "not counted"))
    elif macs:
        rows.append(("MACs", counted))
    volumes = f"memory, {len(steps)} volumes" if len(steps) > 1 else "memory"
    return [*rows, (volumes, size_in_bytes(sum(step.bytes for step in steps)))]


def _receptive_field(step: Step) -> tuple[str, str]:
    return ("receptive field", receptive_field_text(step.receptive_field))
