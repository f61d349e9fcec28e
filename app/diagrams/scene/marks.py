"""The elements of a scene as plain records, in the units of the picture. x grows to the right, y downwards."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from ...tracing.records import Shape
from ..text import text_metrics
from ..text.named_shape import NamedShape
from .projection import Cuboid

LinkKind = Literal["flow", "identity", "projection", "padding", "skip", "branch", "ray", "rule"]
Symbol = Literal["+", "×", "‖", "•"]
"""What joins volumes: an addition, a multiplication, a concatenation, anything else."""

TextStyle = Literal["name", "shape", "note", "step"]
Extent = tuple[float, float, float, float]
"""Left, top, right, bottom."""

ENDS = (3, 2)
"""Blocks shown before and after the fold of a folded layer."""

TEXT_SIZE: dict[str, float] = {"name": 14, "shape": 13, "note": 13, "step": 13, "tile": 12}


@dataclass(frozen=True, slots=True)
class Volume:
    """The output of the step `path`, drawn for the block, operation or step `at`.

    A click opens `link_path`, one level further in. `inputs` are the paths of the drawn volumes that it is computed
    from; the last `zero_channels` channels are zeros. `description` is read by screen readers. In a comparison it is
    `changed` where it differs from that of the first network.
    """

    path: str
    at: str
    link_path: str
    shape: Shape
    tone: str
    description: str
    inputs: tuple[str, ...] = ()
    zero_channels: int = 0
    layout: str = ""
    folded: bool = False
    changed: bool = False

    @property
    def named_shape(self) -> NamedShape:
        """The shape with the meaning of its axes."""
        return NamedShape(self.shape, self.layout, self.folded)

    @property
    def sides(self) -> Shape:
        """Thickness, height and depth in channels, rows and columns, as drawn."""
        return self.named_shape.sides


@dataclass(frozen=True, slots=True)
class Box:
    """A volume drawn as a cuboid; (x, y) is the upper left corner of its front face.

    `zeros_from` is the distance from x at which its zero channels begin. A `target` reacts like the box.
    """

    volume: Volume
    x: float
    y: float
    cuboid: Cuboid
    zeros_from: float | None = None
    target: Extent | None = None

    @property
    def extent(self) -> Extent:
        """Bounding box of the silhouette."""
        c = self.cuboid
        return (self.x, self.y - c.dy, self.x + c.width, self.y + c.height)

    @property
    def middle(self) -> float:
        """Horizontal centre of the front face."""
        return self.x + self.cuboid.thickness / 2

    @property
    def thin(self) -> bool:
        """Whether an outline would cover the whole box."""
        return self.cuboid.height < 4 or self.cuboid.thickness < 3

    @property
    def hit_area(self) -> Extent | None:
        """The target, or the surroundings of a box that is too small for the pointer."""
        left, top, right, bottom = self.extent
        small = self.cuboid.silhouette < 12 or self.cuboid.width < 12
        return self.target or ((left - 3, top - 4, right + 3, bottom + 4) if small else None)

    @property
    def top_back_middle(self) -> tuple[float, float]:
        """Middle of the top's back edge, where shortcuts attach."""
        return (self.x + self.cuboid.dx + self.cuboid.thickness / 2, self.y - self.cuboid.dy)


@dataclass(frozen=True, slots=True)
class WindowPart:
    """A cuboid of a sliding window: the kernel, the padding around the input (`ring`) or one output cell."""

    kind: Literal["kernel", "ring", "cell"]
    x: float
    y: float
    cuboid: Cuboid


@dataclass(frozen=True, slots=True)
class Link:
    """A line as an SVG path; `source` and `target` are the paths of the volumes it connects."""

    kind: LinkKind
    d: str
    source: str = ""
    target: str = ""
    arrow: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text with its anchor at (x, y) on the baseline."""

    x: float
    y: float
    text: str
    style: TextStyle
    anchor: Literal["start", "middle", "end"] = "middle"

    @property
    def extent(self) -> Extent:
        """Bounding box, by the upper bound of the text's width."""
        size = TEXT_SIZE[self.style]
        width = text_metrics.width(self.text, size, bold=self.style == "name")
        left = self.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return (left, self.y - 0.8 * size, left + width, self.y + 0.25 * size)


@dataclass(frozen=True, slots=True)
class Sample:
    """The mark of changed volumes in the legend; (x, y) is its upper left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket under a group of volumes."""

    left: float
    right: float
    y: float
    tone: str


@dataclass(frozen=True, slots=True)
class Junction:
    """An addition (⊕) or another step that joins volumes, around (x, y).

    It stands for `volume` unless the result is drawn as a box. `above` is the path of the volume that it is on top of.
    """

    x: float
    y: float
    volume: Volume | None = None
    radius: float = 15.0
    symbol: Symbol = "+"
    above: str = ""

    @property
    def arm(self) -> int:
        """Half the length of the symbol's lines."""
        return round(self.radius * 7 / 15)


@dataclass(frozen=True, slots=True)
class Fold:
    """`count` blocks that are folded away; opening `path` shows them."""

    radius: ClassVar[float] = 24.0
    path: str
    count: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Tile:
    """An operation as text in a rectangle centred on (x, y); it stands for the operation's output `volume`."""

    volume: Volume
    x: float
    y: float
    width: float
    height: float
    text: str

    @property
    def extent(self) -> Extent:
        """Bounding box."""
        return (self.x - self.width / 2, self.y - self.height / 2, self.x + self.width / 2, self.y + self.height / 2)
