"""What runs here, as one digest: two processes with the same release answer every address with the same bytes."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from platform import python_version

MADE_OF = ("app", "templates", "static", "pyproject.toml")
"""What in the checkout has a part in the bytes of an answer."""

MADE_WITH = ("brotli", "fastapi", "fastapi-swagger", "jinja2", "plotly", "pydantic", "starlette", "torch")
"""Installed packages that write, name or compress what is in an answer."""

PREFIX = "/static/"


class NoSuchFile(LookupError):
    """A template names a static file that does not exist."""


@dataclass(frozen=True, slots=True)
class Release:
    """`digest` is hexadecimal; `files` are the names below the addresses of static files, `css/base.css`."""

    digest: str
    files: frozenset[str]
    _key: bytes = field(repr=False)

    @classmethod
    def of(cls, root: Path, made: Iterable[str] = (), choices: Iterable[str] = ()) -> "Release":
        """The release in a checkout. `made` are static files that the app writes itself, `choices` are settings of
        an operator that change answers."""
        digest = blake2b(digest_size=16)
        for part in (*_sources(root), *_packages(), *sorted(choices)):
            digest.update(blake2b(part if isinstance(part, bytes) else part.encode()).digest())
        static = root / "static"
        files = {path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file()}
        return cls(digest.hexdigest()[:16], frozenset({*files, *made}), digest.digest())

    def address(self, name: str) -> str:
        """Where a static file is found; after any change, elsewhere. Raises `NoSuchFile`."""
        if name not in self.files:
            raise NoSuchFile(name)
        return f"{PREFIX}{self.digest}/{name}"

    def addresses(self) -> frozenset[bytes]:
        """Those of all static files."""
        return frozenset(self.address(name).encode() for name in self.files)

    def tag(self, address: bytes, encoding: str) -> bytes:
        """The entity tag of what is answered at an address (path and query) in an encoding, without making it."""
        return b'"%s"' % blake2b(address + b" " + encoding.encode(), key=self._key, digest_size=12).hexdigest().encode()


def _sources(root: Path) -> Iterator[bytes | str]:
    """Every file by its name and its contents, in one order on every machine."""
    for part in MADE_OF:
        place = root / part
        files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
        for path in sorted(file for file in files if "__pycache__" not in file.parts):
            yield path.relative_to(root).as_posix()
            yield path.read_bytes()


def _packages() -> Iterator[str]:
    yield f"python {python_version()}"
    yield f"zlib {zlib.ZLIB_RUNTIME_VERSION}"
    for package in MADE_WITH:
        yield f"{package} {version(package)}"
