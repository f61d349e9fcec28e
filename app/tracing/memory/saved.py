"""Activations that autograd keeps for the backward pass, by the rules of their steps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .rules import Rule
from .volumes import WIDTHS, Precision, TypedStep, Volume, side_outputs


@dataclass(frozen=True, slots=True)
class Saved:
    """Bytes that autograd keeps of each image: `volumes` (`count` of them), `indices`, `masks` and `statistics`.

    `batch_statistics` are those of batch normalizations, which do not grow with the batch.
    """

    volumes: int
    count: int
    indices: int
    masks: int
    statistics: int
    batch_statistics: int

    @property
    def per_image(self) -> int:
        """The bytes that every image of the batch adds."""
        return self.volumes + self.indices + self.masks + self.statistics


def saved_for_backward(steps: Iterable[TypedStep], precision: Precision) -> Saved:
    """Add up what the steps keep, each storage once. All steps must have a rule."""
    storages: dict[str, int] = {}
    indices = masks = statistics = batch_statistics = 0
    for typed in steps:
        rule, step = _rule(typed), typed.step
        if not typed.output.gradient:
            continue
        for volume in _kept(typed, rule):
            storages[volume.storage] = volume.bytes
        side = side_outputs(typed, precision)
        indices += side.indices
        statistics += side.statistics
        masks += typed.output.bytes if rule.mask else 0
        batch_statistics += 2 * WIDTHS[precision] * step.output_shape[0] if rule.statistics == "batch" else 0
    return Saved(sum(storages.values()), len(storages), indices, masks, statistics, batch_statistics)


def _rule(typed: TypedStep) -> Rule:
    if typed.rule is None:
        raise ValueError(f"what {typed.step.path} keeps is not derived")
    return typed.rule


def _kept(typed: TypedStep, rule: Rule) -> Iterator[Volume]:
    """The volumes that a step keeps."""
    if rule.inputs:
        yield from typed.inputs
    if rule.output:
        yield typed.output
    if rule.others:
        first, *rest = typed.inputs
        if any(each.gradient for each in rest):
            yield first
        if first.gradient:
            yield from rest
