"""The shapes of a network's inputs, from `--size` or from the network itself."""

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from torch import nn

from .errors import LoadError

Shape = tuple[int, ...]

SIDE = 224  # pixels: height and width of the images that most published networks are trained on
MOST_VALUES = 1_000_000_000  # of one input: an image of 3×18,000×18,000
LENGTHS = {1: (100,), 3: (16, 112, 112)}
"""Sides in the examples of inputs that are no images, by their number."""

EXAMPLES = "as 224, 160x224, 1x28x28, or name=3x224x224 where there are several inputs"


class Size(NamedTuple):
    """One `--size`: its sides, and the input's name if it has one."""

    name: str | None
    sides: Shape


@dataclass(frozen=True, slots=True)
class InputShapes:
    """The shape of one image for each input of a forward, without the batch. The only input may be named `input`.

    `reason` says where sizes that were not stated come from; it is empty if all were stated.
    """

    shapes: dict[str, Shape]
    reason: str = ""


def only(shape: Shape, reason: str = "") -> InputShapes:
    """The shape of a single input."""
    return InputShapes({"input": shape}, reason)


def parse_size(text: str) -> Size:
    """Read `224`, `160x224`, `1x28x28` or `name=3x224x224`. Raises `LoadError`."""
    name, _, sides = text.rpartition("=")
    if not re.fullmatch(r"\s*[0-9]{1,9}(\s*[x×X*]\s*[0-9]{1,9})*\s*", sides) or (
        "=" in text and not name.isidentifier()
    ):
        raise LoadError(f"--size {text[:60]} is no size; write it {EXAMPLES}.", is_usage=True)
    numbers = tuple(int(side) for side in re.findall("[0-9]+", sides))
    if not all(numbers) or prod(numbers) > MOST_VALUES:
        raise LoadError(
            f"--size {text[:60]} has {prod(numbers):,} values; an input has 1 to {MOST_VALUES:,}.", is_usage=True
        )
    return Size(name or None, numbers)


def input_shapes(model: nn.Module, sizes: Sequence[Size]) -> InputShapes:
    """The shapes that a network is given. Raises `LoadError` where they cannot be told from the network."""
    required = [*_required_inputs(model)]
    if any(size.name for size in sizes):
        return _named(model, sizes, required)
    if len(sizes) > 1:
        raise LoadError(
            "Give one --size, or a name to each, as --size rgb=3x224x224 --size depth=1x224x224.", is_usage=True
        )
    if len(required) > 1:
        options = " ".join(f"--size {name}=CxHxW" for name in required)
        kind = type(model).__name__
        raise LoadError(f"The forward of {kind} needs {' and '.join(required)}: give {options}.", is_usage=True)
    return _unnamed(model, sizes[0].sides if sizes else ())


def _named(model: nn.Module, sizes: Sequence[Size], required: Sequence[str]) -> InputShapes:
    shapes = {size.name: size.sides for size in sizes if size.name}
    if len(shapes) < len(sizes):
        raise LoadError("Each --size needs a name of its own where one has a name.", is_usage=True)
    known = [*_inputs(model)]
    for name in shapes:
        if known and name not in known:
            kind = type(model).__name__
            raise LoadError(f"The forward of {kind} has no input {name!r}; it has {', '.join(known)}.", is_usage=True)
    if missing := [name for name in required if name not in shapes]:
        options = " ".join(f"--size {name}=CxHxW" for name in missing)
        raise LoadError(f"The forward of {type(model).__name__} also needs {options}.", is_usage=True)
    return InputShapes(shapes)


def _required_inputs(model: nn.Module) -> Iterator[str]:
    """The inputs of the forward without a default."""
    yield from (name for name, default in _inputs(model).items() if default is inspect.Parameter.empty)


def _inputs(model: nn.Module) -> Mapping[str, object]:
    """The named inputs of the forward with their defaults; none if they cannot be told."""
    try:
        parameters = inspect.signature(model.forward).parameters.values()
    except (ValueError, TypeError):
        return {}
    return {each.name: each.default for each in parameters if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)}


def _unnamed(model: nn.Module, sides: Shape) -> InputShapes:
    """The shape of the only input, from the sides that were stated and the first module with weights."""
    first = _first_weights(model)
    if first and first.axes != 2 and len(sides) == first.axes != 0:
        return only((first.channels, *sides), f"the channels of {first.path}")
    if len(sides) > 2 or (len(sides) == 2 and first and first.axes < 2):
        return only(sides)
    if first is None:
        kind = type(model).__name__
        raise LoadError(f"{kind} does not tell its input's shape: give all of it, as --size 3x224x224.", is_usage=True)
    if first.axes == 2:
        return _image(model, first, sides)
    if first.axes == 0:
        return only(sides) if sides else only((first.channels,), f"the inputs of {first.path}")
    example = "x".join(map(str, (first.channels, *LENGTHS[first.axes])))
    raise LoadError(f"{first.path} is a {first.kind}, so the input is no image: give --size {example}.", is_usage=True)


def _image(model: nn.Module, first: "FirstWeights", sides: Shape) -> InputShapes:
    channels = f"the channels of {first.path}"
    if sides:
        height, width = (*sides, *sides)[:2]
        return only((first.channels, height, width), channels)
    if published := _published_size(model):
        return only((first.channels, *published), "input_size of the network's pretrained_cfg")
    return only((first.channels, SIDE, SIDE), f"{channels}, and {SIDE}×{SIDE} pixels by default")


class FirstWeights(NamedTuple):
    """The first convolution, else the first linear layer: its path, class, input channels, and axes besides them."""

    path: str
    kind: str
    channels: int
    axes: int


def _first_weights(model: nn.Module) -> FirstWeights | None:
    found: list[FirstWeights] = []
    for path, module in model.named_modules():
        name, kind = path or "the network", type(module).__name__
        if isinstance(module, nn.modules.conv._ConvNd):
            return FirstWeights(name, kind, module.in_channels, len(module.kernel_size))
        if isinstance(module, nn.Linear):
            found.append(FirstWeights(name, kind, module.in_features, 0))
    return found[0] if found else None


def _published_size(model: nn.Module) -> Shape | None:
    """Height and width that a network of timm was published for."""
    config = getattr(model, "pretrained_cfg", None) or getattr(model, "default_cfg", None)
    size = config.get("input_size") if isinstance(config, Mapping) else getattr(config, "input_size", None)
    is_shape = isinstance(size, (tuple, list)) and len(size) == 3 and all(isinstance(side, int) for side in size)
    return (size[1], size[2]) if is_shape and size else None
