"""Gradients along the depth as a Plotly figure."""

import math
from itertools import groupby
from typing import Any, NamedTuple

from ...tracing.gradients.study import Gradient, Study
from ..gradients.sentences import depth_gradients, magnitude, power_of_ten, title
from ..scene.palette import FRONTS, Colours

Drawn = dict[str, Any]

MOST_TICKS = 8
MANY = 60  # points, above which markers are small
TINT = 0.13  # opacity of a layer's colour in the band behind it
QUANTITY = "norm of the gradient of the weights"


class Curve(NamedTuple):
    """One network's convolutions, or its projections, with a name and markers of its own."""

    name: str
    marker: str
    colour: str
    joined: bool
    gradients: list[Gradient]


class Band(NamedTuple):
    """The range of depth of a layer."""

    layer: str
    left: float
    right: float


def curves(study: Study) -> list[Curve]:
    """Return the curves of the plain network, the residual one, and its projections if there are any."""
    name = title(study)
    projections = [gradient for gradient in study.residual.gradients if gradient.kind == "projection"]
    drawn = [
        Curve("plain network", "square-open", "line", True, depth_gradients(study.plain)),
        Curve(f"{name}, residual", "circle", "accent", True, depth_gradients(study.residual)),
        Curve(f"projections of {name}", "diamond-open", "accent", False, projections),
    ]
    return [curve for curve in drawn if curve.gradients]


def bands(study: Study) -> list[Band]:
    """Return the layers' bands, each half a step wider than its first and last convolution."""
    runs = [
        (layer, list(own)) for layer, own in groupby(depth_gradients(study.residual), lambda gradient: gradient.layer)
    ]
    return [Band(layer, own[0].position - 0.5, own[-1].position + 0.5) for layer, own in runs]


def decades(study: Study) -> tuple[int, int, int]:
    """Return the exponents of ten at which the axis begins and ends, and the step between its lines."""
    norms = [gradient.norm for curve in curves(study) for gradient in curve.gradients if gradient.norm]
    low, high = (math.floor(math.log10(min(norms))), math.ceil(math.log10(max(norms)))) if norms else (0, 1)
    high = max(high, low + 1)
    step = math.ceil((high - low) / MOST_TICKS)
    return low, low + step * math.ceil((high - low) / step), step


def gradient_traces(study: Study, colours: Colours) -> list[Drawn]:
    """Return a trace per curve; zero and non-finite gradients leave gaps."""
    return [
        {
            "type": "scatter",
            "mode": "lines+markers" if curve.joined else "markers",
            "name": curve.name,
            "x": [gradient.position for gradient in curve.gradients],
            "y": [gradient.norm or None for gradient in curve.gradients],
            "connectgaps": False,
            "line": {"color": colours[curve.colour], "width": 1.6},
            "marker": {"symbol": curve.marker, "size": 7 if len(curve.gradients) < MANY else 4},
            "customdata": [_hover(curve.name, gradient) for gradient in curve.gradients],
            "hovertemplate": "%{customdata}<extra></extra>",
        }
        for curve in curves(study)
    ]


def _hover(name: str, gradient: Gradient) -> str:
    return "<br>".join(
        (
            f"{gradient.path}, {name}",
            f"gradient of its weights: {magnitude(gradient.norm)}",
            f"divided by the weights' norm: {magnitude(gradient.relative)}",
            f"gradient of its volumes: {magnitude(gradient.volume_norm)}",
        )
    )


def gradient_layout(study: Study, colours: Colours) -> Drawn:
    """Return a logarithmic axis over the depth, with the layers' bands behind it."""
    low, high, step = decades(study)
    layers = bands(study)
    wide = layers[-1].right - 0.5 > 8
    named = [band for band in layers if band.layer != "stem" or not wide]
    return {
        "showlegend": True,
        "legend": {
            "title": {"text": QUANTITY, "side": "top", "font": {"size": 12, "color": colours["muted"]}},
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
        },
        "hovermode": "closest",
        "dragmode": False,  # a swipe scrolls the page
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
        "shapes": [_shape(band) for band in layers],
        "xaxis": {
            "title": {"text": "convolutions along the flow", "standoff": 8, "font": {"size": 12}},
            "tickmode": "array",
            "tickvals": [(band.left + band.right) / 2 for band in named],
            "ticktext": [band.layer for band in named],
            "ticks": "",
            "autotickangles": [0, -40],
            "ticklabeloverflow": "allow",
            "range": [layers[0].left, layers[-1].right],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
        "yaxis": {
            "type": "log",
            "range": [low - 0.1, high + 0.1],
            "tickmode": "array",
            "tickvals": [10.0**exponent for exponent in range(low, high + 1, step)],
            "ticktext": [power_of_ten(exponent) for exponent in range(low, high + 1, step)],
            "gridcolor": colours["rule"],
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    }


def _shape(band: Band) -> Drawn:
    return {
        "type": "rect",
        "layer": "below",
        "xref": "x",
        "yref": "paper",
        "x0": band.left,
        "x1": band.right,
        "y0": 0,
        "y1": 1,
        "line": {"width": 0},
        "fillcolor": FRONTS[band.layer],
        "opacity": TINT,
    }
