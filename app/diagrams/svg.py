"""A scene as SVG: inside a page, where the page's style sheet colours it, or standing alone with its own colours."""

from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.diagrams.scene import palette
from app.diagrams.scene.scene import Scene
from app.diagrams.text import phrases, text_metrics

TEMPLATES = Path(__file__).parents[2] / "templates"
THEMES: dict[str, dict[str, str]] = {
    "light": {
        "paper": "#ffffff",
        "ink": "#17202c",
        "muted": "#55606f",
        "line": "#454f5e",
        "rule": "#d9dfe7",
        "edge": "#ffffff",
        "letter": "#17202c",
        "accent": "#b3261e",
    },
    "dark": {
        "paper": "#131a24",
        "ink": "#e8edf4",
        "muted": "#a3afbf",
        "line": "#b6c0ce",
        "rule": "#2c3747",
        "edge": "#131a24",
        "letter": "#17202c",
        "accent": "#ff8a80",
    },
}

TITLE_SIZE = 17

ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=False
)
ENVIRONMENT.filters |= {
    "shape": text_metrics.shape_text,
    "sides": phrases.sides,
    "count": text_metrics.count,
    "memory": text_metrics.size_in_bytes,
    "number": "{:,}".format,
    "ratio": phrases.ratio_words,
}
ENVIRONMENT.globals["halved"] = phrases.halved


def standalone(scene: Scene, theme: Literal["light", "dark"] = "light") -> str:
    """The picture as a file of its own: title, colours and all, no links, no script, no reference to anything."""
    colours = THEMES[theme]
    accents = palette.faces(colours["accent"])
    style = ENVIRONMENT.get_template("diagram/standalone.css").render(
        colours, accent_top=accents.top, accent_side=accents.side
    )
    template = ENVIRONMENT.get_template("diagram/scene.svg")
    width = max(scene.width, 40 + text_metrics.width(scene.title, TITLE_SIZE, bold=True))
    return template.render(
        scene=scene,
        standalone=True,
        prefix="",
        width=width,
        style=style,
        palette=palette.FACES,
        href=None,
        open_href=None,
    )
