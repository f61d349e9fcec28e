"""Charts of MACs, parameters and memory one above the other, over one axis, in a Plotly figure."""

from collections.abc import Sequence
from typing import Any

from ..scene.palette import Colours

CHARTS = (("y", "macs", "MACs", ""), ("y2", "params", "parameters", ""), ("y3", "bytes", "memory of the volumes", "B"))
"""Axis, field, title and unit of each chart."""


def panels(titles: Sequence[str], colours: Colours) -> dict[str, Any]:
    """Return the vertical axes of the charts, one above the other, each with its title."""
    axes: dict[str, Any] = {}
    annotations = []
    for number, ((axis, _, _, unit), title) in enumerate(zip(CHARTS, titles, strict=True)):
        top = round(1 - number / 3 - 0.05, 3)
        annotations.append(_title(title, top, colours))
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
