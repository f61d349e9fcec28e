"""Shapes of inputs: as stated, or told from the network."""

from types import SimpleNamespace

import pytest
import torch
from torch import Tensor, nn

from app.loading.errors import LoadError
from app.loading.shapes import InputShapes, Shape, Size, input_shapes, parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("224", Size(None, (224,))),
        ("160x224", Size(None, (160, 224))),
        ("1×28×28", Size(None, (1, 28, 28))),
        (" 3 X 8 x 9 ", Size(None, (3, 8, 9))),
        ("depth=1x224x224", Size("depth", (1, 224, 224))),
    ],
)
def test_size_is_read(text: str, size: Size) -> None:
    assert parse_size(text) == size


EXAMPLES = "write it as 224, 160x224, 1x28x28, or name=3x224x224 where there are several inputs."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("big", f"--size big is no size; {EXAMPLES}"),
        ("", f"--size  is no size; {EXAMPLES}"),
        ("=224", f"--size =224 is no size; {EXAMPLES}"),
        ("3x-1", f"--size 3x-1 is no size; {EXAMPLES}"),
        ("0x224", "--size 0x224 has 0 values; an input has 1 to 1,000,000,000."),
        ("3x99999x99999", "--size 3x99999x99999 has 29,999,400,003 values; an input has 1 to 1,000,000,000."),
    ],
)
def test_text_that_is_no_size_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(LoadError) as caught:
        parse_size(text)
    assert (str(caught.value), caught.value.is_usage) == (sentence, True)


class Two(nn.Module):
    def forward(self, rgb: Tensor, depth: Tensor, scale: float = 1.0) -> Tensor:
        return rgb + depth * scale


def timm_like(**config: object) -> nn.Module:
    model = nn.Sequential(nn.Conv2d(1, 4, 3))
    model.pretrained_cfg = config  # pyrefly: ignore[bad-argument-type]  # as timm does
    return model


CHANNELS = "the channels of 0"


@pytest.mark.parametrize(
    ("model", "sizes", "shape", "reason"),
    [
        (nn.Sequential(nn.Conv2d(4, 8, 3, groups=2)), [], (4, 224, 224), f"{CHANNELS}, and 224×224 pixels by default"),
        (nn.Sequential(nn.Conv2d(4, 8, 3)), ["32"], (4, 32, 32), CHANNELS),
        (nn.Sequential(nn.Conv2d(4, 8, 3)), ["32x48"], (4, 32, 48), CHANNELS),
        (nn.Sequential(nn.Conv2d(4, 8, 3)), ["3x32x48"], (3, 32, 48), ""),
        (nn.Sequential(nn.Linear(3, 2), nn.Conv2d(4, 8, 3)), ["8"], (4, 8, 8), "the channels of 1"),
        (nn.Sequential(nn.Linear(784, 10)), [], (784,), "the inputs of 0"),
        (nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), ["1x28x28"], (1, 28, 28), ""),
        (nn.Sequential(nn.Linear(64, 10)), ["12x64"], (12, 64), ""),
        (nn.Sequential(nn.Conv1d(2, 8, 3)), ["100"], (2, 100), CHANNELS),
        (nn.Sequential(nn.Conv1d(2, 8, 3)), ["2x100"], (2, 100), ""),
        (nn.Sequential(nn.Conv3d(2, 8, 3)), ["4x8x8"], (2, 4, 8, 8), CHANNELS),
        (timm_like(input_size=(3, 288, 320)), [], (1, 288, 320), "input_size of the network's pretrained_cfg"),
        (timm_like(), [], (1, 224, 224), f"{CHANNELS}, and 224×224 pixels by default"),
        (nn.Conv2d(2, 4, 1), ["8"], (2, 8, 8), "the channels of the network"),
    ],
)
def test_single_input_is_told_from_sizes_and_first_weights(
    model: nn.Module, sizes: list[str], shape: Shape, reason: str
) -> None:
    assert input_shapes(model, [*map(parse_size, sizes)]) == InputShapes({"input": shape}, reason)


def test_configuration_of_timm_may_be_an_object() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 3))
    model.default_cfg = SimpleNamespace(input_size=(3, 96, 96))  # pyrefly: ignore[bad-argument-type]  # as timm does
    assert input_shapes(model, []).shapes == {"input": (3, 96, 96)}


def test_several_inputs_are_named() -> None:
    sizes = [*map(parse_size, ["rgb=3x8x8", "depth=1x8x8"])]
    assert input_shapes(Two(), sizes) == InputShapes({"rgb": (3, 8, 8), "depth": (1, 8, 8)})


@pytest.mark.parametrize(
    ("model", "sizes", "sentence"),
    [
        (Two(), [], "The forward of Two needs rgb and depth: give --size rgb=CxHxW --size depth=CxHxW."),
        (Two(), ["rgb=3x8x8"], "The forward of Two also needs --size depth=CxHxW."),
        (Two(), ["rgb=3x8x8", "deep=1x8x8"], "The forward of Two has no input 'deep'; it has rgb, depth, scale."),
        (Two(), ["rgb=3x8x8", "8"], "Each --size needs a name of its own where one has a name."),
        (nn.ReLU(), ["8", "9"], "Give one --size, or a name to each, as --size rgb=3x224x224 --size depth=1x224x224."),
        (nn.ReLU(), [], "ReLU does not tell its input's shape: give all of it, as --size 3x224x224."),
        (nn.Conv3d(1, 2, 3), [], "the network is a Conv3d, so the input is no image: give --size 1x16x112x112."),
        (nn.Sequential(nn.Conv1d(2, 8, 3)), [], "0 is a Conv1d, so the input is no image: give --size 2x100."),
    ],
)
def test_shapes_that_cannot_be_told_are_asked_for(model: nn.Module, sizes: list[str], sentence: str) -> None:
    with pytest.raises(LoadError) as caught:
        input_shapes(model, [*map(parse_size, sizes)])
    assert (str(caught.value), caught.value.is_usage) == (sentence, True)


def test_shapes_pass_through_the_forward() -> None:
    shapes = input_shapes(Two(), [*map(parse_size, ["rgb=3x8x8", "depth=1x8x8"])]).shapes
    assert Two()(**{name: torch.zeros(1, *shape) for name, shape in shapes.items()}).shape == (1, 3, 8, 8)
