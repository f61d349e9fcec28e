"""Sizes that windows do not divide: values that nothing reads, and maps that do not line up."""

from collections.abc import Iterator
from itertools import pairwise

from ..diagrams.sliding_window.axes import Axis, axes, slides
from ..tracing.arithmetic import output_side
from ..tracing.records import Pair, Step, Trace
from .maps import coarsest, image, input_text, is_image, last_map, layer_end, network_stride, percent, sides, times
from .records import Note


def check_unread(trace: Trace) -> Iterator[Note]:
    """No window reads some rows or columns of a volume.

    Two causes: the floor in a window's output size leaves the last rows over, or a stride is larger than the kernel.
    He et al. 2019 ("Bag of Tricks", section 4.1) describe the second for a 1×1 convolution of stride 2, which ignores
    three quarters of its input. A volume that any other step reads counts as read.
    """
    readers: dict[str, list[Step]] = {}
    for step in trace.steps:
        for path in step.inputs:
            readers.setdefault(path, []).append(step)
    partly = [(path, steps) for path, steps in readers.items() if _may_skip(steps)]
    found = [(path, steps, share) for path, steps in partly if (share := _read_share(steps)) < 1]
    if not found:
        return
    path, steps, share = found[0]
    rows, columns = (_read(steps, side) for side in (0, 1))
    _, height, width = steps[0].input_shapes[0]
    more = f" So it is at {len(found) - 1} further volumes." if len(found) > 1 else ""
    yield Note(
        "unread_values",
        "hint",
        steps[0].path,
        f"{' and '.join(step.path for step in steps)} read{'s' * (len(steps) == 1)} {len(rows)} of {height} rows and "
        f"{len(columns)} of {width} columns of {path}.",
        f"{percent(1 - share)} of that volume reach no output.{more}",
        tuple(step.path for _, others, _ in found for step in others)[1:],
    )


def _may_skip(steps: list[Step]) -> bool:
    """Whether all steps read through windows, and none reads every row and column. Cheap: it runs for each volume."""
    return all(_skips(step) for step in steps) and all(map(slides, steps))


def _skips(step: Step) -> bool:
    if step.kernel_size is None or step.stride is None or not is_image(step.output_shape, step.layout):
        return False
    if step.kind == "avgpool" and "Adaptive" in step.module:
        return False
    return any(axis.gap or axis.tail > axis.padding for axis in axes(step)) if len(step.input_shapes) == 1 else False


def _read_share(steps: list[Step]) -> float:
    """The largest share of the volume that the steps can read: the rows of any of them times the columns of any."""
    _, height, width = steps[0].input_shapes[0]
    return len(_read(steps, 0)) * len(_read(steps, 1)) / (height * width)


def _read(steps: list[Step], side: int) -> set[int]:
    return {row for step in steps for row in _rows(axes(step)[side])}


def _rows(axis: Axis) -> Iterator[int]:
    for cell in range(axis.outputs):
        yield from (row for row in axis.reads(cell) if 0 <= row < axis.inputs)


def check_ceil_mode(trace: Trace) -> Iterator[Note]:
    """An average pooling on a shortcut gives the size of its branch only because it rounds up.

    Derived: ⌊(n − 2) / 2⌋ + 1 rows of an odd n are one less than the ⌈n / 2⌉ of a 3×3 convolution of stride 2 and
    padding 1. He et al. 2019 ("Bag of Tricks", section 4.1) put a 2×2 average pooling before the projection.
    """
    poolings = [step for step in trace.steps if step.kind == "avgpool" and "⌈" in step.arithmetic]
    rounded = [(step, down) for step in poolings if (down := _rounded_down(step)) != step.output_shape[1:]]
    if not trace.spec or not rounded:
        return
    (step, down), *others = rounded
    before, after = times((step.input_shapes[0][1], step.input_shapes[0][2])), sides(step)
    yield Note(
        "ceil_mode",
        "hint",
        step.path,
        f"{step.path} takes {before} to {after} in ceil mode; {times(down)} without it would not fit the branch.",
        f"Where the pooling has no ceil_mode=True, the addition of its block fails: {times(down)} against {after}.",
        tuple(other.path for other, _ in others),
    )


def _rounded_down(step: Step) -> Pair:
    """The sides after a pooling that rounds down."""
    axes = zip(step.input_shapes[0][1:], step.kernel_size or (1, 1), step.stride or (1, 1), strict=True)
    rows, columns = (output_side(side, kernel, stride, 0) for side, kernel, stride in axes)
    return rows, columns


def check_pyramid(trace: Trace) -> Iterator[Note]:
    """A feature pyramid cannot add a layer's map, doubled, to the map of the layer before.

    Source: Lin et al. 2017 (arXiv 1612.03144, section 3) upsample by a factor of 2 and add; PyTorch adds equal shapes
    only.
    """
    if not trace.spec or trace.spec.block == "vgg" or not last_map(trace):
        return
    ends = [(layer.path, layer_end(trace, layer)) for layer in trace.layers]
    failing = [
        (name, lower, upper)
        for (name, lower), (_, upper) in reversed([*pairwise(ends)])
        if _halves(lower, upper) and min(lower.output_shape[1:]) > 1 and _doubled(upper) != lower.output_shape[1:]
    ]
    if not failing:
        return
    name, lower, upper = failing[0]
    others = [f"{sides(above)} doubled is not {sides(below)} at {path}" for path, below, above in failing[1:]]
    also = f" Likewise, {'; '.join(others)}." if others else ""
    maps = ", ".join(sides(end) for _, end in ends)
    yield Note(
        "feature_pyramid",
        "hint",
        name,
        f"A feature pyramid's addition would fail at {name}: {_inequality(lower, upper)}.",
        f"The layers' maps are {maps}: the stride rounds up where a side is odd. Doubling is then one row or column "
        f"too many.{also} Resize to the size of the lower map, or choose sizes that every stride divides.",
        tuple(path for path, _, _ in failing[1:]),
    )


def _halves(lower: Step, upper: Step) -> bool:
    before, after = lower.receptive_field, upper.receptive_field
    return before is not None and after is not None and after.jump == 2 * before.jump


def _doubled(step: Step) -> tuple[int, ...]:
    return tuple(2 * side for side in step.output_shape[1:])


def _inequality(lower: Step, upper: Step) -> str:
    """`2·32 = 64 ≠ 63`, for the first axis that differs."""
    pairs = zip(upper.output_shape[1:], lower.output_shape[1:], strict=True)
    half, side = next((half, side) for half, side in pairs if 2 * half != side)
    return f"2·{half} = {2 * half} ≠ {side}"


def check_divisible(trace: Trace) -> Iterator[Note]:
    """The sides are no multiples of the network's stride: the smallest map covers more, or less, than the image.

    Derived: n values that are `stride` pixels apart cover n·stride pixels; dense prediction that enlarges the map by
    the stride gives that size. Where `check_pyramid` or `check_unread` finds more, their notes say it.
    """
    sides_of_image, strides, end = image(trace), network_stride(trace), coarsest(trace)
    if not sides_of_image or not strides or not end:
        return
    rest = [side % stride for side, stride in zip(sides_of_image, strides, strict=True)]
    if not any(rest) or min(sides_of_image) < max(strides):
        return
    if next(check_pyramid(trace), None) or next(check_unread(trace), None):
        return
    covered = [count * stride for count, stride in zip(end.output_shape[1:], strides, strict=True)]
    stride = f"{strides[0]}" if strides[0] == strides[1] else f"{strides[0]}×{strides[1]}"
    yield Note(
        "size_not_divisible",
        "hint",
        "",
        f"{input_text(trace)} is not divisible by the network's stride of {stride}: its map of {sides(end)} at "
        f"{end.path} stands for {covered[0]}×{covered[1]} pixels.",
        "It matters where the map is enlarged again, as in segmentation: the result has another size than the image. "
        "For classification it does not.",
    )
