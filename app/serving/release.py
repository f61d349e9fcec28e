"""The release as one digest: two processes with the same digest answer every URL with the same bytes."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from platform import python_version

SOURCES = ("app", "templates", "static", "pyproject.toml")
PACKAGES = ("brotli", "fastapi", "fastapi-swagger", "jinja2", "plotly", "pydantic", "starlette", "torch")
"""Installed packages that render, name or compress responses."""


@dataclass(frozen=True, slots=True)
class Release:
    """`digest` is hexadecimal; `files` are paths below `static/`, such as `css/base.css`."""

    digest: str
    files: frozenset[str]

    @classmethod
    def of(cls, root: Path, generated: Iterable[str] = (), settings: Iterable[str] = ()) -> "Release":
        """The release in a checkout, with generated static files and with settings that change responses."""
        digest = blake2b(digest_size=8)
        for part in (*_parts(root), *sorted(settings)):
            digest.update(blake2b(part if isinstance(part, bytes) else part.encode()).digest())
        static = root / "static"
        files = (path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file())
        return cls(digest.hexdigest(), frozenset([*files, *generated]))

    def url(self, name: str) -> str:
        """The URL of a static file, which changes with every release. Raises `LookupError` for an unknown name."""
        if name not in self.files:
            raise LookupError(f"There is no static file {name!r}.")
        return f"/static/{self.digest}/{name}"


def _parts(root: Path) -> Iterator[bytes | str]:
    """The path and the contents of every source file, and all versions, in the same order on every machine."""
    paths = [root / source for source in SOURCES]
    for path in sorted([*paths, *(below for source in paths for below in source.rglob("*"))]):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix()
            yield path.read_bytes()
    yield from (python_version(), zlib.ZLIB_RUNTIME_VERSION, *map(version, PACKAGES))
