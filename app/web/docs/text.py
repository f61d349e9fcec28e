"""Text of the OpenAPI document as HTML, and JSON as text that fits a column."""

import json
import re
from typing import Any

from markupsafe import Markup, escape

MARKS = re.compile(r"`([^`]+)`|\*([^*\s][^*]*)\*")
"""The Markdown of docstrings: `code` and *emphasis*."""

LINE = 64
"""The most characters of a line with a whole JSON array or object."""


def inline(text: str) -> Markup:
    """Render a paragraph with its code and emphasis."""

    def mark(match: re.Match[str]) -> str:
        return f"<code>{match[1]}</code>" if match[1] else f"<em>{match[2]}</em>"

    return Markup(MARKS.sub(mark, str(escape(text))))


def prose(text: str) -> Markup:
    """Render a docstring: paragraphs, and lists whose items begin with a dash."""
    return Markup("\n").join(_block(block.strip()) for block in text.split("\n\n") if block.strip())


def _block(block: str) -> Markup:
    if not block.startswith("- "):
        return Markup("<p>{}</p>").format(inline(block))
    items = Markup().join(Markup("<li>{}</li>").format(inline(item)) for item in block[2:].split("\n- "))
    return Markup("<ul>{}</ul>").format(items)


def json_text(value: Any, indent: int = 0) -> str:
    """Write JSON with arrays and objects on one line each where they fit."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= LINE or not isinstance(value, (dict, list)) or not value:
        return flat
    inner, outer = " " * (indent + 2), " " * indent
    if isinstance(value, dict):
        members = [f"{json.dumps(name)}: {json_text(each, indent + 2)}" for name, each in value.items()]
        start, end = "{", "}"
    else:
        members, (start, end) = [json_text(each, indent + 2) for each in value], "[]"
    return f"{start}\n{inner}" + f",\n{inner}".join(members) + f"\n{outer}{end}"
