"""A mutable scene to which a view adds its elements."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..text import text_metrics
from .marks import Box, Bracket, Fold, Junction, Label, Link, LinkKind, Sample, Symbol, Tile, Volume, WindowPart
from .projection import Scale
from .scene import Scene, View
from .svg_paths import line

SHORTCUT_LEGEND: dict[LinkKind, str] = {
    "identity": "identity shortcut",
    "projection": "projection shortcut (1×1 convolution)",
    "padding": "zero-padding shortcut (no parameters)",
    "skip": "skip connection",
    "branch": "other branch",
}
SYMBOL_LEGEND: dict[Symbol, str] = {"×": "⊗ multiplication", "‖": "‖ concatenation"}
"""Of joints that are not additions, whose sign is common."""


CHANGED_LEGEND = "shape, parameters or MACs differ from network 1"


@dataclass(slots=True)
class SceneBuilder:
    """The elements of a scene, in drawing order."""

    boxes: list[Box] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)
    junctions: list[Junction] = field(default_factory=list)
    folds: list[Fold] = field(default_factory=list)
    window_parts: list[WindowPart] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    rows: list[float] = field(default_factory=list)
    sample: Sample | None = None

    @property
    def right(self) -> float:
        """Right edge of all boxes and labels."""
        return max([box.extent[2] for box in self.boxes] + [label.extent[2] for label in self.labels])

    @property
    def lowest_text(self) -> float:
        """Baseline of the lowest label."""
        return max(label.y for label in self.labels)

    def add_link(self, kind: LinkKind, d: str, source: str = "", target: str = "", arrow: bool = True) -> None:
        """Add a line between two volumes, by default with an arrow head."""
        self.links.append(Link(kind, d, source, target, arrow))

    def add_legend(self, scale: Scale | None, y: float, left: float, right: float = math.inf) -> float:
        """Add the legend of shortcut lines and scale, first baseline at y; returns the height of the picture."""
        x = left
        for kind, text in self._legend(scale):
            sample = 33 if kind else 0
            width = sample + text_metrics.width(text)
            if x > left and x + width > right:
                x, y = left, y + 18
            if kind:
                self.links.append(Link(kind, line(x, y - 4, x + 26, y - 4)))
            first, *others = text_metrics.wrap(text, right - left - sample)
            self.labels.append(Label(x + sample, y, first, "note", "start"))
            for part in others:
                y += 17
                self.labels.append(Label(x + sample, y, part, "note", "start"))
            x += width + 20
        return self._add_change_legend(left, y + 20) + 14 if self._has_changes else y + 14

    def _legend(self, scale: Scale | None) -> Iterator[tuple[LinkKind | None, str]]:
        """The texts of the legend, and the line before a text."""
        kinds = {link.kind for link in self.links}
        yield from ((kind, text) for kind, text in SHORTCUT_LEGEND.items() if kind in kinds)
        symbols = {junction.symbol for junction in self.junctions}
        yield from ((None, text) for symbol, text in SYMBOL_LEGEND.items() if symbol in symbols)
        if scale:
            yield None, scale.description
        yield from ((None, text) for text in self._shape_legend())

    @property
    def _has_changes(self) -> bool:
        return any(box.volume.changed for box in self.boxes) or any(tile.volume.changed for tile in self.tiles)

    def _add_change_legend(self, left: float, y: float) -> float:
        self.sample = Sample(left, y - 10)
        self.labels.append(Label(left + 33, y, CHANGED_LEGEND, "note", "start"))
        return y

    def _shape_legend(self) -> Iterator[str]:
        """Explanations of written shapes that are not H×W×C."""
        written = {label.text for label in self.labels if label.style == "shape"}
        shapes = [box.volume.named_shape for box in self.boxes]
        shapes = [shape for shape in shapes if not shape.is_image and shape.text("hwc") in written]
        if any(shape.unfolded.letters in ("LC", "CL") for shape in shapes):
            yield "sequences: positions × channels"
        if any("?" in shape.unfolded.letters for shape in shapes):
            yield "[ ]: axes in PyTorch's order"
        if any(shape.folded for shape in shapes):
            yield "n of …: n volumes per image"

    def build(self, view: View, title: str, scale: Scale | None, width: float, height: float) -> Scene:
        """The immutable scene with its title and frame."""
        return Scene(
            view,
            title,
            round(width, 1),
            round(height, 1),
            scale,
            tuple(self.boxes),
            tuple(self.links),
            tuple(self.labels),
            tuple(self.brackets),
            tuple(self.junctions),
            tuple(self.folds),
            tuple(self.window_parts),
            tuple(self.tiles),
            tuple(self.rows),
            self.sample,
        )


def place_box(volume: Volume, scale: Scale, x: float, axis: float) -> Box:
    """The volume's box with the left edge of its front at x and its silhouette centred on y = `axis`."""
    cuboid = scale.cuboid(volume.sides)
    y = axis - cuboid.silhouette / 2 + cuboid.dy
    zeros_from = None
    if volume.zero_channels:
        zeros_from = cuboid.thickness * (volume.shape[0] - volume.zero_channels) / volume.shape[0]
    return Box(volume, round(x, 2), round(y, 2), cuboid, zeros_from)
