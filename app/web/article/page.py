"""The data of the article for its template: traces, figures, facts and published numbers."""

from dataclasses import replace
from functools import cached_property

from ...diagrams.comparison.columns import Column
from ...diagrams.text.formatting import flops_text
from ...networks.bounds import smallest_side
from ...networks.catalogue import DEFAULT_SIZE, NETWORKS
from ...studies import published_numbers
from ...studies.article_facts import ArticleFacts
from ...studies.reproduction import Reproduction
from ...tracing import tracer
from ...tracing.records import Trace
from ..errors import PageError
from ..explorer.page import explore
from ..explorer.view import PageQuery
from ..table.page import TableSection, cifar_section, imagenet_section
from ..urls import DEFAULT_NETWORK, ExplorerUrl
from .figures import ArticleFigure, columns_figure, explorer_figure, options_figure
from .gradient_figure import GradientFigure, gradient_figure
from .state import ArticleQuery, ArticleState
from .strip import StripEntry, strip

DEEPEST_NETWORK = "cifar_resnet1202"
"""Tracing it takes longer than all other networks of its table together, so only its own article shows it there."""

FIGURE_PLACES = {
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
"""The places of the article's figures in the explorer; figure 9 is the operation of `layer2.0` with the stride."""

WITH_WINDOW = (4, 5, 6, 9, 10)
"""Figures with a sliding window; each fits on one screen, so its arithmetic stands below its picture."""

FIGURE_WIDTH, WINDOW_WIDTH = 946.0, 586.0
"""Room for a picture in pixels, at which its labels have 13; beside that of a sliding window is the window enlarged."""

LAST_LABEL = 26.0
"""Room for the part of the last label that extends beyond its volume."""


class ArticlePage(ArticleState):
    """The article about one network at one size. Figures and facts are computed when the template uses them.

    Raises `UnknownNetwork` or `ImpossibleChoice`.
    """

    def __init__(self, query: ArticleQuery, error: PageError | None = None) -> None:
        super().__init__(query, error)
        self.spec = self.network.spec
        self.trace = tracer.trace(self.spec, self.height, self.width)
        self.facts = ArticleFacts(self.trace)

    # -- figures --------------------------------------------------------------------------------------------------

    def figure(self, number: int) -> ArticleFigure:
        """Return a figure by its number in the article of 2018."""
        if number == 1:
            return self._figure_1
        if number == 5 and self.facts.for_cifar:
            cell = self.cells.get(5)
            url = self.explorer_url(at=FIGURE_PLACES[5], stem="imagenet", cell=cell)  # the pooling that it would have
            return _figure(5, replace(url, network=self.facts.pooling_network.name))
        at = self.facts.strided_operation.path if number == 9 else FIGURE_PLACES[number]
        return _figure(number, self.explorer_url(at=at, cell=self.cells.get(number)))

    @property
    def strip(self) -> tuple[StripEntry, ...]:
        """The parts of the article, with small volumes of the network."""
        return strip(self.trace)

    @cached_property
    def columns(self) -> list[tuple[ExplorerUrl, Trace]]:
        """VGG-19, the plain network and the residual one; without VGG-19 if the input is too small for it."""
        vgg, plain = NETWORKS["vgg19"].spec, replace(self.spec, shortcut="none")
        size = {} if self.size == str(DEFAULT_SIZE["vgg19"]) else {"size": self.size}
        networks = [(ExplorerUrl("vgg19", size), vgg), (self.plain_url, plain), (self.explorer_url(), self.spec)]
        fits = min(self.height, self.width) >= smallest_side(vgg)
        return [(url, tracer.trace(spec, self.height, self.width)) for url, spec in networks[0 if fits else 1 :]]

    @property
    def plain_url(self) -> ExplorerUrl:
        """The plain network of the same layers: under its own name if it has one."""
        name = self.network.name.replace("resnet", "plain")
        return replace(self.explorer_url(), network=name) if name in NETWORKS else self.explorer_url(shortcut="none")

    @cached_property
    def _figure_1(self) -> ArticleFigure:
        layers = f"{self.trace.totals.weighted_layers}-layer"
        titles = ["VGG-19", f"{layers} plain", f"{layers} residual"][-len(self.columns) :]
        columns = [
            Column(trace, title, f"{number}", (f"{flops_text(trace.totals.macs)} MACs",))
            for number, ((_, trace), title) in enumerate(zip(self.columns, titles, strict=True), 1)
        ]
        title = f"{', '.join(titles)}, input {self.height}×{self.width}"
        return columns_figure("figure-1", columns, [url for url, _ in self.columns], title)

    @property
    def table(self) -> TableSection:
        """Figure 2: the paper's table of the networks of this family."""
        if not self.facts.for_cifar:
            return imagenet_section(self.height, self.width)
        without = () if self.network.name == DEEPEST_NETWORK else (DEEPEST_NETWORK,)
        return cifar_section(self.height, self.width, without)

    @cached_property
    def options_figure(self) -> ArticleFigure:
        """The three shortcut options side by side."""
        costs = self.facts.option_costs
        urls = [self.explorer_url(shortcut=cost.option) for cost in costs]
        title = f"Options A, B and C in {self.network.title}, input {self.height}×{self.width}"
        return options_figure("figure-options", costs, urls, title)

    def figure_at(self, anchor: str) -> ArticleFigure | None:
        """Return the figure with an anchor, or `None`."""
        if anchor == "figure-options":
            return self.options_figure
        numbers = {f"figure-{number}": number for number in (1, 9, *FIGURE_PLACES)}
        return self.figure(numbers[anchor]) if anchor in numbers else None

    @property
    def gradients(self) -> GradientFigure:
        """The gradient study. Raises `ImpossibleChoice`."""
        return gradient_figure(self.network.name, self.query, self.to)

    # -- published numbers ----------------------------------------------------------------------------------------

    @property
    def matches_paper_figure(self) -> bool:
        """Whether figure 1 shows the networks and the size for which the paper prints FLOPs."""
        return self.network.name == DEFAULT_NETWORK and self.size == str(self.default_side)

    @property
    def published_flops(self) -> tuple[Reproduction, ...]:
        """The FLOPs of the networks of figure 1."""
        return published_numbers.figure_1_flops()

    @property
    def published_parameters(self) -> tuple[Reproduction, ...]:
        """The parameters of the article's Table 1."""
        return published_numbers.article_parameters()

    @property
    def published_cifar_parameters(self) -> dict[str, Reproduction]:
        """The parameters of the paper's networks for CIFAR-10, by name."""
        return published_numbers.cifar_parameters()

    @property
    def published_depth(self) -> Reproduction:
        """The depth of the network with n = 1."""
        return published_numbers.sequel_depth()


def _figure(number: int, url: ExplorerUrl) -> ArticleFigure:
    brief = number in WITH_WINDOW
    query = PageQuery.model_validate(url.parameters)
    room = WINDOW_WIDTH if brief else FIGURE_WIDTH
    page = explore(url.network, query) if number == 3 else explore(url.network, query, room - LAST_LABEL, brief, room)
    return explorer_figure(f"figure-{number}", page)
