"""Traces against real forwards: steps, shapes and sums."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from pydantic import TypeAdapter

from app.networks.catalogue import NETWORKS
from app.tracing import models, tracer
from app.tracing.records import ReceptiveField, Step, Trace
from tests.support.forwards import as_leaf_call, leaf_calls
from tests.support.representatives import REPRESENTATIVES
from tests.support.traces import spec, trace_network


def real_runs() -> Iterator[Any]:
    """Every network, one of each structure with another stem, and shortcuts, at odd sizes small enough to compute."""
    for name, network in NETWORKS.items():
        small = (11, 17) if network.spec.stem == "cifar" else (33, 47)
        marks = () if name in REPRESENTATIVES else pytest.mark.slow
        yield pytest.param(name, {}, small, id=name, marks=marks)
        if name in REPRESENTATIVES and network.spec.stem is not None:
            stem, size = ("imagenet", (33, 47)) if network.spec.stem == "cifar" else ("cifar", (11, 17))
            yield pytest.param(name, {"stem": stem}, size, id=f"{name}-{stem}")
    for shortcut in ("A", "B", "C", "none"):
        yield pytest.param("resnet50", {"shortcut": shortcut, "stride_on": "1x1"}, (45, 31), id=f"resnet50-{shortcut}")


@pytest.mark.parametrize(("network", "options", "size"), [*real_runs()])
def test_trace_equals_a_real_forward(network: str, options: dict[str, Any], size: tuple[int, int]) -> None:
    model = models.build(spec(network, **options))
    trace = tracer.run_trace(model, *size)

    assert [*map(as_leaf_call, trace.steps)] == leaf_calls(model.module, torch.zeros(1, 3, *size))


def test_trace_of_smallest_and_even_inputs_equals_a_real_forward() -> None:
    model = models.build(spec("resnet18", channels=1, classes=5))
    for size in ((1, 1), (1, 64), (32, 32), (160, 224)):
        steps = tracer.run_trace(model, *size).steps
        assert [*map(as_leaf_call, steps)] == leaf_calls(model.module, torch.zeros(1, 1, *size))


@pytest.mark.slow
def test_outline_contains_every_step_once() -> None:
    for network in NETWORKS:
        trace = trace_network(network)
        named = [path for operation in trace.operations() for path in operation.steps]

        assert sorted(named) == sorted(step.path for step in trace.steps), network
        assert len(named) == len({*named}), network


def test_first_convolution_is_recorded_in_full() -> None:
    assert trace_network("resnet34", "160x225").step("conv1") == Step(
        path="conv1",
        kind="conv",
        module="Conv2d",
        inputs=("input",),
        input_shapes=((3, 160, 225),),
        output_shape=(64, 80, 113),
        kernel_size=(7, 7),
        stride=(2, 2),
        padding=(3, 3),
        groups=1,
        params=9408,
        macs=64 * 80 * 113 * 3 * 7 * 7,
        bytes=64 * 80 * 113 * 4,
        receptive_field=ReceptiveField(max=7, min=7, jump=2),
        arithmetic="height ⌊(160 + 2·3 − 7) / 2⌋ + 1 = 80, width ⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113",
    )


def test_padding_shortcut_is_recorded_in_full() -> None:
    assert trace_network("resnet34", "225", shortcut="A").step("layer2.0.downsample") == Step(
        path="layer2.0.downsample",
        kind="pad",
        module="PadShortcut",
        inputs=("layer1.2.relu2",),
        input_shapes=((64, 57, 57),),
        output_shape=(128, 29, 29),
        kernel_size=(1, 1),
        stride=(2, 2),
        padding=(0, 0),
        groups=1,
        params=0,
        macs=0,
        bytes=128 * 29 * 29 * 4,
        receptive_field=ReceptiveField(max=59, min=11, jump=8),
        arithmetic="⌊(57 + 2·0 − 1) / 2⌋ + 1 = 29; 64 + 64 zero channels = 128",
    )


SUMS = ("params", "macs", "bytes", "biases", "buffers")


@pytest.mark.slow
def test_totals_are_sums_over_steps() -> None:
    for network in NETWORKS:
        trace = trace_network(network)
        summed = {name: sum(getattr(step, name) for step in trace.steps) for name in SUMS}

        assert {name: getattr(trace.totals, name) for name in summed} == summed, network
        assert trace.totals.steps == len(trace.steps), network
        assert trace.totals.last_volume == trace.step(trace.layers[-1].blocks[-1].output).output_shape, network


@pytest.mark.slow
def test_number_in_the_name_counts_the_weighted_layers() -> None:
    """But two of a deep stem; the names of Wide ResNets count three projections, and not the classifier."""
    for network in NETWORKS.keys() - {"custom"}:
        number = re.search(r"(?:net|netv2_|next|plain|vgg|wrn_)(\d+)([cd]?)", network)

        assert number is not None, network
        more = 2 if number[2] else -2 if network.startswith("wrn_") else 0
        assert trace_network(network).totals.weighted_layers == int(number[1]) + more, network


def test_trace_finds_step_by_path() -> None:
    trace = trace_network("resnet18")

    assert all(trace.step(each.path) is each for each in trace.steps)
    with pytest.raises(KeyError, match=r"layer9\.0\.conv1"):
        trace.step("layer9.0.conv1")


def test_step_index_is_not_serialised() -> None:
    trace = trace_network("resnet18", "64")
    before = TypeAdapter(Trace).dump_json(trace)
    trace.step("conv1")

    assert TypeAdapter(Trace).dump_json(trace) == before
