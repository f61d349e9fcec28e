"""Places by path: layers, blocks, operations and steps, and the closest place for unknown paths."""

import pytest

from app.diagrams.views.place import Place, find_place
from app.tracing.records import Trace
from tests.support.representatives import REPRESENTATIVES, SINGLE_BLOCKS
from tests.support.traces import blocks, trace_network

TOP = ("ResNet-34", "")


def place(network: str, at: str, **options: str) -> Place:
    return find_place(trace_network(network, **options), at)


def operations(trace: Trace) -> list[tuple[str, tuple[str, ...]]]:
    inside = [operation for block in blocks(trace) for operation in block.operations]
    return [(operation.path, operation.steps) for operation in (*trace.stem, *inside, *trace.head)]


@pytest.mark.parametrize("network", [*REPRESENTATIVES, *SINGLE_BLOCKS])
def test_every_place_is_found_at_its_level(network: str) -> None:
    trace = trace_network(network)
    expected = [("", "network"), *((layer.path, "layer") for layer in trace.layers)]
    expected += [(block.path, "block") for block in blocks(trace)]
    expected += [(path, "operation") for path, _ in operations(trace)]

    places = [find_place(trace, path) for path, _ in expected]
    assert [(found.at, found.level) for found in places] == expected
    assert [(found.crumbs[-1][1], found.step) for found in places] == [(path, None) for path, _ in expected]


@pytest.mark.parametrize("network", [*REPRESENTATIVES, *SINGLE_BLOCKS])
def test_every_step_is_found_in_its_operation(network: str) -> None:
    trace = trace_network(network)
    expected = [(path, step if step != path else None) for path, steps in operations(trace) for step in steps]

    found = [find_place(trace, step) for _, steps in operations(trace) for step in steps]
    assert [(where.at, where.step) for where in found] == expected
    assert {where.level for where in found} == {"operation"}


@pytest.mark.parametrize("network", [*REPRESENTATIVES, *SINGLE_BLOCKS])
def test_neighbours_form_chain_through_level(network: str) -> None:
    trace = trace_network(network)
    for chain in ([layer.path for layer in trace.layers], [block.path for block in blocks(trace)]):
        here = find_place(trace, chain[0])
        visited = [here.at]
        assert here.before is None
        while here.after:
            before, here = here, find_place(trace, here.after[1])
            assert here.before is not None
            assert here.before[1] == before.at
            visited.append(here.at)
        assert visited == chain


def test_network_has_no_parent_or_neighbours() -> None:
    found = place("resnet34", "")
    assert (found.level, found.crumbs, found.outside, found.before, found.after) == (
        "network",
        (TOP,),
        None,
        None,
        None,
    )


def test_operation_has_crumbs_and_neighbours() -> None:
    found = place("resnet34", "layer2.0.conv1")
    assert found.crumbs == (
        TOP,
        ("layer2", "layer2"),
        ("block 1", "layer2.0"),
        ("operation 1", "layer2.0.1"),
    )
    assert (found.outside, found.step) == ("layer2.0", "layer2.0.conv1")
    assert (found.before, found.after) == (None, ("operation 2", "layer2.0.2"))


def test_block_neighbours_cross_layers() -> None:
    found = place("resnet34", "layer2.0")
    assert found.crumbs == (TOP, ("layer2", "layer2"), ("block 1", "layer2.0"))
    assert (found.before, found.after) == (("layer1 block 3", "layer1.2"), ("layer2 block 2", "layer2.1"))


def test_stem_and_head_operations_are_neighbours() -> None:
    found = place("resnet34", "maxpool")
    assert (found.level, found.crumbs, found.outside) == ("operation", (TOP, ("maxpool", "maxpool")), "")
    assert (found.before, found.after) == (("conv1", "conv1"), ("avgpool", "avgpool"))


@pytest.mark.parametrize(
    ("option", "path", "name"),
    [
        ("B", "layer2.0.downsample", "projection shortcut"),
        ("A", "layer2.0.downsample", "zero-padding shortcut"),
        ("B", "layer2.0.add", "addition"),
        ("B", "layer2.0.2", "operation 2"),
    ],
)
def test_operation_name_states_its_kind(option: str, path: str, name: str) -> None:
    assert place("resnet34", path, shortcut=option).crumbs[-1][0] == name


@pytest.mark.parametrize(
    ("network", "at", "nearest"),
    [
        ("resnet34", "layer2.9", "layer2"),
        ("resnet34", "layer2.0.conv3", "layer2.0"),
        ("resnet34", "layer2.0.downsample.1.weight", "layer2.0.downsample"),
        ("resnet34", "layer1.0.downsample", "layer1.0"),
        ("resnet34", "layer5.0.conv1", ""),
        ("resnet34", "fc.weight", "fc"),
        ("cifar_resnet20", "layer4", ""),
        ("cifar_resnet20", "maxpool", ""),
        ("vgg19", "features.36.0", "features.36"),
        ("vgg19", "features", ""),
        ("resnet34", ".", ""),
        ("resnet34", "....", ""),
        ("resnet34", "layer2.", "layer2"),
        ("resnet34", "LAYER2", ""),
        ("resnet34", "input", ""),
        ("resnet34", "<b>layer2</b>", ""),
    ],
)
def test_unknown_path_finds_closest_place(network: str, at: str, nearest: str) -> None:
    assert place(network, at).at == nearest
