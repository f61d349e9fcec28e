"""The columns of a picture: for each volume and fold its left edge, its width and the steps that it stands for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ...tracing.records import Trace
from ..scene.marks import Box, Fold, Junction, Tile, Volume
from ..scene.palette import layer_tone
from ..scene.scene import Scene
from ..text.tooltips import Tooltips

LEAST_WIDTH = 3.0  # of a bar that can be seen


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in one column of the picture: a volume, or a fold without one; `steps` are paths.

    A fold stands for `count` blocks. `key` is the path of the volume, or of the layer that is folded. `lane` is the
    height at which it is drawn: volumes of one lane stand beside each other.
    """

    key: str
    tone: str
    left: float
    width: float
    lane: float
    steps: tuple[str, ...]
    volume: Volume | None = None
    count: int = 1

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width


def scene_columns(scene: Scene, trace: Trace) -> list[Column]:
    """Return a column for each volume that the picture computes and for each fold; every step is in one of them."""
    owned = _owned_steps(scene, trace)
    marks = [mark for mark in scene.flow if not isinstance(mark, Tile)]
    found = [_fold(mark, trace, owned) if isinstance(mark, Fold) else _column(mark, owned) for mark in marks]
    return _apart(_uncovered([column for column in found if column]))


def _owned_steps(scene: Scene, trace: Trace) -> dict[str, tuple[str, ...]]:
    """Return the steps of each drawn volume. A step whose own volume is drawn belongs to no other."""
    tooltips, drawn = Tooltips(trace, "hwc"), [volume for volume in scene.volumes if volume.tone != "input"]
    taken = {volume.path for volume in drawn}
    owned: dict[str, tuple[str, ...]] = {}
    for volume in drawn:
        others = [path for path in tooltips.steps_of(volume, scene.view == "layer") if path not in taken]
        taken.update(others)
        owned[volume.path] = (*others, volume.path)
    return owned


def _column(mark: Box | Junction, owned: dict[str, tuple[str, ...]]) -> Column | None:
    volume = mark.volume
    if volume is None or volume.path not in owned:
        return None
    if isinstance(mark, Box):
        left, width, lane = mark.x, mark.cuboid.thickness, mark.y + (mark.cuboid.height - mark.cuboid.dy) / 2
    else:
        left, width, lane = mark.x - mark.radius, 2 * mark.radius, mark.y
    return Column(volume.path, volume.tone, left, width, lane, owned[volume.path], volume)


def _fold(fold: Fold, trace: Trace, owned: dict[str, tuple[str, ...]]) -> Column:
    """Return the column of the blocks that are not drawn."""
    drawn = {path for steps in owned.values() for path in steps}
    number, layer = next((number, layer) for number, layer in enumerate(trace.layers) if layer.path == fold.path)
    steps = tuple(path for block in layer.blocks for path in block.steps if path not in drawn)
    return Column(fold.path, layer_tone(number), fold.x - fold.radius, 2 * fold.radius, fold.y, steps, None, fold.count)


def _uncovered(columns: Sequence[Column]) -> list[Column]:
    """Return columns as wide as the part of the front that the next volume of the lane leaves uncovered."""
    shown = []
    for number, column in enumerate(columns):
        lane = (other for other in columns[number + 1 :] if abs(other.lane - column.lane) < 1)
        following = next((other.left for other in lane if other.left > column.left), column.right)
        shown.append(replace(column, width=max(LEAST_WIDTH, min(column.right, following) - column.left)))
    return shown


def _apart(columns: Iterable[Column]) -> list[Column]:
    """Let volumes above each other share their column, side by side."""
    runs: list[list[Column]] = []
    for column in sorted(columns, key=lambda column: column.left):
        if runs and column.left < max(other.right for other in runs[-1]) - 0.5:
            runs[-1].append(column)
        else:
            runs.append([column])
    return [column for run in runs for column in (_share(run) if len(run) > 1 else run)]


def _share(run: Sequence[Column]) -> list[Column]:
    left, right = run[0].left, max(column.right for column in run)
    width = (right - left) / len(run)
    return [replace(column, left=left + number * width, width=width) for number, column in enumerate(run)]
