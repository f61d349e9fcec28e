"""Receptive fields per axis: formulas against figures by hand, and traces against gradients of real networks."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.networks.modules import Add, Conv2d
from app.networks.spec import Spec
from app.networks.vgg import VGG
from app.tracing.arithmetic import Window
from app.tracing.own import trace_own
from app.tracing.receptive_field import (
    AxisState,
    ReceptiveFieldState,
    after_adaptive,
    after_linear,
    after_merge,
    after_window,
    of_image,
)
from app.tracing.records import AxisReceptiveField, Pair, ReceptiveField
from tests.support.traces import trace_network

STEM = Window((7, 7), (2, 2), (3, 3))
WIDE = Window((3, 5), (1, 2), (1, 2))


def state(height: tuple[int, int, int, int], width: tuple[int, int, int, int] | None = None) -> ReceptiveFieldState:
    """Both axes from (max, min, jump, spread); the width is the height's where it is not given."""
    return ReceptiveFieldState(AxisState(*height), AxisState(*(width or height)))


ROWS: list[tuple[Callable[..., Any], tuple[Any, ...], ReceptiveFieldState]] = [
    (of_image, ((3, 160, 224),), state((1, 1, 1, 159), (1, 1, 1, 223))),
    (after_window, (state((1, 1, 1, 223)), STEM, (112, 112)), state((7, 7, 2, 222))),
    (after_window, (state((7, 7, 2, 222)), WIDE, (112, 56)), state((11, 11, 2, 222), (15, 15, 4, 220))),
    (after_window, (state((7, 3, 2, 4), (9, 5, 4, 8)), WIDE, (3, 2)), state((11, 7, 2, 4), (25, 21, 8, 8))),
    (
        after_merge,
        ((state((43, 27, 8, 80), (51, 9, 4, 60)), state((11, 11, 8, 80), (13, 13, 4, 60))),),
        state((43, 11, 8, 80), (51, 9, 4, 60)),
    ),
    # 8×16 to 7×7: windows of 2 and of 4, and all of them together see what the volume before sees.
    (
        after_adaptive,
        (state((5, 5, 4, 28), (5, 5, 4, 60)), Window((2, 4), (1, 2))),
        state((9, 9, 4, 24), (17, 17, 8, 48)),
    ),
    (after_linear, (state((252, 252, 32, 192)),), state((444, 444, 224, 0))),
    (after_linear, (state((9, 9, 4, 24), (17, 17, 8, 48)),), state((33, 33, 28, 0), (65, 65, 56, 0))),
]


@pytest.mark.parametrize(("formula", "arguments", "result"), ROWS)
def test_receptive_field_formula_matches_figures_by_hand(
    formula: Callable[..., Any], arguments: tuple[Any, ...], result: ReceptiveFieldState
) -> None:
    assert formula(*arguments) == result


def test_record_has_axes_only_where_they_differ() -> None:
    height, width = AxisReceptiveField(43, 11, 8), AxisReceptiveField(51, 9, 4)

    assert state((43, 11, 8, 80)).record() == ReceptiveField(43, 11, 8)
    assert state((43, 11, 8, 80), (43, 11, 8, 40)).record() == ReceptiveField(43, 11, 8)
    assert state((43, 11, 8, 80), (51, 9, 4, 60)).record() == ReceptiveField(51, 11, 8, height, width)
    assert ReceptiveField(51, 11, 8, height, width).axes == (height, width)
    assert ReceptiveField(51, 11, 8).axes == (AxisReceptiveField(51, 11, 8), AxisReceptiveField(51, 11, 8))


@pytest.mark.parametrize(
    ("network", "size", "path", "field"),
    [
        # resnet34's last block sees 11 to 899 pixels with a jump of 32; the pooling covers 5×7 values.
        ("resnet34", "160x224", "avgpool", ((899 + 4 * 32, 11 + 4 * 32, 160), (899 + 6 * 32, 11 + 6 * 32, 224))),
        # vgg19's last pooling sees 268 pixels with a jump of 32; 8×16 to 7×7 has windows of 2×4.
        ("vgg19", "256x512", "avgpool", ((268 + 32, 268 + 32, 32), (268 + 3 * 32, 268 + 3 * 32, 64))),
        ("vgg19", "256x512", "classifier.0", ((268 + 7 * 32,) * 2 + (224,), (268 + 15 * 32,) * 2 + (448,))),
    ],
)
def test_trace_reports_both_axes_of_unequal_windows(
    network: str, size: str, path: str, field: tuple[tuple[int, int, int], tuple[int, int, int]]
) -> None:
    height, width = (AxisReceptiveField(*axis) for axis in field)
    found = trace_network(network, size).step(path).receptive_field

    assert found
    assert found.axes == (height, width)
    assert (found.max, found.min) == (max(height.max, width.max), max(height.min, width.min))


class Residual(nn.Module):
    """A residual block between convolutions, with unequal kernels and strides per axis."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = Conv2d(1, 2, (3, 5), stride=(2, 1), padding=(1, 2), bias=False)
        self.branch = Conv2d(2, 2, (5, 3), stride=(1, 2), padding=(2, 1), bias=False)
        self.shortcut = Conv2d(2, 2, 1, stride=(1, 2), bias=False)
        self.add = Add()
        self.pool = nn.MaxPool2d((2, 3), stride=(1, 3))
        self.conv2 = Conv2d(2, 2, (1, 3), stride=(2, 1), padding=(0, 1), bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)
        x = self.add(self.branch(x), self.shortcut(x))
        return self.conv2(self.pool(x))  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any


def unpadded_vgg() -> VGG:
    """A small VGG up to its first linear layer. Without padding no field is cut off at the image's border."""
    model = VGG(Spec("", "vgg", (1, 1), base_width=1, stem=None, shortcut=None, channels=1))
    for module in model.features:
        if isinstance(module, Conv2d):
            module.padding = (0, 0)
    model.classifier = nn.Sequential(model.classifier[0])
    return model


def traced_fields(model: nn.Module, height: int, width: int) -> dict[str, ReceptiveField]:
    steps = trace_own(model, (1, height, width), name="", title="").steps
    return {step.path: step.receptive_field for step in steps if step.receptive_field}


def make_measurable(model: nn.Module) -> nn.Module:
    """Set weights to 1 and replace max poolings by average poolings: a maximum passes a gradient to one value only."""
    for path, module in [*model.named_modules()]:
        if isinstance(module, nn.MaxPool2d):
            model.set_submodule(path, nn.AvgPool2d(module.kernel_size, module.stride, module.padding))
        for name, parameter in module.named_parameters(recurse=False):
            nn.init.constant_(parameter, 0.0 if name == "bias" else 1.0)
    return model.double()


def measured_axes(model: nn.Module, height: int, width: int, paths: Iterable[str]) -> dict[str, tuple[Pair, Pair]]:
    """By path of a module: the largest extent of one value and the smallest jump, along height and width."""
    image = torch.ones(1, 1, height, width, dtype=torch.float64, requires_grad=True)
    outputs: dict[str, Tensor] = {}
    for path in paths:
        model.get_submodule(path).register_forward_hook(partial(_store, outputs, path))
    model(image)
    return {path: _measure(output, image) for path, output in outputs.items()}


def _store(outputs: dict[str, Tensor], path: str, _: nn.Module, __: object, output: Tensor) -> None:
    outputs[path] = output[0]


def _measure(output: Tensor, image: Tensor) -> tuple[Pair, Pair]:
    """Measure the values in the middle row and column; of a vector up to 98 values, without a jump."""
    if output.dim() == 1:
        extents = [_extents(value, image) for value in output[:98]]
        return (_largest(rows for rows, _ in extents), _largest(columns for _, columns in extents)), (0, 0)
    _, height, width = output.shape
    rows = [_extents(output[:, row, width // 2].sum(), image)[0] for row in range(height)]
    columns = [_extents(output[:, height // 2, column].sum(), image)[1] for column in range(width)]
    return (_largest(rows), _largest(columns)), (_smallest_jump(rows), _smallest_jump(columns))


def _extents(value: Tensor, image: Tensor) -> tuple[range, range]:
    """The image's rows and columns with a gradient of one value, from the first to the last."""
    (gradient,) = torch.autograd.grad(value, image, retain_graph=True)
    rows, columns = (gradient[0, 0].abs().sum(axis).nonzero().flatten().tolist() for axis in (1, 0))
    return range(rows[0], rows[-1] + 1), range(columns[0], columns[-1] + 1)


def _largest(extents: Iterable[range]) -> int:
    return max(len(extent) for extent in extents)


def _smallest_jump(extents: list[range]) -> int:
    """In the middle third, where no field is cut off at the border."""
    middle = extents[len(extents) // 3 : -(len(extents) // 3)]
    return min(after.start - before.start for before, after in pairwise(middle))


def test_longest_path_and_jump_equal_gradients_of_residual_network() -> None:
    model = Residual()
    fields = traced_fields(model, 60, 90)
    measured = measured_axes(make_measurable(model), 60, 90, fields)

    for path, field in fields.items():
        height, width = field.axes
        assert measured[path] == ((height.max, width.max), (height.jump, width.jump)), path
    assert fields["conv2"].axes == (AxisReceptiveField(13, 5, 4), AxisReceptiveField(23, 21, 6))


def test_dilation_ceil_mode_and_fixed_pooling_equal_gradients() -> None:
    model = nn.Sequential(
        *(nn.Conv2d(1, 2, 3, stride=(2, 1), padding=2, dilation=(1, 2)), nn.AvgPool2d(2, 2, ceil_mode=True)),
        *(nn.Conv2d(2, 2, 3, padding=(2, 4), dilation=(2, 4)), nn.AvgPool2d((3, 2), stride=1)),
    )
    fields = traced_fields(model, 61, 93)
    measured = measured_axes(make_measurable(model), 61, 93, fields)

    for path, field in fields.items():
        assert measured[path] == tuple(zip(*((axis.max, axis.jump) for axis in field.axes), strict=True)), path
    assert fields["3"].axes == (AxisReceptiveField(29, 29, 4), AxisReceptiveField(24, 24, 2))


def test_shortest_path_equals_gradients_through_the_shortcut_alone() -> None:
    model = Residual()
    fields = traced_fields(model, 60, 90)
    measurable = make_measurable(model)
    nn.init.zeros_(measurable.get_parameter("branch.weight"))
    measured = measured_axes(measurable, 60, 90, ("add", "pool", "conv2"))

    for path, (extent, _) in measured.items():
        height, width = fields[path].axes
        assert extent == (height.min, width.min), path


@pytest.mark.parametrize(
    ("size", "windows"),
    [((46, 70), (3, 4)), ((38, 38), (2, 2)), ((34, 94), (1, 4)), ((62, 22), (2, 2))],
    ids=["10×16", "8×8", "7×22", "14×4"],
)
def test_adaptive_pooling_and_linear_layer_equal_gradients_of_vgg(size: Pair, windows: Pair) -> None:
    model = unpadded_vgg()
    fields = traced_fields(model, *size)
    measured = measured_axes(make_measurable(model), *size, fields)

    for path, field in fields.items():
        height, width = field.axes
        assert measured[path][0] == (height.max, width.max) == (height.min, width.min), path
    before, pooled = (fields[path].axes for path in ("features.5", "avgpool"))
    assert tuple(after.max - one.max for one, after in zip(before, pooled, strict=True)) == (
        tuple((window - 1) * axis.jump for window, axis in zip(windows, before, strict=True))
    )
    assert measured["avgpool"][1] == tuple(axis.jump for axis in pooled)
