"""Recordings and traces of networks, as the tests of the recorder make them."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from app.tracing.own import trace_own
from app.tracing.recorder.calls import RecordedCall, Recording
from app.tracing.recorder.forward import record
from app.tracing.recorder.hollow import run_hollow
from app.tracing.recorder.recorder import run_really
from app.tracing.records import Shape, Trace


def trace_module(model: nn.Module, inputs: Shape | Mapping[str, Shape]) -> Trace:
    return trace_own(model, inputs, name="own", title="Own network")


def record_hollow(model: nn.Module, *shape: int, images: int = 1) -> Recording:
    return record(model, {"input": zeros(images, *shape)}, run_hollow)


def record_real(model: nn.Module, *shape: int, images: int = 1) -> Recording:
    return record(model, {"input": zeros(images, *shape)}, run_really)


def zeros(*shape: int) -> Tensor:
    return torch.zeros(shape)


def without_tensors(call: RecordedCall) -> dict[str, Any]:
    """All that a call says, with the functions by name and shapes, because tensors have no single equality."""
    functions = [(each.name, each.input_shape, each.output_shape) for each in call.functions]
    said = call._replace(signature=())._asdict()
    return said | {"functions": functions}
