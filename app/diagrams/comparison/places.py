"""One place of several networks, each with the view of its level, at one scale."""

from collections.abc import Sequence
from dataclasses import replace

from ...tracing.records import Trace
from ..scene.builder import CHANGED_LEGEND
from ..scene.marks import Junction, Label, Sample, Volume
from ..scene.projection import ScaleKind, smallest
from ..scene.scene import Scene
from ..text.formatting import Notation
from ..views.context import ViewContext
from ..views.place import Place, find_place, place_scene
from .column_items import Column

WIDTH = 560.0  # two of them fit a wide screen
NARROW = 400.0  # a picture of this width has no room for the whole legend


def has_place(trace: Trace, at: str) -> bool:
    """Whether a network has a layer, block or operation of this path."""
    return bool(at) and find_place(trace, at).at == at


def place_scenes(
    columns: Sequence[Column], at: str, scale_kind: ScaleKind, notation: Notation, opened: frozenset[str]
) -> list[Scene | None]:
    """Draw the place `at` of each network; `None` for a network without it. `opened` is as for `flows_scene`."""
    places = [find_place(column.trace, at) if has_place(column.trace, at) else None for column in columns]
    contexts = [column_context(column, scale_kind, notation, opened) for column in columns]
    first = [place_scene(own, place) for own, place in zip(contexts, places, strict=True) if place]
    shared = smallest(scale_kind, [scene.scale for scene in first])
    scenes = [
        place_scene(replace(own, fitted=shared), place) if place else None
        for own, place in zip(contexts, places, strict=True)
    ]
    given = [_given(scene, place) if scene and place else [] for scene, place in zip(scenes, places, strict=True)]
    return [
        compared_scene(column, f"{column.title}: {place.at}", scene, _changed(column, place, scene, own, given[0]))
        if scene and place
        else None
        for column, place, scene, own in zip(columns, places, scenes, given, strict=True)
    ]


def column_context(column: Column, scale: ScaleKind, notation: Notation, opened: frozenset[str]) -> ViewContext:
    """The context of a network's own picture beside others. `opened` is as for `flows_scene`."""
    own = frozenset(path.partition("/")[2] for path in opened if path.startswith(f"{column.key}/"))
    return ViewContext(column.trace, scale, notation, own, width=WIDTH)


def _given(scene: Scene, place: Place) -> list[Volume]:
    """The volumes that a place is given, which others compute."""
    return [box.volume for box in scene.boxes if box.volume.path not in place.steps]


def _changed(
    column: Column, place: Place, scene: Scene, given: Sequence[Volume], first: Sequence[Volume]
) -> frozenset[str]:
    """The paths of the volumes that differ from network 1.

    Those that the place is given differ by their shape alone. Others differ as the operation or the step that computes
    them, and the last one of a block in its layer also as the block does, by its shortcut.
    """
    shapes = [volume.shape for volume in first]
    found = {volume.path for number, volume in enumerate(given) if [volume.shape] != shapes[number : number + 1]}
    steps = place.level == "operation"
    operations = {operation.path for operation in column.trace.operations()}
    for volume in scene.volumes:
        parts = column.changed_steps if steps or volume.at not in operations else column.changed
        if volume not in given and volume.at in parts:
            found.add(volume.path)
    if place.layer and place.level == "layer":
        blocks = [block for block in place.layer.blocks if block.path in column.changed]
        found |= {block.output for block in blocks if found.isdisjoint(block.steps)}
    return frozenset(found)


def compared_scene(column: Column, title: str, scene: Scene, changed: frozenset[str]) -> Scene:
    """The scene with the network's key before every path, and with the volumes of the paths `changed` marked."""
    boxes = tuple(
        replace(box, volume=column.marked_volume(box.volume, box.volume.path in changed)) for box in scene.boxes
    )
    keyed = replace(
        scene,
        title=title,
        boxes=boxes,
        junctions=tuple(_junction(column, junction, changed) for junction in scene.junctions),
        folds=tuple(replace(fold, path=column.with_key(fold.path)) for fold in scene.folds),
        links=tuple(
            replace(link, source=column.with_key(link.source), target=column.with_key(link.target))
            if link.target
            else link
            for link in scene.links
        ),
    )
    if not any(box.volume.changed for box in boxes):
        return keyed
    y, left = scene.height + 8, 20.0
    text = CHANGED_LEGEND if scene.width > NARROW else "differs from network 1"
    legend = Label(left + 33, y, text, "note", "start")
    return replace(keyed, labels=(*keyed.labels, legend), sample=Sample(left, y - 10), height=y + 14)


def _junction(column: Column, junction: Junction, changed: frozenset[str]) -> Junction:
    own = junction.volume
    volume = column.marked_volume(own, own.path in changed) if own else None
    return replace(junction, volume=volume, above=column.with_key(junction.above) if junction.above else "")
