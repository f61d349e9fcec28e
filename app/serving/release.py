"""The release as one digest: two processes with the same digest answer every URL with the same bytes."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path
from platform import python_version

from ..files import PACKAGE, STATIC, TEMPLATES

SOURCES = {"app": PACKAGE, "templates": TEMPLATES, "static": STATIC}
"""The folders of all files that make a response. An installed package contains the other two."""

PACKAGES = ("brotli", "fastapi", "jinja2", "plotly", "pydantic", "starlette", "torch")
"""Installed packages that render, name or compress responses."""


@dataclass(frozen=True, slots=True)
class Release:
    """`digest` is hexadecimal; `files` are paths below `static/`, such as `css/base.css`."""

    digest: str
    files: frozenset[str]

    @classmethod
    def of(
        cls, sources: Mapping[str, Path] = SOURCES, generated: Iterable[str] = (), settings: Iterable[str] = ()
    ) -> "Release":
        """The release of these folders, with generated static files and with settings that change responses."""
        digest = blake2b(digest_size=8)
        for part in (*_parts(sources), *sorted(settings)):
            digest.update(blake2b(part if isinstance(part, bytes) else part.encode()).digest())
        static = sources["static"]
        files = (path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file())
        return cls(digest.hexdigest(), frozenset([*files, *generated]))

    def url(self, name: str) -> str:
        """The URL of a static file, which changes with every release. Raises `LookupError` for an unknown name."""
        if name not in self.files:
            raise LookupError(f"There is no static file {name!r}.")
        return f"/static/{self.digest}/{name}"


def _parts(sources: Mapping[str, Path]) -> Iterator[bytes | str]:
    """The name and the contents of every source file, and all versions, in the same order on every machine.

    The names are the same in a checkout and in an installed package, where a later folder is inside an earlier one.
    """
    names = {
        path: f"{name}/{path.relative_to(top).as_posix()}" for name, top in sources.items() for path in top.rglob("*")
    }
    for path, name in sorted(names.items(), key=itemgetter(1)):
        if path.is_file() and "__pycache__" not in path.parts:
            yield name
            yield path.read_bytes()
    yield from (python_version(), zlib.ZLIB_RUNTIME_VERSION, *map(version, PACKAGES))
