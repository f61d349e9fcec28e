"""The networks that pages and the API show: those of the catalogue and, where the operator serves some, own ones."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from ..diagrams import svg
from ..networks.bounds import ImpossibleChoice, smallest_side
from ..networks.catalogue import DEFAULT_SIZE, NETWORKS, Network
from ..networks.head import check_input
from ..networks.option_table import OPTIONS
from ..networks.options import CUSTOM_OPTIONS, UnknownNetwork, available_options, configure, parse_size
from ..networks.spec import Spec
from ..tracing.records import Trace
from ..tracing.tracer import trace
from .controls import Control, PageUrl, controls, settings, title_parts
from .own.registry import OwnNetwork, own_networks
from .query import VIEW, TraceQuery
from .urls import DEFAULT_NETWORK


class PageNetwork(Protocol):
    """A network as pages and the API see it: of the catalogue, or of the operator's own, which has no `spec`."""

    @property
    def name(self) -> str:
        """The name in URLs."""

    @property
    def title(self) -> str:
        """The name in prose."""

    @property
    def label(self) -> str:
        """The text of its button within its `family`."""

    @property
    def family(self) -> str: ...

    @property
    def spec(self) -> Spec | None: ...

    @property
    def default_size(self) -> str:
        """The size of its input as the URL writes it: `224`, `160x224`; empty if the input is no image."""

    @property
    def options(self) -> tuple[str, ...]:
        """The options that it has by default."""

    def trace(self, query: TraceQuery) -> Trace:
        """Trace the network of a request. Raises `ImpossibleChoice` or `Busy`."""

    def controls(self, trace: Trace, url: PageUrl) -> tuple[Control, ...]:
        """The controls of its options."""

    def title_with(self, parameters: Mapping[str, str]) -> str | None:
        """Its title with the differences from its defaults, or `None` if these parameters are impossible."""


@dataclass(frozen=True, slots=True)
class CatalogueNetwork:
    """A network of the catalogue."""

    network: Network

    @property
    def name(self) -> str:
        return self.network.name

    @property
    def title(self) -> str:
        return self.network.title

    @property
    def label(self) -> str:
        return self.network.label

    @property
    def family(self) -> str:
        return self.network.family

    @property
    def spec(self) -> Spec:
        return self.network.spec

    @property
    def default_size(self) -> str:
        return str(DEFAULT_SIZE[self.name])

    @property
    def options(self) -> tuple[str, ...]:
        return _catalogue_options(self.name)

    def trace(self, query: TraceQuery) -> Trace:
        return trace(configure(self.name, query.options()), *parse_size(self.name, query.size))

    def controls(self, trace: Trace, url: PageUrl) -> tuple[Control, ...]:
        return tuple(controls(self.network, trace.catalogue_spec, url))

    def title_with(self, parameters: Mapping[str, str]) -> str | None:
        try:
            spec = configure(self.name, {key: value for key, value in parameters.items() if key in OPTIONS})
            height, width = parse_size(self.name, parameters.get("size"))
            check_input(spec, height, width)
        except ImpossibleChoice:
            return None
        if min(height, width) < smallest_side(spec):
            return None
        differences = title_parts(self.name, settings(self.network, spec))
        size = [f"input {height}×{width}"] if "size" in parameters else []
        return " · ".join([self.title, *differences, *size])


@cache
def _catalogue_options(name: str) -> tuple[str, ...]:
    return tuple(available_options(name, configure(name, {})))


CATALOGUE = {name: CatalogueNetwork(network) for name, network in NETWORKS.items()}


def find_network(name: str) -> PageNetwork:
    """The network of this name. Raises `UnknownNetwork`."""
    if network := own_networks().get(name) or CATALOGUE.get(name):
        return network
    raise UnknownNetwork(name)


def is_network(name: str) -> bool:
    """Whether a network has this name."""
    return name in own_networks() or name in CATALOGUE


def trace_network(name: str, query: TraceQuery) -> Trace:
    """Trace the network of a request. Raises `UnknownNetwork`, `ImpossibleChoice` or `Busy`."""
    return find_network(name).trace(query)


def all_networks() -> list[PageNetwork]:
    """Own networks, then the catalogue in its order."""
    return [*own_networks().values(), *CATALOGUE.values()]


def default_network() -> str:
    """The network of the front page."""
    return next(iter(own_networks()), DEFAULT_NETWORK)


def applicable_parameters(network: PageNetwork) -> frozenset[str]:
    """The parameters that keep their meaning when the user changes to this network."""
    size = {"size"} if network.default_size else set()
    return frozenset({*network.options, *size, *VIEW} - {"open", *CUSTOM_OPTIONS})


@dataclass(frozen=True, slots=True)
class Family:
    """A group of networks, with the URL of each."""

    name: str
    networks: tuple[tuple[PageNetwork, str], ...]

    def around(self, name: str, letters: int) -> "Family":
        """The networks nearest to the one of this name, on both sides, whose labels have that many letters at most."""
        own = next(number for number, (network, _) in enumerate(self.networks) if network.name == name)
        first, last = own, own + 1
        while last - first < len(self.networks):
            wider = [(first - 1, last)] if first else []
            wider += [(first, last + 1)] if last < len(self.networks) else []
            nearest = min(wider, key=lambda run: abs(run[0] + run[1] - 1 - 2 * own))
            if sum(len(network.label) for network, _ in self.networks[slice(*nearest)]) > letters:
                break
            first, last = nearest
        return Family(self.name, self.networks[first:last])


def families(link: Callable[[PageNetwork], str]) -> list[Family]:
    """All networks in the order of the catalogue, own ones first; `link` gives the URL of one.

    Without own networks, their family has only `custom` and is the last one.
    """
    networks = all_networks()
    names = dict.fromkeys(network.family for network in networks)
    links = [(network, link(network)) for network in networks]
    return [Family(name, tuple(pair for pair in links if pair[0].family == name)) for name in names]


def has_own_networks() -> bool:
    """Whether this request sees networks of the operator's own."""
    return bool(own_networks())


def generations(networks: Iterable[PageNetwork]) -> dict[str, str]:
    """The generations of the own networks among these, by name: those that a page shows."""
    return {network.name: network.generation for network in networks if isinstance(network, OwnNetwork)}


svg.GLOBALS.update(default_network=default_network, has_own_networks=has_own_networks, generations=generations)
