"""Builds traces of networks outside the catalogue by hand, independently of the tracer."""

from collections.abc import Sequence
from math import prod
from typing import Any

from app.networks.outline import Block, BlockKind, Layer, Operation, OperationKind, Outline, ShortcutKind
from app.tracing.records import IMAGE, Input, ReceptiveField, Shape, Step, StepKind, Totals, Trace

SEEN = ReceptiveField(3, 3, 1)


class TraceBuilder:
    """Records steps one by one; each method returns the path of its step, for the steps that read it."""

    def __init__(self, *shapes: Shape) -> None:
        names = [IMAGE] if len(shapes) == 1 else [f"{IMAGE}.{letter}" for letter in "abcd"[: len(shapes)]]
        self.inputs = dict(zip(names, shapes, strict=True))
        self.steps: dict[str, Step] = {}

    def shape(self, path: str) -> Shape:
        return self.inputs[path] if path in self.inputs else self.steps[path].output_shape

    def add_step(self, path: str, kind: StepKind, inputs: Sequence[str], output: Shape, **more: Any) -> str:
        shapes = tuple(self.shape(each) for each in inputs)
        fields: dict[str, Any] = {
            "module": kind,
            "kernel_size": None,
            "stride": None,
            "padding": None,
            "groups": None,
            "params": 0,
            "macs": 0,
            "receptive_field": SEEN,
            "arithmetic": "",
            **more,
        }
        size = 4 * prod(output)
        self.steps[path] = Step(
            path=path, kind=kind, inputs=(*inputs,), input_shapes=shapes, output_shape=output, bytes=size, **fields
        )
        return path

    def conv(self, path: str, source: str, channels: int, kernel: int = 3, stride: int = 1, groups: int = 1) -> str:
        """A convolution without bias that keeps H×W apart from its stride."""
        inputs, *sides = self.shape(source)
        padding = kernel // 2
        after = tuple((side + 2 * padding - kernel) // stride + 1 for side in sides)
        weights = kernel**2 * inputs // groups * channels
        return self.add_step(
            path,
            "conv",
            [source],
            (channels, *after),
            module="Conv2d",
            kernel_size=(kernel, kernel),
            stride=(stride, stride),
            padding=(padding, padding),
            groups=groups,
            params=weights,
            macs=weights * prod(after),
        )

    def pool(self, path: str, source: str, kernel: int = 2) -> str:
        channels, height, width = self.shape(source)
        window = {"kernel_size": (kernel, kernel), "stride": (kernel, kernel), "padding": (0, 0)}
        after = (channels, height // kernel, width // kernel)
        return self.add_step(path, "maxpool", [source], after, module="MaxPool2d", **window)

    def linear(self, path: str, source: str, outputs: int) -> str:
        shape, layout = self.shape(source), self.layout(source)
        params, places = shape[-1] * outputs + outputs, prod(shape[:-1])
        output = (*shape[:-1], outputs)
        macs = places * shape[-1] * outputs
        return self.add_step(path, "linear", [source], output, module="Linear", params=params, macs=macs, layout=layout)

    def same(self, path: str, kind: StepKind, *sources: str, **more: Any) -> str:
        """A step whose output has the shape of its first input."""
        return self.add_step(path, kind, sources, self.shape(sources[0]), layout=self.layout(sources[0]), **more)

    def norm(self, path: str, source: str, module: str = "BatchNorm2d") -> str:
        channels = self.shape(source)[-1 if self.layout(source) == "LC" else 0]
        return self.same(path, "norm", source, module=module, params=2 * channels)

    def relu(self, path: str, source: str) -> str:
        return self.same(path, "relu", source, module="ReLU")

    def concat(self, path: str, *sources: str) -> str:
        channels = sum(self.shape(source)[0] for source in sources)
        return self.add_step(path, "concat", sources, (channels, *self.shape(sources[0])[1:]), module="cat")

    def mean(self, path: str, source: str) -> str:
        channels, *_ = self.shape(source)
        return self.add_step(path, "avgpool", [source], (channels, 1, 1), module="AdaptiveAvgPool2d")

    def flatten(self, path: str, source: str) -> str:
        return self.add_step(path, "flatten", [source], (prod(self.shape(source)),), module="flatten")

    def layout(self, path: str) -> str:
        return self.steps[path].layout if path in self.steps else ""

    def conv_norm_relu(self, path: str, source: str, channels: int, **more: Any) -> str:
        """`path.conv`, `path.bn` and `path.relu`."""
        return self.relu(f"{path}.relu", self.norm(f"{path}.bn", self.conv(f"{path}.conv", source, channels, **more)))

    def trace(self, title: str, outline: Outline) -> Trace:
        steps = tuple(self.steps.values())
        totals = Totals(
            params=sum(step.params for step in steps),
            macs=sum(step.counted_macs for step in steps),
            bytes=sum(step.bytes for step in steps),
            steps=len(steps),
            weighted_layers=sum(step.kind in ("conv", "linear") for step in steps),
            receptive_field=None,
            last_volume=steps[-1].output_shape,
        )
        inputs = tuple(Input(shape, path) for path, shape in self.inputs.items())
        ends = (outline.stem, outline.layers, outline.head)
        several = inputs if len(inputs) > 1 else ()
        return Trace("own", title, None, inputs[0], *ends, steps, totals, inputs=several)


def operation(path: str, kind: OperationKind, *steps: str) -> Operation:
    return Operation(path, kind, steps)


def block(path: str, *operations: Operation, kind: BlockKind = "composite", shortcut: ShortcutKind = "none") -> Block:
    return Block(path, kind, shortcut, operations)


def layer(path: str, *blocks: Block) -> Layer:
    return Layer(path, blocks)


def outline(*layers: Layer, stem: Sequence[Operation] = (), head: Sequence[Operation] = ()) -> Outline:
    return Outline((*stem,), layers, (*head,))


def conv_operation(path: str, name: str) -> Operation:
    """The operation of `TraceBuilder.conv_norm_relu`."""
    return operation(path, "convolution", f"{name}.conv", f"{name}.bn", f"{name}.relu")
