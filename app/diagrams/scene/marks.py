"""What stands in a picture, in the picture's own units: plain records. x grows to the right and y downwards."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.diagrams.scene.projection import Cuboid
from app.diagrams.text import text_metrics
from app.tracing.records import Shape

LinkKind = Literal["flow", "identity", "projection", "padding", "ray", "rule", "fold"]
TextStyle = Literal["name", "shape", "note", "step"]
Extent = tuple[float, float, float, float]

ENDS = (3, 2)
"""Blocks that stay at the two ends of a folded layer."""

TEXT_SIZE: dict[str, float] = {"name": 13, "shape": 12, "note": 11, "step": 11, "tile": 11.5}


@dataclass(frozen=True, slots=True)
class Volume:
    """What a box stands for: the output of the step `path`, which is the whole of `at`, a block, operation or step.

    A click leads to `into`, one level further in. `inputs` are the paths of the drawn volumes that it is made from;
    the last `zero_channels` channels are zeros.
    """

    path: str
    at: str
    into: str
    shape: Shape
    tone: str
    name: str
    inputs: tuple[str, ...] = ()
    zero_channels: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A volume in its place: (x, y) is the upper left corner of its front face."""

    volume: Volume
    x: float
    y: float
    cuboid: Cuboid
    zeros_from: float | None = None

    @property
    def extent(self) -> Extent:
        """Left, top, right, bottom of the silhouette."""
        c = self.cuboid
        return (self.x, self.y - c.dy, self.x + c.width, self.y + c.height)

    @property
    def thin(self) -> bool:
        """Whether an edge drawn around it would hide it."""
        return self.cuboid.height < 4 or self.cuboid.thickness < 3

    @property
    def needs_room(self) -> bool:
        """Whether it is too small to be pointed at as it is."""
        return self.cuboid.silhouette < 12 or self.cuboid.width < 12

    @property
    def right(self) -> float:
        """Where an arrow leaves the volume: the middle of its side face."""
        return self.x + self.cuboid.thickness + self.cuboid.dx / 2

    @property
    def top_back_middle(self) -> tuple[float, float]:
        """Where a shortcut touches the volume: the middle of its top's back edge."""
        return (self.x + self.cuboid.dx + self.cuboid.thickness / 2, self.y - self.cuboid.dy)


@dataclass(frozen=True, slots=True)
class WindowPart:
    """A cuboid that is no volume: a kernel on its input (`kernel`), the padding around it (`ring`), one output cell."""

    kind: Literal["kernel", "ring", "cell"]
    x: float
    y: float
    cuboid: Cuboid


@dataclass(frozen=True, slots=True)
class Link:
    """A line as an SVG path; `source` and `target` are the paths of the volumes it joins."""

    kind: LinkKind
    d: str
    source: str = ""
    target: str = ""
    arrow: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text; (x, y) is on its baseline."""

    x: float
    y: float
    text: str
    style: TextStyle
    anchor: Literal["start", "middle", "end"] = "middle"
    tone: str = ""

    @property
    def extent(self) -> Extent:
        """Left, top, right, bottom at the most."""
        size = TEXT_SIZE[self.style]
        wide = text_metrics.width(self.text, size, bold=self.style == "name")
        left = self.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return (left, self.y - 0.8 * size, left + wide, self.y + 0.25 * size)


@dataclass(frozen=True, slots=True)
class Bracket:
    """The span of a group, below its volumes."""

    left: float
    right: float
    y: float
    tone: str


@dataclass(frozen=True, slots=True)
class Junction:
    """An addition, drawn as ⊕ around (x, y); it stands for `volume` where the sum is not drawn beside it."""

    x: float
    y: float
    volume: Volume | None = None
    radius: float = 15.0


@dataclass(frozen=True, slots=True)
class Fold:
    """Where `count` blocks of a long deck are folded away; opening `path` shows them."""

    radius: ClassVar[float] = 24.0
    path: str
    count: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Tile:
    """An operation in words, centred on (x, y): it stands for the volume that the operation makes."""

    volume: Volume
    x: float
    y: float
    width: float
    height: float
    text: str

    @property
    def extent(self) -> Extent:
        """Left, top, right, bottom."""
        return (self.x - self.width / 2, self.y - self.height / 2, self.x + self.width / 2, self.y + self.height / 2)
