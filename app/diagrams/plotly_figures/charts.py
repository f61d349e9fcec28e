"""What a network costs as three bar charts over one axis: plain dictionaries, in the words of Plotly's figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.diagrams.plotly_figures.costs import Cost
from app.diagrams.scene.palette import FRONTS, mix
from app.diagrams.text.formatting import size_in_bytes

Colours = Mapping[str, str]

CHARTS = (("y", "macs", "MACs", ""), ("y2", "params", "parameters", ""), ("y3", "bytes", "memory of the volumes", "B"))
"""Each chart's axis, the field it shows, its title and its unit."""
FADED = 0.68  # how much of the paper is in the colour of bars that stand for something else


def bars(shown: list[Cost], at: str, colours: Colours) -> list[dict[str, Any]]:
    """One trace for each chart; what is at `at` stands out, if it is among what is shown."""
    inside = [cost.concerns(at) for cost in shown]
    faded = [any(inside) and not near for near in inside]
    tones = [FRONTS[cost.group] for cost in shown]
    shades = [mix(tone, colours["paper"], FADED if fade else 0) for tone, fade in zip(tones, faded, strict=True)]
    known = [(cost.path, _words(cost)) for cost in shown]
    return [
        {
            "type": "bar",
            "name": title,
            "x": list(range(len(shown))),
            "y": [getattr(cost, field) for cost in shown],
            "yaxis": axis,
            "marker": {"color": shades},
            "customdata": known,
            "hovertemplate": "%{customdata[1]}<extra></extra>",
        }
        for axis, field, title, _ in CHARTS
    ]


def _words(cost: Cost) -> str:
    numbers = (f"MACs: {cost.macs:,}", f"parameters: {cost.params:,}", f"memory: {cost.bytes:,} bytes")
    return "<br>".join([cost.path, cost.words, *numbers, f"({size_in_bytes(cost.bytes)} in float32)"])


def grid(shown: list[Cost], colours: Colours) -> dict[str, Any]:
    """Where the charts stand: one above the other, over one axis."""
    values, names = _ticks(shown)
    what = "blocks" if len({cost.block for cost in shown}) == len(shown) else "operations"
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
        "bargap": 0.15 if len(shown) < 200 else 0,
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
    }


def panels(titles: Sequence[str], colours: Colours) -> dict[str, Any]:
    """The vertical axes of the charts, one above the other, each with its title."""
    axes: dict[str, Any] = {}
    written = []
    for number, ((axis, _, _, unit), title) in enumerate(zip(CHARTS, titles, strict=True)):
        top = round(1 - number / 3 - 0.05, 3)
        written.append(_title(title, top, colours))
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
    return axes | {"annotations": written}


def _title(text: str, y: float, colours: Colours) -> dict[str, Any]:
    """The name of what a chart shows, above it, where it can be read without turning one's head."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": y, "yref": "paper", "yanchor": "bottom", "yshift": 2}
    font = {"size": 13, "weight": 600, "color": colours["ink"]}
    return place | {"text": text, "showarrow": False, "font": font}


def _ticks(shown: list[Cost]) -> tuple[list[float], list[str]]:
    """Where each layer is, or within one layer each block; as many as there is room for."""
    groups = {cost.group for cost in shown}
    places: dict[str, list[int]] = {}
    for number, cost in enumerate(shown):
        if cost.group not in ("stem", "head"):
            places.setdefault(cost.group if len(groups) > 1 else cost.block, []).append(number)
    named = list(places.items())[:: -(-len(places) // 12)]
    return [sum(own) / len(own) for _, own in named], [name for name, _ in named]
