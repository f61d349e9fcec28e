"""One network counted as the paper, PyTorch, Keras and tools count: each figure from the trace, with what it includes.

The rules of the tools are those of ptflops 0.7.5, fvcore 0.1.5 and torchinfo 1.8.0.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Literal

from ..networks.outline import Block
from ..networks.spec import Spec
from ..tracing.records import Input, Trace
from .layer_names import name_sentence
from .tallies import Tallies, is_known

CountedQuantity = Literal["operations", "parameters"]


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a figure: `count` things, of which each counts `each` times."""

    of: str
    count: int
    each: int


@dataclass(frozen=True, slots=True)
class CountedAs:
    """A figure as one source or tool counts it: the sum of its terms, and a sentence about what it includes."""

    name: str
    quantity: CountedQuantity
    value: int
    sentence: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """A network's figures under all conventions. `layers` says how many convolutions it has and what its name counts.

    Tools are left out for networks of a user's own with steps other than those of ResNets and VGG.
    """

    network: str
    title: str
    spec: Spec | None
    input: Input
    layers: str
    counts: tuple[CountedAs, ...]


def count(trace: Trace) -> Counts:
    """Count a network under every convention."""
    tallies = Tallies.of(trace)
    operations = [*_paper(trace), *_macs(tallies), *(_tools(tallies) if is_known(trace) else ())]
    parameters = _parameters(tallies, trace.spec is not None)
    return Counts(trace.network, trace.title, trace.spec, trace.input, name_sentence(trace), (*operations, *parameters))


def _counted(name: str, quantity: CountedQuantity, sentence: str, *terms: tuple[str, int, int]) -> CountedAs:
    present = tuple(Term(*term) for term in terms if term[1])
    return CountedAs(name, quantity, sum(term.count * term.each for term in present), sentence, present)


OF_THE_PAPER = re.compile(r"(CIFAR )?(ResNet|Plain|VGG)-\d+")
"""Titles of the networks that the paper has, and of those of other depths."""


def _paper(trace: Trace) -> Iterator[CountedAs]:
    """The multiply-adds of a network of the paper with a bottleneck's stride where the paper has it."""
    if trace.spec is None or not OF_THE_PAPER.fullmatch(trace.title):
        return
    macs, sentence = trace.totals.macs, "Multiply-adds, which the paper calls FLOPs."
    if trace.spec.block == "bottleneck":
        macs -= sum(_saved_by_earlier_stride(block, trace) for layer in trace.layers for block in layer.blocks)
        sentence = f"{sentence[:-1]}, with the stride of a bottleneck on its first 1×1, where the paper has it."
    yield _counted("the paper", "operations", sentence, (MACS, macs, 1))


def _saved_by_earlier_stride(block: Block, trace: Trace) -> int:
    """The MACs that a bottleneck's first 1×1 would save with the stride of its 3×3: it then makes that map's values."""
    steps = [trace.step(path) for each in block.operations if each.kind == "convolution" for path in each.steps]
    first, second = [step for step in steps if step.kind == "conv"][:2]
    if first.stride != (1, 1) or second.stride in ((1, 1), None):
        return 0
    larger, smaller = prod(first.output_shape[1:]), prod(second.output_shape[1:])
    return first.counted_macs - first.counted_macs * smaller // larger


MACS, NORMS, RELUS = "multiply-adds", "values out of normalizations", "values out of ReLUs"
POOLED, BIASES = "values into poolings", "additions of a bias"


def _macs(tallies: Tallies) -> Iterator[CountedAs]:
    macs = tallies.macs
    yield _counted(
        "MACs",
        "operations",
        "Multiply-adds of this network's convolutions and linear layers, without bias.",
        (MACS, macs, 1),
    )
    yield _counted(
        "FLOPs",
        "operations",
        "Twice the MACs, since a multiply and an add are two operations: so counts PyTorch's FlopCounterMode.",
        (MACS, macs, 2),
    )


def _tools(tallies: Tallies) -> Iterator[CountedAs]:
    macs, norms = (MACS, tallies.macs, 1), tallies.norm_values + tallies.group_norm_values
    biases = tallies.conv_bias_values + tallies.linear_bias_values
    yield _counted(
        "ptflops, as quoted",
        "operations",
        "MACs, 2 per value out of a normalization and 1 per value out of a ReLU: the figure that is often quoted.",
        *(macs, (NORMS, norms, 2), (RELUS, tallies.relu_values, 1)),
    )
    yield _counted(
        "ptflops 0.7.5",
        "operations",
        "MACs, additions of biases, 2 per value out of a normalization, and 2 per value out of a ReLU or into a "
        "pooling, which it counts as modules and again as functions.",
        *(macs, (NORMS, norms, 2), (RELUS, tallies.relu_values, 2), (POOLED, tallies.pooled_values, 2)),
        (BIASES, biases, 1),
    )
    yield _counted(
        "ptflops 0.7.5, aten",
        "operations",
        "With backend='aten', MACs and the additions of biases.",
        *(macs, (BIASES, biases, 1)),
    )
    yield _counted(
        "fvcore 0.1.5",
        "operations",
        "MACs, 2 per value out of a batch normalization (5 of a group normalization), and the values that an adaptive "
        "pooling reads.",
        *(macs, (NORMS, tallies.norm_values, 2), ("values out of group normalizations", tallies.group_norm_values, 5)),
        ("values into adaptive poolings", tallies.adaptively_pooled_values, 1),
    )
    yield _counted(
        "torchinfo 1.8.0",
        "operations",
        "Its mult-adds are MACs, the additions of biases, and each parameter of a normalization once.",
        *(macs, (BIASES, biases, 1), ("parameters of normalizations", tallies.norm_params, 1)),
    )


def _parameters(tallies: Tallies, in_catalogue: bool) -> Iterator[CountedAs]:
    params = ("weights and biases", tallies.params, 1)
    yield _counted(
        "PyTorch", "parameters", "What is trained: weights and biases, as torchinfo and timm count them.", params
    )
    biases = tallies.unbiased_channels if in_catalogue else 0
    habit = "and its ResNets have a bias in convolutions that have none here" if in_catalogue else "as non-trainable"
    yield _counted(
        "Keras",
        "parameters",
        f"It counts moving means and variances among the parameters, {habit}.",
        *(params, ("biases of convolutions", biases, 1)),
        ("moving means and variances", tallies.moving_statistics, 1),
    )
    yield _counted(
        "checkpoint",
        "parameters",
        "All values of a state dict: parameters and buffers, which are moving means and variances and, for each batch "
        "normalization, its number of batches.",
        *(params, ("values of buffers", tallies.buffers, 1)),
    )
