"""Headers of a file of `torch.save`, read with torch's safe unpickler and without weights.

`weights_only=True` builds tensors and containers and refuses every other class. On the device `meta` tensors have
no values; with `mmap=True` the weights of a zip file are never read, those of a legacy file one at a time.
"""

import pickle
import re
import struct
import warnings
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .records import Checkpoint, TensorHeader, UnreadableCheckpoint

LEGACY_MAGIC = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
"""The first pickle of a file in torch's format before 1.6: `torch.serialization.MAGIC_NUMBER`, in protocol 2."""

MAX_PICKLE = 64 * 2**20  # bytes; a pickle has about 150 bytes per tensor, and the deepest network here 7,208 tensors
MAX_NESTING = 4  # of the mappings in a file; Lightning and optimizers have two or three

SAFETENSORS = ".safetensors"  # torch.load gives a path with this ending to another package, whatever is in the file

MODULE_CLASS = b"torch.nn.modules."  # the package of every layer of a pickled module; no state dict has it

MALFORMED = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, MemoryError, OSError),
    *(RuntimeError, TypeError, ValueError),
)
"""What torch's unpickler and zipfile raise, besides errors of their own, for files with changed bytes."""


def read_zip(path: Path) -> Checkpoint:
    """Return the headers in a file of torch 1.6 and later. Raises `UnreadableCheckpoint`."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename.rpartition("/")[2]: member for member in archive.infolist()}
            if reason := _unsuitable(members):
                raise UnreadableCheckpoint(f"{path.name} {reason}")
            pickled = archive.read(members["data.pkl"])
    except (zipfile.BadZipFile, zlib.error, struct.error, *MALFORMED) as error:
        raise _damaged(path) from error
    loaded = _load(path, mmap=path.suffix != SAFETENSORS, has_module=lambda: MODULE_CLASS in pickled)
    return Checkpoint("zip", _state_dicts(loaded))


def _unsuitable(members: Mapping[str, zipfile.ZipInfo]) -> str:
    if "constants.pkl" in members:
        return "is a TorchScript archive, which has code; save the model's state_dict() with torch.save instead."
    if "data.pkl" not in members:
        return "is a zip file, but not one of torch.save."
    size = members["data.pkl"].file_size
    return f"has a pickle of {size:,} bytes; at most {MAX_PICKLE:,} are read." if size > MAX_PICKLE else ""


def read_legacy(path: Path) -> Checkpoint:
    """Return the headers in a file of torch before 1.6. Raises `UnreadableCheckpoint`."""
    return Checkpoint("legacy", _state_dicts(_load(path, mmap=False, has_module=lambda: _names_module(path))))


def _names_module(path: Path) -> bool:
    """Whether the start of a legacy file, which has the pickles, names a class of torch's layers."""
    with path.open("rb") as file:
        return MODULE_CLASS in file.read(MAX_PICKLE)


def _load(path: Path, *, mmap: bool, has_module: Callable[[], bool]) -> Any:
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # about pickle protocols and deprecated storages: the file's, not the user's
        try:
            return torch.load(path if mmap else file, map_location="meta", weights_only=True, mmap=mmap)
        except pickle.UnpicklingError as error:
            raise _refused(path, str(error), has_module()) from error
        except MALFORMED as error:
            raise _damaged(path) from error


def _damaged(path: Path) -> UnreadableCheckpoint:
    return UnreadableCheckpoint(f"{path.name} is truncated or damaged: torch cannot read it to the end; copy it again.")


def _refused(path: Path, message: str, has_module: bool) -> UnreadableCheckpoint:
    """The error for what torch's safe unpickler does not load; its message has the class after `GLOBAL`."""
    if not (found := re.search(r"GLOBAL ([\w.]{1,200})", message)):
        return UnreadableCheckpoint(
            f"{path.name} has a pickle that torch does not load with weights_only=True; save a state dict alone."
        )
    remedy = "unpickling it can run any code, so it is not loaded; save the model's state_dict() instead."
    content = "a whole pickled module" if has_module else "an object that is not a tensor"
    return UnreadableCheckpoint(f"{path.name} has {content} in it ({found[1]}): {remedy}")


def _state_dicts(loaded: Any) -> dict[str, dict[str, TensorHeader]]:
    return {key: headers for key, mapping in _mappings(loaded) if (headers := _headers(mapping))}


def _mappings(loaded: Any) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """Every mapping in the file with its keys, outermost first; a mapping that contains itself is visited once."""
    queue, seen = deque([("", loaded, 0)]), set()
    while queue:
        key, value, nesting = queue.popleft()
        if not isinstance(value, Mapping) or id(value) in seen:
            continue
        seen.add(id(value))
        yield key, value
        if nesting < MAX_NESTING:
            queue.extend((f"{key}.{name}".lstrip("."), inner, nesting + 1) for name, inner in value.items())


def _headers(mapping: Mapping[Any, Any]) -> dict[str, TensorHeader]:
    tensors = {name: value for name, value in mapping.items() if isinstance(name, str) and isinstance(value, Tensor)}
    return {name: TensorHeader(tuple(value.shape), _dtype(value)) for name, value in tensors.items()}


def _dtype(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")
