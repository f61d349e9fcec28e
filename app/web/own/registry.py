"""The own networks that the server shows, by their names in URLs. A saved change of a file replaces its network."""

import re
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import count
from threading import Lock
from types import MappingProxyType

from ...networks.bounds import ImpossibleChoice, Suggestion
from ...networks.catalogue import CUSTOM, NETWORKS
from ...networks.options import parse_size
from ...tracing.own import Untraceable
from ...tracing.records import Trace
from ..controls import Control, PageUrl, image_size, size_text
from ..query import TraceQuery
from .model import Inputs, OwnModel
from .sentences import without_folders


@dataclass(frozen=True, slots=True)
class OwnNetwork:
    """One state of an own network: the last model that could be traced, and the `problem` of a later save, if any.

    `generation` changes with every save, and with every start of the server.
    """

    name: str
    title: str
    model: OwnModel
    generation: str
    problem: str = ""

    family = CUSTOM
    options: tuple[str, ...] = ()

    @property
    def spec(self) -> None:
        return None

    @property
    def label(self) -> str:
        return self.title

    @property
    def default_size(self) -> str:
        sizes = [size for shape in self.model.inputs.values() if (size := image_size(shape))]
        return size_text(*sizes[0]) if sizes else ""

    def trace(self, query: TraceQuery) -> Trace:
        """Trace the last model that worked. The trace's first warning is the problem of a later save."""
        for name in query.options():
            message = f"{self.title} has no option {name}: of a network of your own only the size can be chosen."
            raise ImpossibleChoice(name, message, Suggestion({name: None}))
        inputs = self._inputs(query.size)
        try:
            trace = self.model.trace(inputs)
        except Untraceable as error:
            raise ImpossibleChoice("size", without_folders(str(error)), Suggestion({"size": None})) from error
        return replace(trace, warnings=(self.problem, *trace.warnings)) if self.problem else trace

    def controls(self, trace: Trace, url: PageUrl) -> tuple[Control, ...]:
        """No controls: the size is the only choice."""
        del trace, url
        return ()

    def title_with(self, parameters: Mapping[str, str]) -> str | None:
        size = parameters.get("size")
        try:
            self._inputs(size)
        except ImpossibleChoice:
            return None
        return f"{self.title} · input {'×'.join(map(str, parse_size('', size)))}" if size else self.title

    def _inputs(self, size: str | None) -> Inputs:
        """The inputs with every image of the default size at another size. Raises `ImpossibleChoice`."""
        inputs = self.model.inputs
        if size is None:
            return inputs
        default = next((found for shape in inputs.values() if (found := image_size(shape))), None)
        if default is None:
            shapes = ", ".join("×".join(map(str, shape)) for shape in inputs.values())
            message = (
                f"The input of {self.title} is {shapes}, which is no image with a height and a width. Leave out size."
            )
            raise ImpossibleChoice("size", message, Suggestion({"size": None}))
        height, width = parse_size("", size)
        return {
            name: (shape[0], height, width) if image_size(shape) == default else shape for name, shape in inputs.items()
        }


class OwnNetworks:
    """The own networks in the order of the command line. Threads replace networks; requests read `current`."""

    def __init__(self) -> None:
        self.current: Mapping[str, OwnNetwork] = MappingProxyType({})
        self._lock, self._start, self._saves = Lock(), f"{time.time_ns():x}", count()

    def add(self, name: str, title: str, model: OwnModel) -> None:
        """Add a network. `name` is one of `own_name`."""
        self._put(OwnNetwork(name, title, model, self._generation()))

    def replace(self, name: str, model: OwnModel) -> None:
        """Show another model from now on, without the problem of an earlier save."""
        self._put(replace(self.current[name], model=model, generation=self._generation(), problem=""))

    def fail(self, name: str, sentence: str) -> None:
        """Say above the last model that worked why the last save cannot be shown."""
        problem = f"The last save cannot be shown: {without_folders(sentence)} This is the version before it."
        self._put(replace(self.current[name], generation=self._generation(), problem=problem))

    def _generation(self) -> str:
        return f"{self._start}-{next(self._saves)}"

    def _put(self, network: OwnNetwork) -> None:
        with self._lock:
            self.current = MappingProxyType({**self.current, network.name: network})


def own_name(text: str, used: Collection[str] = ()) -> str:
    """A name for URLs: lower-case letters, digits and underscores of `text`, unlike those of the catalogue and `used`.

    It begins with a letter: in the parameter `networks` a number continues the list before it.
    """
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:60]
    name = plain if re.match(r"[a-z]", plain) else f"own_{plain}".rstrip("_")
    taken = {*NETWORKS, *used}
    candidates = (name, *(f"{name}_{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in candidates if each not in taken)


_current: ContextVar[Mapping[str, OwnNetwork]] = ContextVar("own_networks", default=MappingProxyType({}))


def own_networks() -> Mapping[str, OwnNetwork]:
    """The own networks as they were at the start of this request, by name."""
    return _current.get()


@contextmanager
def shown(networks: Mapping[str, OwnNetwork]) -> Iterator[None]:
    """Let everything inside, also in threads with this context, see these networks."""
    token = _current.set(networks)
    try:
        yield
    finally:
        _current.reset(token)
