"""Inputs by name, and volumes in tuples, dictionaries and records."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn

from app.tracing.records import Input, Output
from tests.tracing.recorder.recordings import trace_module


class TwoInputs(nn.Module):
    """Joins an image and a depth map; the metadata vector is optional."""

    def __init__(self) -> None:
        super().__init__()
        self.left = nn.Conv2d(3, 8, 3, padding=1)
        self.right = nn.Conv2d(1, 8, 3, padding=1)

    def forward(self, rgb: Tensor, depth: Tensor, metadata: Tensor | None = None) -> Tensor:
        x = torch.cat([self.left(rgb), self.right(depth)], 1)
        return x if metadata is None else x + metadata.mean()


def test_inputs_by_name_have_paths_of_their_own() -> None:
    trace = trace_module(TwoInputs(), {"depth": (1, 8, 8), "rgb": (3, 8, 8)})

    assert trace.inputs == (Input((1, 8, 8), "input.depth"), Input((3, 8, 8), "input.rgb"))
    assert trace.input == trace.inputs[0]
    assert [(step.path, step.inputs) for step in trace.steps] == [
        ("left", ("input.rgb",)),
        ("right", ("input.depth",)),
        ("cat", ("left", "right")),
    ]
    assert trace.step("cat").arithmetic == "8 + 8 = 16 channels"


def test_single_input_is_given_by_position_under_any_name() -> None:
    trace = trace_module(nn.ReLU(), {"image": (3, 8, 8)})

    assert (trace.input, trace.inputs) == (Input((3, 8, 8)), ())


@dataclass
class Detections:
    """A result as many detection networks have it."""

    boxes: Tensor
    scores: list[Tensor]
    threshold: float = 0.5


class Pyramid(NamedTuple):
    """A result with named fields."""

    fine: Tensor
    coarse: Tensor


class TwoHeads(nn.Module):
    """Returns its two volumes in the container that `wrap` makes."""

    def __init__(self, wrap: Callable[[Tensor, Tensor], Any]) -> None:
        super().__init__()
        self.a, self.b, self.wrap = nn.Conv2d(3, 4, 1), nn.Conv2d(3, 8, 1, stride=2), wrap

    def forward(self, x: Tensor) -> Any:
        return self.wrap(self.a(x), self.b(x))


@pytest.mark.parametrize(
    ("wrap", "names"),
    [
        (lambda a, b: (a, b), ["0", "1"]),
        (lambda a, b: [a, [b]], ["0", "1.0"]),
        (lambda a, b: {"masks": a, "logits": b}, ["masks", "logits"]),
        (lambda a, b: OrderedDict(out=a, aux={"out": b}), ["out", "aux.out"]),
        (lambda a, b: {3: a, None: b}, ["3", "None"]),
        (lambda a, b: Detections(a, [b]), ["boxes", "scores.0"]),
        (Pyramid, ["fine", "coarse"]),
    ],
    ids=["tuple", "list", "dictionary", "ordered", "keys", "dataclass", "named tuple"],
)
def test_results_are_named_by_key_field_and_number(wrap: Callable[[Tensor, Tensor], Any], names: list[str]) -> None:
    trace = trace_module(TwoHeads(wrap), (3, 8, 8))

    assert trace.outputs == tuple(Output(name, path) for name, path in zip(names, "ab", strict=True))


def test_records_between_modules_are_seen() -> None:
    class Neck(nn.Module):
        def forward(self, found: Detections) -> Pyramid:
            return Pyramid(found.boxes + 1, found.scores[0] * 2)

    class Head(nn.Module):
        def forward(self, pyramid: Pyramid) -> Tensor:
            return pyramid.fine[:, :, ::2, ::2].sum(1) + pyramid.coarse.sum(1)

    model = nn.Sequential(TwoHeads(lambda a, b: Detections(a, [b])), Neck(), Head())
    trace = trace_module(model, (3, 8, 8))

    assert [(step.path, step.inputs, step.output_shape) for step in trace.steps] == [
        ("0.a", ("input",), (4, 8, 8)),
        ("0.b", ("input",), (8, 4, 4)),
        ("1", ("0.a", "0.b"), (4, 8, 8)),
        ("2", ("1", "1"), (4, 4)),
    ]
    assert trace.step("1").outputs == ((4, 8, 8), (8, 4, 4))


def test_result_without_a_name_is_not_listed() -> None:
    assert trace_module(nn.Conv2d(3, 4, 1), (3, 8, 8)).outputs == ()
