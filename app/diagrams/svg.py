"""The template environment, and a scene as a standalone SVG file with its own colours."""

import math
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..files import TEMPLATES
from .charts.costs import CostChart
from .charts.differences import DifferenceChart
from .scene import palette
from .scene.palette import THEMES, Theme
from .scene.scene import Scene
from .text import formatting, text_metrics
from .typeface import FAMILY, font_face

TITLE_SIZE = 17
HEAD = 34  # room for the title

ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=False
)
ENVIRONMENT.filters |= {
    "shape": formatting.shape_text,
    "sides": formatting.sides_text,
    "count": formatting.short_count,
    "memory": formatting.size_in_bytes,
    "number": "{:,}".format,
    "ratio": formatting.ratio_text,
}
# Jinja leaves the dictionary without an annotation, and its type would be that of its first values.
GLOBALS: dict[str, Any] = ENVIRONMENT.globals
GLOBALS |= {"size_change": formatting.size_change, "font_face": font_face, "font_family": FAMILY}


def standalone(scene: Scene, theme: Theme = "light", chart: CostChart | DifferenceChart | None = None) -> str:
    """Render the scene, with a chart below it, as a self-contained SVG file: title and colours, no links, scripts or
    external references."""
    colours = THEMES[theme]
    accents = palette.faces(colours["accent"])
    style = ENVIRONMENT.get_template("diagram/standalone.css").render(
        colours, accent_top=accents.top, accent_side=accents.side
    )
    template = ENVIRONMENT.get_template("diagram/scene.svg")
    width, height = _size(scene, chart)
    return template.render(
        scene=scene,
        chart=chart,
        standalone=True,
        prefix="",
        width=width,
        height=height,
        head=HEAD,
        style=style,
        palette=palette.FACES,
        href=None,
        open_href=None,
    )


def stacked(scenes: Sequence[Scene], theme: Theme = "light", chart: DifferenceChart | None = None) -> str:
    """Render scenes as one SVG file, one below the other, each with its title, and a chart below the last."""
    charts = [*[None] * (len(scenes) - 1), chart]
    sizes = [_size(*pair) for pair in zip(scenes, charts, strict=True)]
    width, height = max(width for width, _ in sizes), sum(height for _, height in sizes)
    top, groups = 0, ""
    for scene, own, (_, below) in zip(scenes, charts, sizes, strict=True):
        groups += f'<g transform="translate(0 {top})">{standalone(scene, theme, own)}</g>'
        top += below
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{THEMES[theme]["paper"]}"/>{groups}</svg>'
    )


def _size(scene: Scene, chart: CostChart | DifferenceChart | None) -> tuple[int, int]:
    """Width and height of a file with a scene, its title above and a chart below it."""
    title = 40 + text_metrics.width(scene.title, TITLE_SIZE, bold=True)
    width = max(scene.width, title, chart.width if chart else 0.0)
    return math.ceil(width), math.ceil(scene.height + HEAD + (chart.height if chart else 0.0))
