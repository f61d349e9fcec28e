"""`SOURCE` of the command line: `file.py:name`, `package.module:name`, or a network of the catalogue."""

import ast
import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .errors import LoadError, shown
from .shapes import Size

OWN = "A network of your own is written file.py:NAME or package.module:NAME."


@dataclass(frozen=True, slots=True)
class Source:
    """Where the code of a network is: `name` in a file, or in a module; a catalogue name has neither."""

    name: str
    file: Path | None = None
    module: str | None = None

    @property
    def is_catalogue(self) -> bool:
        return self.file is None and self.module is None


@dataclass(frozen=True, slots=True)
class OwnSource:
    """A source on the command line as it is written, with its `--arg`s by name and its `--size`s."""

    text: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    sizes: tuple[Size, ...] = ()


def parse_source(text: str) -> Source:
    """Read a source. Raises `LoadError` for a file that is missing or a name that is left out."""
    place, colon, name = text.rpartition(":")
    if not colon:
        return _without_name(text)
    if not place or not name:
        raise LoadError(f"{text!r} has nothing {'after' if place else 'before'} the colon. {OWN}", is_usage=True)
    if is_path(place):
        return Source(name, file=_python_file(place))
    return Source(name, module=place)


def is_path(text: str) -> bool:
    """Whether a text names a file and not a module."""
    return text.endswith(".py") or os.sep in text or text.startswith("~") or ("." in text and Path(text).is_file())


def _without_name(text: str) -> Source:
    if not is_path(text) and "." not in text:
        return Source(text)
    if is_path(text):
        file = _python_file(text)
        names = [*_names_in(file)]
        known = f", one of {', '.join(names[:8])}" if names else ""
        example = f"{text}:{names[0] if names else 'NAME'}"
        raise LoadError(f"{text} is a file; name the network in it{known}, as {example}.", is_usage=True)
    module, _, name = text.rpartition(".")
    raise LoadError(f"{text!r} has no colon before the name. Did you mean {module}:{name}?", is_usage=True)


def _python_file(text: str) -> Path:
    file = Path(text).expanduser()
    if file.is_dir():
        raise LoadError(f"{text} is a folder; it has to be a Python file.", is_usage=True)
    if not file.is_file():
        raise LoadError(f"There is no file {text}.{_nearest(file)}", is_usage=True)
    if file.suffix != ".py":
        raise LoadError(f"{text} is not a Python file, whose name ends in .py.", is_usage=True)
    return Path(os.path.abspath(file))  # noqa: PTH100  # `resolve` would follow a link to a folder without its siblings


def _nearest(file: Path) -> str:
    """The names in the folder that are most like a missing file's."""
    if not file.parent.is_dir():
        return f" The folder {shown(file.parent)} does not exist."
    others = [path.name for path in sorted(file.parent.glob("*.py"))]
    near = difflib.get_close_matches(file.name, others, n=3, cutoff=0.5)
    if near:
        return f" Did you mean {' or '.join(str(file.with_name(name)) for name in near)}?"
    return f" The Python files there are {', '.join(others[:8])}." if others else " There is no Python file there."


def _names_in(file: Path) -> Iterator[str]:
    """The public classes and functions of a file that is not imported."""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name
