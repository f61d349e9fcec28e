"""Hollow forward: shapes as of a real forward of one image, without its arithmetic and without its memory.

A function that computes each image alone is called on an empty batch: its kernel checks everything and computes
nothing. The result is a view of one mapping of zeros that is never written, in the shape for the whole batch. All
other functions run on these zeros.
"""

import mmap
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import prod
from typing import Any

import torch
from torch import Tensor

from .functions import ELEMENTWISE, KINDS, PER_IMAGE, batched_rank, in_place_call

ZEROS_BYTES = 1 << 30  # larger volumes get memory of their own, of which no page is touched
SMALL = 2048  # values: below this a function without weights is as fast
POINT = torch.empty(())  # expands to any shape without memory

WITH_WEIGHTS = frozenset(name for name, kind in KINDS.items() if kind in ("conv", "linear", "attention"))
"""Functions whose time and memory depend on weights too, which a call on an empty batch does not read."""

REDUCTIONS = frozenset({"mean", "sum", "amax", "amin", "softmax", "log_softmax"})
BATCHED_ARGUMENTS = frozenset({"matmul", "bmm", "scaled_dot_product_attention"})
"""Functions that compute each image alone if all of their tensors have the batch as first axis."""

Args = Sequence[Any]
Kwargs = Mapping[str, Any]


def run_hollow(function: Callable[..., Any], name: str, args: Args, kwargs: Kwargs) -> Any:
    """Return a result of the right shape, type and memory layout; its values are zeros or those of the function."""
    if args and isinstance(args[0], Tensor) and (name in WITH_WEIGHTS or args[0].numel() >= SMALL):
        if name in PER_IMAGE or (name in REDUCTIONS and _keeps_first_axis(args, kwargs)):
            return _per_image(function, name, args, kwargs)
        if name == "pad" and len(args[1] if len(args) > 1 else kwargs["pad"]) < 2 * args[0].dim():
            return _per_image(function, name, args, kwargs)
        if name in ELEMENTWISE:
            return _elementwise(function, args, kwargs)
        if name in BATCHED_ARGUMENTS:
            return _batched(function, args, kwargs)
        if name == "multi_head_attention_forward":
            return _attention(function, args, kwargs)
    if name in ("cat", "concat", "concatenate"):
        return _concatenation(function, args, kwargs)
    return function(*args, **kwargs)


def _per_image(function: Callable[..., Any], name: str, args: Args, kwargs: Kwargs) -> Any:
    volume: Tensor = args[0]
    rank = batched_rank(name)
    if volume.dim() < 2 or (rank and volume.dim() != rank) or kwargs.get("training") or kwargs.get("out") is not None:
        return function(*args, **kwargs)
    if name == "batch_norm" and len(args) > 5 and args[5]:
        return function(*args, **kwargs)
    try:
        empty = function(volume[:0], *args[1:], **kwargs)
    except RuntimeError:  # a kernel without empty batches, or a real error, which the real call raises
        return function(*args, **kwargs)
    if not isinstance(empty, Tensor) or empty.dim() == 0 or empty.shape[0] != 0:
        return function(*args, **kwargs)
    if in_place_call(function, kwargs):
        return volume
    return zeros((volume.shape[0], *empty.shape[1:]), empty.dtype, empty.device)


def _elementwise(function: Callable[..., Any], args: Args, kwargs: Kwargs) -> Any:
    if len(args) != 2 or kwargs or function.__name__ in ("where", "lerp", "addcmul"):
        return function(*args, **kwargs)
    first, second = args
    if in_place_call(function, kwargs):
        return first if not isinstance(second, Tensor) or _fits(first, second) else function(*args)
    if function.__name__.strip("_") in ("eq", "ne", "lt", "le", "gt", "ge"):
        return function(*args)
    shapes = [each.shape for each in args if isinstance(each, Tensor)]
    try:
        shape = _broadcast(*shapes)
    except RuntimeError:
        return function(*args)
    dtype = torch.result_type(first, second)
    if "div" in function.__name__ and not dtype.is_floating_point:
        return function(*args)
    return zeros(shape, dtype, first.device)


def _broadcast(*shapes: torch.Size) -> torch.Size:
    """The shape of volumes of these shapes together. `torch.broadcast_shapes` imports SymPy, which takes seconds."""
    if len(set(shapes)) == 1:
        return shapes[0]
    points = [POINT.expand(shape) for shape in shapes]
    return torch.broadcast_tensors(*points)[0].shape


def _fits(target: Tensor, other: Tensor) -> bool:
    """Whether an in-place call leaves the target's shape and type as they are."""
    try:
        return _broadcast(target.shape, other.shape) == target.shape and target.dtype == other.dtype
    except RuntimeError:
        return False


def _concatenation(function: Callable[..., Any], args: Args, kwargs: Kwargs) -> Any:
    tensors = args[0] if args else kwargs.get("tensors", ())
    axis = kwargs.get("dim", kwargs.get("axis", args[1] if len(args) > 1 else 0))
    first = tensors[0] if tensors and isinstance(tensors[0], Tensor) else None
    if (
        first is None
        or first.dim() < 2
        or not isinstance(axis, int)
        or axis % first.dim() == 0
        or first.numel() < SMALL
    ):
        return function(*args, **kwargs)
    if len({(each.dim(), each.shape[0], each.dtype) for each in tensors}) > 1:
        return function(*args, **kwargs)
    empty = torch.cat([each[:0] for each in tensors], axis)
    return zeros((first.shape[0], *empty.shape[1:]), empty.dtype, empty.device)


def _batched(function: Callable[..., Any], args: Args, kwargs: Kwargs) -> Any:
    tensors = [each for each in (*args, *kwargs.values()) if isinstance(each, Tensor)]
    if len({(each.dim(), each.shape[:1]) for each in tensors}) > 1 or tensors[0].dim() < 3:
        return function(*args, **kwargs)
    try:
        empty = function(*map(_emptied, args), **{key: _emptied(value) for key, value in kwargs.items()})
    except RuntimeError:
        return function(*args, **kwargs)
    return zeros((tensors[0].shape[0], *empty.shape[1:]), empty.dtype, empty.device)


def _emptied(value: Any) -> Any:
    return value[:0] if isinstance(value, Tensor) else value


def _attention(function: Callable[..., Any], args: Args, kwargs: Kwargs) -> Any:
    """Arguments and result are length × batch × features; the weights are batch × length × length."""
    if args[0].dim() != 3 or any(isinstance(kwargs.get(mask), Tensor) for mask in ("attn_mask", "key_padding_mask")):
        return function(*args, **kwargs)
    images = args[0].shape[1]
    volume, weights = function(*(each[:, :0] for each in args[:3]), *args[3:], **kwargs)
    if weights is not None:
        weights = zeros((images, *weights.shape[1:]), weights.dtype, weights.device)
    return zeros((volume.shape[0], images, *volume.shape[2:]), volume.dtype, volume.device), weights


def _keeps_first_axis(args: Args, kwargs: Kwargs) -> bool:
    axes = kwargs.get("dim", args[1] if len(args) > 1 else None)
    rank = args[0].dim()
    numbers = [axes] if isinstance(axes, int) else axes if isinstance(axes, (tuple, list)) else [0]
    return rank > 1 and kwargs.get("dtype") is None and all(isinstance(axis, int) and axis % rank for axis in numbers)


def zeros(shape: Sequence[int], dtype: torch.dtype, device: torch.device) -> Tensor:
    """Return a volume of zeros with a storage of its own, without a page of memory of its own."""
    count = prod(shape)
    if device.type != "cpu" or not 0 < count * dtype.itemsize <= ZEROS_BYTES or (mapping := _mapping()) is None:
        return torch.zeros(tuple(shape), dtype=dtype, device=device)
    return torch.frombuffer(mapping, dtype=dtype, count=count).view(tuple(shape))


@cache
def _mapping() -> mmap.mmap | None:
    """Private memory that reads as zeros; `None` where the system has no such mapping."""
    try:
        return mmap.mmap(-1, ZEROS_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except (AttributeError, OSError, ValueError):
        return None
