"""Who made each volume of a forward, by the identity of tensors."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from torch import Tensor, nn

from ..records import Shape
from .calls import Ref
from .containers import tensors_in


class Arguments(NamedTuple):
    """The tensors of a call: volumes with their shapes, parameters and buffers (`stored`), and the number of others."""

    refs: tuple[Ref, ...]
    shapes: tuple[Shape, ...]
    stored: tuple[Tensor, ...]
    unknown: int


class Volumes:
    """The makers of volumes, and the constants.

    All tensors stay alive until the end, because Python may give the identity of a deleted tensor to a new one.
    """

    def __init__(self, modules: Iterable[nn.Module]) -> None:
        self._makers: dict[int, Ref] = {}
        self._constants: dict[int, tuple[Tensor, ...]] = {id(tensor): stored for tensor, stored in _constants(modules)}
        self._alive: list[Tensor] = []
        self._views: dict[int, list[Tensor]] = {}

    def maker(self, tensor: Tensor) -> Ref | None:
        """The call that made a tensor; `None` if no recorded call did."""
        return self._makers.get(id(tensor))

    def look_up(self, tensors: Sequence[Tensor]) -> Arguments:
        """Divide the tensors of a call into volumes, stored tensors and tensors of unknown makers."""
        refs: list[Ref] = []
        shapes: list[Shape] = []
        stored: list[Tensor] = []
        unknown = 0
        for tensor in tensors:
            key = id(tensor)
            if (ref := self._makers.get(key)) is not None:
                refs.append(ref)
                shapes.append(tuple(tensor.shape))
            elif key in self._constants:
                stored += self._constants[key]
            elif isinstance(tensor, nn.Parameter):
                stored.append(tensor)
            else:
                unknown += 1
        return Arguments(tuple(refs), tuple(shapes), tuple(stored), unknown)

    def register(self, tensor: Tensor, ref: Ref) -> None:
        """Note the maker of a tensor."""
        key = id(tensor)
        if key not in self._makers:
            self._alive.append(tensor)
            self._views.setdefault(_root(tensor), []).append(tensor)
        self._makers[key] = ref

    def keep_constant(self, tensor: Tensor, stored: tuple[Tensor, ...]) -> None:
        """Note a tensor that depends on no volume, and the stored tensors that it was computed from."""
        self._alive.append(tensor)
        self._constants[id(tensor)] = stored

    def wholes(self, written: Tensor) -> Arguments:
        """The larger views of a volume that a call has written into: the rest of them goes on unchanged."""
        return self.look_up([view for view in self._aliases(written) if view.numel() > written.numel()])

    def write(self, written: Tensor, ref: Ref) -> bool:
        """Make `ref` the maker of a volume and of its views; return whether one is written only in part."""
        partly = False
        for view in self._aliases(written):
            partly |= not _same_extent(view, written)
            if view.numel() >= written.numel():
                self._makers[id(view)] = ref
        self.register(written, ref)
        return partly

    def _aliases(self, written: Tensor) -> list[Tensor]:
        if id(written) not in self._makers:
            return []
        views = self._views[_root(written)]
        return [view for view in views if view is not written] if len(views) > 1 else []


def _constants(modules: Iterable[nn.Module]) -> Iterable[tuple[Tensor, tuple[Tensor, ...]]]:
    """Buffers, which are stored, and tensors that modules hold without registering them, which are not."""
    for module in modules:
        yield from ((buffer, (buffer,)) for buffer in module._buffers.values() if buffer is not None)
        attributes = vars(module)
        own = [attributes[name] for name in attributes.keys() - MODULE_ATTRIBUTES]
        held = [value for value in own if isinstance(value, (Tensor, tuple, list, dict))]
        yield from ((tensor, ()) for tensor in tensors_in(held) if not isinstance(tensor, nn.Parameter))


MODULE_ATTRIBUTES = frozenset(vars(nn.Module()))
"""Attributes of every module: flags, and dictionaries of parameters, children and hooks."""


def _root(tensor: Tensor) -> int:
    base = tensor._base
    return id(tensor if base is None else base)


def _same_extent(one: Tensor, other: Tensor) -> bool:
    return (
        one.storage_offset() == other.storage_offset() and one.shape == other.shape and one.stride() == other.stride()
    )
