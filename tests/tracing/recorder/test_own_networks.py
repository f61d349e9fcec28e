"""Twelve networks of users: their steps, parameters and MACs, and what a trace says that it cannot establish."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from torch import nn

from app.tracing.recorder.calls import Recording
from app.tracing.records import Shape, Trace
from tests.support import own_networks as own
from tests.support.real_forwards import real_forward
from tests.tracing.recorder.recordings import record_hollow, record_real, trace_module, without_tensors, zeros


class Expected(NamedTuple):
    """Figures from real forwards: `result` has the batch; `functions` are the steps that a function mode sees."""

    network: Callable[[], nn.Module]
    input: Shape
    result: Shape
    steps: int
    params: int
    macs: int
    moved: int = 0
    unused: int = 0
    functions: int | None = None


NETWORKS = [
    Expected(own.ViewBeforeLinear, (3, 16, 16), (1, 10), 14, 4_554, 285_312),
    Expected(own.InPlaceShortcut, (3, 16, 16), (1, 3, 16, 16), 4, 90, 20_736),
    Expected(own.PositionsInBatch, (3, 16, 16), (256, 10), 5, 314, 75_776, moved=2),
    Expected(own.TimeFirst, (1, 32, 64), (1, 11), 7, 37_643, 74_080, moved=2),
    Expected(own.SharedModules, (3, 16, 16), (1, 8, 16, 16), 14, 640, 595_968),
    Expected(own.SENet, (3, 64, 64), (1, 5), 74, 99_493, 17_223_104),
    Expected(own.UNet, (1, 64, 64), (1, 2, 64, 64), 39, 117_090, 99_287_040),
    Expected(own.BlocksInRoot, (3, 32, 32), (1, 10), 25, 14_730, 14_598_304),
    Expected(own.FreeParameters, (3, 32, 32), (1, 8, 32, 32), 5, 9_016, 811_008, unused=72),
    Expected(own.ScriptedFunction, (3, 16, 16), (1, 8, 16, 16), 4, 808, 202_752, functions=2),
    Expected(own.BranchOnValues, (3, 32, 32), (1, 8, 32, 32), 2, 224, 221_184, unused=584),
    Expected(own.WriteIntoSlice, (3, 16, 16), (1, 8, 16, 16), 6, 444, 108_544),
]
every_network = pytest.mark.parametrize("expected", NETWORKS, ids=lambda expected: expected.network.__name__)


@every_network
def test_trace_has_published_steps_parameters_and_macs(expected: Expected) -> None:
    totals = trace_module(expected.network(), expected.input).totals

    assert (totals.steps, totals.params, totals.macs) == (expected.steps, expected.params, expected.macs)
    assert totals.unused_params == expected.unused


@every_network
def test_parameters_that_ran_and_those_that_did_not_are_all_parameters(expected: Expected) -> None:
    model = expected.network()
    totals = trace_module(model, expected.input).totals

    assert totals.params + totals.unused_params == sum(parameter.numel() for parameter in model.parameters())


@every_network
def test_hollow_recording_equals_real_recording(expected: Expected) -> None:
    model = expected.network()
    hollow, real = record_hollow(model, *expected.input), record_real(model, *expected.input)

    assert [without_tensors(call) for call in hollow.calls] == [without_tensors(call) for call in real.calls]
    assert (hollow.outputs, hollow.unknown, hollow.reads, hollow.aliased, hollow.unused) == (
        real.outputs,
        real.unknown,
        real.reads,
        real.aliased,
        real.unused,
    )
    assert len(hollow.calls) == (expected.functions or expected.steps)


@every_network
def test_modules_shapes_and_macs_equal_those_of_a_real_forward(expected: Expected) -> None:
    model = expected.network()
    real = real_forward(model, zeros(1, *expected.input))
    recording = record_hollow(model, *expected.input)

    modules = [(call.base, call.output_shapes) for call in recording.calls if call.is_module]
    assert modules == [leaf for leaf in real.leaves if leaf[0] in {path for path, _ in modules}]
    assert result_shapes(recording) == real.results == (expected.result,)
    assert trace_module(model, expected.input).totals.macs == real.macs


def result_shapes(recording: Recording) -> tuple[Shape, ...]:
    made = [ref for ref in recording.outputs.values() if ref]
    return tuple(recording.calls[ref.call].output_shapes[ref.output] for ref in made)


@every_network
def test_volumes_whose_batch_moved_are_those_of_two_images(expected: Expected) -> None:
    """In all other volumes a second image makes the first axis 2 instead of 1."""
    model = expected.network()
    one, two = record_real(model, *expected.input), record_real(model, *expected.input, images=2)
    calls = zip(one.calls, two.calls, strict=True)
    pairs = [(a.output_shapes[0], b.output_shapes[0]) for a, b in calls if a.output_shapes[0]]

    assert sum(b != (2, *a[1:]) for a, b in pairs) == expected.moved


FLAGS = [
    (own.ScriptedFunction, (3, 16, 16), (["d"], [], [])),
    (own.BranchOnValues, (3, 32, 32), ([], [""], [])),
    (own.WriteIntoSlice, (3, 16, 16), ([], [], ["add", "setitem"])),
]


@pytest.mark.parametrize(("network", "shape", "flags"), FLAGS)
def test_recording_flags_hidden_functions_values_read_and_partial_writes(
    network: Callable[[], nn.Module], shape: Shape, flags: tuple[list[str], ...]
) -> None:
    recording = record_hollow(network(), *shape)

    assert (recording.unknown, recording.reads, recording.aliased) == flags


@pytest.mark.parametrize("expected", NETWORKS[:9], ids=lambda expected: expected.network.__name__)
def test_recording_of_plain_code_has_no_flags(expected: Expected) -> None:
    recording = record_hollow(expected.network(), *expected.input)

    assert (recording.unknown, recording.reads, recording.aliased) == ([], [], [])


WARNINGS = [
    (own.ViewBeforeLinear, (3, 16, 16), ()),
    (
        own.PositionsInBatch,
        (3, 16, 16),
        ("Positions of one image lie in the batch in reshape, fc: their first axis is not the batch alone.",),
    ),
    (
        own.TimeFirst,
        (1, 32, 64),
        ("MACs count convolutions and linear layers; products in l are not counted.",),
    ),
    (own.FreeParameters, (3, 32, 32), ("72 parameters are not used by this forward: never.",)),
    (
        own.ScriptedFunction,
        (3, 16, 16),
        ("Functions before d are compiled or hidden: their steps are PyTorch's operators, seen in a real forward.",),
    ),
    (
        own.BranchOnValues,
        (3, 32, 32),
        (
            "Values are read in the network's own forward: the trace shows the way that an image of zeros takes.",
            "584 parameters are not used by this forward: d.",
        ),
    ),
    (
        own.WriteIntoSlice,
        (3, 16, 16),
        ("A part of a volume is overwritten by add, setitem: the whole volume is shown as its output.",),
    ),
]


@pytest.mark.parametrize(("network", "shape", "sentences"), WARNINGS)
def test_warnings_say_what_a_trace_cannot_establish(
    network: Callable[[], nn.Module], shape: Shape, sentences: tuple[str, ...]
) -> None:
    assert trace_module(network(), shape).warnings == sentences


def inputs_of(trace: Trace, *paths: str) -> list[tuple[str, ...]]:
    return [trace.step(path).inputs for path in paths]


def test_addition_in_place_has_residual_and_shortcut_as_inputs() -> None:
    trace = trace_module(own.ViewBeforeLinear(), (3, 16, 16))

    assert inputs_of(trace, "b.add", "b.relu2", "fc") == [("b.bn2", "b.shortcut.1"), ("b.add",), ("view",)]


def test_shortcut_that_a_relu_has_written_over_is_the_relu() -> None:
    assert inputs_of(trace_module(own.InPlaceShortcut(), (3, 16, 16)), "add") == [("conv", "relu")]


def test_repeated_calls_are_numbered_and_parameters_count_once() -> None:
    trace = trace_module(own.SharedModules(), (3, 16, 16))
    convs = [trace.step(path) for path in ("conv1", "conv2", "conv3", "tied")]

    assert [(conv.params, conv.shared, conv.macs) for conv in convs] == [
        (584, False, 147_456),
        (0, True, 147_456),
        (0, True, 147_456),
        (8, True, 147_456),
    ]
    assert inputs_of(trace, "add3") == [("add2", "relu3")]


def test_concatenations_of_a_u_net_join_encoder_and_decoder() -> None:
    trace = trace_module(own.UNet(), (1, 64, 64))

    assert inputs_of(trace, "up1.cat", "up2.cat") == [
        ("down1.1.double_conv.5", "up1.pad"),
        ("inc.double_conv.5", "up2.pad"),
    ]
    assert [(output.name, output.path) for output in trace.outputs] == [("masks", "outc")]


def test_hidden_functions_are_recorded_as_operators() -> None:
    trace = trace_module(own.ScriptedFunction(), (3, 16, 16))

    assert [(step.path, step.kind, step.inputs) for step in trace.steps] == [
        ("c", "conv", ("input",)),
        ("sigmoid", "activation", ("c",)),
        ("mul", "mul", ("c", "sigmoid")),
        ("d", "conv", ("mul",)),
    ]


def test_positions_in_the_batch_are_shown_with_their_number() -> None:
    step = trace_module(own.PositionsInBatch(), (3, 16, 16)).step("fc")

    assert (step.input_shapes, step.output_shape, step.folded) == (((256, 8),), (256, 10), True)


def test_time_first_drops_the_batch_from_the_second_axis() -> None:
    trace = trace_module(own.TimeFirst(), (1, 32, 64))
    shapes = [(path, trace.step(path).output_shape) for path in ("view", "permute", "l", "getitem")]

    assert shapes == [("view", (256, 32)), ("permute", (32, 256)), ("l", (32, 32)), ("getitem", (32,))]
    assert trace.step("l").macs is None
    assert trace.totals.uncounted == 1


def test_parameters_of_the_root_count_where_they_are_used() -> None:
    trace = trace_module(own.FreeParameters(), (3, 32, 32))

    assert {step.path: (step.params, step.inputs) for step in trace.steps} == {
        "c": (232, ("input",)),
        "w": (584, ("c",)),
        "mul": (8, ("w",)),
        "add1": (0, ("c", "mul")),
        "add2": (8_192, ("add1",)),
    }


def test_arithmetic_of_a_sum_with_a_constant_or_another_shape_is_empty() -> None:
    free, written = trace_module(own.FreeParameters(), (3, 32, 32)), trace_module(own.WriteIntoSlice(), (3, 16, 16))

    assert (free.step("add2").arithmetic, written.step("add").arithmetic) == ("", "")


def test_mean_over_all_positions_sees_the_whole_image() -> None:
    field = trace_module(own.BlocksInRoot(), (3, 32, 32)).step("mean").receptive_field

    assert field is not None
    assert (field.max, field.min) == (15 + 31, 3 + 31)
