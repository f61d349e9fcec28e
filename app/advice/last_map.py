"""Maps so small that their convolutions read more padding than values, and the stem that makes them so small."""

from collections.abc import Iterator
from typing import NamedTuple

from ..networks.outline import Layer
from ..tracing.records import Step, Trace
from .maps import image, input_text, layer_end, percent, published_side, sides, times
from .padding import PaddingShare, padding_share
from .records import Note, Severity

STEM_STRIDE = 4
"""The stride of the ImageNet stem: 2 in the 7×7 convolution, 2 in the pooling (He et al. 2015, Table 1)."""


class PaddedLayer(NamedTuple):
    """A layer with a convolution that reads more padding than values: the sums over its padded convolutions."""

    layer: Layer
    end: Step
    kernels: tuple[str, ...]
    share: PaddingShare


def padded_layers(trace: Trace) -> list[PaddedLayer]:
    """The layers in which a convolution reads more padding than values.

    A 3×3 convolution of padding 1 reads (3n − 2)² values in 9n² reads of an n×n map. More than half of the reads are
    padding for 1×1 (8 of 9) and 2×2 (20 of 36), and not for 3×3 (32 of 81).
    """
    if not image(trace):
        return []
    found = [_padded_layer(trace, layer) for layer in trace.layers]
    return [each for each in found if each]


def _padded_layer(trace: Trace, layer: Layer) -> PaddedLayer | None:
    steps = [trace.step(path) for block in layer.blocks for path in block.steps]
    shares = [(step, share) for step in steps if (share := padding_share(step))]
    if all(share.share <= 0.5 for _, share in shares):
        return None
    kernels = sorted({times(step.kernel_size or (1, 1)) for step, _ in shares})
    sums = PaddingShare(*(sum(values) for values in zip(*(share for _, share in shares), strict=True)))
    return PaddedLayer(layer, layer_end(trace, layer), tuple(kernels), sums)


def check_last_map(trace: Trace) -> Iterator[Note]:
    """A layer's convolutions read more padding than values. Derived in `padded_layers`, counted in `padding`."""
    if not (padded := padded_layers(trace)):
        return
    layer, end, kernels, share = padded[-1]
    places = end.output_shape[1] * end.output_shape[2]
    idle = f"{share.idle_weights:,} of their {share.weights:,} weights never meet a value of the volume. "
    severity: Severity = "problem" if share.idle_weights else "notice"
    yield Note(
        "last_map",
        severity,
        layer.path,
        f"{layer.path} ends with a map of {sides(end)}: {percent(share.share)} of the multiply-adds of its "
        f"{' and '.join(kernels)} convolutions multiply padding.",
        f"{idle if share.idle_weights else ''}Of {input_text(trace)} pixels, "
        f"{places} {'place is' if places == 1 else 'places are'} told apart there.",
        tuple(each.layer.path for each in padded[:-1]),
    )


def check_stem(trace: Trace) -> Iterator[Note]:
    """The stem of an ImageNet network before maps that are too small.

    Source: He et al. 2015 have the 7×7 convolution and the pooling for 224×224 (Table 1), and a 3×3 convolution of
    stride 1 for 32×32 (section 4.2), where the last map is 8×8.
    """
    end = trace.step(trace.stem[-1].steps[-1]) if trace.stem else None
    if not end or not end.receptive_field or end.receptive_field.jump < STEM_STRIDE or len(end.output_shape) != 3:
        return
    if not (padded := padded_layers(trace)):
        return
    jump = end.receptive_field.jump
    side = published_side(trace)
    made_for = f"It was made for images of {side}×{side}. " if side else ""
    idle = any(layer.share.idle_weights for layer in padded)
    yield Note(
        "stem",
        "problem" if idle else "notice",
        trace.stem[-1].path,
        f"The stem takes {input_text(trace)} to {sides(end)}: it leaves 1 value of every {jump * jump} pixels.",
        f"{made_for}With a stem of stride 1, every layer would have {jump} times as many rows and columns. "
        "For 32×32 the ResNet paper begins with one 3×3 convolution of stride 1 (section 4.2).",
        tuple(operation.path for operation in trace.stem[:-1]),
    )
