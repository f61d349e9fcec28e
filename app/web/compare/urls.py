"""URLs of comparisons. As in the explorer, the URL is the whole state, and each state has one URL."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from ..query import MEMORY
from ..urls import ExplorerUrl
from .selection import Entry, counterpart, explorer_entry

PATH = "/compare"
TRACE_PARAMETERS = ("networks", "size")
KEPT_PARAMETERS = ("scale", "shapes", *MEMORY)
"""Parameters that the explorer and the comparison have in common."""

VIEW_PARAMETERS = ("at", "view", "scale", "shapes", "open", "chart", *MEMORY)
"""Parameters that change how the networks are shown, and not their traces."""


@dataclass(frozen=True, slots=True)
class CompareUrl:
    """The compared networks and the other query parameters of the page."""

    entries: tuple[Entry, ...]
    parameters: Mapping[str, str]

    def to(self, **changes: str | None) -> str:
        """This page with parameters changed, or removed where they are `None` or empty."""
        return self._url(PATH, {**self.parameters, **changes})

    def add(self, entry: Entry) -> str:
        """This page with one more network."""
        return replace(self, entries=(*self.entries, entry)).to()

    def change(self, index: int, entry: Entry) -> str:
        """This page with another entry at an index."""
        return replace(self, entries=(*self.entries[:index], entry, *self.entries[index + 1 :])).to()

    def remove(self, index: int) -> str:
        """This page without one network, and with all layers folded: the keys in `open` count the networks."""
        return replace(self, entries=(*self.entries[:index], *self.entries[index + 1 :])).to(open=None)

    def subpage_url(self, name: str) -> str:
        """A resource below this page (`diagram.svg`, …), with the same parameters."""
        return self._url(f"{PATH}/{name}", self.parameters)

    @property
    def chart_url(self) -> str:
        """The cost chart of these networks."""
        return self._url("/figures/compare", {"size": self.parameters.get("size")})

    @property
    def api_url(self) -> str:
        """The same comparison as JSON."""
        return self._url("/api/compare", {"size": self.parameters.get("size")})

    def explorer_url(self, entry: Entry) -> ExplorerUrl:
        """One of the networks in the explorer, with the same options and notation."""
        options = {"size": self.parameters.get("size"), **entry.parameters}
        view = {name: self.parameters.get(name) for name in KEPT_PARAMETERS}
        return ExplorerUrl(entry.name, {name: value for name, value in {**options, **view}.items() if value})

    @property
    def form_fields(self) -> dict[str, str]:
        """The hidden fields of a form for the size: all parameters but the size."""
        view = {name: self.parameters[name] for name in VIEW_PARAMETERS if self.parameters.get(name)}
        return {"networks": self._networks(), **view}

    def _networks(self) -> str:
        return ",".join(entry.text for entry in self.entries)

    def _url(self, path: str, parameters: Mapping[str, str | None]) -> str:
        values = {"networks": self._networks(), **parameters}
        query = {name: values[name] for name in (*TRACE_PARAMETERS, *VIEW_PARAMETERS) if values.get(name)}
        return f"{path}?{urlencode(query, safe=',;=')}" if query else path


@dataclass(frozen=True, slots=True)
class EntryUrl:
    """The page of a comparison with changes to one of its entries."""

    page: CompareUrl
    index: int

    def to(self, **changes: str | None) -> str:
        """The page with options of this entry changed, or removed where they are `None` or empty."""
        return self.page.change(self.index, self.page.entries[self.index].with_parameters(**changes))


def present_url(url: ExplorerUrl) -> CompareUrl:
    """The comparison of the explorer's network with nothing yet, at the same place and in the same notation."""
    parameters = {name: value for name, value in url.parameters.items() if name in ("size", "at", *KEPT_PARAMETERS)}
    return CompareUrl((explorer_entry(url),), parameters)


def compared_counterpart(url: CompareUrl) -> Entry:
    """The counterpart of the only network of a comparison, at the size of all."""
    other = counterpart(url.entries[0])
    return other.with_parameters(size=None) if "size" in url.parameters else other
