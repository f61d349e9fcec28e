"""State dicts of networks, and files with them."""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from app.checkpoints.records import Shapes
from app.tracing.models import build
from tests.support.traces import spec

StateDict = dict[str, Tensor]

SAFETENSORS_DTYPES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}


def state_dict(network: str, **options: Any) -> StateDict:
    """The state dict of the module that the app runs."""
    return dict(build(spec(network, **options)).module.state_dict())


def shapes_of(tensors: StateDict) -> Shapes:
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


def without(tensors: StateDict, *starts: str) -> StateDict:
    return {name: tensor for name, tensor in tensors.items() if not name.startswith(starts)}


def with_prefix(prefix: str, tensors: StateDict) -> StateDict:
    return {f"{prefix}{name}": tensor for name, tensor in tensors.items()}


def torch_file(path: Path, content: Any, **options: Any) -> Path:
    torch.save(content, path, **options)
    return path


def safetensors_header(tensors: StateDict) -> dict[str, Any]:
    """The header as the format's description has it, with the tensors one after the other."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    position = 0
    for name, tensor in tensors.items():
        end = position + tensor.nbytes
        entry = {"dtype": SAFETENSORS_DTYPES[tensor.dtype], "shape": [*tensor.shape], "data_offsets": [position, end]}
        header[name], position = entry, end
    return header


def safetensors_file(path: Path, tensors: StateDict) -> Path:
    """A file with zeros as weights."""
    return raw_safetensors(path, json.dumps(safetensors_header(tensors)), sum(each.nbytes for each in tensors.values()))


def raw_safetensors(path: Path, header: str, size: int = 0, length: int | None = None) -> Path:
    """A file with this text as header, this length stated for it, and that many bytes of weights."""
    text = header.encode()
    stated = len(text) if length is None else length
    path.write_bytes(stated.to_bytes(8, "little") + text)
    with path.open("r+b") as file:
        file.truncate(8 + len(text) + size)
    return path
