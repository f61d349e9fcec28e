"""A network of the command line in the server: loaded at the start, and again whenever its files are saved."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..loading.errors import LoadError
from ..loading.loader import load, reload, watched_files
from ..loading.shapes import input_shapes
from ..loading.source import OwnSource, parse_source
from ..tracing.own import Untraceable, trace_own
from ..web.own.model import OwnModel
from .network import untraceable_sentence

Stamps = Mapping[Path, tuple[int, int, int]]
"""For each file its time of modification in nanoseconds, its size and its inode: they change when it is saved."""


class LiveSource:
    """A source with its name in URLs. Raises `LoadError` if the source is not well-formed."""

    def __init__(self, source: OwnSource, name: str) -> None:
        self.source, self.name = source, name
        self._parsed = parsed = parse_source(source.text)
        self.title = f"{parsed.file.name}:{parsed.name}" if parsed.file else parsed.name
        self._files: set[Path] = {parsed.file} if parsed.file else set()
        self._seen: Stamps = {}

    def load(self) -> OwnModel:
        """Load and trace the network. Raises `LoadError`."""
        return self._load(again=False)

    def reload(self) -> OwnModel:
        """Load and trace the network from its files as they are now. Raises `LoadError`."""
        return self._load(again=True)

    def is_saved(self) -> bool:
        """Whether a file has been saved since the network was loaded."""
        return self._stamps() != self._seen

    def _load(self, *, again: bool) -> OwnModel:
        before = self._stamps()
        try:
            return self._traced(again=again)
        except LoadError as error:
            self._files |= {error.file} if error.file else set()
            raise
        finally:  # a save while the network was loaded is seen later; files that were imported first are known now
            self._files |= self._imported()
            self._seen = {file: before.get(file, stamp) for file, stamp in self._stamps().items()}

    def _traced(self, *, again: bool) -> OwnModel:
        """Load the network and trace it at its default size, which stays in memory."""
        text, arguments = self.source.text, self.source.arguments
        module = reload(text, arguments) if again else load(text, arguments)
        shapes = input_shapes(module, self.source.sizes)
        model = OwnModel(lambda given: trace_own(module, given, name=self.name, title=self.title), shapes.shapes)
        try:
            model.trace(model.inputs)
        except Untraceable as error:
            raise LoadError(untraceable_sentence(error, self._parsed, shapes)) from error
        return model

    def _imported(self) -> set[Path]:
        try:
            return set(watched_files(self.source.text))
        except LoadError:  # the file is gone
            return set()

    def _stamps(self) -> Stamps:
        """The stamps of the network's files and of those beside them, which it may import after a change."""
        folders = {file.parent for file in self._files}
        return _stamps({*self._files, *(file for folder in folders for file in folder.glob("*.py"))})


def _stamps(files: Iterable[Path]) -> Stamps:
    found: dict[Path, tuple[int, int, int]] = {}
    for file in files:
        try:
            status = file.stat()
        except OSError:  # deleted, or not there yet
            continue
        found[file] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found
