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
        yield Fix("CIFAR stem: one 3×3 convolution of stride 1", {"stem": "cifar", "stem_pool": None})


def no_stem_pool(trace: Trace) -> Iterator[Fix]:
    """The stem without its pooling, which doubles every map after it."""
    if trace.spec and trace.spec.stem is not None and trace.spec.stem_pool:
        yield Fix("No pooling in the stem", {"stem_pool": "false"})


def last_stride(trace: Trace) -> Iterator[Fix]:
    """Stride 1 in the last layer, which doubles its map (Luo et al. 2019, arXiv 1903.07071, for re-identification)."""
    spec = trace.spec
    if spec and spec.block != "vgg" and spec.strides[-1] > 1:
        strides = ",".join(map(str, (*spec.strides[:-1], 1)))
        yield Fix(f"Stride 1 in {trace.layers[-1].path}", {"strides": strides, "output_stride": None})


def dilations(trace: Trace) -> Iterator[Fix]:
    """Dilation in place of strides, which keeps the receptive field (Chen et al., DeepLab, arXiv 1606.00915)."""
    for stride in _smaller_output_strides(trace):
        changes = {"output_stride": str(stride), "strides": None, "dilations": None}
        yield Fix(f"Dilation instead of stride: output stride {stride}", changes)


def dilation(trace: Trace) -> Iterator[Fix]:
    """The least dilation whose last map has three rows and columns, else the most."""
    sides = image(trace) or (0, 0)
    few = [stride for stride in _smaller_output_strides(trace) if min(sides) <= (SMALLEST_MAP - 1) * stride]
    fixes = [*dilations(trace)]
    yield from fixes[len(few) :][:1] or fixes[-1:]


def _smaller_output_strides(trace: Trace) -> list[int]:
    spec = trace.spec
    return [stride for stride in (16, 8) if spec and spec.block != "vgg" and stride < spec.total_stride]


def stride_on_3x3(trace: Trace) -> Iterator[Fix]:
    """The stride on the 3×3 convolution of a bottleneck, which reads every value (He et al. 2019, ResNet-B)."""
    if trace.spec and trace.spec.stride_on == "1x1":
        yield Fix("Stride on the 3×3 convolutions, as in PyTorch", {"stride_on": "3x3"})


def adaptive_head(trace: Trace) -> Iterator[Fix]:
    """An adaptive average pooling, which leaves 1×1 of any map."""
    if trace.spec and trace.spec.head == "fixed":
        yield Fix("Adaptive average pooling", {"head": "adaptive", "features": None})


def group_norm(trace: Trace) -> Iterator[Fix]:
    """Statistics over groups of channels of one image, whatever the batch (Wu and He 2018)."""
    if trace.spec and trace.spec.block != "vgg" and trace.spec.norm == "batch":
        yield Fix("Group normalization", {"norm": "group"})


def imagenet_stem(trace: Trace) -> Iterator[Fix]:
    """The 7×7 convolution and the pooling of the paper's Table 1, which quadruple every receptive field after them."""
    if trace.spec and trace.spec.stem == "cifar":
        changes = {"stem": "imagenet", "stem_pool": None}
        yield Fix("ImageNet stem: 7×7 convolution of stride 2 and max pooling", changes)


def larger_input(trace: Trace) -> Iterator[Fix]:
    """The smallest input in proportion whose last map has three rows and columns, in whole strides."""
    sides, strides = image(trace), network_stride(trace)
    if not sides or not strides:
        return
    height, width = sides
    scale = max(SMALLEST_MAP * stride / side for side, stride in zip(sides, strides, strict=True))
    if scale > 1:
        larger = [-(-side * scale // stride) * stride for side, stride in zip((height, width), strides, strict=True)]
        yield input_of(int(larger[0]), int(larger[1]))


def smaller_input(trace: Trace) -> Iterator[Fix]:
    """The input in proportion of whose smaller side the last map's values see more than half, in whole strides."""
    sides, strides, field = image(trace), network_stride(trace), trace.totals.receptive_field
    if not sides or not strides or not field:
        return
    scale = (2 * field.max - 1) / min(sides)
    smaller = [int(each * scale) // stride * stride for each, stride in zip(sides, strides, strict=True)]
    if min(smaller) > 0 and scale < 1:
        yield input_of(smaller[0], smaller[1])


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
            yield input_of(near[0], near[1])


def input_of(height: int, width: int) -> Fix:
    """Another size of the input."""
    return Fix(f"Input {height}×{width}", {"size": size_text(height, width)})


OTHER_MAPS = (cifar_stem, no_stem_pool, last_stride, dilations)
"""Changes that leave more rows and columns to the last map of the same input."""
