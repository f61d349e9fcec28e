"""The shapes of a network's inputs from the argument `size`: numbers, shapes by name, tensors, or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor, nn

from ..loading.errors import LoadError
from ..loading.shapes import Size, input_shapes
from ..tracing.records import IMAGE, Shape
from .errors import InvalidArgument

SizeArgument = int | Sequence[int] | Tensor | Mapping[str, Sequence[int] | Tensor] | None
"""`224`, `(160, 224)`, `(3, 224, 224)`, a batch of images, or one of these for each input by name."""


def shapes_of(model: nn.Module, size: SizeArgument) -> Shape | dict[str, Shape]:
    """The shape of one image for each input, without the batch. Raises `InvalidArgument`."""
    try:
        found = input_shapes(model, _sizes(size)).shapes
    except LoadError as error:
        raise InvalidArgument(
            f"The inputs of {type(model).__name__} need sizes: pass (3, 224, 224), or a dictionary as "
            f"{{'rgb': (3, 224, 224), 'depth': (1, 224, 224)}}. ({error})"
        ) from error
    return found[IMAGE] if list(found) == [IMAGE] else found


def sides(size: SizeArgument) -> tuple[int, ...]:
    """The numbers of a size for a single input; a tensor is a batch."""
    if isinstance(size, Mapping):
        raise InvalidArgument("A network of the catalogue has one input: pass its height and width, as (160, 224).")
    return _numbers(size)


def _sizes(size: SizeArgument) -> list[Size]:
    if isinstance(size, Mapping):
        return [Size(name, _numbers(each)) for name, each in size.items()]
    return [Size(None, numbers)] if (numbers := _numbers(size)) else []


def _numbers(size: Any) -> tuple[int, ...]:
    if isinstance(size, Tensor):
        return tuple(size.shape[1:])
    numbers = (size,) if isinstance(size, int) else tuple(size or ())
    if not all(isinstance(side, int) and side > 0 for side in numbers):
        raise InvalidArgument(f"{size!r} is no size: its numbers are channels, height and width, as (3, 224, 224).")
    return numbers
