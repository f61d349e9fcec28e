"""A trace compared with a real forward of one random image."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.loading.loader import load
from app.networks.options import configure
from app.tracing.check import Check, Comparison, check_trace
from app.tracing.own import Untraceable, trace_own
from app.tracing.records import Shape
from app.tracing.tracer import trace


def check(model: nn.Module, *shape: int) -> Check:
    return check_trace(model, trace_own(model, shape, name="net", title="Net"))


class Lying(nn.Module):
    """Halves the image unless it is all zeros, as the image of a trace is."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 2, 1)

    def forward(self, image: Tensor) -> Tensor:
        volume = self.first(image)
        if image.any():
            volume = F.max_pool2d(volume, 2)
        result: Tensor = self.second(volume)
        return result


class Skipping(nn.Module):
    """Runs a module, and the second half of a loop, only for an image that is not all zeros."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.rare = nn.Conv2d(3, 3, 1), nn.Conv2d(3, 3, 1)

    def forward(self, image: Tensor) -> Tensor:
        volume: Tensor = self.conv(image)
        if image.any():
            volume = self.conv(self.rare(volume))
        return volume


class Failing(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1)

    def forward(self, image: Tensor) -> Tensor:
        if image.any():
            raise ValueError("not an image of zeros")
        volume: Tensor = self.conv(image)
        return volume


class TwoInputs(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.rgb, self.depth = nn.Conv2d(3, 4, 1), nn.Conv2d(1, 4, 1)

    def forward(self, rgb: Tensor, depth: Tensor) -> dict[str, Tensor]:
        both = self.rgb(rgb) + self.depth(depth)
        return {"sum": both, "mean": both.mean((2, 3))}


class TimeFirst(nn.Module):
    """The batch is the second axis of the recurrent layer's volumes."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm, self.fc = nn.LSTM(8, 5), nn.Linear(5, 3)

    def forward(self, image: Tensor) -> Tensor:
        volume, _ = self.lstm(image.permute(1, 0, 2))
        result: Tensor = self.fc(volume[-1])
        return result


class Repeating(nn.Module):
    """Modules whose names end in digits, called several times, beside functions with the name of a module."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv11, self.relu = nn.Conv2d(3, 3, 1), nn.Conv2d(3, 3, 3), nn.ReLU()

    def forward(self, image: Tensor) -> Tensor:
        volume: Tensor = self.conv11(F.relu(self.conv1(self.conv1(image))))
        volume = F.relu(self.relu(self.conv11(volume)))
        return volume


def test_each_call_of_a_module_is_compared_with_its_own_step() -> None:
    result = check(Repeating(), 3, 9, 9)
    sides = [(9, 9), (9, 9), (9, 7), (7, 5), (5, 5)]  # before and after conv1 and conv11, called twice, and relu
    expected = [((3, a, a), (3, b, b)) for a, b in sides]
    of_modules, of_functions = result.comparisons[:10], result.comparisons[10:]
    traced = [each.traced for each in of_modules]
    assert [*zip(traced[::2], traced[1::2], strict=True)] == expected
    assert [(each.path, each.what, each.real) for each in of_functions] == [
        ("relu#1", "output", (1, 3, 9, 9)),
        ("relu#3", "output", (1, 3, 5, 5)),
        ("relu#3", "result", (1, 3, 5, 5)),
    ]
    assert (result.differences, result.unseen) == ((), 0)


@pytest.mark.parametrize("name", ["resnet50", "cifar_resnet20", "vgg19"])
def test_catalogue_network_agrees_in_every_shape_of_its_steps(name: str) -> None:
    traced = trace(configure(name, {}), 64, 96)
    result = check_trace(load(name, {}), traced)
    assert (result.differences, result.unseen) == ((), 0)
    assert len(result.comparisons) == 1 + sum(len(step.input_shapes) + 1 for step in traced.steps)


def test_network_of_two_inputs_and_outputs_agrees() -> None:
    model = TwoInputs()
    result = check_trace(model, trace_own(model, {"rgb": (3, 4, 6), "depth": (1, 4, 6)}, name="net", title="Net"))
    assert (len(result.comparisons), result.differences, result.unseen) == (8, (), 0)


def test_batch_in_the_second_axis_agrees() -> None:
    assert check(TimeFirst(), 6, 8).differences == ()


def test_forward_with_another_shape_differs_from_there_on() -> None:
    expected: list[tuple[str, str, Shape, Shape]] = [
        ("second", "input", (4, 8, 8), (1, 4, 4, 4)),
        ("second", "output", (2, 8, 8), (1, 2, 4, 4)),
        ("second", "result", (2, 8, 8), (1, 2, 4, 4)),
    ]
    result = check(Lying(), 3, 8, 8)
    assert [*result.differences] == [Comparison(*each) for each in expected]
    assert len(result.comparisons) == 6


def test_calls_that_the_trace_lacks_differ() -> None:
    assert check(Skipping(), 3, 8, 8).differences == (
        Comparison("conv", "call", None, (1, 3, 8, 8)),
        Comparison("rare", "call", None, (1, 3, 8, 8)),
    )


def test_forward_that_fails_on_a_random_image_is_an_error_and_removes_the_hooks() -> None:
    model = Failing()
    with pytest.raises(Untraceable) as caught:
        check(model, 3, 8, 8)
    assert str(caught.value) == "It was traced, but a forward of a random image fails: not an image of zeros"
    assert not model.conv._forward_hooks


def test_check_leaves_training_mode_and_running_statistics_as_they_were() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4)).train()
    before = model.state_dict()["1.running_mean"].clone()
    assert check(model, 3, 8, 8).differences == ()
    assert (model.training, model[1].training) == (True, True)
    assert torch.equal(model.state_dict()["1.running_mean"], before)
