"""Responses that a browser saves as a file."""

import re

from fastapi import Response

from ..diagrams.scene.palette import Theme

MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "tex": "text/x-tex; charset=utf-8",
}


def file_name(*parts: str) -> str:
    """The parts joined by hyphens, with only characters that are safe in a header and on every file system."""
    return re.sub(r"[^A-Za-z0-9._-]+", ".", "-".join(parts))


def svg_name(stem: str, theme: Theme) -> str:
    """The name of a picture: `resnet50-224.svg`, `resnet50-224-dark.svg`."""
    return f"{stem}.svg" if theme == "light" else f"{stem}-{theme}.svg"


def download(name: str, content: str, disposition: str = "attachment") -> Response:
    """The content as a file; its extension decides the media type."""
    headers = {"Content-Disposition": f'{disposition}; filename="{name}"'}
    return Response(content, media_type=MEDIA_TYPES[name.rpartition(".")[2]], headers=headers)
