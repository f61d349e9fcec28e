"""A 3-D scene as the traces of a Plotly figure."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from ..scene.marks import LinkKind, Symbol
from ..scene.palette import FACES, Colours, Faces, faces, mix
from .annotations import group_solid
from .geometry3d import Scene3D, Solid
from .lines3d import Polyline, arrow_head, dashes, joint, links, ring

Drawn = dict[str, Any]

TRIANGLES = (
    *((0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5)),  # low x, high x
    *((0, 4, 5), (0, 5, 1), (2, 3, 7), (2, 7, 6)),  # low y, high y
    *((0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)),  # low z, high z
)
EDGES = [(a, b) for a, b in product(range(8), repeat=2) if a < b and (a ^ b) in (1, 2, 4)]
DASHES: dict[LinkKind, tuple[float, float]] = {"projection": (1.8, 3.6), "padding": (6.0, 4.5), "branch": (9.0, 4.0)}
KINDS: tuple[LinkKind, ...] = ("flow", "identity", "projection", "padding", "skip", "branch")
FLAT = {"ambient": 1.0, "diffuse": 0.0, "specular": 0.0, "fresnel": 0.0}  # no shading: colours are the palette's
PALE = 0.62  # share of the background in the colour of zero channels
KERNEL_MARGIN = 0.6  # by which a kernel is larger than its part of the volume
EDGE_MARGIN = 0.25  # of edges from their faces, against flickering


def traces(space: Scene3D, colours: Colours) -> list[Drawn]:
    """Return all traces, the volumes first. Labels are annotations of the layout."""
    return [
        _mesh(space, colours),
        _edges(space, colours),
        *_links(space, colours),
        *_brackets(space),
        *_parts(space, colours),
        *_joints(space, colours),
    ]


def _mesh(space: Scene3D, colours: Colours) -> Drawn:
    """Return all volumes as one mesh: an additional trace costs as much as a hundred volumes."""
    solids, faces = [], []
    for volume, solid in space.volumes():
        tones = _tones(FACES[volume.tone])
        blank = solid.x[1] - (solid.x[1] - solid.x[0]) * volume.zero_channels / volume.shape[0]
        pieces = [(Solid((solid.x[0], blank), solid.y, solid.z), tones)] if blank > solid.x[0] else []
        if volume.zero_channels:
            pale = [mix(tone, colours["paper"], PALE) for tone in tones]
            pieces.append((Solid((blank, solid.x[1]), solid.y, solid.z), pale))
        for piece, shades in pieces:
            solids.append(piece)
            faces += shades
    return _triangles(solids) | {"facecolor": faces}


def _tones(shaded: Faces) -> list[str]:
    """Return the colours of a volume's twelve triangles."""
    shades = (shaded.side, shaded.side, shaded.front, shaded.front, shaded.side, shaded.top)
    return [shade for shade in shades for _ in range(2)]


def _triangles(solids: Sequence[Solid]) -> Drawn:
    corners = [corner for solid in solids for corner in solid.corners]
    cells = [tuple(8 * n + corner for corner in cell) for n in range(len(solids)) for cell in TRIANGLES]
    i, j, k = (list(side) for side in zip(*cells, strict=True))
    return {
        "type": "mesh3d",
        **_axes(corners),
        "i": i,
        "j": j,
        "k": k,
        "flatshading": True,
        "lighting": FLAT,
        "hoverinfo": "skip",
    }


def _axes(points: Iterable[Sequence[float | None]]) -> Drawn:
    x, y, z = ([None if v is None else round(v, 2) for v in axis] for axis in zip(*points, strict=True))
    return {"x": x, "y": y, "z": z}


def _lines(lines: Iterable[Polyline], colour: str, width: float, **more: object) -> Drawn:
    """Return several lines as one trace, without hover."""
    points = [point for line in lines for point in (*line, (None, None, None))]
    style = {"color": colour, "width": width}
    return {"type": "scatter3d", "mode": "lines", **_axes(points), "line": style, "hoverinfo": "skip", **more}


def _edges(space: Scene3D, colours: Colours) -> Drawn:
    """Return the edges of all volumes that are thick enough for them."""
    every = [(box, space.solid(box).grow(EDGE_MARGIN)) for box in space.scene.boxes]
    thick = [solid for box, solid in every if not box.thin] or [every[0][1]]
    drawn = [solid for solid in thick if solid.x[1] - solid.x[0] > 2] or thick[:1]
    return _lines(_outlines(drawn), mix(colours["edge"], colours["line"], 0.12), 1.6)


def _outlines(solids: Iterable[Solid]) -> list[Polyline]:
    return [[corners[a], corners[b]] for corners in (solid.corners for solid in solids) for a, b in EDGES]


def _links(space: Scene3D, colours: Colours) -> list[Drawn]:
    every = links(space)
    made = []
    for kind in KINDS:
        drawn = [(link, line) for link, line in every if link.kind == kind]
        whole = [line for _, line in drawn]
        pieces = [piece for line in whole for piece in dashes(line, *DASHES[kind])] if kind in DASHES else whole
        heads = [arrow_head(line, 8.0) for link, line in drawn if link.arrow]
        if drawn:
            made.append(_lines([*pieces, *heads], colours["line"], 4.0 if kind == "projection" else 3.0, name=kind))
    return made


def _brackets(space: Scene3D) -> list[Drawn]:
    """Return a line under each group, as long as the group, in its colour."""
    tones: dict[str, list[Polyline]] = {}
    for bracket in space.scene.brackets:
        solid = group_solid(space, bracket)
        y, z = solid.y[0], solid.z[0] - 7
        tones.setdefault(bracket.tone, []).append([(solid.x[0], y, z), (solid.x[1], y, z)])
    return [_lines(lines, FACES[tone].front, 4.0, name=tone) for tone, lines in tones.items()]


def _parts(space: Scene3D, colours: Colours) -> list[Drawn]:
    """Return the padding's outline, kernel and output cell on their volumes, and the rays between them."""
    by_kind = {
        kind: [space.part(p) for p in space.scene.window_parts if p.kind == kind] for kind in ("ring", "kernel", "cell")
    }
    made = []
    if by_kind["ring"]:
        made.append(_lines(_outlines(by_kind["ring"]), colours["muted"], 1.6, name="padding ring"))
    windows = [solid.grow(KERNEL_MARGIN) for solid in (*by_kind["kernel"], *by_kind["cell"])]
    if windows:
        tones = _tones(faces(colours["accent"])) * len(windows)
        made.append(_triangles(windows) | {"facecolor": tones, "opacity": 0.55})
        pairs = zip(by_kind["kernel"], by_kind["cell"], strict=True)
        rays = [[a, b] for kernel, cell in pairs for a, b in zip(kernel.corners[4:], cell.corners[:4], strict=True)]
        made.append(_lines([*_outlines(windows), *rays], colours["accent"], 2.0, name="window"))
    return made


def _joints(space: Scene3D, colours: Colours) -> list[Drawn]:
    """Return ⊕ and other signs as lines."""
    signs = [line for each in space.scene.junctions for line in _sign(joint(space, each), each.symbol)]
    return [_lines(signs, colours["line"], 4.0, name="addition")] if signs else []


def _sign(room: Solid, symbol: Symbol) -> list[Polyline]:
    """Return a ring with the lines of its sign: +, ×, ‖, or a small + for others."""
    x, y, z = room.middle
    radius, arm = room.x[1] - x, 0.5 * (room.x[1] - x)
    ends = {
        "+": (((-1.0, 0.0), (1.0, 0.0)), ((0.0, -1.0), (0.0, 1.0))),
        "×": (((-0.7, -0.7), (0.7, 0.7)), ((-0.7, 0.7), (0.7, -0.7))),
        "‖": (((-0.4, -1.0), (-0.4, 1.0)), ((0.4, -1.0), (0.4, 1.0))),
        "•": (((-0.3, 0.0), (0.3, 0.0)), ((0.0, -0.3), (0.0, 0.3))),
    }
    lines = [[(x + a * arm, y, z + b * arm) for a, b in pair] for pair in ends[symbol]]
    return [ring(room.middle, radius), *lines]
