"""Sums of a trace, added up step by step."""

from collections.abc import Iterable

from app.tracing.records import Step, Trace

SUMS = ("params", "macs", "bytes", "biases", "buffers", "convolutions")


def numbers(part: object) -> list[int]:
    return [getattr(part, name) for name in SUMS]


def added(parts: Iterable[list[int]]) -> list[int]:
    return [sum(column) for column in zip([0] * len(SUMS), *parts, strict=True)]


def of_step(step: Step) -> list[int]:
    return [step.params, step.macs or 0, step.bytes, step.biases, step.buffers, int(step.kind == "conv")]


def ends(trace: Trace) -> list[list[int]]:
    """The steps before and after the layers."""
    return [of_step(trace.step(path)) for operation in (*trace.stem, *trace.head) for path in operation.steps]


def assert_sums_add_up(trace: Trace) -> None:
    for layer in trace.layers:
        where = f"{layer.path} of {trace.title}"
        for block in layer.blocks:
            assert numbers(block.totals) == added(of_step(trace.step(path)) for path in block.steps), where
        assert numbers(layer.totals) == added(numbers(block.totals) for block in layer.blocks), where
        last = layer.blocks[-1]
        assert layer.output_shape == last.output_shape == trace.step(last.output).output_shape, where
    parts = [*(numbers(layer.totals) for layer in trace.layers), *ends(trace)]
    assert numbers(trace.totals) == added(parts), trace.title
