"""Networks of a user's own are divided as their authors would: into layers, blocks and operations."""

from typing import Any

import pytest
from torch import nn

from app.networks.outline import Block, Operation
from app.tracing.own import trace_own
from app.tracing.records import Trace
from tests.tracing.inference import networks


def trace(model: nn.Module, *size: int) -> Trace:
    return trace_own(model, size, name="own", title="Own")


def parts(operations: tuple[Operation, ...]) -> dict[str, tuple[str, str]]:
    """The kind and the last step of each operation."""
    return {operation.path: (operation.kind, operation.steps[-1]) for operation in operations}


def block(done: Trace, path: str) -> Block:
    return next(each for layer in done.layers for each in layer.blocks if each.path == path)


def layers(done: Trace) -> dict[str, list[str]]:
    return {layer.path: [each.path for each in layer.blocks] for layer in done.layers}


SIZES: list[tuple[type[nn.Module], tuple[int, ...]]] = [
    (networks.UNet, (1, 33, 47)),
    (networks.Gated, (3, 32, 32)),
    (networks.InForward, (3, 32, 32)),
    (networks.Preactivation, (3, 32, 32)),
    (networks.Dense, (3, 32, 32)),
    (networks.Transformer, (3, 16, 16)),
    (networks.Mobile, (3, 32, 32)),
    (networks.Refined, (3, 32, 32)),
    (networks.Swish, (3, 16, 16)),
    (networks.LongSkip, (3, 32, 32)),
]


@pytest.mark.parametrize(("network", "size"), SIZES)
def test_each_step_is_in_one_operation_and_each_path_has_one_meaning(network: Any, size: tuple[int, ...]) -> None:
    done = trace(network(), *size)

    operations = [*done.operations()]
    assert sorted(path for each in operations for path in each.steps) == sorted(step.path for step in done.steps)
    places = [path for layer in layers(done).items() for path in (layer[0], *layer[1])]
    named = [*places, *(each.path for each in operations)]
    assert len(set(named)) == len(named)
    elsewhere = {step: each.path for each in operations for step in each.steps}
    assert [each.path for each in operations if elsewhere.get(each.path, each.path) != each.path] == []


def test_u_net_has_a_layer_for_each_level() -> None:
    done = trace(networks.UNet(), 1, 33, 47)

    assert layers(done) == {
        "inc": ["inc.0"],
        "down1": ["down1.transition", "down1.1"],
        "down2": ["down2.transition", "down2.1"],
        "up1": ["up1.0"],
        "up2": ["up2.0"],
    }
    assert parts(block(done, "up1.0").operations) == {
        "up1.0.1": ("convolution", "up1.up"),
        "up1.0.concat": ("concatenation", "up1.cat"),
        "up1.0.2": ("convolution", "up1.conv.body.2"),
        "up1.0.3": ("convolution", "up1.conv.body.5"),
    }
    assert parts(block(done, "down1.transition").operations) == {"down1.0": ("pooling", "down1.0")}
    assert done.totals.weighted_layers == 13


def test_gate_is_one_operation_and_shortcut_stands_before_its_addition() -> None:
    done = trace(networks.Gated(), 3, 32, 32)

    assert layers(done) == {"blocks.0-1": ["blocks.0", "blocks.1"], "blocks.2": ["blocks.2.0"]}
    last = block(done, "blocks.2.0")
    assert (last.kind, last.shortcut) == ("composite", "projection")
    assert parts(last.operations) == {
        "blocks.2.0.1": ("convolution", "blocks.2.relu1"),
        "blocks.2.0.2": ("convolution", "blocks.2.bn2"),
        "blocks.2.0.gate": ("gate", "blocks.2.se.mul"),
        "blocks.2.down": ("projection", "blocks.2.down.1"),
        "blocks.2.0.add": ("addition", "blocks.2.relu2"),
    }
    assert done.totals.weighted_layers == 8, "neither the projection nor the gates' linear layers are counted"


def test_residual_joins_in_the_networks_own_forward_are_blocks() -> None:
    done = trace(networks.InForward(), 3, 32, 32)

    assert layers(done) == {"layer1": ["layer1.0", "layer1.1"]}
    assert [(each.kind, each.shortcut) for each in done.layers[0].blocks] == [("basic", "identity")] * 2
    assert parts(block(done, "layer1.1").operations) == {
        "layer1.1.1": ("convolution", "relu4"),
        "layer1.1.2": ("convolution", "convs.3"),
        "layer1.1.add": ("addition", "relu5"),
    }


def test_preactivation_belongs_to_the_convolution_behind_it_unless_the_shortcut_shares_it() -> None:
    done = trace(networks.Preactivation(), 3, 32, 32)

    first, second = block(done, "layer1.0.0"), block(done, "layer1.1.0")
    assert [each.steps for each in first.operations] == [
        ("layer1.0.bn1", "layer1.0.relu1", "layer1.0.conv1"),
        ("layer1.0.bn2", "layer1.0.relu2", "layer1.0.conv2"),
        ("layer1.0.add",),
    ]
    assert parts(second.operations) == {
        "layer1.1.0.preactivation": ("preactivation", "layer1.1.relu1"),
        "layer1.1.0.1": ("convolution", "layer1.1.conv1"),
        "layer1.1.0.2": ("convolution", "layer1.1.conv2"),
        "layer1.1.shortcut": ("projection", "layer1.1.shortcut"),
        "layer1.1.0.add": ("addition", "layer1.1.add"),
    }
    assert parts(done.head) == {"bn": ("normalization", "relu")}


def test_dense_layers_are_blocks_and_the_transition_opens_a_layer() -> None:
    done = trace(networks.Dense(), 3, 32, 32)

    assert layers(done) == {
        "dense1": ["dense1.0", "dense1.1"],
        "dense2": ["trans1", "dense2.0", "dense2.1", "dense2.2"],
    }
    assert block(done, "trans1").kind == "transition"
    assert parts(block(done, "trans1").operations) == {
        "trans1.2": ("convolution", "trans1.2"),
        "trans1.3": ("pooling", "trans1.3"),
    }


def test_attention_is_one_operation_of_a_transformer_block() -> None:
    done = trace(networks.Transformer(), 3, 16, 16)

    assert layers(done) == {"blocks": ["blocks.0", "blocks.1"]}
    assert parts(block(done, "blocks.1").operations) == {
        "blocks.1.attention": ("attention", "blocks.1.attention.proj"),
        "blocks.1.add1": ("addition", "blocks.1.add1"),
        "blocks.1.1": ("linear", "blocks.1.mlp.1"),
        "blocks.1.2": ("linear", "blocks.1.mlp.2"),
        "blocks.1.add2": ("addition", "blocks.1.add2"),
    }
    assert parts(done.stem) == {"patches": ("convolution", "add")}
    assert [each.steps for each in done.head] == [("norm", "getitem", "head")]


def test_blocks_without_shortcut_are_found_by_their_class() -> None:
    done = trace(networks.Mobile(), 3, 32, 32)

    assert layers(done) == {"features.1": ["features.1.0"], "features.2-3": ["features.2", "features.3"]}
    assert [each.shortcut for layer in done.layers for each in layer.blocks] == ["identity", "none", "identity"]
    assert parts(done.stem) == {"features.0": ("convolution", "features.0")}
    assert parts(done.head) == {"features.4": ("convolution", "features.4"), "mean": ("pooling", "mean")}


def test_long_skip_around_blocks_is_no_block() -> None:
    done = trace(networks.LongSkip(), 3, 32, 32)

    assert layers(done) == {"layer1": ["layer1.0"], "layer2": ["layer2.0"]}
    assert parts(done.head) == {
        "head.low": ("convolution", "head.low"),
        "head.high": ("convolution", "head.high"),
        "head.interpolate": ("upsampling", "head.interpolate"),
        "head.add": ("addition", "head.add"),
    }


def test_calls_of_one_block_are_numbered() -> None:
    done = trace(networks.Refined(), 3, 32, 32)

    assert layers(done) == {"block#1-3": ["block", "block#2", "block#3"]}
    assert parts(block(done, "block#3").operations) == {
        "block#3.1": ("convolution", "block.relu5"),
        "block#3.2": ("convolution", "block.bn23"),
        "block#3.gate": ("gate", "block.se.mul3"),
        "block#3.add": ("addition", "block.relu6"),
    }


def test_network_without_blocks_has_layers_by_size_and_products_as_activations() -> None:
    done = trace(networks.Swish(), 3, 16, 16)

    assert layers(done) == {"layer1": ["layer1.0"], "layer2": ["layer2.0"]}
    assert parts(block(done, "layer1.0").operations) == {"layer1.0.1": ("convolution", "mul")}
    assert parts(done.head) == {"amax": ("pooling", "amax"), "fc": ("linear", "fc")}
