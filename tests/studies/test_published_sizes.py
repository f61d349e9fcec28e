"""Traced networks have the published parameters, MACs, volumes and receptive fields."""

import math

import pytest

from app.networks.spec import StrideOn
from tests.support import published
from tests.support.published import Shape, Size
from tests.support.traces import blocks, trace_network


@pytest.mark.parametrize(("network", "size"), published.TORCHVISION.items())
def test_torchvision_networks_have_documented_parameters_and_macs(network: str, size: Size) -> None:
    totals = trace_network(network, "224").totals

    assert Size(totals.params, round(totals.macs / 1e9, 3)) == size


@pytest.mark.parametrize(("network", "depths"), published.PAPER_BLOCKS.items())
def test_layers_have_block_counts_of_paper(network: str, depths: list[int]) -> None:
    assert [len(layer.blocks) for layer in trace_network(network).layers] == depths


@pytest.mark.parametrize("stride_on", ["3x3", "1x1"])
@pytest.mark.parametrize(("network", "volumes"), published.PAPER_VOLUMES.items())
def test_layers_have_output_volumes_of_paper_table_1(network: str, volumes: list[Shape], stride_on: StrideOn) -> None:
    bottleneck = volumes is published.BOTTLENECK_VOLUMES
    done = trace_network(network, "224", stride_on=stride_on if bottleneck else None)

    ends = ["conv1", *(layer.blocks[-1].output for layer in done.layers)]
    assert [done.step(path).output_shape for path in ends] == volumes


@pytest.mark.parametrize(("network", "printed"), published.PAPER_GFLOPS.items())
def test_macs_match_printed_flops_of_paper(network: str, printed: float) -> None:
    residual = network.startswith("resnet")
    bottleneck = residual and published.PAPER_VOLUMES[network] is published.BOTTLENECK_VOLUMES
    shortcut = "A" if residual and not bottleneck else None
    done = trace_network(network, "224", shortcut=shortcut, stride_on="1x1" if bottleneck else None)

    tenths = done.totals.macs / 1e8
    shown = math.floor(tenths) if network in published.PAPER_TRUNCATES else round(tenths)
    assert shown / 10 == printed


@pytest.mark.parametrize(("choice", "macs"), published.MACS_BY_STRIDE.items())
def test_stride_placement_decides_macs(choice: tuple[str, StrideOn], macs: int) -> None:
    network, stride_on = choice

    assert trace_network(network, "224", stride_on=stride_on).totals.macs == macs


@pytest.mark.parametrize(("shortcut", "size"), published.RESNET34_BY_SHORTCUT.items())
def test_shortcut_option_decides_size_of_resnet34(shortcut: str, size: tuple[int, int]) -> None:
    totals = trace_network("resnet34", "224", shortcut=shortcut).totals

    assert (totals.params, totals.macs) == size


@pytest.mark.parametrize(("network", "params"), published.CIFAR_STEM_PARAMS.items())
def test_cifar_stem_with_ten_classes_has_parameters_of_article(network: str, params: int) -> None:
    counted = trace_network(network, stem="cifar", classes=10).totals.params

    assert counted == params
    assert round(counted / 1e6, 3) == published.ARTICLE_MILLIONS.get(network, round(params / 1e6, 3))


@pytest.mark.parametrize("depth", published.CIFAR_PARAMS)
def test_cifar_networks_have_depth_parameters_and_macs_of_paper(depth: int) -> None:
    totals = trace_network(f"cifar_resnet{depth}").totals

    assert (totals.weighted_layers, totals.params) == (depth, published.CIFAR_PARAMS[depth])
    assert totals.macs == published.CIFAR_MACS[depth]


@pytest.mark.parametrize(("depth", "printed"), published.CIFAR_MILLIONS.items())
def test_cifar_parameters_match_printed_numbers(depth: int, printed: str) -> None:
    decimals = len(printed.partition(".")[2])

    assert f"{trace_network(f'cifar_resnet{depth}').totals.params / 1e6:.{decimals}f}" == printed


@pytest.mark.parametrize("network", ["cifar_resnet20", "cifar_resnet32", "cifar_resnet44", "cifar_resnet56"])
def test_cifar_network_has_three_volumes_of_paper(network: str) -> None:
    done = trace_network(network, "32")

    ends = [done.step(layer.blocks[-1].output).output_shape for layer in done.layers]
    assert ends == [(16, 32, 32), (32, 16, 16), (64, 8, 8)]


@pytest.mark.parametrize(("n", "depth"), [(1, 8), (3, 20)])
def test_n_blocks_per_layer_make_6n_plus_2_weighted_layers(n: int, depth: int) -> None:
    own = trace_network("custom", depths=f"{n},{n},{n}", base_width=16, stem="cifar", shortcut="A", classes=10)

    assert own.totals.weighted_layers == depth


@pytest.mark.parametrize(("choice", "pixels"), published.RECEPTIVE_FIELDS.items())
def test_last_block_has_published_receptive_field(choice: tuple[str, StrideOn | None], pixels: int) -> None:
    network, stride_on = choice

    field = trace_network(network, stride_on=stride_on).totals.receptive_field
    assert field
    assert field.max == pixels


@pytest.mark.parametrize("network", published.PAPER_BLOCKS)
def test_minimum_receptive_field_of_every_block_is_that_of_the_stem(network: str) -> None:
    done = trace_network(network)

    fields = [done.step(block.output).receptive_field for block in blocks(done)]
    assert {field and field.min for field in fields} == {published.SHORTEST_PATH}


@pytest.mark.parametrize(("stem", "expected"), published.SMALL_INPUT.items())
def test_stem_decides_macs_and_last_volume_of_small_input(stem: str, expected: tuple[float, Shape]) -> None:
    totals = trace_network("resnet18", "32", stem=stem, classes=10).totals

    assert (round(totals.macs / 1e6, 1), totals.last_volume) == expected
