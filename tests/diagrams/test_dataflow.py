"""The main flow of blocks and operations, and the ways beside it."""

from collections.abc import Iterable

from app.diagrams.cards import main_cards
from app.diagrams.dataflow import Dataflow, Node, dataflow, operation_flow
from app.diagrams.views.additions import addition_shortcut
from app.diagrams.views.lanes import grid
from app.networks.outline import Block
from app.tracing.records import Trace
from tests.support import own_traces
from tests.support.traces import blocks, trace_network


def ways(flow: Dataflow) -> list[tuple[str, tuple[str, ...], str, str]]:
    return [(way.source, tuple(node.path for node in way.nodes), way.target, way.kind) for way in flow.ways]


def paths(nodes: Iterable[Node]) -> list[str]:
    return [node.path for node in nodes]


def block(trace: Trace, number: int = 0) -> Block:
    return blocks(trace)[number]


def test_residual_branch_is_main_flow_and_projection_is_beside_it() -> None:
    trace = trace_network("resnet18")
    flow = operation_flow(trace, block(trace, 2).operations)
    assert (flow.entry, paths(flow.main)) == ("layer1.1.relu2", ["layer2.0.relu1", "layer2.0.bn2", "layer2.0.relu2"])
    assert ways(flow) == [("layer1.1.relu2", ("layer2.0.downsample.1",), "layer2.0.relu2", "projection")]


def test_longest_of_four_branches_is_main_flow() -> None:
    trace = own_traces.inception()
    flow = operation_flow(trace, block(trace).operations)
    assert paths(flow.main) == ["mixed.b3a.relu", "mixed.b3b.relu", "mixed.b3c.relu", "mixed.cat"]
    assert ways(flow) == [
        ("input", ("mixed.b1.relu",), "mixed.cat", "branch"),
        ("input", ("mixed.b2a.relu", "mixed.b2b.relu"), "mixed.cat", "branch"),
        ("input", ("mixed.pool", "mixed.b4.relu"), "mixed.cat", "branch"),
    ]
    assert [placed.lane for placed in grid(flow, lambda _: 0).ways] == [1, -1, 2]


def test_factors_of_a_gate_share_the_column_of_their_product() -> None:
    flow = operation_flow(own_traces.inception(), block(own_traces.inception()).operations)
    assert grid(flow, lambda _: -1).tucked == ()  # four branches end at the concatenation
    before, product = Node(("conv1",), ("input",)), Node(("pool",), ("conv1", "relu1"))
    factors = Node(("relu1",), ("conv1",), weight=-0.5)
    flow = dataflow(own_traces.plain(), [before, factors, product])
    below, above = grid(flow, lambda _: -1), grid(flow, lambda _: 1)
    assert (below.tucked, above.tucked) == (("relu1",), ())
    assert {path: (place.column, place.lane) for path, place in below.places.items()} == {
        "input": (0, 0),
        "conv1": (1, 0),
        "pool": (2, 0),
        "relu1": (2, -1),
    }
    assert (above.places["relu1"].column, above.places["pool"].column) == (2, 3)


def test_concatenation_reads_latest_volume_on_main_flow() -> None:
    trace = own_traces.dense()
    path = "features.denseblock1.denselayer3"
    flow = operation_flow(trace, block(trace, 2).operations)
    assert flow.entry == "features.denseblock1.denselayer2.conv2"
    assert ways(flow) == [
        ("features.conv0", (), f"{path}.cat", "skip"),
        ("features.denseblock1.denselayer1.conv2", (), f"{path}.cat", "skip"),
    ]


def test_block_with_two_additions_has_two_identity_shortcuts() -> None:
    trace = own_traces.transformer()
    path = "encoder.layers.encoder_layer_1"
    flow = operation_flow(trace, block(trace, 1).operations)
    before = "encoder.layers.encoder_layer_0.add2"
    assert ways(flow) == [(before, (), f"{path}.add1", "identity"), (f"{path}.add1", (), f"{path}.add2", "identity")]
    assert [card.path for card in main_cards(trace, block(trace, 1)).cards] == [
        f"{path}.add1",
        f"{path}.mlp.1",
        f"{path}.add2",
    ]


def test_shortcut_of_addition_is_found_in_either_order_of_its_inputs() -> None:
    for trace, number, residual in ((own_traces.transformer(), 0, 0), (own_traces.inverted_residuals(), 1, 1)):
        own = block(trace, number)
        addition = next(operation for operation in own.operations if operation.kind == "addition")
        shortcut = addition_shortcut(trace, addition, own)
        assert shortcut
        assert (shortcut.kind, shortcut.residual, shortcut.own) == ("identity", residual, 1 - residual)


def test_nodes_that_read_each_other_are_drawn_without_the_way_back() -> None:
    trace = own_traces.plain()
    first = Node(("conv1", "pool"), ("input", "relu1"))
    second = Node(("relu1",), ("conv1",))
    flow = dataflow(trace, [first, second])
    assert [(node.path, node.inputs) for node in flow.nodes] == [("relu1", ()), ("pool", ("input", "relu1"))]


def test_every_operation_of_traced_unet_is_on_one_way() -> None:
    trace = own_traces.TRACED["UNet"]()
    for each in blocks(trace):
        flow = operation_flow(trace, each.operations)
        drawn = [*flow.main, *(node for way in flow.ways for node in way.nodes)]
        assert sorted(paths(drawn)) == sorted(operation.steps[-1] for operation in each.operations)
