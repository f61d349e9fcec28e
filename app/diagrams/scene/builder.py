"""A scene in the making: every view is drawn on one of these, and finished."""

from dataclasses import dataclass, field

from app.diagrams.scene.marks import Box, Bracket, Fold, Junction, Label, Link, Part, Tile
from app.diagrams.scene.projection import Scale
from app.diagrams.scene.scene import Scene, View


@dataclass(slots=True)
class Sketch:
    """A scene in the making."""

    boxes: list[Box] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)
    junctions: list[Junction] = field(default_factory=list)
    folds: list[Fold] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    rows: list[float] = field(default_factory=list)

    @property
    def right(self) -> float:
        """How far anything reaches."""
        return max([box.extent[2] for box in self.boxes] + [label.extent[2] for label in self.labels])

    def finish(self, view: View, title: str, scale: Scale | None, width: float, height: float) -> Scene:
        """The finished scene, framed."""
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
            tuple(self.parts),
            tuple(self.tiles),
            tuple(self.rows),
        )
