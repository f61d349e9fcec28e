"""The article's network and input size, and the URLs of other choices."""

import re
from typing import Literal
from urllib.parse import urlencode

from pydantic import Field

from ...networks.bounds import ImpossibleChoice
from ...networks.catalogue import CIFAR, DEFAULT_SIZE, IMAGENET, Network
from ...networks.options import find_network, parse_size
from ..controls import SizeControl, size_control, size_text
from ..downloads import file_name
from ..errors import PageError
from ..networks import Family, families
from ..query import QueryModel
from ..urls import DEFAULT_NETWORK, ExplorerUrl
from .dials import Dial, depth_dial, size_dials

PATH = "/article"
PAPER_FAMILIES = (IMAGENET, CIFAR)
"""The families that the article can be about: the paper's residual networks."""


class ArticleQuery(QueryModel):
    """The network, its input size, the settings of the gradient figure, and where the windows of figures stand.

    `cells` lists figures with the row and column of their output cell: `4-3-5,9-0-2`.
    """

    network: str = Field(DEFAULT_NETWORK, max_length=40)
    size: str | None = Field(None, max_length=20)
    gradients: str = Field("", max_length=40)
    normalization: Literal["on", "off"] = "off"
    init: Literal["he", "default"] = "default"
    cells: str = Field("", max_length=150)


class ArticleState:
    """A network at an input size. `error` is the parameter that was rejected and the reason.

    Raises `UnknownNetwork` or `ImpossibleChoice`.
    """

    def __init__(self, query: ArticleQuery, error: PageError | None = None) -> None:
        self.query, self.error = query, error
        self.network = _paper_network(query.network)
        self.height, self.width = parse_size(self.network.name, query.size)
        self.cells = _cells(query.cells)

    @property
    def size(self) -> str:
        """The input size as the URL writes it."""
        return size_text(self.height, self.width)

    @property
    def default_side(self) -> int:
        """The side of the images that the network was published for."""
        return DEFAULT_SIZE[self.network.name]

    @property
    def size_control(self) -> SizeControl:
        return size_control(self.size, str(self.default_side), lambda size: self.to(size=size))

    @property
    def families(self) -> list[Family]:
        """The networks to choose from, with URLs that keep the size."""
        return [
            family
            for family in families(lambda network: self.to(network=network.name))
            if family.name in PAPER_FAMILIES
        ]

    @property
    def dials(self) -> dict[str, Dial]:
        """The numbers in the first sentence that can be changed, by name."""
        family = next(family for family in self.families if family.name == self.network.family)
        depth = depth_dial([(network.label, url) for network, url in family.networks], self.network.label)
        sides = size_dials(self.height, self.width, lambda size: self.to(size=size))
        return {dial.name: dial for dial in (depth, *sides)}

    def to(self, **changes: str | None) -> str:
        """This page with parameters changed; default values are left out of the URL."""
        parameters = self._parameters(**changes)
        return f"{PATH}?{urlencode(parameters, safe=',')}" if parameters else PATH

    def _parameters(self, **changes: str | None) -> dict[str, str]:
        default = ArticleQuery.model_validate({})
        values = {**self.query.model_dump(), **changes}
        return {name: value for name, value in values.items() if value and value != getattr(default, name)}

    @property
    def form_fields(self) -> dict[str, str]:
        """The hidden fields of the form for the size: all parameters but the size."""
        return {name: value for name, value in self._parameters().items() if name != "size"}

    @property
    def download_query(self) -> str:
        """The query string of this page's downloads."""
        cells = {"cells": self.query.cells} if self.query.cells else {}
        return urlencode({"network": self.network.name, "size": self.size, **cells}, safe=",")

    @property
    def state(self) -> dict[str, object]:
        """The data of the page for the script."""
        return {"here": self.to(), "ownSize": self.default_side}

    def explorer_url(self, **parameters: str | None) -> ExplorerUrl:
        """The explorer at this network and size, with more parameters; the network's own values are left out."""
        own = {"size": str(self.default_side), "shortcut": self.network.spec.shortcut}
        values = {"size": self.size, **parameters}
        return ExplorerUrl(self.network.name, {k: v for k, v in values.items() if v and v != own.get(k)})

    @property
    def file_name(self) -> str:
        """The beginning of the names of downloads."""
        return file_name(self.network.name, self.size)


def _cells(text: str) -> dict[int, str]:
    """Return the `cell` parameter of each figure that `text` lists. Raises `ImpossibleChoice`."""
    found = [re.fullmatch(r"([0-9]{1,2})-([0-9]{1,6})-([0-9]{1,6})", part) for part in text.split(",") if text]
    if None in found:
        words = f"cells is {text[:40]!r}; it has to be figures, each with a row and a column, as 4-3-5,9-0-2."
        raise ImpossibleChoice("cells", words)
    return {int(one[1]): f"{int(one[2])},{int(one[3])}" for one in found if one}


def _paper_network(name: str) -> Network:
    network = find_network(name)
    if network.family not in PAPER_FAMILIES:
        raise ImpossibleChoice(
            "network",
            f"This page is about the paper's residual networks, and {network.title} is not one of them. "
            "Choose one of those above.",
        )
    return network
