"""The same scene as a figure that can be turned, and what a network costs as a chart: only this module needs Plotly.

Figures are plain dictionaries, since building and checking them as Plotly's own objects takes twenty times as long;
tests do that instead.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from plotly.io import to_json

from app.diagrams.plotly_figures import overlay
from app.diagrams.plotly_figures.annotations import Sign, signs
from app.diagrams.plotly_figures.charts import bars, grid
from app.diagrams.plotly_figures.costs import costs
from app.diagrams.plotly_figures.geometry3d import stage
from app.diagrams.plotly_figures.gradient_chart import axes, lines
from app.diagrams.plotly_figures.traces3d import Colours, Rows, traces
from app.diagrams.scene.marks import TEXT_SIZE
from app.diagrams.scene.palette import THEMES, Theme
from app.diagrams.scene.scene import Scene
from app.studies.costs import cumulative_costs
from app.tracing.gradients.study import Study
from app.tracing.records import Trace

VERSION = version("plotly")
BUNDLE = files("plotly") / "package_data" / "plotly.min.js"
"""The script that draws these figures, as the installed package carries it."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,  # otherwise a button sends the figure to Plotly's makers
    "scrollZoom": False,  # the wheel scrolls the page
    "modeBarButtons": [["toImage"]],
    "responsive": True,
}
EYE = {"x": -0.62, "y": -1.5, "z": 0.6}  # from the front, a little from the left and from above


def volumes_figure(scene: Scene, tooltips: Mapping[str, Rows], theme: Theme) -> str:
    """The scene in three dimensions, as JSON: `data`, `layout` and `config` for Plotly.

    `tooltips` are the rows of the flat picture's tooltip by path. Each of a volume's twelve triangles carries its
    path, where a click on it leads, and its tooltip: a triangle is what Plotly finds under the pointer.
    """
    colours, standing = THEMES[theme], stage(scene)
    layout = _layout(colours) | {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "scene": _space(signs(standing), colours)}
    return _json(traces(standing, tooltips, colours), layout)


def cost_chart(trace: Trace, at: str, theme: Theme) -> str:
    """MACs, parameters and memory of every operation along the flow, as JSON like that of `volumes_figure`.

    It shows the layer that `at` lies in, with what is there in full colour, or the whole network. Very deep networks
    have a bar for each block. Each bar carries where a click on it leads, and its numbers in words.
    """
    shown, colours = costs(trace, at), THEMES[theme]
    return _json(bars(shown, at, colours), _layout(colours) | grid(shown, colours))


def gradient_chart(study: Study, theme: Theme) -> str:
    """The gradients of both networks along the depth, as JSON like that of `volumes_figure`."""
    colours = THEMES[theme]
    return _json(lines(study, colours), _layout(colours) | axes(study, colours))


def overlay_chart(names: Sequence[str], several: Sequence[Trace], theme: Theme) -> str:
    """What several networks have cost by each of their layers, as JSON like that of `volumes_figure`."""
    colours = THEMES[theme]
    return _json(
        overlay.lines(names, [cumulative_costs(trace) for trace in several]), _layout(colours) | overlay.frame(colours)
    )


def _json(data: list[dict[str, Any]], layout: dict[str, Any]) -> str:
    text: str = to_json({"data": data, "layout": layout, "config": CONFIG}, validate=False)
    return text


def _layout(colours: Colours) -> dict[str, Any]:
    return {
        "autosize": True,
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": colours["ink"]},
        "hoverlabel": {
            "align": "left",
            "bgcolor": colours["ink"],
            "bordercolor": colours["ink"],
            "font": {"family": FONT, "size": 12, "color": colours["paper"]},
        },
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours["muted"], "activecolor": colours["ink"]},
    }


def _space(words: list[Sign], colours: Colours) -> dict[str, Any]:
    hidden = {"visible": False, "showspikes": False}
    return {
        "aspectmode": "data",
        "dragmode": "turntable",
        "camera": {"projection": {"type": "orthographic"}, "eye": EYE, "up": {"x": 0, "y": 0, "z": 1}},
        "xaxis": hidden,
        "yaxis": hidden,
        "zaxis": hidden,
        "annotations": [_annotation(sign, colours) for sign in words],
    }


def _annotation(sign: Sign, colours: Colours) -> dict[str, Any]:
    """A sign in front of everything: words drawn in the space itself are hidden by volumes, and blurred.

    Its name says on which side of its point it is, for the page, which clears words out of each other's way.
    """
    x, y, z = (round(value, 2) for value in sign.at)
    plain = {
        "name": sign.side,
        "x": x,
        "y": y,
        "z": z,
        "text": sign.text,
        "showarrow": False,
        "xanchor": "center",
        "yanchor": {"foot": "top", "under": "top", "over": "bottom", "on": "middle"}[sign.side],
        "yshift": round(sign.off if sign.side == "over" else -sign.off, 1),
        "font": {
            "size": TEXT_SIZE[sign.style],
            "weight": 600 if sign.style == "name" else 400,
            "color": colours["muted" if sign.style == "note" else "ink"],
        },
    }
    pill = {"bgcolor": colours["paper"], "bordercolor": colours["line"], "borderpad": 4}
    return plain | pill if sign.side == "on" else plain
