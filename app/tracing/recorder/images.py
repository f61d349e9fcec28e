"""The shape of one image, from recordings of one and of two images."""

from typing import NamedTuple

from ..records import Shape
from .calls import InnerCall, Recording
from .functions import KINDS
from .windows import argument


class ImageShape(NamedTuple):
    """A volume of one image: its shape without the batch, and the axis of the batch in the whole shape.

    `axis` is `None` for a volume without a batch. `folded` says that the first axis has positions of one image: a
    reshape has moved them into the batch.
    """

    shape: Shape
    axis: int | None
    folded: bool = False


def keeps_batch_first(recording: Recording) -> bool:
    """Whether no recorded function can have moved the batch from the first axis, so that one recording suffices."""
    calls = recording.calls
    if any(shape[:1] != (1,) for call in calls for shape in call.output_shapes):
        return False
    return all(_keeps_first(function) for call in calls for function in call.functions)


def _keeps_first(call: InnerCall) -> bool:
    if call.name == "flatten":
        return bool(argument(call, 1, "start_dim", 0) == 1)
    if call.name == "getitem":
        index = call.args[1]
        return bool((index[0] if isinstance(index, tuple) and index else index) == slice(None))
    if call.name in ("cat", "mean", "softmax"):
        return True  # along the first axis, its length would not be 1, or no axis would be left
    return call.name not in MOVING and call.name in KINDS


MOVING = frozenset(
    name for name, kind in KINDS.items() if kind in ("reshape", "slice", "matmul", "attention", "recurrent", "reduce")
) | {"setitem"}
"""Functions that can move the batch to another axis or fold positions into it."""


def same_calls(one: Recording, two: Recording) -> bool:
    """Whether the recordings of one and of two images have the same calls with the same inputs."""
    return [(call.base, call.inputs) for call in one.calls] == [(call.base, call.inputs) for call in two.calls]


def image_shape(one: Shape, two: Shape | None) -> ImageShape:
    """Compare a volume of one image with that of two. Without the second, the first axis is the batch."""
    if two is None or len(one) != len(two):
        return ImageShape(one[1:], 0) if one[:1] == (1,) else ImageShape(one, None)
    changed = [axis for axis, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    if len(changed) != 1 or two[changed[0]] != 2 * one[changed[0]]:
        return ImageShape(one, None)
    [axis] = changed
    if one[axis] == 1:
        return ImageShape((*one[:axis], *one[axis + 1 :]), axis)
    return ImageShape(one, axis, folded=True)
