"""Runs a recorded forward and leaves the module as it was: hooks, training flags, buffers and random state."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from .calls import Recording
from .recorder import Recorder, Run


class ForwardFailed(RuntimeError):
    """The network's forward raised `error`; `path` and `kind` are those of the innermost module that was running."""

    def __init__(self, path: str, kind: str, error: Exception) -> None:
        super().__init__(f"{kind} {path!r}: {error}")
        self.path, self.kind, self.error = path, kind, error


def record(model: nn.Module, inputs: Mapping[str, Tensor], run: Run) -> Recording:
    """Record one forward. Raises `ForwardFailed`."""
    return record_with(Recorder(model, inputs, run), model, inputs)


def record_with(recorder: Recorder, model: nn.Module, inputs: Mapping[str, Tensor]) -> Recording:
    """Run the forward with a recorder around it. Raises `ForwardFailed`."""
    with unchanged(model), torch.no_grad():
        try:
            with recorder:
                result = _call(model, inputs)
        except Exception as error:  # a forward is foreign code
            frame = recorder.stack[-1] if recorder.stack else None
            path, kind = (frame.path, type(frame.module).__name__) if frame else ("", type(model).__name__)
            raise ForwardFailed(path, kind, error) from error
        return recorder.finish(result)


def _call(model: nn.Module, inputs: Mapping[str, Tensor]) -> Any:
    if len(inputs) == 1:
        return model(*inputs.values())
    return model(**inputs)


@contextmanager
def unchanged(model: nn.Module) -> Iterator[None]:
    """Evaluate the model in evaluation mode; then restore training flags, buffers and random state."""
    flags = [(module, module.training) for module in model.modules()]
    buffers = [(buffer, buffer._version, buffer.clone()) for buffer in model.buffers()]
    with torch.random.fork_rng(devices=[]):
        try:
            model.eval()
            yield
        finally:
            for module, training in flags:
                module.training = training
            with torch.no_grad():
                for buffer, version, before in buffers:
                    if buffer._version != version:
                        buffer.copy_(before)
