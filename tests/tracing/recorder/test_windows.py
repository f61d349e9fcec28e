"""Convolutions and poolings of every kind: shapes and MACs of a real forward, and a formula only where it fits."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.tracing.records import Shape, Step
from tests.support.real_forwards import real_forward
from tests.tracing.recorder.recordings import trace_module

CONVOLUTIONS: list[tuple[nn.Module, Shape]] = [
    (nn.Conv1d(4, 6, 5, stride=2, padding=1), (4, 33)),
    (nn.Conv2d(4, 6, 3, padding=2, dilation=2), (4, 33, 47)),
    (nn.Conv2d(4, 6, (1, 7), stride=(2, 1), padding=(0, 3)), (4, 33, 47)),
    (nn.Conv2d(4, 8, 3, groups=4, bias=False), (4, 33, 47)),
    (nn.Conv2d(4, 6, 3, padding="same"), (4, 33, 47)),
    (nn.Conv2d(4, 6, (2, 4), padding="same"), (4, 33, 47)),
    (nn.Conv2d(4, 6, 3, padding="valid", padding_mode="zeros"), (4, 33, 47)),
    (nn.Conv2d(4, 6, 3, padding=1, padding_mode="reflect"), (4, 33, 47)),
    (nn.Conv3d(2, 4, (3, 3, 3), stride=(1, 2, 2), padding=1), (2, 5, 16, 16)),
    (nn.ConvTranspose1d(4, 6, 4, stride=2), (4, 33)),
    (nn.ConvTranspose2d(4, 6, 4, stride=2, padding=1, output_padding=1, groups=2), (4, 9, 13)),
    (nn.ConvTranspose3d(2, 4, 2, stride=2), (2, 5, 8, 8)),
    (nn.MaxPool2d(3, 2, 1, ceil_mode=True), (4, 34, 47)),
    (nn.MaxPool2d(3, 2, dilation=2), (4, 33, 47)),
    (nn.AvgPool2d((2, 3)), (4, 33, 47)),
    (nn.AdaptiveAvgPool2d((3, 5)), (4, 33, 47)),
    (nn.AdaptiveMaxPool2d(1), (4, 33, 47)),
    (nn.MaxPool1d(2), (4, 33)),
    (nn.AvgPool3d(2), (4, 6, 8, 8)),
]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize(("module", "shape"), CONVOLUTIONS, ids=lambda value: str(value).replace(" ", ""))
def test_shape_parameters_and_macs_equal_those_of_a_real_forward(module: nn.Module, shape: Shape) -> None:
    step = only_step(module, shape)
    real = real_forward(module, torch.zeros(1, *shape))

    assert (1, *step.output_shape) == real.results[0]
    assert (step.input_shapes, step.inputs) == ((shape,), ("input",))
    assert step.macs == real.macs
    assert step.params == sum(parameter.numel() for parameter in module.parameters())


def only_step(module: nn.Module, shape: Shape) -> Step:
    [step] = trace_module(nn.Sequential(module), shape).steps
    return step


@pytest.mark.parametrize(
    ("module", "shape", "text"),
    [
        (nn.Conv2d(4, 6, 3, padding=2, dilation=2), (4, 33, 33), "⌊(33 + 2·2 − (2·2 + 1)) / 1⌋ + 1 = 33"),
        (
            nn.Conv2d(4, 6, (1, 7), stride=(2, 1), padding=(0, 3)),
            (4, 33, 47),
            "height ⌊(33 + 2·0 − 1) / 2⌋ + 1 = 17, width ⌊(47 + 2·3 − 7) / 1⌋ + 1 = 47",
        ),
        (nn.Conv2d(4, 6, 5, padding="same"), (4, 32, 32), "⌊(32 + 2·2 − 5) / 1⌋ + 1 = 32"),
        (nn.Conv2d(4, 6, 4, padding="same"), (4, 32, 32), ""),
        (nn.MaxPool2d(3, 2, ceil_mode=True), (4, 33, 33), "⌈(33 + 2·0 − 3) / 2⌉ + 1 = 16"),
        (nn.MaxPool2d(3, 2, ceil_mode=True), (4, 34, 34), "⌈(34 + 2·0 − 3) / 2⌉ + 1 = 17"),
        (nn.MaxPool2d(3, 2, dilation=2), (4, 33, 33), "⌊(33 + 2·0 − (2·2 + 1)) / 2⌋ + 1 = 15"),
        (nn.AdaptiveAvgPool2d(1), (4, 7, 5), "mean of 7·5 = 35 values per channel"),
        (nn.ConvTranspose2d(4, 6, 2, stride=2), (4, 9, 9), ""),
    ],
    ids=str,
)
def test_formula_gives_the_traced_size_or_is_absent(module: nn.Module, shape: Shape, text: str) -> None:
    assert only_step(module, shape).arithmetic == text


def test_maximum_of_an_adaptive_pooling_is_not_called_a_mean() -> None:
    assert only_step(nn.AdaptiveMaxPool2d(1), (4, 7, 5)).arithmetic == "maximum of 7·5 = 35 values per channel"


def test_dilation_widens_the_receptive_field() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 3, dilation=2), nn.Conv2d(4, 4, 3, stride=2, dilation=3))
    fields = [step.receptive_field for step in trace_module(model, (3, 33, 33)).steps]

    assert [(field.max, field.jump) for field in fields if field] == [(5, 1), (11, 2)]
    assert trace_module(model, (3, 33, 33)).step("0").dilation == (2, 2)


def test_uneven_padding_is_a_step_without_a_formula() -> None:
    class Padded(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 4, 3, stride=2)

        def forward(self, x: Tensor) -> Tensor:
            return self.conv(F.pad(x, (0, 1, 0, 1)))  # pyrefly: ignore[no-any-return]  # modules return Any

    pad, conv = trace_module(Padded(), (3, 32, 32)).steps

    assert (pad.path, pad.kind, pad.output_shape, pad.arithmetic) == ("pad", "pad", (3, 33, 33), "")
    assert (conv.output_shape, conv.arithmetic) == ((4, 16, 16), "⌊(33 + 2·0 − 3) / 2⌋ + 1 = 16")


def test_quantities_of_one_axis_have_a_second_one_of_length_one() -> None:
    step = only_step(nn.Conv1d(4, 6, 5, stride=2, padding=1), (4, 33))

    assert (step.kernel_size, step.stride, step.padding, step.layout) == ((5, 1), (2, 1), (1, 0), "CL")


class Pyramid(nn.Module):
    """A feature pyramid: three levels, each added to the next coarser one after interpolation to its size."""

    def __init__(self) -> None:
        super().__init__()
        self.stages = nn.ModuleList(nn.Conv2d(3 if n == 0 else 8, 8, 3, 2, 1) for n in range(3))
        self.laterals = nn.ModuleList(nn.Conv2d(8, 4, 1) for _ in range(3))

    def forward(self, x: Tensor) -> list[Tensor]:
        levels = []
        for stage, lateral in zip(self.stages, self.laterals, strict=True):
            x = stage(x)
            levels.append(lateral(x))
        for fine in (1, 0):
            levels[fine] = levels[fine] + F.interpolate(levels[fine + 1], size=levels[fine].shape[-2:], mode="nearest")
        return levels


def test_pyramid_of_an_odd_size_interpolates_to_the_size_of_each_level() -> None:
    trace = trace_module(Pyramid(), (3, 33, 47))

    assert [
        (step.path, step.inputs, step.output_shape) for step in trace.steps if step.module in ("interpolate", "add")
    ] == [
        ("interpolate1", ("laterals.2",), (4, 9, 12)),
        ("add1", ("laterals.1", "interpolate1"), (4, 9, 12)),
        ("interpolate2", ("add1",), (4, 17, 24)),
        ("add2", ("laterals.0", "interpolate2"), (4, 17, 24)),
    ]
    assert [output.path for output in trace.outputs] == ["add2", "add1", "laterals.2"]
