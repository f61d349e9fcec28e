"""The tensors in nested tuples, lists, dictionaries and records, as forwards take and return them."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from torch import Tensor


def tensors_in(value: object) -> list[Tensor]:
    """All tensors, in order."""
    found: list[Tensor] = []
    _collect(value, found)
    return found


def _collect(value: object, found: list[Tensor]) -> None:
    if isinstance(value, Tensor):
        found.append(value)
    elif isinstance(value, (tuple, list)):
        for each in value:
            if type(each) not in PLAIN:
                _collect(each, found)
    elif type(value) not in PLAIN:
        for _, each in _parts(value):
            _collect(each, found)


PLAIN = frozenset({type(None), bool, int, float, str, type})
"""Types without parts, found most often."""


def named_tensors(value: object, name: str = "") -> Iterator[tuple[str, Tensor]]:
    """All tensors with their keys, fields and numbers: `masks`, `0`, `features.1`; `output` for a tensor alone."""
    if isinstance(value, Tensor):
        yield name or "output", value
        return
    for key, each in _parts(value):
        yield from named_tensors(each, f"{name}.{key}" if name else str(key))


def _parts(value: Any) -> Iterator[tuple[object, object]]:
    """The entries of a dictionary, the fields of a record, or the items of a tuple or list by number."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        yield from zip(value._fields, value, strict=True)
    elif isinstance(value, (tuple, list)):
        yield from enumerate(value)
