"""The costs of a network as three bar charts over one axis, as a Plotly figure."""

from collections.abc import Sequence
from typing import Any

from ..scene.palette import FRONTS, Colours, mix
from ..text.formatting import size_in_bytes
from .costs import BarCost
from .markup import plain_text

CHARTS = (("y", "macs", "MACs", ""), ("y2", "params", "parameters", ""), ("y3", "bytes", "memory of the volumes", "B"))
"""Axis, field, title and unit of each chart."""
FADED = 0.68  # share of the background in the colour of bars outside of the current place


def cost_traces(costs: list[BarCost], at: str, colours: Colours) -> list[dict[str, Any]]:
    """Return one trace per chart; bars that belong to `at` keep their colour, the others fade."""
    inside = [cost.overlaps(at) for cost in costs]
    faded = [any(inside) and not near for near in inside]
    tones = [FRONTS[cost.owner.tone] for cost in costs]
    shades = [mix(tone, colours["paper"], FADED if fade else 0) for tone, fade in zip(tones, faded, strict=True)]
    customdata = [(cost.path, _tooltip(cost)) for cost in costs]
    return [
        {
            "type": "bar",
            "name": title,
            "x": list(range(len(costs))),
            "y": [getattr(cost, field) for cost in costs],
            "yaxis": axis,
            "marker": {"color": shades},
            "customdata": customdata,
            "hovertemplate": "%{customdata[1]}<extra></extra>",
        }
        for axis, field, title, _ in CHARTS
    ]


def _tooltip(cost: BarCost) -> str:
    numbers = (f"MACs: {cost.macs:,}", f"parameters: {cost.params:,}", f"memory: {cost.bytes:,} bytes")
    return "<br>".join(
        [plain_text(cost.path), plain_text(cost.label), *numbers, f"({size_in_bytes(cost.bytes)} in float32)"]
    )


def cost_layout(costs: list[BarCost], colours: Colours) -> dict[str, Any]:
    """Return the layout: the charts one above the other, over one axis."""
    values, names = _ticks(costs)
    what = "blocks" if len({cost.owner.block for cost in costs}) == len(costs) else "operations"
    return panels([title for _, _, title, _ in CHARTS], colours) | {
        "xaxis": {
            "title": {"text": f"{what} along the flow", "standoff": 8},
            "anchor": "y3",
            "tickmode": "array",
            "tickvals": values,
            "ticktext": names,
            "ticks": "",
            "autotickangles": [0, -40],
            "ticklabeloverflow": "allow",
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
        "hovermode": "x",
        "dragmode": False,  # a swipe scrolls the page
        "bargap": 0.15 if len(costs) < 200 else 0,
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
    }


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


def _ticks(costs: list[BarCost]) -> tuple[list[float], list[str]]:
    """Return position and name of each layer, or within one layer of each block, up to twelve."""
    groups = {cost.owner.group for cost in costs}
    places: dict[str, list[int]] = {}
    for number, cost in enumerate(costs):
        if cost.owner.tone not in ("stem", "head"):
            places.setdefault(cost.owner.group if len(groups) > 1 else cost.owner.block, []).append(number)
    named = list(places.items())[:: max(1, -(-len(places) // 12))]
    return [sum(own) / len(own) for _, own in named], [plain_text(name) for name, _ in named]
