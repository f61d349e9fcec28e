"""Networks of torchvision and timm for tests: built without drawing weights, and compared with a real forward."""

import importlib
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from app.loading.torchvision_operators import define_operators, lacks_operators
from app.tracing.records import Shape
from tests.support.real_forwards import real_forward
from tests.tracing.recorder.recordings import record_hollow, trace_module, zeros


def package(name: str) -> Any:
    """Import a package, or skip the test file where it is not installed (`make test-models` installs it)."""
    try:
        return _import(name)
    except ModuleNotFoundError as error:
        if error.name != name.partition(".")[0]:
            raise
        pytest.skip(f"{name} is not installed; `make test-models` sets up an environment", allow_module_level=True)


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except RuntimeError as error:
        if not lacks_operators(error):
            raise
        define_operators()
        return importlib.import_module(name)


class UndrawnWeights(TorchFunctionMode):
    """While active, writes into parameters do nothing: a forward for shapes needs no values, and drawing takes long."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        target = args[0] if args else (kwargs or {}).get("tensor")
        if func.__name__.endswith("_") and not func.__name__.endswith("__") and isinstance(target, nn.Parameter):
            return target
        return func(*args, **(kwargs or {}))


def compare_with_real_forward(model: nn.Module, shape: Shape) -> None:
    """Assert that a trace has the modules, shapes, MACs and parameters of a real forward of one image."""
    trace, recording = trace_module(model, shape), record_hollow(model, *shape)
    real = real_forward(model, zeros(1, *shape))

    modules = [(call.base, call.output_shapes) for call in recording.calls if call.is_module]
    assert modules == [leaf for leaf in real.leaves if leaf[0] in {path for path, _ in modules}]
    made = [ref for ref in recording.outputs.values() if ref]
    assert tuple(recording.calls[ref.call].output_shapes[ref.output] for ref in made) == real.results
    assert trace.totals.macs == real.macs
    assert trace.totals.params + trace.totals.unused_params == sum(each.numel() for each in model.parameters())
    assert recording.unknown == []
    assert torch.is_grad_enabled()
