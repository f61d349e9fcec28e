"""Parts of compared networks that differ from those of the first one."""

from app.studies.changes import changed_parts
from tests.support.traces import trace_network

DEPTHS = (3, 4, 6, 3)
BLOCKS = [f"layer{layer}.{block}" for layer, depth in enumerate(DEPTHS, 1) for block in range(depth)]


def test_equal_networks_have_no_changed_parts() -> None:
    trace = trace_network("resnet34", None)
    assert changed_parts([trace, trace]) == (frozenset(), frozenset())


def test_gates_change_every_block_and_no_convolution() -> None:
    first, changed = changed_parts([trace_network("resnet50", None), trace_network("seresnet50", None)])
    assert first == frozenset()
    assert {path for path in changed if path.count(".") == 1} == {*BLOCKS}
    assert {path for path in changed if path.count(".") > 1} == {f"{block}.gate" for block in BLOCKS}


def test_projections_everywhere_change_the_blocks_that_had_none() -> None:
    """Option B has 3 projections in ResNet-34, at the first blocks of layers 2 to 4; option C has 16."""
    _, changed = changed_parts([trace_network("resnet34", None), trace_network("resnet34", None, shortcut="C")])
    same = {"layer2.0", "layer3.0", "layer4.0"}
    assert {path for path in changed if path.count(".") == 1} == {*BLOCKS} - same


def test_plain_network_differs_only_where_a_projection_was() -> None:
    _, changed = changed_parts([trace_network("resnet34", None), trace_network("plain34", None)])
    assert {path for path in changed if path.count(".") == 1} == {"layer2.0", "layer3.0", "layer4.0"}


def test_another_size_changes_the_image_and_all_but_the_classifier() -> None:
    _, changed = changed_parts([trace_network("resnet18", "64"), trace_network("resnet18", "128")])
    assert {"input", "conv1", "maxpool", "layer1.0", "layer4.1"} <= changed
    assert "fc" not in changed
