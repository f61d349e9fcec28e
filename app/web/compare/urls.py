"""Addresses of comparisons: as for the explorer, the URL is the whole state and each state has one address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from app.web.compare.selection import Entry, of_explorer, second
from app.web.urls import ExplorerUrl

PAGE = "/compare"
TRACED = ("networks", "size")
VIEW = ("view", "scale", "shapes", "open")
"""Parameters that change what is seen of the networks, and not what is known of them."""


@dataclass(frozen=True, slots=True)
class Comparing:
    """The networks that are compared and the parameters that were given."""

    entries: tuple[Entry, ...]
    given: Mapping[str, str]

    def to(self, **changes: str | None) -> str:
        """This page with parameters changed, or left out where they are `None` or empty."""
        return self._url(PAGE, {**self.given, **changes})

    def adding(self, entry: Entry) -> str:
        """This page with one more network."""
        return replace(self, entries=(*self.entries, entry)).to()

    def changing(self, number: int, entry: Entry) -> str:
        """This page with another entry in the place of one."""
        return replace(self, entries=(*self.entries[:number], entry, *self.entries[number + 1 :])).to()

    def without(self, number: int) -> str:
        """This page with one network less. Layers that were opened are not: their keys count the networks."""
        return replace(self, entries=(*self.entries[:number], *self.entries[number + 1 :])).to(open=None)

    def leading(self, place: str) -> str:
        """What belongs to this page (`diagram.svg`, …), under the same parameters."""
        return self._url(f"{PAGE}/{place}", self.given)

    @property
    def chart(self) -> str:
        """The charts of this page."""
        return self._url("/figures/compare", {"size": self.given.get("size")})

    @property
    def api(self) -> str:
        """The same comparison as JSON."""
        return self._url("/api/compare", {"size": self.given.get("size")})

    def explorer(self, entry: Entry) -> ExplorerUrl:
        """One of the networks in the explorer, as it is here."""
        keys = {"size": self.given.get("size"), **entry.given}
        view = {name: self.given.get(name) for name in ("scale", "shapes")}
        return ExplorerUrl(entry.name, {name: value for name, value in {**keys, **view}.items() if value})

    @property
    def fields(self) -> dict[str, str]:
        """The parameters as a form has to send them along."""
        return {"networks": self._networks(), **{name: self.given[name] for name in VIEW if self.given.get(name)}}

    def _networks(self) -> str:
        return ",".join(entry.text for entry in self.entries)

    def _url(self, path: str, given: Mapping[str, str | None]) -> str:
        every = {"networks": self._networks(), **given}
        query = {name: every[name] for name in (*TRACED, *VIEW) if every.get(name)}
        return f"{path}?{urlencode(query, safe=',;=')}" if query else path


@dataclass(frozen=True, slots=True)
class EntryAddress:
    """The page of a comparison, seen from one of its entries: a change is one of that entry's own choices."""

    page: Comparing
    number: int

    def to(self, **changes: str | None) -> str:
        """The page with choices of this entry changed, or left out where they are `None` or empty."""
        return self.page.changing(self.number, self.page.entries[self.number].having(**changes))


def begun(here: ExplorerUrl) -> str:
    """The comparison that begins with the network one is at in the explorer, as it is there."""
    entry = of_explorer(here.network, here.parameters)
    given = {name: value for name, value in here.parameters.items() if name in ("size", "scale", "shapes")}
    return Comparing((entry, second(entry)), given).to()
