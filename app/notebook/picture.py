"""An interactive picture as the output of a notebook's cell: HTML without a server and without network access.

The place that was asked for is in the HTML as SVG, so it is seen without script. All other places are in the same HTML,
compressed: 40 KB for ResNet-50, 75 KB for ResNet-152. The script draws them on a click.
"""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import uuid4

from markupsafe import Markup

from ..diagrams.scene.palette import FACES, THEMES
from ..diagrams.svg import ENVIRONMENT, standalone
from ..diagrams.text.tooltips import Tooltips
from ..diagrams.typeface import FAMILY, font_face
from ..diagrams.views.context import ViewContext
from ..diagrams.views.place import Place, find_place, place_scene
from ..files import STATIC
from .network import Trace, all_places, place_of

LIMIT = 540_000
"""Bytes of compressed places, so that an output is below 1 MB. Of deeper networks the innermost places are left out."""

MODULES = ("tooltip_position.js", "notebook.js")


class Picture:
    """The picture of a place, for a notebook to display."""

    def __init__(self, trace: Trace, context: ViewContext, at: str) -> None:
        self.trace, self.context = trace, context
        self.place = place_of(trace, at)
        self.tooltips = Tooltips(trace, context.notation)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """The output in all its forms; a notebook shows the first that it can."""
        still = standalone(place_scene(self.context, self.place))
        return {"text/html": self.html(), "image/svg+xml": still, "text/plain": repr(self.trace)}

    def html(self) -> str:
        """Return the output as HTML. Ids and the script are its own, so several outputs stand in one document."""
        name = f"rv-{uuid4().hex[:12]}"
        drawing = self._drawing(self.place, name)
        return ENVIRONMENT.get_template("notebook/output.html").render(
            name=name,
            drawing=drawing,
            svg=Markup(drawing["svg"]),
            trace=self.trace,
            places=self._compressed(name),
            style=Markup(_style()),
            script=Markup(_script()),
            at=self.place.at,
        )

    def _drawing(self, place: Place, name: str) -> dict[str, Any]:
        """A place as the script has it: its SVG, its tooltips by path, its crumbs, and the neighbours at its level."""
        opened = frozenset({place.at}) if place.level == "layer" else frozenset[str]()  # a fold leads to its layer
        scene = place_scene(replace(self.context, opened=opened), place)
        svg = ENVIRONMENT.get_template("diagram/scene.svg").render(
            scene=scene,
            standalone=False,
            prefix=f"{name}-",
            href=lambda _: "",  # JupyterLab rewrites addresses, which fails for links of SVG
            open_href=lambda _: "",
        )
        neighbours = {"before": place.before, "after": place.after}
        return {"svg": svg, "tooltips": self.tooltips.for_scene(scene), "crumbs": place.crumbs} | neighbours

    def _compressed(self, name: str) -> str:
        """All places in base64, as many from the network inwards as fit."""
        paths = list(dict.fromkeys([self.place.at, *(path for _, path in self.place.crumbs), *all_places(self.trace)]))
        drawings = {path: self._drawing(find_place(self.trace, path), name) for path in paths}
        operations = {step: operation.path for operation in self.trace.operations() for step in operation.steps}
        while len(packed := _packed({"places": drawings, "operations": operations})) > LIMIT and len(drawings) > 1:
            drawings = {path: drawings[path] for path in [*drawings][: len(drawings) // 2]}
        return base64.b64encode(packed).decode()


def _packed(content: dict[str, object]) -> bytes:
    return gzip.compress(json.dumps(content).encode(), 6, mtime=0)


@cache
def _style() -> str:
    """The styles of pictures and tooltips, for elements inside of an output alone."""
    palette = ENVIRONMENT.get_template("palette.css").render(themes=THEMES, faces=FACES).replace(":root", "&")
    files = ("picture.css", "tooltip.css", "notebook.css")
    rules = [f"--sans: {FAMILY};", palette, *((STATIC / "css" / name).read_text("utf-8") for name in files)]
    return f"{font_face()}\n.resnet-volumes {{\n{''.join(rules)}}}"


@cache
def _script() -> str:
    """The modules of the script in one function, since an output cannot import files."""
    return "\n".join(_lines_of_module(name) for name in MODULES)


def _lines_of_module(name: str) -> str:
    lines: Iterator[str] = iter((STATIC / "js" / name).read_text("utf-8").splitlines())
    return "\n".join(re.sub(r"^export ", "", line) for line in lines if not line.startswith("import "))
