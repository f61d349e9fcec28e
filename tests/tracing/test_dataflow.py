"""Dataflow: inputs of additions and chains, and shapes that agree from step to step."""

from typing import Any

import pytest

from app.networks.catalogue import NETWORKS
from app.networks.outline import Block
from tests.support.traces import blocks, output_shape, trace_network


def shortcut_end(block: Block, before: str) -> str:
    ends = {
        "identity": before,
        "padding": f"{block.path}.downsample",
        "projection": f"{block.path}.downsample.1",
    }
    return ends[block.shortcut]


def residual_networks() -> list[Any]:
    shortcuts = [("resnet50", {"shortcut": shortcut}) for shortcut in ("A", "C", "none")]
    return [*((name, {}) for name in NETWORKS if name != "vgg19"), *shortcuts]


@pytest.mark.parametrize(("network", "options"), residual_networks())
def test_addition_joins_the_ends_of_residual_branch_and_shortcut(network: str, options: dict[str, Any]) -> None:
    trace = trace_network(network, **options)
    inputs = {step.path: step.inputs for step in trace.steps if step.kind == "add"}

    expected, before = {}, trace.stem[-1].steps[-1]
    for block in blocks(trace):
        last = 2 if block.kind == "basic" else 3
        if block.shortcut != "none":
            expected[f"{block.path}.add"] = (f"{block.path}.bn{last}", shortcut_end(block, before))
        before = f"{block.path}.relu{last}"
    assert inputs == expected


@pytest.mark.parametrize("network", NETWORKS)
def test_input_shapes_equal_the_producers_output_shapes(network: str) -> None:
    trace = trace_network(network)
    for step in trace.steps:
        assert tuple(output_shape(trace, path) for path in step.inputs) == step.input_shapes


@pytest.mark.parametrize("network", ["vgg19", *(name for name in NETWORKS if "plain" in name)])
def test_network_without_shortcuts_is_a_chain(network: str) -> None:
    steps = trace_network(network).steps

    assert [step.inputs for step in steps] == [("input",), *((step.path,) for step in steps[:-1])]
