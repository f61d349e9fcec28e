"""The typeface of pictures: Inter, so that they look the same on every machine.

`static/fonts/` has two subsets of Inter 4.1 (OFL), both with all weights from 400 to 700: `inter.woff2` for pages and
`inter-figures.woff2`, with the characters of pictures alone, for files that carry their typeface with them.
`static/fonts/README.md` has the commands that made them.
"""

import base64
from functools import cache

from markupsafe import Markup

from ..files import STATIC

FAMILY = 'Inter, system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif'


@cache
def font_face() -> Markup:
    """The rule that defines Inter, with the file of figures inside it (19 KB)."""
    data = base64.b64encode((STATIC / "fonts" / "inter-figures.woff2").read_bytes()).decode()
    source = f"url(data:font/woff2;base64,{data}) format('woff2')"
    return Markup(f"@font-face {{ font-family: Inter; font-weight: 400 700; src: {source} }}")  # our own file
