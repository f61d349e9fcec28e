"""The cumulative costs of several networks as lines over one axis, as a Plotly figure."""

from collections.abc import Sequence
from typing import Any

from ...studies.costs import CumulativeCost
from ..scene.palette import SERIES, Colours
from ..text.formatting import size_in_bytes
from .charts import CHARTS, panels
from .markup import plain_text

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
    return panels([f"{title}, so far" for _, _, title, _ in CHARTS], colours) | {
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
