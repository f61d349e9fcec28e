"""Candidates for fixes. Those that the network cannot have, or that do not mend the note, are dropped later."""

from collections.abc import Iterator

from ..tracing.records import Trace
from .maps import image, network_stride, size_text
from .records import Fix

SMALLEST_MAP = 3
"""Sides of the smallest map in which 3×3 convolutions of padding 1 read more values than padding: (7/9)² of them."""


def cifar_stem(trace: Trace) -> Iterator[Fix]:
    """A 3×3 convolution of stride 1 in place of the stem, as in the paper's section 4.2."""
    if trace.spec and trace.spec.stem not in (None, "cifar"):
        yield Fix("CIFAR stem: one 3×3 convolution of stride 1", {"stem": "cifar"})


def stride_on_3x3(trace: Trace) -> Iterator[Fix]:
    """The stride on the 3×3 convolution of a bottleneck, which reads every value (He et al. 2019, ResNet-B)."""
    if trace.spec and trace.spec.stride_on == "1x1":
        yield Fix("Stride on the 3×3 convolutions, as in PyTorch", {"stride_on": "3x3"})


def group_norm(trace: Trace) -> Iterator[Fix]:
    """Statistics over groups of channels of one image, whatever the batch (Wu and He 2018)."""
    if trace.spec and getattr(trace.spec, "norm", None) == "batch":
        yield Fix("Group normalization", {"norm": "group"})


def imagenet_stem(trace: Trace) -> Iterator[Fix]:
    """The 7×7 convolution and the pooling of the paper's Table 1, which quadruple every receptive field after them."""
    if trace.spec and trace.spec.stem == "cifar":
        yield Fix("ImageNet stem: 7×7 convolution of stride 2 and max pooling", {"stem": "imagenet"})


def larger_input(trace: Trace) -> Iterator[Fix]:
    """The smallest input in proportion whose last map has three rows and columns, in whole strides."""
    sides, strides = image(trace), network_stride(trace)
    if not sides or not strides:
        return
    height, width = sides
    scale = max(SMALLEST_MAP * stride / side for side, stride in zip(sides, strides, strict=True))
    if scale > 1:
        larger = [-(-side * scale // stride) * stride for side, stride in zip((height, width), strides, strict=True)]
        yield _input(int(larger[0]), int(larger[1]))


def smaller_input(trace: Trace) -> Iterator[Fix]:
    """The input in proportion of whose smaller side the last map's values see more than half, in whole strides."""
    sides, strides, field = image(trace), network_stride(trace), trace.totals.receptive_field
    if not sides or not strides or not field:
        return
    scale = (2 * field.max - 1) / min(sides)
    smaller = [int(each * scale) // stride * stride for each, stride in zip(sides, strides, strict=True)]
    if min(smaller) > 0 and scale < 1:
        yield _input(smaller[0], smaller[1])


def divisible_inputs(trace: Trace) -> Iterator[Fix]:
    """The nearest inputs on either side whose height and width are multiples of the network's stride."""
    sides, strides = image(trace), network_stride(trace)
    if not sides or not strides:
        return
    pairs = [*zip(sides, strides, strict=True)]
    below = [side // stride * stride for side, stride in pairs]
    above = [-(-side // stride) * stride for side, stride in pairs]
    for near in (below, above):
        if min(near) > 0 and tuple(near) != sides:
            yield _input(near[0], near[1])


def _input(height: int, width: int) -> Fix:
    return Fix(f"Input {height}×{width}", {"size": size_text(height, width)})
