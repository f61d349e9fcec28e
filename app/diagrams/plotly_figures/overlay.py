"""The cumulative costs of several networks as lines over one axis, as a Plotly figure."""

from collections.abc import Sequence
from typing import Any

from ...studies.costs import CumulativeCost
from ..scene.palette import SERIES, Colours
from ..text.formatting import size_in_bytes
from .markup import plain_text

CHARTS = (("y", "macs", "MACs", ""), ("y2", "params", "parameters", ""), ("y3", "bytes", "memory of the volumes", "B"))
"""Axis, field, title and unit of each chart."""
LOOKS = (
    (SERIES[0], "solid", "circle"),
    (SERIES[1], "dash", "square"),
    (SERIES[2], "dot", "diamond"),
    (SERIES[3], "dashdot", "triangle-up"),
)
"""Colour, dashes and markers of each network, all distinct."""
MOST_MARKERS = 12  # on a line: more would hide it in a network of a thousand layers


def overlay_traces(names: Sequence[str], profiles: Sequence[Sequence[CumulativeCost]]) -> list[dict[str, Any]]:
    """Return one trace per network and chart; each network has one legend entry."""
    return [
        _line(name, profile, look, field, axis)
        for axis, field, _, _ in CHARTS
        for name, profile, look in zip(names, profiles, LOOKS, strict=False)
    ]


def _line(
    name: str, profile: Sequence[CumulativeCost], look: tuple[str, str, str], field: str, axis: str
) -> dict[str, Any]:
    colour, dash, symbol = look
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain_text(name),
        "legendgroup": name,
        "showlegend": axis == "y",
        "x": [so_far.number for so_far in profile],
        "y": [getattr(so_far, field) for so_far in profile],
        "yaxis": axis,
        "line": {"color": colour, "dash": dash, "width": 2, "shape": "hv"},
        "marker": {"color": colour, "symbol": symbol, "size": 8, "maxdisplayed": MOST_MARKERS},
        "customdata": [(so_far.path, _tooltip(name, so_far)) for so_far in profile],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }


def _tooltip(name: str, so_far: CumulativeCost) -> str:
    sums = (f"MACs: {so_far.macs:,}", f"parameters: {so_far.params:,}", f"memory: {size_in_bytes(so_far.bytes)}")
    return "<br>".join([plain_text(name), f"after weighted layer {so_far.number}, {plain_text(so_far.path)}", *sums])


def overlay_layout(colours: Colours) -> dict[str, Any]:
    """Return the layout: the charts one above the other, over one axis, and the legend."""
    return _panels(colours) | {
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom", "itemwidth": 44},
        "xaxis": {
            "title": {"text": "weighted layers along the flow", "standoff": 8},
            "anchor": "y3",
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
        "hovermode": "closest",
        "dragmode": False,  # a swipe scrolls the page
        "margin": {"l": 8, "r": 16, "t": 12, "b": 8},
    }


def _panels(colours: Colours) -> dict[str, Any]:
    """Return the vertical axes of the charts, one above the other, each with its title."""
    axes: dict[str, Any] = {}
    annotations = []
    for number, (axis, _, title, unit) in enumerate(CHARTS):
        top = round(1 - number / 3 - 0.05, 3)
        annotations.append(_title(f"{title}, so far", top, colours))
        axes[axis.replace("y", "yaxis")] = {
            "domain": [round(top - 0.24, 3), top],
            "rangemode": "tozero",
            "tickformat": "~s",
            "ticksuffix": unit,
            "nticks": 4,
            "automargin": True,
            "fixedrange": True,
            "gridcolor": colours["rule"],
            "zerolinecolor": colours["rule"],
        }
    return axes | {"annotations": annotations}


def _title(text: str, y: float, colours: Colours) -> dict[str, Any]:
    """Return the title of a chart, above it."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": y, "yref": "paper", "yanchor": "bottom", "yshift": 2}
    font = {"size": 13, "weight": 600, "color": colours["ink"]}
    return place | {"text": text, "showarrow": False, "font": font}
