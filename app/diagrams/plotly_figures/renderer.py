"""Figures as JSON for Plotly: the rotatable 3-D view and the charts. Only this module imports Plotly.

Figures are plain dictionaries: building and validating Plotly's own objects takes twenty times as long, and is left to
the tests.
"""

from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from plotly.io import to_json

from ...studies.costs import cumulative_costs
from ...tracing.gradients.study import Study
from ...tracing.records import Trace
from ..scene.marks import TEXT_SIZE
from ..scene.palette import THEMES, Colours, Theme
from ..scene.scene import Scene
from ..typeface import FAMILY
from .annotations import Annotation, annotations
from .geometry3d import scene_3d
from .gradient_chart import gradient_layout, gradient_traces
from .markup import plain_text
from .overlay import overlay_layout, overlay_traces
from .parts3d import pointed_volumes, tour_stops
from .traces3d import traces

VERSION = version("plotly")
BUNDLE = files("plotly") / "package_data" / "plotly.min.js"
"""The script that draws these figures, from the installed package."""

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,  # no button that uploads the figure to Plotly
    "scrollZoom": False,  # the wheel scrolls the page
    "modeBarButtons": [["toImage"]],
    "responsive": True,
}
EYE = {"x": -0.62, "y": -1.5, "z": 0.6}  # in front, a little to the left and above


def volumes_figure(scene: Scene, theme: Theme) -> str:
    """Return the scene in three dimensions as JSON: `data`, `layout` and `config` for Plotly, and for the page's script
    the `volumes`, which it points at itself, and the `stops` of the tour."""
    colours, space = THEMES[theme], scene_3d(scene)
    layout = _layout(colours) | {
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "scene": _scene_layout(annotations(space), colours),
        "hovermode": False,
    }
    config = CONFIG | {"displayModeBar": False}  # it would cover labels; the page has its buttons below the view
    return _json(traces(space, colours), layout, config=config, volumes=pointed_volumes(space), stops=tour_stops(space))


def gradient_chart(study: Study, theme: Theme) -> str:
    """Return the gradients of both networks along the depth, as JSON like that of `volumes_figure`."""
    colours = THEMES[theme]
    return _json(gradient_traces(study, colours), _layout(colours) | gradient_layout(study, colours))


def overlay_chart(names: Sequence[str], networks: Sequence[Trace], theme: Theme) -> str:
    """Return the cumulative costs of several networks by layer, as JSON like that of `volumes_figure`."""
    colours = THEMES[theme]
    costs = [cumulative_costs(trace) for trace in networks]
    return _json(overlay_traces(names, costs), _layout(colours) | overlay_layout(colours))


def _json(data: list[dict[str, Any]], layout: dict[str, Any], **more: object) -> str:
    text: str = to_json({"data": data, "layout": layout, "config": CONFIG, **more}, validate=False)
    return text


def _layout(colours: Colours) -> dict[str, Any]:
    return {
        "autosize": True,
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FAMILY, "size": 12, "color": colours["ink"]},
        "hoverlabel": {
            "align": "left",
            "bgcolor": colours["ink"],
            "bordercolor": colours["ink"],
            "font": {"family": FAMILY, "size": 12, "color": colours["paper"]},
        },
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours["muted"], "activecolor": colours["ink"]},
    }


def _scene_layout(labels: list[Annotation], colours: Colours) -> dict[str, Any]:
    hidden = {"visible": False, "showspikes": False}
    return {
        "aspectmode": "data",
        "dragmode": "turntable",
        "camera": {"projection": {"type": "orthographic"}, "eye": EYE, "up": {"x": 0, "y": 0, "z": 1}},
        "xaxis": hidden,
        "yaxis": hidden,
        "zaxis": hidden,
        "annotations": [_annotation(annotation, colours) for annotation in labels],
    }


def _annotation(annotation: Annotation, colours: Colours) -> dict[str, Any]:
    """Return an annotation in front of the scene: text inside the scene is blurred and hidden by volumes.

    Its name is the side of the point it is on; the page's script moves overlapping annotations apart by it.
    """
    x, y, z = (round(value, 2) for value in annotation.point)
    plain = {
        "name": annotation.side,
        "x": x,
        "y": y,
        "z": z,
        "text": plain_text(annotation.text),
        "showarrow": False,
        "xanchor": "center",
        "yanchor": {"foot": "top", "under": "top", "over": "bottom", "on": "middle"}[annotation.side],
        "yshift": round(annotation.offset if annotation.side == "over" else -annotation.offset, 1),
        "font": {
            "size": TEXT_SIZE[annotation.style],
            "weight": 600 if annotation.style == "name" else 400,
            "color": colours["muted" if annotation.style == "note" else "ink"],
        },
    }
    pill = {"bgcolor": colours["paper"], "bordercolor": colours["line"], "borderpad": 4}
    return plain | pill if annotation.side == "on" else plain
