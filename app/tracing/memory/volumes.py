"""The volumes of a forward with their types: the storage that each lies in, and its bytes for one image."""

from collections.abc import Iterator
from math import prod
from typing import Literal, NamedTuple

from ..arithmetic import BYTES_PER_VALUE
from ..records import Step, Trace
from .rules import Rule, rule_of, weight_values

Precision = Literal["float32", "bfloat16", "amp"]
Mode = Literal["train", "inference"]

WIDTHS: dict[Precision, int] = {"float32": 4, "bfloat16": 2, "amp": 4}
"""Bytes of a parameter, and of a value of the input."""

LOW = 2
"""Bytes of a value that autocast has lowered: float16 or bfloat16."""

INDEX = 8
"""Bytes of an int64."""

SAME_MEMORY: dict[Mode, tuple[str, ...]] = {"train": ("flatten",), "inference": ("flatten", "dropout")}
"""Kinds of step whose output is their input's memory."""


class Volume(NamedTuple):
    """A volume in memory: the name of its storage, its bytes for one image, and whether it has a gradient."""

    storage: str
    bytes: int
    width: int
    gradient: bool


class TypedStep(NamedTuple):
    """A step with its volumes as they lie in memory. `inputs` are those that it reads, after autocast's casts.

    `copied` are the bytes of the 16-bit weight that autocast makes.
    """

    step: Step
    rule: Rule | None
    inputs: list[Volume]
    output: Volume
    copied: int


class SideOutputs(NamedTuple):
    """What a step makes besides its output, in bytes for one image: indices, and statistics of groups of channels."""

    indices: int
    statistics: int


def side_outputs(typed: TypedStep, precision: Precision) -> SideOutputs:
    """The tensors that a step makes besides its output, with gradients and without."""
    step, rule = typed.step, typed.rule
    values = step.bytes // BYTES_PER_VALUE if rule and rule.indices else 0
    groups = (step.groups or 0) if rule and rule.statistics == "group" else 0
    return SideOutputs(INDEX * values, 2 * WIDTHS[precision] * groups)


def typed_steps(trace: Trace, precision: Precision, mode: Mode) -> Iterator[TypedStep]:
    """Follow the volumes of a forward."""
    width, amp, same, own = WIDTHS[precision], precision == "amp", SAME_MEMORY[mode], trace.spec is None
    inputs = trace.inputs or (trace.input,)
    volumes = {each.path: Volume(each.path, prod(each.shape) * width, width, False) for each in inputs}
    for step in trace.steps:
        rule = rule_of(step, own=own)
        lowers = amp and rule is not None and rule.lowered
        read = [volumes[path] for path in step.inputs]
        if lowers:
            read = [_cast(each, step, number) for number, each in enumerate(read)]
        output = read[0] if step.kind in same else _output(step, read, LOW if lowers else width)
        volumes[step.path] = output
        yield TypedStep(step, rule, read, output, LOW * weight_values(step) if lowers and not step.shared else 0)


def _cast(volume: Volume, step: Step, number: int) -> Volume:
    if volume.width == LOW:
        return volume
    return Volume(f"{step.path}.input{number}", volume.bytes // volume.width * LOW, LOW, volume.gradient)


def _output(step: Step, read: list[Volume], width: int) -> Volume:
    """The output of a step. It has the type of the step's inputs; of several types, the larger one."""
    gradient = step.params > 0 or step.shared
    for index, volume in enumerate(read):
        gradient |= volume.gradient
        width = volume.width if index == 0 else max(width, volume.width)
    return Volume(step.path, step.bytes // BYTES_PER_VALUE * width, width, gradient)
