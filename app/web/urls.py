"""URLs of the explorer. The URL is the whole state, so a link is the current URL with some parameters changed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

from ..networks.option_types import option_text
from .query import MEMORY, VIEW, TraceQuery

DEFAULT_NETWORK = "resnet34"
"""The network of the front page, unless there are networks of the operator's own: the one that the article draws."""

ORDER = (*TraceQuery.model_fields, *VIEW)
"""The order of the parameters in a URL. It is fixed, so that a state has one URL."""

RANKS = {name: rank for rank, name in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class ExplorerUrl:
    """A network and the query parameters of its page, in the order of the URL."""

    network: str
    parameters: dict[str, str]

    def to(self, **changes: str | None) -> str:
        """This page with parameters changed, or removed where they are `None` or empty.

        A cell and a map belong to one place, so they are removed when the place changes.
        """
        removed = {"cell": None, "map": None} if "at" in changes else {}
        return _url(f"/explore/{self.network}", {**self.parameters, **removed, **changes})

    @property
    def url_prefix(self) -> str:
        """This page without its place, ready for the path of another place to be appended."""
        url = self.to(at=None)
        return f"{url}{'&' if '?' in url else '?'}at="

    def subpage_url(self, name: str) -> str:
        """A resource below this page (`diagram.svg`, …), with the same parameters."""
        return _url(f"/explore/{self.network}/{name}", self.parameters)

    def figure_url(self, name: str) -> str:
        """A Plotly figure of this page."""
        return _url(f"/figures/{name}/{self.network}", self.parameters)

    @property
    def trace_url(self) -> str:
        """The same trace as JSON."""
        return _url(f"/api/trace/{self.network}", {k: v for k, v in self.parameters.items() if k not in VIEW})

    @property
    def counts_url(self) -> str:
        """The figures of all counting conventions as JSON."""
        return _url(f"/api/counts/{self.network}", {k: v for k, v in self.parameters.items() if k not in VIEW})

    @property
    def memory_url(self) -> str:
        """The memory of this page's panel as JSON."""
        hidden = {*VIEW} - {*MEMORY}
        return _url(f"/api/memory/{self.network}", {k: v for k, v in self.parameters.items() if k not in hidden})

    def for_network(self, name: str, applicable: Collection[str]) -> str:
        """The page of another network with the parameters that keep their meaning there."""
        if name == self.network:
            return self.to()
        return _url(f"/explore/{name}", {key: value for key, value in self.parameters.items() if key in applicable})


def explorer_url(network: str, query: TraceQuery) -> ExplorerUrl:
    """The URL of a request."""
    values = query.model_dump(exclude_none=True, exclude_defaults=True)
    given = (name for name in ORDER if values.get(name) not in (None, ""))
    return ExplorerUrl(network, {name: _text(values[name]) for name in given})


def _text(value: object) -> str:
    """A value as the URL writes it: `12`, not `12.0`."""
    return f"{int(value)}" if isinstance(value, float) and value.is_integer() else option_text(value)


def _url(path: str, parameters: Mapping[str, str | None]) -> str:
    given = sorted((name for name, value in parameters.items() if value and name in RANKS), key=RANKS.__getitem__)
    query = urlencode({name: parameters[name] for name in given}, safe=",")
    return f"{path}?{query}" if query else path


def open_parameter(paths: Iterable[str]) -> str:
    """The value of `open` for these unfolded layers, whose paths may have commas."""
    return ",".join(quote(path) for path in sorted(paths))


def opened_paths(value: str) -> frozenset[str]:
    """The unfolded layers that a value of `open` names."""
    return frozenset(unquote(path) for path in value.split(",")) if value else frozenset()
