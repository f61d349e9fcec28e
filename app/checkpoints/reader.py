"""Read the headers of a checkpoint's tensors. The first bytes decide on the format, not the file's ending."""

from collections.abc import Callable
from pathlib import Path

from .records import Checkpoint, UnreadableCheckpoint
from .safetensors_file import is_safetensors, read_safetensors
from .torch_file import LEGACY_MAGIC, read_legacy, read_zip

FORMATS = "a checkpoint of torch.save or of safetensors"


def read_checkpoint(path: Path) -> Checkpoint:
    """Return the headers of all tensors in a file. Raises `UnreadableCheckpoint`."""
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as error:
        raise UnreadableCheckpoint(f"{path.name} could not be read: {error.strerror}.") from error
    checkpoint = _format(path, start)(path)
    if not any(checkpoint.state_dicts.values()):
        raise UnreadableCheckpoint(f"{path.name} is {FORMATS}, but has no tensors with names in it.")
    return checkpoint


def _format(path: Path, start: bytes) -> Callable[[Path], Checkpoint]:
    if start.startswith(b"PK\x03\x04"):
        return read_zip
    if start.startswith(LEGACY_MAGIC):
        return read_legacy
    if is_safetensors(start):
        return read_safetensors
    raise UnreadableCheckpoint(f"{path.name} {_reason(start)}")


def _reason(start: bytes) -> str:
    if not start:
        return f"is empty; it has to be {FORMATS}."
    if start.startswith(b"version https://git-lfs"):
        return "is a pointer of Git LFS and not the file itself; get it with `git lfs pull`."
    if start[:1] == b"\x80" and start[1:2] <= b"\x05":
        return "is a pickle that torch.save did not write; unpickling runs code, so save a state dict with torch.save."
    return f"is not {FORMATS}."
