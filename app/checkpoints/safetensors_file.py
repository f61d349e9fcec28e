"""Headers of a safetensors file: 8 bytes with the length of a JSON object, and the object.

The format is read here and not with the safetensors package: the header is all that is needed, the standard library
parses it, and the server stays without one more compiled dependency. Source: huggingface.co/docs/safetensors.
"""

import json
from pathlib import Path
from typing import Any

from .records import Checkpoint, TensorHeader, UnreadableCheckpoint

MAX_HEADER = 64 * 2**20  # bytes; a header has about 100 bytes per tensor, and the deepest network here 7,208 tensors
LENGTH = 8  # bytes; a little-endian unsigned integer

DTYPES = {
    "BOOL": "bool",
    "C64": "complex64",
    "BF16": "bfloat16",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
    **{f"F{bits}": f"float{bits}" for bits in (16, 32, 64)},
    **{f"I{bits}": f"int{bits}" for bits in (8, 16, 32, 64)},
    **{f"U{bits}": f"uint{bits}" for bits in (8, 16, 32, 64)},
}
"""torch's names of the format's types. Others keep the format's name."""


def is_safetensors(start: bytes) -> bool:
    """Whether a file begins with a length and an object: the format requires the brace."""
    return start[LENGTH : LENGTH + 1] == b"{"


def read_safetensors(path: Path) -> Checkpoint:
    """Return the headers of all tensors. Raises `UnreadableCheckpoint`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(LENGTH), "little")
        if length > size - LENGTH:
            raise _truncated(path, f"its header has {length:,} bytes")
        if length > MAX_HEADER:
            raise UnreadableCheckpoint(
                f"{path.name} has a header of {length:,} bytes; at most {MAX_HEADER:,} are read."
            )
        text = file.read(length)
    entries = _parse(path, text)
    end = LENGTH + length + max((entry["data_offsets"][1] for entry in entries.values()), default=0)
    if size < end:
        raise _truncated(path, f"its tensors end at byte {end:,}")
    headers = {name: TensorHeader(tuple(entry["shape"]), _dtype(entry["dtype"])) for name, entry in entries.items()}
    return Checkpoint("safetensors", {"": headers})


def _truncated(path: Path, reason: str) -> UnreadableCheckpoint:
    size = path.stat().st_size
    return UnreadableCheckpoint(f"{path.name} is truncated: {reason}, and the file has {size:,} bytes; copy it again.")


def _parse(path: Path, text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableCheckpoint(f"{path.name} has no valid safetensors header: it is not JSON.") from error
    entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
    for name, entry in entries.items():
        if not _is_entry(entry):
            raise UnreadableCheckpoint(
                f"{path.name} has no valid safetensors header: {name[:60]!r} lacks a dtype, a shape or data_offsets."
            )
    return entries


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("dtype"), str):
        return False
    offsets = entry.get("data_offsets")
    return _are_sizes(entry.get("shape")) and _are_sizes(offsets, 2)


def _are_sizes(value: object, length: int | None = None) -> bool:
    """Whether a value is a list of integers from 0 up, of that length if one is required."""
    if not isinstance(value, list) or length not in (None, len(value)):
        return False
    return all(type(each) is int and each >= 0 for each in value)


def _dtype(name: str) -> str:
    return DTYPES.get(name, name)
