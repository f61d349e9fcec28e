"""The networks of a comparison as its address writes them: `resnet34;shortcut=A,resnet18;stem=cifar;size=32`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError

from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import NETWORKS
from app.studies.comparison import MAX_NETWORKS, MIN_NETWORKS
from app.tracing.records import Trace
from app.web.query import OPTION_NAMES, SIZE, QueryModel, TraceQuery, reject_unknown, trace_network
from app.web.urls import applicable_parameters

ORDER = (*(name for name in TraceQuery.model_fields if name != "size"), "size")
"""What may stand after a network's name, in the one order that addresses have it in."""

CONTINUED = re.compile(r"\s*[0-9]+\s*(;|$)")
"""How a piece begins that goes on with the numbers of the entry before: no network's name is a number."""


class NetworksQuery(QueryModel):
    """Which networks are compared, and the size of those that have none of their own."""

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
        """What is compared. Raises `UnknownNetwork` or `ImpossibleChoice`."""
        return [trace_network(entry.name, entry.query(self.size)) for entry in entries]


@dataclass(frozen=True, slots=True)
class Entry:
    """A network, and what was chosen for it alone, by name."""

    name: str
    given: Mapping[str, str]

    @property
    def text(self) -> str:
        """The entry as the address writes it."""
        return ";".join([self.name, *(f"{name}={self.given[name]}" for name in ORDER if self.given.get(name))])

    def having(self, **changes: str | None) -> "Entry":
        """The entry with some of its choices changed, or left out where they are `None` or empty."""
        values = {**self.given, **changes}
        return replace(self, given={name: value for name, value in values.items() if value})

    def named(self, name: str, **changes: str) -> "Entry":
        """Another network with every choice that it has too."""
        keeps = applicable_parameters(name)
        return Entry(name, {key: value for key, value in self.given.items() if key in keeps} | changes)

    def query(self, size: str | None) -> TraceQuery:
        """What is traced; `size` is that of all entries that have none of their own."""
        return TraceQuery.model_validate({"size": size, **self.given})


def parse(text: str) -> tuple[Entry, ...]:
    """The entries of `networks`. Raises what a request with their options would raise, and for more than four."""
    pieces: list[str] = []
    for piece in text.split(","):
        if pieces and CONTINUED.match(piece):
            pieces[-1] += f",{piece}"
        elif piece.strip():
            pieces.append(piece)
    if len(pieces) > MAX_NETWORKS:
        raise ImpossibleChoice(
            "networks", f"These are {len(pieces)} networks; at most {MAX_NETWORKS} are compared. Leave out some."
        )
    return tuple(_entry(piece) for piece in pieces)


def enough(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries, if they are enough to be compared. Raises `ImpossibleChoice`."""
    if len(entries) < MIN_NETWORKS:
        raise ImpossibleChoice(
            "networks", f"It takes {MIN_NETWORKS} to {MAX_NETWORKS} networks to compare, as networks=plain34,resnet34."
        )
    return entries


def _entry(piece: str) -> Entry:
    name, *choices = (part.strip() for part in piece.split(";"))
    pairs = [(option.strip(), value.strip()) for option, _, value in (choice.partition("=") for choice in choices)]
    reject_unknown([option for option, _ in pairs], ORDER)
    try:
        query = TraceQuery.model_validate(dict(pairs))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    values = query.model_dump(exclude_none=True)
    return Entry(name, {option: str(values[option]) for option in ORDER if option in values})


def second(entry: Entry) -> Entry:
    """What a network is first compared with: its plain or its residual twin, and VGG with the paper's residual one."""
    if entry.name == "vgg19":
        return entry.named("resnet34")
    if "plain" in entry.name:
        return entry.named(entry.name.replace("plain", "resnet"))
    if entry.given.get("shortcut") == "none":
        return entry.having(shortcut=None)
    twin = entry.name.replace("resnet", "plain")
    return entry.named(twin) if twin in NETWORKS and twin != entry.name else entry.having(shortcut="none")


def of_explorer(name: str, given: Mapping[str, str]) -> Entry:
    """The network that the explorer is at, with the options of its address but without its size."""
    return Entry(name, {option: value for option, value in given.items() if option in OPTION_NAMES})
