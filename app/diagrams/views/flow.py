"""Base of the views that draw one flow of volumes from left to right."""

from ..scene.builder import SceneBuilder, place_box
from ..scene.marks import Box, Label, LinkKind, TextStyle, Volume
from ..scene.projection import Scale
from ..scene.svg_paths import turn_down, turn_right
from ..text import text_metrics
from .context import ViewContext


class FlowDrawing:
    """A scene builder with the context and scale of one flow."""

    def __init__(self, context: ViewContext, scale: Scale, builder: SceneBuilder | None = None) -> None:
        self.context, self.trace, self.scale = context, context.trace, scale
        self.builder = builder or SceneBuilder()

    def shape_width(self, volume: Volume) -> float:
        """Width of the label of a volume's shape."""
        return text_metrics.width(self.context.shape(volume.named_shape))

    def overhang(self, volume: Volume) -> float:
        """How far the label of a volume's shape extends beyond the left edge of its box."""
        return max(0.0, (self.shape_width(volume) - self.scale.cuboid(volume.sides).thickness) / 2)

    def tallest(self, volumes: list[Volume]) -> float:
        """Height of the highest silhouette."""
        return max(self.scale.cuboid(volume.sides).silhouette for volume in volumes)

    def add_box(self, box: Box, label_gap: float) -> Box:
        """Add a box with its shape, whose baseline is `label_gap` below it."""
        self.builder.boxes.append(box)
        self.add_shape(box, label_gap)
        return box

    def add_shape(self, box: Box, gap: float) -> None:
        """Add the shape of a volume below its box."""
        self.add_label(box.middle, round(box.extent[3] + gap, 1), self.context.shape(box.volume.named_shape), "shape")

    def add_label(self, x: float, y: float, text: str, style: TextStyle = "step") -> None:
        """Add a label centred on x."""
        self.builder.labels.append(Label(round(x, 1), y, text, style))

    def shortcut_box(self, volume: Volume, entry: Box, end: float, centre: float) -> Box:
        """Return the box of a shortcut's own volume, half way from `entry` to x = `end`, centred on y = `centre`."""
        x = (entry.top_back_middle[0] + end - self.scale.cuboid(volume.sides).width) / 2
        return place_box(volume, self.scale, x, centre)

    def link_shortcut(
        self, kind: LinkKind, entry: Box, box: Box, end: tuple[float, float], target: str, y: float, radius: float
    ) -> None:
        """Add the two arrows of a shortcut that runs at height y through a volume of its own."""
        x, top = entry.top_back_middle
        path = box.volume.path
        self.builder.add_link(kind, turn_right(x, top - 4, box.x - 5, y, radius), entry.volume.path, path)
        self.builder.add_link(kind, turn_down(box.extent[2] + 6, y, *end, radius), path, target)
