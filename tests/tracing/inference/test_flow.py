"""The dataflow: dominators against their definition, dead steps, and the time of networks of unusual structure."""

import random
import time
from collections.abc import Callable, Iterator

import pytest

from app.tracing.inference import FlowStep, InferredOutline, infer_outline
from app.tracing.inference.dominators import immediate_dominators
from app.tracing.records import StepKind


def step(path: str, kind: StepKind, *inputs: str) -> FlowStep:
    shape = (8, 4, 4)
    is_conv = kind == "conv"
    return FlowStep(path, "", kind, inputs, (shape,) * len(inputs), shape, is_conv, (3, 3) if is_conv else None)


def chain(count: int) -> Iterator[FlowStep]:
    return (step(f"c{n}", "conv", f"c{n - 1}" if n else "input") for n in range(count))


def infer(steps: list[FlowStep]) -> InferredOutline:
    return infer_outline(steps, [steps[-1].path], {"": "Net"})


@pytest.mark.parametrize("seed", range(20))
def test_immediate_dominators_follow_from_their_definition(seed: int) -> None:
    draw = random.Random(seed)
    sources: list[tuple[int, ...]] = [()]
    for number in range(1, 120):
        near = [*range(max(0, number - 12), number)]
        sources.append(tuple(draw.sample(near, min(len(near), draw.choice((1, 1, 1, 2, 3))))))
    on_all_paths: list[set[int]] = [{0}]
    for number in range(1, 120):
        on_all_paths.append(set.intersection(*(on_all_paths[source] for source in sources[number])) | {number})

    assert immediate_dominators(sources)[1:] == [max(nodes - {n}) for n, nodes in enumerate(on_all_paths) if n]


def test_step_that_no_output_needs_is_dead() -> None:
    steps = [*chain(2), step("aux", "linear", "c0"), step("relu", "relu", "c1")]

    found = infer(steps)
    assert found.dead == ("aux",)
    assert [each.steps for each in found.outline.operations()] == [("c0",), ("c1", "relu")]
    assert found.weighted_layers == 2


def test_constant_belongs_to_the_step_that_reads_it() -> None:
    steps = [*chain(2), step("grid", "other"), step("add", "add", "c1", "grid"), step("c2", "conv", "add")]

    assert [each.steps for each in infer(steps).outline.operations()] == [("c0",), ("c1", "grid", "add"), ("c2",)]


def test_convolution_of_a_constant_is_an_operation() -> None:
    steps = [*chain(2), step("grid", "other"), step("position", "conv", "grid"), step("add", "add", "c1", "position")]

    operations = infer(steps).outline.operations()
    assert [each.steps for each in operations] == [("c0",), ("c1", "add"), ("grid", "position")]


def nested_additions(count: int) -> list[FlowStep]:
    """A U-Net of additions: each region is inside the next one."""
    steps = [*chain(count)]
    steps += [step("a0", "add", f"c{count - 1}", f"c{count - 2}")]
    steps += [step(f"a{n}", "add", f"a{n - 1}", f"c{count - 2 - n}") for n in range(1, count - 1)]
    return steps


def nested_products(count: int) -> list[FlowStep]:
    return [
        FlowStep(each.path, "", "mul" if each.kind == "add" else each.kind, each.inputs, *_rest(each))
        for each in nested_additions(count)
    ]


def _rest(each: FlowStep) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...], bool, tuple[int, int] | None]:
    return each.input_shapes, each.output_shape, each.weighted, each.kernel


def additions_of_one_volume(count: int) -> list[FlowStep]:
    """Each addition has the region of the one before it inside, which is not closed."""
    steps = [*chain(1)]
    for n in range(1, count):
        steps += [step(f"c{n}", "conv", f"a{n - 1}" if n > 1 else "c0"), step(f"a{n}", "add", f"c{n}", "c0")]
    return steps


def one_volume_with_many_readers(count: int) -> list[FlowStep]:
    readers = [step(f"n{n}", "norm", "c0") for n in range(count)]
    return [*chain(1), *readers, step("cat", "concat", *(each.path for each in readers))]


@pytest.mark.slow
@pytest.mark.parametrize(
    "network", [nested_additions, nested_products, additions_of_one_volume, one_volume_with_many_readers]
)
def test_time_grows_linearly_and_no_step_is_lost(network: Callable[[int], list[FlowStep]]) -> None:
    def cpu_seconds(count: int) -> float:
        steps = network(count)
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            found = infer(steps)
            best = min(best, time.process_time() - start)
        assert sorted(path for each in found.outline.operations() for path in each.steps) == sorted(
            each.path for each in steps
        )
        return best

    assert cpu_seconds(4_000) < 40 * cpu_seconds(400), "ten times the steps, linear: 10; quadratic: 100"
