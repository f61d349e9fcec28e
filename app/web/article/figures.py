"""The article's figures: pictures of the explorer, and a few of several networks, each with where it leads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.diagrams.comparison.columns import Column, columns_scene, columns_tooltips
from app.diagrams.comparison.shortcut_options import Variant, shortcut_options_scene, shortcut_options_tooltips
from app.diagrams.scene.marks import Volume
from app.diagrams.scene.scene import Scene
from app.diagrams.text.formatting import short_count
from app.studies.costs import OptionCost
from app.web.compare.selection import of_explorer as of_address
from app.web.compare.urls import Comparing
from app.web.explorer.page import Explorer
from app.web.urls import ExplorerUrl

PageData = dict[str, object]


@dataclass(frozen=True, slots=True)
class Plate:
    """A figure: its anchor, its picture, what is read out of it, and the same place in the app (`elsewhere`).

    `href` gives where a volume leads, `open_href` where a folded deck opens.
    """

    id: str
    scene: Scene
    page_data: PageData
    elsewhere: str
    elsewhere_name: str
    href: Callable[[Volume], str]
    open_href: Callable[[str], str]
    page: Explorer | None = None

    @property
    def prefix(self) -> str:
        """What keeps the ids of one picture apart from those of the next."""
        return f"{self.id}-"


def of_explorer(anchor: str, page: Explorer) -> Plate:
    """A picture that the explorer shows."""
    address = page.url.to()
    return Plate(anchor, page.scene, page.page_data, address, "Open in the explorer", page.href, page.open_href, page)


def of_columns(
    anchor: str, columns: Sequence[Column], addresses: Sequence[ExplorerUrl], title: str, elsewhere: str
) -> Plate:
    """Networks as columns; `addresses` are those of the explorer at which they are as they are here."""
    scene = columns_scene(columns, title, "hwc")
    page_data: PageData = {"tooltips": columns_tooltips(columns, scene, "hwc")}
    by_key = {column.key: address for column, address in zip(columns, addresses, strict=True)}

    def opened(path: str) -> str:
        key, _, layer = path.partition("/")
        return by_key[key].to(at=layer)

    return Plate(anchor, scene, page_data, elsewhere, "Open in the comparison", _by_key(by_key), opened)


def of_options(
    anchor: str, costs: Sequence[OptionCost], addresses: Sequence[ExplorerUrl], title: str, elsewhere: str
) -> Plate:
    """The options for shortcuts in the second layer's first two blocks; the networks with them are at `addresses`."""
    variants = [
        Variant(cost.option, f"Option {cost.option}", _cost_words(cost), cost.trace, cost.trace.layers[1].blocks[:2])
        for cost in costs
    ]
    scene = shortcut_options_scene(variants, title, "hwc")
    by_key = {variant.key: address for variant, address in zip(variants, addresses, strict=True)}
    page_data: PageData = {"tooltips": shortcut_options_tooltips(variants, scene, "hwc")}
    return Plate(anchor, scene, page_data, elsewhere, "Open in the comparison", _by_key(by_key), lambda _: "")


def _cost_words(cost: OptionCost) -> str:
    totals = cost.trace.totals
    return f"{short_count(totals.params)} parameters, {short_count(totals.macs)} MACs"


def _by_key(addresses: dict[str, ExplorerUrl]) -> Callable[[Volume], str]:
    """Where volumes lead whose paths begin with the key of their network: to what they stand for, in that network."""

    def href(volume: Volume) -> str:
        return addresses[volume.path.partition("/")[0]].to(at=volume.into)

    return href


def comparison(addresses: Sequence[ExplorerUrl], size: str) -> str:
    """Where networks of the explorer are compared, as columns, all on inputs of one size."""
    entries = tuple(of_address(address.network, address.parameters) for address in addresses)
    return Comparing(entries, {"size": size, "view": "columns"}).to()
