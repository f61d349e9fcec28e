"""The strip of the network above the article: its contents, with a small volume for each part of the network."""

import math
from dataclasses import dataclass

from ...diagrams.scene.projection import RECEDE_X, RECEDE_Y, Cuboid, Scale
from ...tracing.records import Shape, Trace

TALLEST, THICKEST = 17.0, 12.0
"""Largest side and most channels of the small volumes, in pixels. Sides are drawn by their fourth root."""


@dataclass(frozen=True, slots=True)
class StripEntry:
    """A part of the article: its anchor, its name, and the volumes that it is about, each with its colour."""

    anchor: str
    name: str
    boxes: tuple[tuple[str, Cuboid], ...] = ()


def strip(trace: Trace) -> tuple[StripEntry, ...]:
    """Return the parts of the article in their order."""
    layers = [trace.step(layer.blocks[-1].output).output_shape for layer in trace.layers]
    stem = trace.step(trace.stem[-1].steps[-1]).output_shape
    shapes = {"input": trace.input.shape, "stem": stem, "head": trace.step("avgpool").output_shape}
    shapes |= {f"layer{number}": shape for number, shape in enumerate(layers, 1)}
    later = [str(number) for number in range(3, len(layers) + 1)]
    layer = "layers" if len(later) > 1 else "layer"
    parts = (
        ("opening", "image", ("input",)),
        ("background", "Why deeper?", ()),
        ("gradients", "Gradients", ()),
        ("architecture", "Network", ()),
        ("stem", "stem", ("stem",)),
        ("layer-1", "layer 1", ("layer1",)),
        ("patterns", "layer 2", ("layer2",)),
        ("later-layers", f"{layer} {', '.join(later)}", tuple(f"layer{number}" for number in later)),
        ("head", "head", ("head",)),
        ("options", "Shortcuts", ()),
        ("work", "Work", ()),
        ("summary", "Summary", ()),
        ("cifar", "CIFAR-10", ()),
    )
    return tuple(StripEntry(anchor, name, _boxes(tones, shapes)) for anchor, name, tones in parts)


def _boxes(tones: tuple[str, ...], shapes: dict[str, Shape]) -> tuple[tuple[str, Cuboid], ...]:
    rooted = {tone: (channels, *map(math.sqrt, sides)) for tone, (channels, *sides) in shapes.items()}
    scale = Scale(
        "readable",
        TALLEST / math.sqrt(max(side for _, *sides in rooted.values() for side in sides)),
        THICKEST / math.log2(1 + max(channels for channels, *_ in rooted.values())),
    )
    return tuple((tone, _cuboid(scale, *rooted[tone])) for tone in tones)


def _cuboid(scale: Scale, channels: float, height: float, width: float) -> Cuboid:
    depth = scale.length(width)
    return Cuboid(scale.thickness(channels), scale.length(height), depth * RECEDE_X, depth * RECEDE_Y)
