"""Dataflow: inputs of additions and chains, and shapes that agree from step to step."""

from typing import Any

import pytest

from app.networks.catalogue import NETWORKS
from app.networks.outline import Block
from app.networks.spec import Spec
from tests.support.representatives import WHOLE_CATALOGUE
from tests.support.traces import blocks, output_shape, trace_network


def shortcut_end(spec: Spec, block: Block, before: str) -> str:
    """The last module on the shortcut: a projection's normalization, or its convolution after pre-activation."""
    last = (2 if spec.shortcut == "D" else 1) - spec.pre_activation
    ends = {
        "identity": before,
        "padding": f"{block.path}.downsample",
        "projection": f"{block.path}.downsample.{last}",
    }
    return ends[block.shortcut]


def branch_end(spec: Spec, block: Block) -> str:
    last = 2 if spec.block == "basic" else 3
    plain = f"{block.path}.conv{last}" if spec.pre_activation else f"{block.path}.bn{last}"
    return f"{block.path}.se.mul" if spec.attention == "se" else plain


def residual_networks() -> list[Any]:
    shortcuts = [("resnet50", {"shortcut": shortcut}) for shortcut in ("A", "C", "none")]
    networks = [pytest.param(each.values[0], {}, id=each.id, marks=each.marks) for each in WHOLE_CATALOGUE]
    return [*(each for each in networks if each.id != "vgg19"), *shortcuts]


@pytest.mark.parametrize(("network", "options"), residual_networks())
def test_addition_joins_the_ends_of_residual_branch_and_shortcut(network: str, options: dict[str, Any]) -> None:
    trace = trace_network(network, **options)
    spec = trace.catalogue_spec
    inputs = {step.path: step.inputs for step in trace.steps if step.kind == "add"}

    expected, before = {}, trace.stem[-1].steps[-1]
    for block in blocks(trace):
        if block.shortcut != "none":
            expected[f"{block.path}.add"] = (branch_end(spec, block), shortcut_end(spec, block, before))
        before = f"{block.path}.add" if spec.pre_activation else block.output
    assert inputs == expected


@pytest.mark.parametrize("network", WHOLE_CATALOGUE)
def test_input_shapes_equal_the_producers_output_shapes(network: str) -> None:
    trace = trace_network(network)
    for step in trace.steps:
        assert tuple(output_shape(trace, path) for path in step.inputs) == step.input_shapes


@pytest.mark.parametrize("network", ["vgg19", *(name for name in NETWORKS if "plain" in name)])
def test_network_without_shortcuts_is_a_chain(network: str) -> None:
    steps = trace_network(network).steps

    assert [step.inputs for step in steps] == [("input",), *((step.path,) for step in steps[:-1])]
