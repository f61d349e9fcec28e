"""Runs a recorded forward and leaves the module as it was: hooks, attributes, buffers and random state."""

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import torch
from torch import Tensor, nn

from .calls import Recording
from .recorder import ForwardTooLong, Recorder, Run


class ForwardFailed(RuntimeError):
    """The network's forward raised `error`; `path` and `kind` are those of the innermost module that was running."""

    def __init__(self, path: str, kind: str, error: Exception) -> None:
        super().__init__(f"{kind} {path!r}: {error}")
        self.path, self.kind, self.error = path, kind, error


def record(model: nn.Module, inputs: Mapping[str, Tensor], run: Run) -> Recording:
    """Record one forward. Raises `ForwardFailed`."""
    return record_with(Recorder(model, inputs, run), model, inputs)


def record_with(recorder: Recorder, model: nn.Module, inputs: Mapping[str, Tensor]) -> Recording:
    """Run the forward with a recorder around it. Raises `ForwardFailed` and `ForwardTooLong`."""
    with unchanged(model, recorder.modules.values()), torch.no_grad(), _eager():
        try:
            with recorder:
                result = _call(model, inputs)
        except ForwardTooLong:
            raise
        except Exception as error:  # a forward is foreign code
            frame = recorder.frames.failed_in(error)
            raise ForwardFailed(frame.path, type(frame.module).__name__, error) from error
        return recorder.finish(result)


def _eager() -> AbstractContextManager[object]:
    """Run compiled parts uncompiled. Who compiles has loaded the compiler; to load it for others takes seconds."""
    return torch.compiler.set_stance("force_eager") if "torch._dynamo" in sys.modules else nullcontext()


def _call(model: nn.Module, inputs: Mapping[str, Tensor]) -> Any:
    if len(inputs) == 1:
        return model(*inputs.values())
    return model(**inputs)


@contextmanager
def unchanged(model: nn.Module, modules: Collection[nn.Module]) -> Iterator[None]:
    """Evaluate the model in evaluation mode; then restore its modules' attributes, buffers, and the random state."""
    attributes = [_attributes(module) for module in modules]
    registered = [buffer for module in modules for buffer in module._buffers.values()]
    buffers = [(buffer, buffer.clone()) for buffer in registered if buffer is not None and not buffer.is_meta]
    with torch.random.fork_rng(devices=[]):
        try:
            model.eval()
            yield
        finally:
            for each, value in (pair for pairs in attributes for pair in pairs):
                each.clear()
                each.update(value)
            with torch.no_grad():
                for buffer, before in buffers:
                    if not torch.equal(buffer, before):  # a write without change would break a backward pass
                        buffer.copy_(before)


def _attributes(module: nn.Module) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The dictionaries of a module's attributes, parameters and buffers, each with a copy."""
    return [(each, {**each}) for each in (vars(module), module._parameters, module._buffers)]
