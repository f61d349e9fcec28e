"""The networks of a comparison as the URL writes them: `resnet34;shortcut=A,resnet18;stem=cifar;size=32`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError

from ...networks.bounds import ImpossibleChoice
from ...networks.option_table import OPTIONS
from ...networks.option_types import option_text
from ...studies.comparison import MAX_NETWORKS, MIN_NETWORKS
from ...tracing.records import Trace
from ..controls import image_size
from ..networks import CATALOGUE, applicable_parameters, find_network, is_network, trace_network
from ..own.registry import OwnNetwork, own_networks
from ..parameters import reject_unknown
from ..query import SIZE, QueryModel, TraceQuery
from ..urls import ExplorerUrl

ENTRY_PARAMETERS = (*(name for name in TraceQuery.model_fields if name != "size"), "size")
"""The parameters that can follow a network's name, in the order of the URL."""

CONTINUATION = re.compile(r"\s*[0-9]+\s*(;|$)")
"""A piece that continues the list of numbers of the entry before it: no network's name is a number."""


class NetworksQuery(QueryModel):
    """The compared networks, and the input size of those without a size of their own."""

    networks: str = Field(
        "",
        max_length=800,
        description="Two to four networks with commas between them, each with its own options and size after "
        "semicolons.",
        examples=["plain34,resnet34", "resnet34;shortcut=A,resnet34;shortcut=B", "resnet18;stem=cifar;size=32,vgg19"],
    )
    size: str | None = Field(
        None,
        description="Input size in pixels of every network that has none of its own: a side, or height x width. "
        "By default what each was published for.",
        examples=["224", "160x224"],
        json_schema_extra=SIZE,
    )

    def traces(self, entries: Sequence["Entry"]) -> list[Trace]:
        """Trace the entries. Raises `UnknownNetwork` or `ImpossibleChoice`."""
        return [trace_network(entry.name, entry.query(self.size)) for entry in entries]


@dataclass(frozen=True, slots=True)
class Entry:
    """A network with its own options and size, by parameter name."""

    name: str
    parameters: Mapping[str, str]

    @property
    def text(self) -> str:
        """The entry as the URL writes it."""
        own = [f"{name}={self.parameters[name]}" for name in ENTRY_PARAMETERS if self.parameters.get(name)]
        return ";".join([self.name, *own])

    def with_parameters(self, **changes: str | None) -> "Entry":
        """The entry with parameters changed, or removed where they are `None` or empty."""
        values = {**self.parameters, **changes}
        return replace(self, parameters={name: value for name, value in values.items() if value})

    def for_network(self, name: str) -> "Entry":
        """Another network with every option that it has too."""
        applicable = applicable_parameters(find_network(name))
        return Entry(name, {key: value for key, value in self.parameters.items() if key in applicable})

    def query(self, size: str | None) -> TraceQuery:
        """The query of its trace; `size` applies if the entry has no size of its own."""
        return TraceQuery.model_validate({"size": size, **self.parameters})


def split_entries(text: str) -> list[str]:
    """The parameter `networks` in parts, one for each network."""
    pieces: list[str] = []
    for piece in text.split(","):
        if pieces and CONTINUATION.match(piece):
            pieces[-1] += f",{piece}"
        elif piece.strip():
            pieces.append(piece)
    return pieces


def parse_entries(text: str) -> tuple[Entry, ...]:
    """Parse the parameter `networks`. Raises `ImpossibleChoice` or `RequestValidationError`."""
    pieces = split_entries(text)
    if len(pieces) > MAX_NETWORKS:
        raise ImpossibleChoice(
            "networks", f"These are {len(pieces)} networks; at most {MAX_NETWORKS} are compared. Leave out some."
        )
    return tuple(_entry(piece) for piece in pieces)


def require_two(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the entries. Raises `ImpossibleChoice` if there are too few to compare."""
    if len(entries) < MIN_NETWORKS:
        raise ImpossibleChoice(
            "networks", f"It takes {MIN_NETWORKS} to {MAX_NETWORKS} networks to compare, as networks=plain34,resnet34."
        )
    return entries


def _entry(piece: str) -> Entry:
    name, *options = (part.strip() for part in piece.split(";"))
    pairs = [(option.strip(), value.strip()) for option, _, value in (text.partition("=") for text in options)]
    reject_unknown(pairs, ENTRY_PARAMETERS)
    try:
        query = TraceQuery.model_validate(dict(pairs))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    values = query.model_dump(exclude_none=True)
    return Entry(name, {option: option_text(values[option]) for option in ENTRY_PARAMETERS if option in values})


def counterpart(entry: Entry) -> Entry:
    """Return the network to compare with first: the plain or residual twin, or the network that this one changes.

    For VGG it is the paper's ResNet-34.

    For an own network, that of the catalogue whose name is in its name, else another own one, else ResNet-50.
    """
    if own := own_networks().get(entry.name):
        return _own_counterpart(own)
    if entry.name == "vgg19":
        return entry.for_network("resnet34")
    if "plain" in entry.name:
        return entry.for_network(entry.name.replace("plain", "resnet"))
    if entry.parameters.get("shortcut") == "none":
        return entry.with_parameters(shortcut=None)
    names = (name for name in _simpler(entry.name) if name != entry.name and is_network(name))
    twin = next(names, None)
    return entry.for_network(twin) if twin else entry.with_parameters(shortcut="none")


def _simpler(name: str) -> tuple[str, ...]:
    """The names of a network without gates, pre-activation, a deep stem and pooled shortcuts, or any shortcuts."""
    return (
        name.replace("seres", "res"),
        name.replace("resnetv2_", "resnet"),
        name.replace("preact_", ""),
        re.sub(r"(?<=\d)[cd]$", "", name),
        name.replace("resnet", "plain"),
    )


def _own_counterpart(network: OwnNetwork) -> Entry:
    """The counterpart with the same input, where it is an image."""
    contained = [name for name in CATALOGUE if name in network.name]
    others = [name for name in own_networks() if name != network.name]
    name = max(contained, key=len) if contained else (*others, "resnet50")[0]
    image = next((shape for shape in network.model.inputs.values() if image_size(shape)), None)
    if name not in CATALOGUE or image is None:
        return Entry(name, {})
    size, channels = network.default_size, str(image[0])
    entry = Entry(name, {})
    if size != CATALOGUE[name].default_size:
        entry = entry.with_parameters(size=size)
    return entry if channels == "3" else entry.with_parameters(channels=channels)


def explorer_entry(url: ExplorerUrl) -> Entry:
    """Return the explorer's network with its options, without its size."""
    return Entry(url.network, {name: value for name, value in url.parameters.items() if name in OPTIONS})
