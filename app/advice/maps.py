"""What rules read from a trace: the image, the last map, and the step that ends a layer."""

from ..diagrams.text.formatting import sides_text
from ..networks.catalogue import DEFAULT_SIZE
from ..networks.outline import Layer
from ..tracing.records import Pair, Step, Trace


def is_image(shape: tuple[int, ...], layout: str = "") -> bool:
    """Whether a volume is C×H×W."""
    return len(shape) == 3 and layout in ("", "CHW")


def image(trace: Trace) -> Pair | None:
    """Height and width of the input; `None` if it is no image."""
    shape = trace.input.shape
    return (shape[1], shape[2]) if is_image(shape) and not trace.inputs else None


def layer_end(trace: Trace, layer: Layer) -> Step:
    """The step that ends a layer."""
    return trace.step(layer.blocks[-1].output)


def last_map(trace: Trace) -> Step | None:
    """The step that ends the last layer; `None` if its volume is no map of an image, or there is no layer."""
    if not trace.layers or not image(trace):
        return None
    step = layer_end(trace, trace.layers[-1])
    field = step.receptive_field
    return step if is_image(step.output_shape, step.layout) and field and not step.folded else None


def published_side(trace: Trace) -> int | None:
    """The side of the images that a network of the catalogue was published for."""
    return DEFAULT_SIZE.get(trace.network) if trace.spec else None


def coarsest(trace: Trace) -> Step | None:
    """The first step after which values are as far apart as anywhere; `None` if no window strides."""
    striding = [
        step
        for step in trace.steps
        if step.stride and max(step.stride) > 1 and step.receptive_field and is_image(step.output_shape, step.layout)
        if "Adaptive" not in step.module
    ]
    return max(striding, key=lambda step: step.receptive_field.jump if step.receptive_field else 0, default=None)


def network_stride(trace: Trace) -> Pair | None:
    """The largest distance of neighbouring values of a map along each axis, in pixels; `None` without an image."""
    if not image(trace):
        return None
    step = coarsest(trace)
    height, width = step.receptive_field.axes if step and step.receptive_field else (None, None)
    return (height.jump, width.jump) if height and width else (1, 1)


def sides(step: Step) -> str:
    """`7×7`: height and width of a step's output."""
    return sides_text(step.output_shape)


def size_text(height: int, width: int) -> str:
    """A size as the URL writes it: `224`, or `160x224`."""
    return str(height) if height == width else f"{height}x{width}"


def input_text(trace: Trace) -> str:
    """`32×32`: height and width of the input."""
    return sides_text(trace.input.shape)


def times(pair: Pair) -> str:
    """`3×3`."""
    return f"{pair[0]}×{pair[1]}"


def percent(share: float) -> str:
    """`86 %`; `1.6 %` below ten."""
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.1f} %"
