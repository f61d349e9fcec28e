"""Networks as flows of volumes, one above the other, at one scale: a stage begins at the same x in each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby

from app.diagrams.comparison.column_items import Column
from app.diagrams.scene.builder import SceneBuilder
from app.diagrams.scene.marks import Label, Link, Volume
from app.diagrams.scene.projection import Scale, ScaleKind, fit
from app.diagrams.scene.scene import Scene
from app.diagrams.scene.svg_paths import line
from app.diagrams.text.formatting import ShapeStyle
from app.diagrams.text.labels import times
from app.diagrams.views.decks import MARGIN, Group, Placed, Rows, fitted, folded
from app.diagrams.views.network import THICKEST, draw_row, groups, reach
from app.studies.alignment import segments
from app.studies.stages import StageRow, align_stages, have_common_sizes

TALLEST = {1: 150, 2: 136, 3: 118, 4: 104}
"""The height of the largest volume by the number of networks: more of them leave less room for each."""
TITLE = 26.0  # the room that a network's name takes above its flow
APART = 30.0  # between the last line of one network and the name of the next
LEAD = 9.0  # between a stage's rule and what may stand first in it


def flows_scene(
    networks: Sequence[Column], title: str, scale_kind: ScaleKind, style: ShapeStyle, opened: frozenset[str]
) -> Scene:
    """The networks from top to bottom, fitted to one width like a single one.

    `opened` are the layers that are not folded, each with its network's key before it (`2/layer3`).
    """
    stages = align_stages([network.trace for network in networks])
    every = [list(_staged(network, stages, style)) for network in networks]
    shapes = [volume.shape for group in _all(every) for volume in group.volumes]
    scale = fit(scale_kind, shapes, TALLEST[len(networks)], THICKEST)
    rows = fitted(folded(every, scale, style, opened), scale, style)
    sketch = SceneBuilder()
    lowest = _draw(sketch, networks, rows, stages, _edges(every, rows), scale)
    height = sketch.add_legend(scale, lowest + 34, MARGIN)
    sketch.rows = sorted({bracket.y for bracket in sketch.brackets})
    return sketch.build("flows", title, scale, reach(sketch), height)


def _all(rows: Rows) -> Iterator[Group]:
    return chain.from_iterable(chain.from_iterable(rows))


def _staged(network: Column, stages: Sequence[StageRow], style: ShapeStyle) -> Iterator[list[Group]]:
    """A network's groups stage by stage, the image before all of them."""
    image, *rest = [_owned(group, network) for group in groups(network.trace, style)]
    factors = {segment.path: segment.factor for segment in segments(network.trace)}
    yield [image]
    for stage in stages:
        own = [group for group in rest if factors[group.name] == stage.factor]
        yield own if stage.factor else [_joined(name, list(run)) for name, run in groupby(own, _family)]


def _owned(group: Group, network: Column) -> Group:
    """The group with its volumes' paths unique in the picture."""
    volumes = tuple(_own(volume, network) for volume in group.volumes)
    return replace(group, volumes=volumes, key=network.key)


def _own(volume: Volume, network: Column) -> Volume:
    """A click leads to the very block or operation, and from the image to the whole network."""
    inputs = tuple(network.keyed(path) for path in volume.inputs)
    into, name = volume.at if inputs else "", f"{network.title}: {volume.name}"
    return replace(volume, path=network.keyed(volume.path), into=into, name=name, inputs=inputs)


def _family(group: Group) -> str:
    return group.name.partition(".")[0]


def _joined(name: str, run: list[Group]) -> Group:
    """The linear layers of VGG's classifier as one deck; they are many, and have no size."""
    if len(run) == 1:
        return run[0]
    volumes = tuple(volume for group in run for volume in group.volumes)
    return replace(run[0], name=name, volumes=volumes, shortcuts=(None,) * len(volumes), note=f"{len(run)} linear")


def _edges(every: Rows, rows: Sequence[Placed]) -> list[float]:
    """The left edge of each stage but the image's: of the first volumes, or of the words below them."""
    lefts = {deck.group.volumes[0].path: left - max(0.0, deck.overhang) for left, deck in chain.from_iterable(rows)}
    columns = list(zip(*every, strict=True))[1:]
    return [min(lefts[groups[0].volumes[0].path] for groups in column if groups) for column in columns]


def _names(stages: Sequence[StageRow], number: int) -> list[str]:
    """What each stage is called in one of the networks: by its size, and where sizes differ by its share too."""
    by_size = have_common_sizes(stages)
    names = []
    for row in stages:
        own = row.stages[number]
        share = "" if by_size else f"1/{row.factor}: "
        names.append(share + times(own.size) if own and row.factor else "")
    return names


def _draw(
    sketch: SceneBuilder,
    networks: Sequence[Column],
    rows: Sequence[Placed],
    stages: Sequence[StageRow],
    edges: list[float],
    scale: Scale,
) -> float:
    """Every network below the one before; gives the baseline of the last line."""
    lowest = 0.0
    for number, (network, row) in enumerate(zip(networks, rows, strict=True)):
        top = lowest + APART
        sketch.labels.append(Label(MARGIN, top, network.title, "name", "start"))
        lowest = draw_row(sketch, row, scale, top + TITLE)
        for edge, name in zip(edges, _names(stages, number), strict=True):
            x = edge - LEAD
            sketch.links.append(Link("rule", line(x, top + 10, x, lowest + 4)))
            if name:
                sketch.labels.append(Label(x + 5, top + 18, name, "note", "start"))
    return lowest
