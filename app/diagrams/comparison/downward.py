"""Networks downwards, one below the other, for a narrow screen: each as its own network view, at one scale."""

from collections.abc import Sequence
from dataclasses import replace

from ..scene.projection import ScaleKind, smallest
from ..scene.scene import Scene
from ..text.formatting import Notation
from ..views.downward import downward_scale, downward_scene
from .column_items import Column
from .places import column_context, compared_scene


def downward_scenes(
    columns: Sequence[Column], scale_kind: ScaleKind, notation: Notation, opened: frozenset[str]
) -> list[Scene]:
    """Draw each network, with what differs from the first one marked. `opened` is as for `flows_scene`."""
    contexts = [column_context(column, scale_kind, notation, opened) for column in columns]
    shared = smallest(scale_kind, [downward_scale(context) for context in contexts])
    return [
        _scene(column, downward_scene(replace(context, fitted=shared), column.title))
        for column, context in zip(columns, contexts, strict=True)
    ]


def _scene(column: Column, scene: Scene) -> Scene:
    changed = frozenset(volume.path for volume in scene.volumes if volume.at in column.changed)
    return compared_scene(column, column.title, scene, changed)
