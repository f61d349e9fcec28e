"""Memory of real forwards on the CPU: what autograd keeps, and what lives at one time."""

from collections.abc import Iterator
from typing import Any
from weakref import finalize

import torch
from torch import Tensor, fx, nn
from torch.autograd.graph import saved_tensors_hooks
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


def saved_bytes(model: nn.Module, image: Tensor, *, autocast: bool = False) -> int:
    """The bytes of the unique storages that autograd keeps of a forward in training, without parameters and buffers."""
    stored = stored_in(model.train())
    kept: dict[int, Tensor] = {}

    def keep(tensor: Tensor) -> Tensor:
        kept.setdefault(storage_of(tensor), tensor)
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor), torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        result = model(image)  # holds the graph, so that no address is used twice
    assert result.requires_grad
    return sum(tensor.untyped_storage().nbytes() for key, tensor in kept.items() if key not in stored)


def stored_in(model: nn.Module) -> set[int]:
    """The storages of parameters and buffers."""
    return {storage_of(tensor) for tensor in (*model.parameters(), *model.buffers())}


def storage_of(tensor: Tensor) -> int:
    """The identity of a tensor's memory."""
    return int(tensor.untyped_storage()._cdata)


class LiveStorages(TorchDispatchMode):
    """Adds up the bytes of the storages that are alive after each operator; `most` is the largest sum.

    Those in `stored` are left out.
    """

    def __init__(self, image: Tensor, stored: set[int]) -> None:
        super().__init__()
        self.now: int = 0
        self.most: int = 0
        self._known = set(stored)
        self._add(image)

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        for tensor in _tensors(result):
            self._add(tensor)
        self.most = max(self.most, self.now)
        return result

    def _add(self, tensor: Tensor) -> None:
        storage = tensor.untyped_storage()
        key, size = storage_of(tensor), storage.nbytes()
        if key not in self._known:
            self._known.add(key)
            self.now += size
            finalize(tensor.untyped_storage(), self._remove, key, size)

    def _remove(self, key: int, size: int) -> None:
        self._known.discard(key)
        self.now -= size


def _tensors(result: object) -> Iterator[Tensor]:
    return (leaf for leaf in tree_leaves(result) if isinstance(leaf, Tensor))


class LeafTracer(fx.Tracer):
    """Keeps every module without children as one node."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:  # noqa: ARG002  # torch.fx's signature
        return not m._modules


def most_live_bytes(model: nn.Module, image: Tensor) -> int:
    """The most bytes of volumes at one time while torch.fx runs a forward and drops each after its last use."""
    graph = fx.GraphModule(model.eval(), LeafTracer().trace(model))
    live = LiveStorages(image, stored_in(model))
    with torch.no_grad(), live:
        fx.Interpreter(graph, garbage_collect_values=True).run(image)
    return live.most
