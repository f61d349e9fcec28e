"""Records a real forward below PyTorch's functions, where calls of scripted functions are seen as their operators."""

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from .calls import Recording
from .forward import ForwardFailed, record_with
from .recorder import Recorder, run_really

NAMES = {
    "convolution": "conv2d",
    "native_batch_norm": "batch_norm",
    "_native_batch_norm_legit_no_training": "batch_norm",
    "cudnn_batch_norm": "batch_norm",
    "native_layer_norm": "layer_norm",
    "native_group_norm": "group_norm",
    "max_pool2d_with_indices": "max_pool2d",
    "_softmax": "softmax",
    "_log_softmax": "log_softmax",
    "_unsafe_view": "view",
    "addmm": "linear",
    "upsample_nearest2d": "interpolate",
    "upsample_bilinear2d": "interpolate",
    "slice": "getitem",
    "clone": "contiguous",
    "_to_copy": "to",
    "alias": "detach",
    "copy": "setitem",
}
"""Short names of functions for the operators that they call."""


class OperatorRecorder(Recorder):
    """Notes operators outside of leaf modules instead of functions; functions inside of leaf modules as usual."""

    def __init__(self, model: nn.Module, inputs: Mapping[str, Tensor]) -> None:
        super().__init__(model, inputs, run_really)
        self.recording.operators = True
        self._mode = _OperatorMode(self)

    def __enter__(self) -> "OperatorRecorder":
        super().__enter__()
        self._mode.__enter__()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self._mode.__exit__(exc_type, exc_val, exc_tb)
        super().__exit__(exc_type, exc_val, exc_tb)

    def _outside(self, func: Callable[..., Any], _: str, args: tuple[Any, ...], kwargs: dict[str, Any], /) -> Any:
        return func(*args, **kwargs)

    def operator(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Note an operator, unless a leaf module runs."""
        if self._leaf:
            return func(*args, **kwargs)
        packet = func.overloadpacket.__name__
        name = NAMES.get(packet.rstrip("_"), packet.rstrip("_"))
        return super()._note_function(func, name, args, kwargs, writes=packet.endswith("_"))


class _OperatorMode(TorchDispatchMode):
    def __init__(self, recorder: OperatorRecorder) -> None:
        super().__init__()
        self.recorder = recorder

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return self.recorder.operator(func, args, kwargs or {})


def record_operators(model: nn.Module, inputs: Mapping[str, Tensor]) -> Recording | None:
    """Record a real forward by its operators; `None` if it fails."""
    try:
        return record_with(OperatorRecorder(model, inputs), model, inputs)
    except ForwardFailed:
        return None
