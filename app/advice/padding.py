"""How much of what a convolution reads is padding, and which of its weights read nothing else: counted exactly."""

import math
from functools import lru_cache
from typing import NamedTuple

from ..tracing.records import Step
from .maps import is_image


class Reads(NamedTuple):
    """The reads of a kernel along one axis: `inside` of `total` meet values, `taps` of its taps meet one at all."""

    inside: int
    total: int
    taps: int


@lru_cache(maxsize=4096)
def axis_reads(inputs: int, outputs: int, kernel: int, stride: int, padding: int, dilation: int) -> Reads:
    """Tap k of output n reads row n·stride − padding + k·dilation, which is padding unless it is in [0, inputs)."""
    inside, taps = 0, 0
    for tap in range(kernel):
        first = tap * dilation - padding
        least = max(0, -(-(0 - first) // stride))
        most = min(outputs - 1, (inputs - 1 - first) // stride)
        met = max(0, most - least + 1)
        inside += met
        taps += met > 0
    return Reads(inside, outputs * kernel, taps)


class PaddingShare(NamedTuple):
    """The multiply-adds of a convolution and its weights, and those of both that meet padding only."""

    macs: int
    padded_macs: int
    weights: int
    idle_weights: int

    @property
    def share(self) -> float:
        return self.padded_macs / self.macs if self.macs else 0.0


def padding_share(step: Step) -> PaddingShare | None:
    """The padding share of a convolution with padding and a kernel larger than 1×1; `None` for all other steps."""
    shapes = (*step.input_shapes, step.output_shape)
    if step.kind != "conv" or not step.kernel_size or not step.stride or not step.padding or not step.macs:
        return None
    if max(step.padding) == 0 or "transpose" in step.module.lower() or not all(map(is_image, shapes)):
        return None
    before, after, dilation = step.input_shapes[0][1:], step.output_shape[1:], step.dilation or (1, 1)
    axes = zip(before, after, step.kernel_size, step.stride, step.padding, dilation, strict=True)
    rows, columns = (axis_reads(*axis) for axis in axes)
    reads = rows.total * columns.total
    padded = step.macs * (reads - rows.inside * columns.inside) // reads
    weights = step.macs // math.prod(step.output_shape[1:])
    idle = weights - weights * rows.taps * columns.taps // math.prod(step.kernel_size)
    return PaddingShare(step.macs, padded, weights, idle)
