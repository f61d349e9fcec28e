"""What the article is about: a network of the paper and a size of its input, and the addresses of other choices."""

from typing import Literal
from urllib.parse import urlencode

from pydantic import Field

from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import CIFAR, DEFAULT_SIZE, IMAGENET, NETWORKS, Network
from app.networks.options import find_network, parse_size
from app.web.controls import SizeControl, size_control, size_text
from app.web.downloads import file_name
from app.web.query import QueryModel
from app.web.urls import DEFAULT_NETWORK, ExplorerUrl

OFFERED = {family: [n for n in NETWORKS.values() if n.family == family] for family in (IMAGENET, CIFAR)}
"""The networks that the article can be about: those of the paper."""


class ArticleQuery(QueryModel):
    """A network of the paper and the size of its input."""

    network: str = Field(DEFAULT_NETWORK, max_length=40)
    size: str | None = Field(None, max_length=20)
    gradients: str = Field("", max_length=40)
    normalization: Literal["on", "off"] = "off"
    init: Literal["he", "default"] = "default"


class Choice:
    """A network at a size. `error` says what of the request was impossible.

    Raises `UnknownNetwork` or `ImpossibleChoice`.
    """

    def __init__(self, query: ArticleQuery, error: tuple[str, str] | None = None) -> None:
        self.query, self.error = query, error
        self.network = _offered(query.network)
        self.height, self.width = parse_size(self.network.name, query.size)

    @property
    def size(self) -> str:
        """The input's size as the URL writes it."""
        return size_text(self.height, self.width)

    @property
    def own_size(self) -> int:
        """The side that the network was published for."""
        return DEFAULT_SIZE[self.network.name]

    @property
    def size_control(self) -> SizeControl:
        return size_control(self.size, str(self.own_size), lambda size: self.to(size=size))

    @property
    def families(self) -> list[tuple[str, list[tuple[Network, str]]]]:
        """The networks to choose from, each with the address that keeps the size."""
        return [
            (family, [(network, self.to(network=network.name)) for network in networks])
            for family, networks in OFFERED.items()
        ]

    def to(self, **changes: str | None) -> str:
        """This page with something else chosen; what is as it would be anyhow is left out."""
        given = self._given(**changes)
        return f"/article?{urlencode(given)}" if given else "/article"

    def _given(self, **changes: str | None) -> dict[str, str]:
        default = ArticleQuery.model_validate({})
        every = {**self.query.model_dump(), **changes}
        return {name: value for name, value in every.items() if value and value != getattr(default, name)}

    @property
    def kept(self) -> dict[str, str]:
        """The parameters as a form for the size has to send them along."""
        return {name: value for name, value in self._given().items() if name != "size"}

    @property
    def asked(self) -> str:
        """The query of this page's downloads."""
        return urlencode({"network": self.network.name, "size": self.size})

    @property
    def state(self) -> dict[str, object]:
        """What the script needs to know of the page."""
        return {"here": self.to(), "ownSize": self.own_size}

    def address(self, **given: str | None) -> ExplorerUrl:
        """The explorer at this network and size, with more parameters, but for those that are the network's own."""
        own = {"size": str(self.own_size), "shortcut": self.network.spec.shortcut}
        every = {"size": self.size, **given}
        return ExplorerUrl(self.network.name, {k: v for k, v in every.items() if v and v != own.get(k)})

    @property
    def file_name(self) -> str:
        """The beginning of the names of downloads."""
        return file_name(self.network.name, self.size)


def _offered(name: str) -> Network:
    network = find_network(name)
    if network.family not in OFFERED:
        raise ImpossibleChoice(
            "network",
            f"This page is about the paper's residual networks, and {network.title} is none of them. "
            "Choose one of those above.",
        )
    return network
