"""Everything that the article says of one network at one size: its traces, figures and studies, for the template."""

from dataclasses import replace
from functools import cached_property

from app.diagrams.comparison.columns import Column
from app.diagrams.text.formatting import power_of_ten
from app.networks.bounds import smallest_side
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS
from app.studies import published_numbers
from app.studies.article_facts import ArticleFacts
from app.studies.reproduction import Reproduction
from app.tracing.records import Trace
from app.tracing.tracer import trace
from app.web.article.figures import Plate, comparison, of_columns, of_explorer, of_options
from app.web.article.gradients import GradientFigure, gradient_figure
from app.web.article.state import ArticleQuery, Choice
from app.web.explorer.page import Explorer, explore
from app.web.explorer.view import PageQuery
from app.web.table.page import Shown, shown_cifar_table, shown_table_one
from app.web.urls import DEFAULT_NETWORK, ExplorerUrl

DEEPEST = "cifar_resnet1202"
"""Tracing it takes longer than all other networks of its table together, so only its own article waits for it."""

PLACES = {
    3: "",
    4: "conv1",
    5: "maxpool",
    6: "layer1.0.1",
    7: "layer1.0",
    8: "layer1",
    10: "layer2.0.downsample",
    11: "layer2.0",
    12: "layer2",
}
"""Where in the explorer the article's figures are; figure 9 is the operation of `layer2.0` that strides."""


class Article(Choice):
    """The article about one network at one size; what it shows is worked out as the template asks for it.

    Raises `UnknownNetwork` or `ImpossibleChoice`. `error` says what of the request was impossible.
    """

    def __init__(self, query: ArticleQuery, error: tuple[str, str] | None = None) -> None:
        super().__init__(query, error)
        self.spec = self.network.spec
        self.trace = trace(self.spec, self.height, self.width)
        self.facts = ArticleFacts(self.trace)

    # -- figures --------------------------------------------------------------------------------------------------

    def figure(self, number: int) -> Plate:
        """A figure of the article, by its number there."""
        if number == 1:
            return self._columns
        at = self.facts.strided_operation.path if number == 9 else PLACES[number]
        return of_explorer(f"figure-{number}", self._pooling if number == 5 and self.facts.for_cifar else self.page(at))

    def page(self, at: str) -> Explorer:
        """The explorer at a place of this network."""
        return explore(self.network.name, PageQuery.model_validate(self.address(at=at).parameters))

    @property
    def _pooling(self) -> Explorer:
        """The pooling that a network for CIFAR-10 would have with the stem for ImageNet."""
        given = self.address(at=PLACES[5], stem="imagenet").parameters
        return explore(self.facts.pooling_network.name, PageQuery.model_validate(given))

    @cached_property
    def columns(self) -> list[tuple[ExplorerUrl, Trace]]:
        """VGG-19, the plain network and the residual one; without VGG-19 where the input is too small for it."""
        vgg, plain = NETWORKS["vgg19"].spec, replace(self.spec, shortcut="none")
        size = {} if self.size == str(DEFAULT_SIZE["vgg19"]) else {"size": self.size}
        every = [(ExplorerUrl("vgg19", size), vgg), (self.twin, plain), (self.address(), self.spec)]
        fits = min(self.height, self.width) >= smallest_side(vgg)
        return [(address, trace(spec, self.height, self.width)) for address, spec in every[0 if fits else 1 :]]

    @property
    def twin(self) -> ExplorerUrl:
        """The plain network of the same layers: by its own name where it has one."""
        named = self.network.name.replace("resnet", "plain")
        return ExplorerUrl(named, self.address().parameters) if named in NETWORKS else self.address(shortcut="none")

    @cached_property
    def _columns(self) -> Plate:
        addresses = [address for address, _ in self.columns]
        layers = f"{self.trace.totals.weighted_layers}-layer"
        titles = ["VGG-19", f"{layers} plain", f"{layers} residual"][-len(addresses) :]
        columns = [
            Column(done, title, f"{number}", (f"{power_of_ten(done.totals.macs)} MACs",))
            for number, ((_, done), title) in enumerate(zip(self.columns, titles, strict=True), 1)
        ]
        title = f"{', '.join(titles)}, input {self.height}×{self.width}"
        return of_columns("figure-1", columns, addresses, title, comparison(addresses, self.size))

    @property
    def table(self) -> Shown:
        """The paper's table of the networks that this one belongs to: figure 2."""
        if not self.facts.for_cifar:
            return shown_table_one(self.height, self.width)
        return shown_cifar_table(self.height, self.width, without=() if self.network.name == DEEPEST else (DEEPEST,))

    @cached_property
    def options(self) -> Plate:
        """The three options for shortcuts side by side."""
        costs = self.facts.option_costs
        addresses = [self.address(shortcut=cost.option) for cost in costs]
        title = f"Options A, B and C in {self.network.title}, input {self.height}×{self.width}"
        return of_options("figure-options", costs, addresses, title, comparison(addresses, self.size))

    def plate(self, anchor: str) -> Plate | None:
        """The figure with an anchor, if it is a picture of its own."""
        if anchor == "figure-options":
            return self.options
        numbers = {f"figure-{number}": number for number in (1, 9, *PLACES)}
        return self.figure(numbers[anchor]) if anchor in numbers else None

    @property
    def gradients(self) -> GradientFigure:
        """The study of gradients. Raises `ImpossibleChoice`."""
        return gradient_figure(self.network.name, self.query, self.to)

    # -- what others have printed -----------------------------------------------------------------------------------

    @property
    def as_printed(self) -> bool:
        """Whether the columns of figure 1 are those that the paper prints numbers under."""
        return self.network.name == DEFAULT_NETWORK and self.size == str(self.own_size)

    @property
    def printed_columns(self) -> tuple[Reproduction, ...]:
        """The FLOPs under the columns of figure 1."""
        return published_numbers.figure_1_flops()

    @property
    def printed_parameters(self) -> tuple[Reproduction, ...]:
        """The parameters of the article's Table 1."""
        return published_numbers.article_parameters()

    @property
    def printed_cifar(self) -> dict[str, Reproduction]:
        """The parameters of the paper's networks for CIFAR-10, by name."""
        return published_numbers.cifar_parameters()

    @property
    def printed_depth(self) -> Reproduction:
        """The layers of the network with n = 1."""
        return published_numbers.sequel_depth()
