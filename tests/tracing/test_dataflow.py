"""What feeds what: additions, chains, and shapes that agree from step to step."""

import weakref
from typing import Any

import pytest
import torch
from torch import nn

from app.networks.catalogue import NETWORKS
from app.networks.outline import Block
from app.tracing.hooks import recording
from app.tracing.records import Shape
from tests.support.traces import blocks, traced


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
def test_an_addition_is_fed_by_the_end_of_the_residual_branch_and_of_the_shortcut(
    network: str, options: dict[str, Any]
) -> None:
    done = traced(network, **options)
    fed = {one.path: one.inputs for one in done.steps if one.kind == "add"}

    expected, before = {}, done.stem[-1].steps[-1]
    for block in blocks(done):
        last = 2 if block.kind == "basic" else 3
        if block.shortcut != "none":
            expected[f"{block.path}.add"] = (f"{block.path}.bn{last}", shortcut_end(block, before))
        before = f"{block.path}.relu{last}"
    assert fed == expected


@pytest.mark.parametrize("network", NETWORKS)
def test_what_a_step_is_fed_has_the_shape_that_its_maker_put_out(network: str) -> None:
    done = traced(network)
    made: dict[str, Shape] = {"input": done.input.shape}
    for each in done.steps:
        assert tuple(made[path] for path in each.inputs) == each.input_shapes
        made[each.path] = each.output_shape


@pytest.mark.parametrize("network", ["vgg19", *(name for name in NETWORKS if "plain" in name)])
def test_a_network_without_shortcuts_is_a_chain(network: str) -> None:
    steps = traced(network).steps

    assert [step.inputs for step in steps] == [("input",), *((step.path,) for step in steps[:-1])]


def test_while_recording_no_volume_goes_away_whose_identity_another_could_take() -> None:
    relu, image = nn.Sequential(nn.ReLU()), torch.zeros(0, 3, 8, 8)
    with recording(relu, image):
        volume = weakref.ref(relu(image))
        assert volume() is not None

    assert volume() is None
