"""Volumes that are marked as different from network 1, at every level: the whole set, from the two traces alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.diagrams.comparison.column_items import Column
from app.diagrams.comparison.flows import flows_scene
from app.diagrams.comparison.places import place_scenes
from app.diagrams.scene.scene import Scene
from app.networks.outline import Block, Operation
from app.studies.changes import changed_parts, changed_steps
from app.tracing.records import Trace
from tests.support.traces import blocks, trace_network

PAIRS: dict[str, list[tuple[str, str | None, dict[str, Any]]]] = {
    "basic and bottleneck": [("resnet34", None, {}), ("resnet50", None, {})],
    "more blocks": [("resnet18", None, {}), ("resnet34", None, {})],
    "shortcut options": [("resnet34", None, {}), ("resnet34", None, {"shortcut": "C"})],
    "another size": [("resnet34", "224", {}), ("resnet34", "160", {})],
    "equal": [("resnet50", None, {}), ("resnet50", None, {})],
}
each_pair = pytest.mark.parametrize("name", PAIRS)


def traces_of(name: str) -> list[Trace]:
    return [trace_network(network, size, **options) for network, size, options in PAIRS[name]]


def columns(traces: list[Trace]) -> list[Column]:
    changes = zip(traces, changed_parts(traces), changed_steps(traces), strict=True)
    return [Column(trace, "", str(number), (), parts, steps) for number, (trace, parts, steps) in enumerate(changes, 1)]


def marked(scene: Scene, number: int) -> set[str]:
    """The steps of the marked volumes of a network."""
    paths = [volume.path.partition("/") for volume in scene.volumes if volume.changed]
    return {path for key, _, path in paths if key == str(number)}


def place_marks(traces: list[Trace], at: str) -> set[str]:
    first, second = place_scenes(columns(traces), at, "readable", "hwc", frozenset())
    assert first
    assert second
    assert marked(first, 1) == set()
    return marked(second, 2)


def measure(trace: Trace, steps: tuple[str, ...]) -> tuple[object, ...]:
    own = [trace.step(path) for path in steps]
    return own[-1].output_shape, sum(step.params for step in own), sum(step.macs or 0 for step in own)


def operation_pairs(first: Block, second: Block) -> Iterator[tuple[Operation, Operation | None]]:
    others = {operation.path: operation for operation in first.operations}
    return ((operation, others.get(operation.path)) for operation in second.operations)


def entry_shape(trace: Trace, block: Block) -> tuple[int, ...]:
    return trace.step(block.operations[0].steps[0]).input_shapes[0]


def changed_entry(first: Trace, second: Trace, one: Block, other: Block) -> set[str]:
    if entry_shape(first, one) == entry_shape(second, other):
        return set()
    return {second.step(other.operations[0].steps[0]).inputs[0]}


def changed_operations(first: Trace, second: Trace, one: Block, other: Block) -> set[str]:
    return {
        own.steps[-1]
        for own, before in operation_pairs(one, other)
        if before is None or measure(first, before.steps) != measure(second, own.steps)
    }


def common_blocks(first: Trace, second: Trace) -> list[tuple[Block, Block]]:
    own = {block.path: block for block in blocks(first)}
    return [(own[block.path], block) for block in blocks(second) if block.path in own]


@each_pair
def test_marks_of_a_block_are_those_of_its_operations_sum_and_input(name: str) -> None:
    traces = first, second = traces_of(name)
    for one, other in common_blocks(first, second):
        expected = changed_operations(first, second, one, other) | changed_entry(first, second, one, other)
        sums = [operation for operation in other.operations if operation.kind == "addition"]
        expected |= {operation.steps[0] for operation in sums if operation.steps[-1] in expected}  # ⊕
        assert place_marks(list(traces), other.path) == expected, other.path


@each_pair
def test_marks_of_a_layer_are_those_of_its_operations_blocks_and_input(name: str) -> None:
    traces = first, second = traces_of(name)
    own = {block.path: block for block in blocks(first)}
    for before, after in zip(first.layers, second.layers, strict=True):
        expected = changed_entry(first, second, before.blocks[0], after.blocks[0])
        for block in after.blocks:
            expected |= block_cards(first, second, own.get(block.path), block)
        assert place_marks(list(traces), after.path) == expected, after.path


def block_cards(first: Trace, second: Trace, one: Block | None, other: Block) -> set[str]:
    """The marked cards of a block. The last one stands for the sum, and for a shortcut that has no card."""
    convolutions = [operation for operation in other.operations if operation.kind == "convolution"]
    ends = {operation.path: operation.steps[-1] for operation in convolutions[:-1]} | {
        convolutions[-1].path: other.output
    }
    if one is None:
        return {*ends.values()}
    found = {
        ends[own.path]
        for own, before in operation_pairs(one, other)
        if own.path in ends and (before is None or measure(first, before.steps) != measure(second, own.steps))
    }
    differs = measure(first, one.steps) != measure(second, other.steps)
    return found or ({other.output} if differs else set())


STEPS = [
    ("basic and bottleneck", "layer2.0.2", {"layer2.0.relu1", "layer2.0.relu2"}),  # the ReLU has no counterpart
    (
        "basic and bottleneck",
        "layer2.0.1",
        {"layer1.2.relu3", "layer2.0.conv1", "layer2.0.bn1", "layer2.0.relu1"},
    ),
    (
        "basic and bottleneck",
        "layer2.0.add",
        {"layer2.0.bn3", "layer2.0.downsample.1", "layer2.0.add", "layer2.0.relu3"},
    ),
    ("basic and bottleneck", "fc", {"avgpool", "flatten", "fc"}),
    ("more blocks", "layer2.0.1", set()),
    ("another size", "fc", set()),
    ("another size", "conv1", {"input", "conv1", "bn1", "relu"}),
]


@pytest.mark.parametrize(("name", "at", "expected"), STEPS)
def test_marks_of_an_operation_are_those_of_its_steps_and_input(name: str, at: str, expected: set[str]) -> None:
    assert place_marks(traces_of(name), at) == expected


@each_pair
def test_marks_of_whole_networks_are_those_of_blocks_and_of_stem_and_head(name: str) -> None:
    traces = first, second = traces_of(name)
    own = {block.path: block.steps for block in blocks(first)}
    own |= {operation.path: operation.steps for operation in (*first.stem, *first.head)}
    parts = {block.path: block.steps for block in blocks(second)}
    parts |= {operation.path: operation.steps for operation in (*second.stem, *second.head)}
    expected = {
        steps[-1]
        for path, steps in parts.items()
        if path not in own or measure(first, own[path]) != measure(second, steps)
    }
    expected |= {"input"} if first.input.shape != second.input.shape else set()
    opened = frozenset(f"{number}/{layer.path}" for number in (1, 2) for layer in second.layers)
    scene = flows_scene(columns(list(traces)), "", "readable", "hwc", opened)
    drawn = {volume.path.partition("/")[2] for volume in scene.volumes}
    assert (marked(scene, 1), marked(scene, 2)) == (set(), expected & drawn)
