"""The largest set of volumes that an inference needs at one time."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Input
from .volumes import Precision, TypedStep, side_outputs

ALLOCATING = frozenset(
    {"conv", "linear", "norm", "relu", "activation", "softmax", "maxpool", "avgpool", "add", "mul", "concat", "pad"}
    | {"reduce", "upsample", "flatten", "dropout"}
)
"""Kinds of step whose output is known to be memory of its own, or their input's."""

SIDE = {"maxpool": "indices", "norm": "statistics"}
"""What a step makes besides its output."""


@dataclass(frozen=True, slots=True)
class Live:
    """The volumes at the step that needs the most: the step that made each, and its bytes for one image."""

    step: str
    volumes: tuple[tuple[str, int], ...]

    @property
    def per_image(self) -> int:
        """The bytes that every image of the batch adds."""
        return sum(size for _, size in self.volumes)


def is_live_derived(typed: TypedStep) -> bool:
    """Whether the memory of a step is known. A trace does not tell whether a reshape copies."""
    step = typed.step
    needs_rule = step.kind in ("conv", "linear", "norm", "maxpool")
    return step.kind in ALLOCATING and not step.outputs and not (needs_rule and typed.rule is None)


def largest_live(steps: Sequence[TypedStep], inputs: Sequence[Input], precision: Precision) -> Live:
    """Follow a forward without gradients in which a volume lives until the last step that reads it.

    Nothing is computed in place. The caller holds the input until the end. Indices of a pooling and statistics of
    groups are made without gradients too, and live while their step runs.
    """
    last = {volume.storage: number for number, typed in enumerate(steps) for volume in typed.inputs}
    last |= dict.fromkeys([each.path for each in inputs], len(steps))
    largest, most = Live("", ()), 0
    alive: dict[str, int] = {}
    for number, typed in enumerate(steps):
        for volume in (*typed.inputs, typed.output):
            alive[volume.storage] = volume.bytes
        side = sum(side_outputs(typed, precision))
        if (size := sum(alive.values()) + side) > most:
            others = ((f"{SIDE[typed.step.kind]} of {typed.step.path}", side),) if side else ()
            most, largest = size, Live(typed.step.path, (*alive.items(), *others))
        alive = {name: size for name, size in alive.items() if last.get(name, len(steps)) > number}
    return largest
