"""The same scene as a figure that can be turned, and what a network costs as a chart: only this module needs Plotly.

Figures are plain dictionaries, since building and checking them as Plotly's own objects takes twenty times as long;
tests do that instead.
"""

from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Literal

from plotly.io import to_json

from app.diagrams.costs import Cost, costs
from app.diagrams.lettering import size_in_bytes
from app.diagrams.palette import FRONTS
from app.diagrams.scene import TEXT_SIZE, Scene
from app.diagrams.signs import Sign, signs
from app.diagrams.solid import stage
from app.diagrams.svg import THEMES
from app.diagrams.traces import Colours, Rows, traces
from app.tracing.records import Trace

Theme = Literal["light", "dark"]

VERSION = version("plotly")
BUNDLE = files("plotly") / "package_data" / "plotly.min.js"
"""The script that draws these figures, as the installed package carries it."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,  # otherwise a button sends the figure to Plotly's makers
    "scrollZoom": False,  # the wheel scrolls the page
    "responsive": True,
}
EYE = {"x": -0.62, "y": -1.5, "z": 0.6}  # from the front, a little from the left and from above
CHARTS = (("y", "macs", "MACs", ""), ("y2", "params", "parameters", ""), ("y3", "bytes", "memory", "B"))
"""Each chart's axis, the field it shows, its title and its unit."""
FADED = 0.35


def volumes_figure(scene: Scene, tooltips: Mapping[str, Rows], theme: Theme) -> str:
    """The scene in three dimensions, as JSON: `data`, `layout` and `config` for Plotly.

    `tooltips` are the rows of the flat picture's tooltip by path. Each of a volume's twelve triangles carries its
    path, where a click on it leads, and its tooltip: a triangle is what Plotly finds under the pointer.
    """
    colours, standing = THEMES[theme], stage(scene)
    layout = _layout(colours) | {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "scene": _space(signs(standing), colours)}
    buttons = {"modeBarButtons": [["resetCameraDefault3d", "toImage"]]}
    return _json(traces(standing, tooltips, colours), layout, buttons)


def cost_chart(trace: Trace, at: str, theme: Theme) -> str:
    """MACs, parameters and memory of every operation along the flow, as JSON like that of `volumes_figure`.

    It shows the layer that `at` lies in, with what is there in full colour, or the whole network. Very deep networks
    have a bar for each block. Each bar carries where a click on it leads, and its numbers in words.
    """
    bars, colours = costs(trace, at), THEMES[theme]
    inside = [cost.concerns(at) for cost in bars]
    look = {
        "color": [FRONTS.get(cost.group, FRONTS["stem"]) for cost in bars],
        "opacity": [1 if near or not any(inside) else FADED for near in inside],
    }
    data = [
        {
            "type": "bar",
            "name": title,
            "x": list(range(len(bars))),
            "y": [getattr(cost, field) for cost in bars],
            "yaxis": axis,
            "marker": look,
            "customdata": [(cost.path, _cost_text(cost)) for cost in bars],
            "hovertemplate": "%{customdata[1]}<extra></extra>",
        }
        for axis, field, title, _ in CHARTS
    ]
    return _json(data, _layout(colours) | _grid(bars, colours), {"modeBarButtons": [["toImage"]]})


def _json(data: list[dict[str, Any]], layout: dict[str, Any], buttons: dict[str, Any]) -> str:
    text: str = to_json({"data": data, "layout": layout, "config": CONFIG | buttons}, validate=False)
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


def _cost_text(cost: Cost) -> str:
    numbers = (f"MACs: {cost.macs:,}", f"parameters: {cost.params:,}", f"memory: {cost.bytes:,} bytes")
    return "<br>".join([cost.path, cost.words, *numbers, f"({size_in_bytes(cost.bytes)} in float32)"])


def _grid(bars: list[Cost], colours: Colours) -> dict[str, Any]:
    """Three charts, one above the other, over one axis."""
    values, names = _ticks(bars)
    what = "blocks" if len({cost.block for cost in bars}) == len(bars) else "operations"
    axes: dict[str, Any] = {}
    for number, (axis, _, title, unit) in enumerate(CHARTS, 1):
        low = 1 - number / 3 + 0.035
        axes[axis.replace("y", "yaxis")] = {
            "title": {"text": title, "standoff": 6},
            "domain": [round(low, 3), round(low + 0.275, 3)],
            "rangemode": "tozero",
            "tickformat": "~s",
            "ticksuffix": unit,
            "nticks": 4,
            "automargin": True,
            "fixedrange": True,
            "gridcolor": colours["rule"],
            "zerolinecolor": colours["rule"],
        }
    return axes | {
        "xaxis": {
            "title": {"text": f"{what} along the flow", "standoff": 8},
            "anchor": "y3",
            "tickmode": "array",
            "tickvals": values,
            "ticktext": names,
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
        "hovermode": "x",
        "dragmode": False,  # a swipe scrolls the page
        "bargap": 0.15 if len(bars) < 200 else 0,
        "margin": {"l": 8, "r": 8, "t": 28, "b": 8},
    }


def _ticks(bars: list[Cost]) -> tuple[list[float], list[str]]:
    """Where each layer is, or within one layer each block; as many as there is room for."""
    groups = {cost.group for cost in bars}
    places: dict[str, list[int]] = {}
    for number, cost in enumerate(bars):
        if cost.group not in ("stem", "head"):
            places.setdefault(cost.group if len(groups) > 1 else cost.block, []).append(number)
    named = list(places.items())[:: -(-len(places) // 12)]
    return [sum(own) / len(own) for _, own in named], [name for name, _ in named]
