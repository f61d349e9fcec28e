"""Networks as flows of volumes, one above the other, at one scale; a stage begins at the same x in each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby

from ...studies.alignment import segments
from ...studies.stages import StageRow, align_stages, have_common_sizes
from ..scene.builder import SceneBuilder
from ..scene.marks import Label, Link
from ..scene.projection import ScaleKind, fit
from ..scene.scene import Scene
from ..scene.svg_paths import line
from ..text.formatting import Notation
from ..text.step_labels import times
from ..views.context import ViewContext
from ..views.decks import MARGIN, Group, GroupRow, PlacedDeck, fit_to_width
from ..views.network import THICKEST, draw_row, network_groups, picture_width
from .column_items import Column

TALLEST = {1: 150, 2: 136, 3: 118, 4: 104}
"""Height of the largest volume by the number of networks: more of them leave less room for each."""
TITLE = 26.0  # from a network's name to its flow
APART = 30.0  # from the last line of one network to the name of the next
LEAD = 9.0  # from a stage's rule to its first volume or caption


def flows_scene(
    columns: Sequence[Column], title: str, scale_kind: ScaleKind, notation: Notation, opened: frozenset[str]
) -> Scene:
    """Draw the networks from top to bottom, fitted to one width.

    `opened` are the layers that are not folded, each prefixed by its network's key (`2/layer3`).
    """
    stages = align_stages([column.trace for column in columns])
    rows = [GroupRow(tuple(_stage_groups(column, stages, notation))) for column in columns]
    shapes = [volume.sides for row in rows for group in row.groups() for volume in group.volumes]
    scale = fit(scale_kind, shapes, TALLEST[len(columns)], THICKEST)
    scale, decks = fit_to_width(rows, scale, notation, opened)
    edges, by_size = _stage_edges(rows, decks), have_common_sizes(stages)
    builder, lowest = SceneBuilder(), 0.0
    for number, (column, row) in enumerate(zip(columns, decks, strict=True)):
        top = lowest + APART
        builder.labels.append(Label(MARGIN, top, column.title, "name", "start"))
        lowest = draw_row(builder, row, scale, top + TITLE)
        names = [_stage_name(stage, number, by_size) for stage in stages]
        _add_stage_rules(builder, zip(edges, names, strict=True), top, lowest)
    height = builder.add_legend(scale, lowest + 34, MARGIN)
    builder.rows = sorted({bracket.y for bracket in builder.brackets})
    return builder.build("flows", title, scale, picture_width(builder), height)


def _stage_groups(column: Column, stages: Sequence[StageRow], notation: Notation) -> Iterator[tuple[Group, ...]]:
    """Yield a network's groups stage by stage, with its inputs as the first stage."""
    factors = {segment.path: segment.factor for segment in segments(column.trace)}
    groups = [
        replace(group, volumes=tuple(map(column.own_volume, group.volumes)), key=column.key)
        for group in network_groups(ViewContext(column.trace, notation=notation))
    ]
    yield tuple(group for group in groups if group.name not in factors)
    for stage in stages:
        own = [group for group in groups if factors.get(group.name, 0) == stage.factor]
        runs = groupby(own, lambda group: group.name.partition(".")[0])
        is_whole = stage.factor or not column.trace.spec
        yield tuple(own if is_whole else [_merge(name, list(run)) for name, run in runs])


def _merge(name: str, run: list[Group]) -> Group:
    """Merge the linear layers of VGG's classifier into one deck: they are many, and have no size."""
    if len(run) == 1:
        return run[0]
    volumes = tuple(volume for group in run for volume in group.volumes)
    return replace(run[0], name=name, volumes=volumes, shortcuts=(None,) * len(volumes), note=f"{len(run)} linear")


def _stage_edges(rows: Sequence[GroupRow], decks: Sequence[Sequence[PlacedDeck]]) -> list[float]:
    """Return the left edge of the first volumes, or of their captions, of each stage after the image."""
    lefts = {
        item.deck.group.volumes[0].path: item.left - max(0.0, item.deck.overhang) for item in chain.from_iterable(decks)
    }
    stages = list(zip(*(row.stages for row in rows), strict=True))[1:]
    return [min(lefts[groups[0].volumes[0].path] for groups in stage if groups) for stage in stages]


def _stage_name(row: StageRow, number: int, by_size: bool) -> str:
    """Return a stage's name in one network: its size, and where networks' sizes differ its share of the input."""
    stage = row.stages[number]
    share = "" if by_size else f"1/{row.factor}: "
    return share + times(stage.size) if stage and row.factor else ""


def _add_stage_rules(builder: SceneBuilder, stages: Iterator[tuple[float, str]], top: float, bottom: float) -> None:
    for edge, name in stages:
        x = edge - LEAD
        builder.links.append(Link("rule", line(x, top + 10, x, bottom + 4)))
        if name:
            builder.labels.append(Label(x + 5, top + 18, name, "note", "start"))
