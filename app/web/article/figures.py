"""The article's figures: pictures of the explorer and of several networks, each with its links into the app."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...diagrams.comparison.columns import Column, columns_scene, columns_tooltips
from ...diagrams.comparison.shortcut_options import Variant, shortcut_options_scene, shortcut_options_tooltips
from ...diagrams.scene.marks import Volume
from ...diagrams.scene.scene import Scene
from ...diagrams.text.formatting import short_count
from ...diagrams.text.tooltips import TooltipRows
from ...diagrams.views.derivation import derivation
from ...studies.costs import OptionCost
from ...tracing.records import Trace
from ..compare.selection import explorer_entry
from ..compare.urls import CompareUrl
from ..controls import size_text
from ..explorer.page import Explorer
from ..urls import ExplorerUrl


@dataclass(frozen=True, slots=True)
class ArticleFigure:
    """A figure: its anchor, its scene, its data for the script, and a link to the same picture in the app.

    `href` gives the URL of a volume, `open_href` the URL at which a folded deck is open. `explorer` is the page of
    the explorer that the figure shows, if it shows one.
    """

    id: str
    scene: Scene
    page_data: dict[str, object]
    url: str
    link_text: str
    href: Callable[[Volume], str]
    open_href: Callable[[str], str]
    explorer: Explorer | None = None

    @property
    def prefix(self) -> str:
        """The prefix of every id in the picture, so that ids are unique on the page."""
        return f"{self.id}-"

    @property
    def arithmetic(self) -> list[tuple[str, str]]:
        """Where the size, the parameters and the MACs of an operation come from."""
        page = self.explorer
        steps = page.place.operation.steps if page and page.place.operation else ()
        return [row for path in steps for row in derivation(page.trace.step(path))] if page else []


def explorer_figure(anchor: str, page: Explorer) -> ArticleFigure:
    """Build the figure of a page of the explorer."""
    url = page.url.to()
    return ArticleFigure(
        anchor, page.scene, page.page_data, url, "Open in the explorer", page.href, page.open_href, page
    )


def columns_figure(anchor: str, columns: Sequence[Column], urls: Sequence[ExplorerUrl], title: str) -> ArticleFigure:
    """Build the figure of networks as columns; `urls` are the same networks in the explorer."""
    scene = columns_scene(columns, title, "hwc")
    by_key = {column.key: url for column, url in zip(columns, urls, strict=True)}
    return _comparison_figure(anchor, scene, columns_tooltips(columns, scene, "hwc"), by_key, columns[0].trace)


def options_figure(anchor: str, costs: Sequence[OptionCost], urls: Sequence[ExplorerUrl], title: str) -> ArticleFigure:
    """Build the figure of the shortcut options in the second layer's first two blocks.

    `urls` are the networks with these options in the explorer.
    """
    variants = [
        Variant(cost.option, f"Option {cost.option}", _cost_text(cost), cost.trace, cost.trace.layers[1].blocks[:2])
        for cost in costs
    ]
    scene = shortcut_options_scene(variants, title, "hwc")
    by_key = {variant.key: url for variant, url in zip(variants, urls, strict=True)}
    tooltips = shortcut_options_tooltips(variants, scene, "hwc")
    return _comparison_figure(anchor, scene, tooltips, by_key, costs[0].trace)


def _cost_text(cost: OptionCost) -> str:
    totals = cost.trace.totals
    return f"{short_count(totals.params)} parameters, {short_count(totals.macs)} MACs"


def _comparison_figure(
    anchor: str, scene: Scene, tooltips: dict[str, TooltipRows], urls: dict[str, ExplorerUrl], trace: Trace
) -> ArticleFigure:
    """Build a figure of several networks at the input size of `trace`. Every path begins with its network's key."""

    def href(volume: Volume) -> str:
        return urls[volume.path.partition("/")[0]].to(at=volume.link_path)

    def open_href(path: str) -> str:
        key, _, layer = path.partition("/")
        return urls[key].to(at=layer)

    size = size_text(*trace.input.shape[1:])
    comparison = CompareUrl(tuple(explorer_entry(url) for url in urls.values()), {"size": size, "view": "columns"})
    page_data: dict[str, object] = {"tooltips": tooltips}
    return ArticleFigure(anchor, scene, page_data, comparison.to(), "Open in the comparison", href, open_href)
