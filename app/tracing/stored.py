"""The values that modules store: parameters, biases among them, and buffers."""

from collections.abc import Iterable
from typing import NamedTuple

from torch import Tensor


class StoredValues(NamedTuple):
    """Numbers of values. `biases` are among `params`; buffers are stored but not trained: running statistics."""

    params: int
    biases: int
    buffers: int


def stored_values(
    parameters: Iterable[tuple[str, Tensor | None]], buffers: Iterable[tuple[str, Tensor | None]]
) -> StoredValues:
    """Count the values of parameters and buffers, given with their names in the module."""
    params = biases = 0
    for name, tensor in parameters:
        if tensor is not None:
            params += tensor.numel()
            biases += tensor.numel() if is_bias(name) else 0
    return StoredValues(params, biases, sum(tensor.numel() for _, tensor in buffers if tensor is not None))


def is_bias(name: str) -> bool:
    """Whether a parameter of this name is a bias: `bias`, `in_proj_bias`, `bias_ih_l0`."""
    own = name.rpartition(".")[2]
    return own == "bias" or own.startswith("bias_") or own.endswith("_bias")
