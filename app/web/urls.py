"""Addresses of the explorer: the URL is the whole state, so a link is the present address with something changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from app.networks.options import OWN_NETWORK, Options, configure, offered
from app.web.query import TraceQuery

HOME = "resnet34"
"""The network of whoever asks for none: the one that the article drew."""

VIEW = ("at", "scale", "shapes", "open", "cell")
"""Parameters that change what is seen of a trace, and not the trace."""

ORDER = (*TraceQuery.model_fields, *VIEW)
"""Every parameter in the one order that addresses have them in: a state has one address."""


@dataclass(frozen=True, slots=True)
class Address:
    """A network and the parameters that were given, in the order of the URL."""

    network: str
    given: dict[str, str]

    def to(self, **changes: str | None) -> str:
        """This page with parameters changed, or left out where they are `None` or empty.

        A cell is one of the operation where one stands, and does not go along to another place.
        """
        left = {"cell": None} if "at" in changes else {}
        return _url(f"/explore/{self.network}", {**self.given, **left, **changes})

    @property
    def standing(self) -> str:
        """The beginning of this page's address for any place in the network: its path is to be appended."""
        url = self.to(at=None)
        return f"{url}{'&' if '?' in url else '?'}at="

    def leading(self, place: str) -> str:
        """What belongs to this page (`diagram.svg`, …), under the same parameters."""
        return _url(f"/explore/{self.network}/{place}", self.given)

    def figure(self, name: str) -> str:
        """A figure of this page."""
        return _url(f"/figures/{name}/{self.network}", self.given)

    @property
    def trace(self) -> str:
        """The same trace as JSON."""
        return _url(f"/api/trace/{self.network}", {k: v for k, v in self.given.items() if k not in VIEW})

    def of(self, name: str) -> str:
        """Another network, keeping the size, where one stands and every option that it has too; this one as it is."""
        if name == self.network:
            return self.to()
        keeps = kept(name)
        return _url(f"/explore/{name}", {key: value for key, value in self.given.items() if key in keeps})


@cache
def kept(name: str) -> frozenset[str]:
    """What of an address a network can keep that is chosen next."""
    return frozenset({*offered(name, configure(name, Options())), "size", *VIEW} - {"open", *OWN_NETWORK})


def address(network: str, query: TraceQuery) -> Address:
    """The address that was asked for."""
    values = query.model_dump(exclude_none=True, exclude_defaults=True)
    return Address(network, {name: str(values[name]) for name in ORDER if values.get(name) not in (None, "")})


def _url(path: str, parameters: Mapping[str, str | None]) -> str:
    query = urlencode({name: parameters[name] for name in ORDER if parameters.get(name)}, safe=",")
    return f"{path}?{query}" if query else path
