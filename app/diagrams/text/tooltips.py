"""What is read out of a volume when it is pointed at: rows of a label and a value, from the trace alone."""

from collections.abc import Sequence

from app.diagrams.scene.marks import Volume
from app.diagrams.scene.scene import Scene
from app.diagrams.text.formatting import (
    Notation,
    receptive_field_text,
    shape_text,
    short_count,
    size_in_bytes,
)
from app.diagrams.text.labels import block_label, main_step, operation_label, step_label, times, window_label
from app.networks.outline import Block, Operation
from app.tracing.arithmetic import size_in_bytes as bytes_of
from app.tracing.hooks import IMAGE
from app.tracing.records import Shape, Step, Trace

TooltipRows = list[tuple[str, str]]


class Tooltips:
    """The rows of everything that a trace has, with shapes written in one style."""

    def __init__(self, trace: Trace, style: Notation) -> None:
        self.trace, self.style = trace, style
        self.other: Notation = "nchw" if style == "hwc" else "hwc"
        self.blocks = {block.path: block for layer in trace.layers for block in layer.blocks}
        operations = [*trace.stem, *trace.head, *(op for block in self.blocks.values() for op in block.operations)]
        self.operations = {operation.path: operation for operation in operations}

    def for_scene(self, scene: Scene) -> dict[str, TooltipRows]:
        """The rows of every volume of a picture, by path."""
        return {volume.path: self.rows(volume) for volume in scene.volumes}

    def covered_steps(self, scene: Scene) -> dict[str, list[str]]:
        """The steps that a volume stands for and that do not show it by their paths (`layer2.0.bn1` in `layer2.0`)."""
        drawn = {volume.path for volume in scene.volumes}
        hidden = {
            v.path: [s for s in self._inside(v) if s not in drawn and not s.startswith(f"{v.at}.")]
            for v in scene.volumes
        }
        return {path: steps for path, steps in hidden.items() if steps}

    def _inside(self, volume: Volume) -> list[str]:
        """The steps of a block, or of an operation, which a layer draws together with the end of its block."""
        if block := self.blocks.get(volume.at):
            return [path for operation in block.operations for path in operation.steps]
        if not (operation := self.operations.get(volume.at)):
            return []
        if volume.path in operation.steps:
            return [*operation.steps]
        others = self.blocks[volume.at.rpartition(".")[0]].operations
        ends = [path for other in others if other.kind not in ("convolution", "pooling") for path in other.steps]
        return [*operation.steps, *ends]

    def rows(self, volume: Volume) -> TooltipRows:
        """What a volume stands for: the image, a block, an operation or a step."""
        if volume.path == IMAGE:
            return [*self._shapes("image", (), volume.shape), ("memory", size_in_bytes(bytes_of(volume.shape)))]
        if block := self.blocks.get(volume.at):
            alone = len(block.operations) == 1
            return self._operation(block.operations[0], self.trace.step(volume.path)) if alone else self._block(block)
        if (operation := self.operations.get(volume.at)) and volume.at != volume.path:
            return self._operation(operation, self.trace.step(volume.path))
        return self._step(self.trace.step(volume.path))

    def _shapes(self, what: str, given: Sequence[Shape], made: Shape) -> TooltipRows:
        """What it is, then in → out, then the shape in the other notation."""
        inputs = " + ".join(shape_text(shape, self.style) for shape in given)
        out = shape_text(made, self.style)
        name = "PyTorch" if self.other == "nchw" else "H×W×C"
        return [
            ("is", what),
            ("in → out", f"{inputs} → {out}") if given else ("shape", out),
            (name, shape_text(made, self.other)),
        ]

    def _step(self, step: Step) -> TooltipRows:
        return [
            *self._shapes(step_label(step), step.input_shapes, step.output_shape),
            *_window(step),
            ("arithmetic", step.arithmetic),
            *_costs([step]),
            _sees(step),
        ]

    def _operation(self, operation: Operation, made: Step) -> TooltipRows:
        own = [self.trace.step(path) for path in operation.steps]
        main = main_step(operation, self.trace)
        words = operation_label(operation, self.trace)
        if made.path not in operation.steps:
            words += " · + shortcut · ReLU"
        return [
            *self._shapes(words, main.input_shapes, made.output_shape),
            *_window(main),
            ("arithmetic", main.arithmetic),
            *_costs(own),
            _sees(made),
        ]

    def _block(self, block: Block) -> TooltipRows:
        own = [self.trace.step(path) for operation in block.operations for path in operation.steps]
        shapes = self._shapes(block_label(block), own[0].input_shapes, own[-1].output_shape)
        return [*shapes, *_arithmetic(own), *_costs(own), _sees(own[-1])]


def _arithmetic(steps: list[Step]) -> TooltipRows:
    """The arithmetic of a block's convolutions, equal ones together: `each 3×3`."""
    windows: dict[tuple[str, str], int] = {}
    for step in steps:
        if step.kind in ("conv", "maxpool"):
            key = (window_label(step), step.arithmetic)
            windows[key] = windows.get(key, 0) + 1
    return [(f"each {window}" if number > 1 else window, text) for (window, text), number in windows.items()]


def _window(step: Step) -> TooltipRows:
    if not (step.kernel_size and step.stride and step.padding):
        return []
    numbers = (step.kernel_size, step.stride, step.padding)
    written = [times(pair) if pair[0] != pair[1] or pair is numbers[0] else str(pair[0]) for pair in numbers]
    return [("window", f"kernel {written[0]}, stride {written[1]}, padding {written[2]}")]


def _costs(steps: list[Step]) -> TooltipRows:
    """Parameters and MACs where there are any, and memory."""
    params, macs = sum(step.params for step in steps), sum(step.macs for step in steps)
    rows = [("parameters", f"{params:,}")] if params else []
    rows += [("MACs", f"{short_count(macs)}" if macs < 10_000 else f"{short_count(macs)} ({macs:,})")] if macs else []
    volumes = f"memory, {len(steps)} volumes" if len(steps) > 1 else "memory"
    return [*rows, (volumes, size_in_bytes(sum(step.bytes for step in steps)))]


def _sees(step: Step) -> tuple[str, str]:
    return ("sees", receptive_field_text(step.receptive_field))
