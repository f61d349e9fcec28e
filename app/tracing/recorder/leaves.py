"""Which modules are one step each, and of what kind."""

from collections.abc import Mapping, Sequence

from torch import nn

from ..records import StepKind
from .calls import InnerCall
from .functions import kind_of

WHOLE = (nn.MultiheadAttention, nn.RNNBase, nn.RNNCellBase)
"""Modules that are one step although they may have children or call many functions."""

WEIGHTED = frozenset({"conv", "linear", "attention", "recurrent", "embedding"})
"""Kinds that name a module, whatever else it computes: a convolution that standardizes its weights is one."""


def class_names(modules: Mapping[str, nn.Module]) -> dict[str, str]:
    """The name of each module's class, by path."""
    return {path: type(module).__name__ for path, module in modules.items()}


def is_leaf(module: nn.Module) -> bool:
    """Whether a module is one step: it has no children, or is attention or a recurrent layer."""
    children = module._modules
    return not children or isinstance(module, WHOLE) or (len(children) == 1 and "parametrizations" in children)


def kind_of_module(module: nn.Module, functions: Sequence[InnerCall]) -> StepKind:
    """The kind of a leaf module's step, by its class or by the functions that it called."""
    if isinstance(module, WHOLE):
        return "attention" if isinstance(module, nn.MultiheadAttention) else "recurrent"
    if isinstance(module, nn.Dropout):
        return "dropout"
    if len(functions) == 1:
        return kind_of(functions[0].name)
    kinds = [kind_of(function.name) for function in functions]
    weighted = [kind for kind in kinds if kind in WEIGHTED]
    if len(weighted) == 1:
        return weighted[0]
    return kinds[-1] if kinds and not weighted else "other"
