"""Everything the page of a comparison shows, gathered for its template."""

from functools import cached_property
from typing import Literal

from pydantic import Field

from app.diagrams.comparison.columns import Column, columns_scene, columns_tooltips
from app.diagrams.comparison.flows import flows_scene
from app.diagrams.scene.marks import Volume
from app.diagrams.scene.scene import Scene
from app.diagrams.tables.differences import QUANTITIES, Line, contrast
from app.diagrams.text.formatting import shape_text
from app.diagrams.views.decks import FOLDABLE
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS, Network
from app.networks.options import find_network
from app.studies.comparison import MAX_NETWORKS, MIN_NETWORKS, Comparison, compare
from app.web.compare.columns import Side, sides
from app.web.compare.selection import Entry, NetworksQuery, parse, second
from app.web.compare.totals import Sum, sums
from app.web.compare.urls import VIEW, Comparing
from app.web.controls import SizeControl, size_control
from app.web.downloads import file_name

PAPER = "vgg19,plain34,resnet34"
"""What the page shows to whoever asks for nothing: the networks of the paper's Figure 3."""


class CompareQuery(NetworksQuery):
    """The networks, and how they are looked at."""

    view: Literal["flows", "columns"] = "flows"
    scale: Literal["readable", "true"] = "readable"
    shapes: Literal["hwc", "nchw"] = "hwc"
    open: str = Field("", max_length=400)

    @property
    def opened(self) -> frozenset[str]:
        """The layers whose blocks are not folded, each with the number of its network before it: `2/layer3`."""
        return frozenset(self.open.split(",")) if self.open else frozenset()

    @property
    def address(self) -> Comparing:
        """The address that was asked for, with the paper's networks where none are named. Raises as `parse` does."""
        given = self.model_dump(include={"size", *VIEW}, exclude_none=True, exclude_defaults=True)
        return Comparing(parse(self.networks) or parse(PAPER), {name: str(value) for name, value in given.items()})


class Compared:
    """One page; what it shows is worked out as the template asks for it. `error` says what was impossible.

    Raises `UnknownNetwork` or `ImpossibleChoice`.
    """

    quantities = tuple(QUANTITIES.values())
    fewest, most = MIN_NETWORKS, MAX_NETWORKS

    def __init__(self, query: CompareQuery, error: tuple[str, str] | None = None) -> None:
        self.query, self.error = query, error
        self.address = query.address
        self.traces = query.traces(self.address.entries)
        self.sides = tuple(sides(self.address, self.traces))

    @cached_property
    def columns(self) -> list[Column]:
        """The networks as pictures have them."""
        return [side.column() for side in self.sides]

    @cached_property
    def scene(self) -> Scene:
        query, title = self.query, self.title
        if query.view == "columns":
            return columns_scene(self.columns, title, query.shapes, query.opened)
        return flows_scene(self.columns, title, query.scale, query.shapes, query.opened)

    @property
    def page_data(self) -> dict[str, object]:
        """What the script reads out of the picture."""
        return {"tooltips": columns_tooltips(self.columns, self.scene, self.query.shapes)}

    @property
    def title(self) -> str:
        """What is compared, on which input if all are given the same."""
        inputs = {self.shape(side) for side in self.sides}
        names = ", ".join(side.title for side in self.sides)
        return f"{names} · input {inputs.pop()}" if len(inputs) == 1 else names

    @cached_property
    def comparison(self) -> Comparison:
        return compare(self.traces)

    @property
    def sums(self) -> list[Sum]:
        return sums(self.comparison, self.query.shapes)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The table of differences."""
        return contrast(self.comparison, self.traces, self.query.shapes, self.query.opened)

    @property
    def size_control(self) -> SizeControl:
        """The size of all networks without a size of their own. Empty if their default sizes differ."""
        sides = {DEFAULT_SIZE[side.network.name] for side in self.sides if not side.own_size}
        default = str(sides.pop()) if len(sides) == 1 else ""
        return size_control(self.query.size or default, default, lambda size: self.address.to(size=size))

    @property
    def families(self) -> list[tuple[str, list[tuple[Network, str]]]]:
        """Every network, with the address of the comparison that it is added to."""
        names = dict.fromkeys(network.family for network in NETWORKS.values())
        added = {name: self.address.adding(Entry(name, {})) for name in NETWORKS}
        return [(name, [(n, added[n.name]) for n in NETWORKS.values() if n.family == name]) for name in names]

    @property
    def suggested(self) -> tuple[str, str] | None:
        """What a network that is alone is best compared with: its title and where that leads."""
        if len(self.sides) > 1:
            return None
        other = second(self.sides[0].entry)
        same = other.name == self.sides[0].entry.name
        words = "the same without shortcuts" if same else find_network(other.name).title
        return words, self.address.adding(other)

    @property
    def file_name(self) -> str:
        """A name for what is downloaded, without an ending."""
        size = [self.query.size] if self.query.size else []
        return file_name(*(side.entry.text for side in self.sides), *size)

    def shape(self, side: Side) -> str:
        """What a network is given, as this page writes it."""
        return shape_text(side.trace.input.shape, self.query.shapes)

    def href(self, volume: Volume) -> str:
        """Where a click on a volume leads: to what it stands for in the explorer, with its network's own options."""
        return self._side(volume.path).explorer.to(at=volume.into)

    def place_href(self, number: int, at: str) -> str:
        """A place of one of the networks, in the explorer."""
        return self.sides[number - 1].explorer.to(at=at)

    def open_href(self, *paths: str) -> str:
        """This page with more layers unfolded."""
        return self.address.to(open=",".join(sorted(self.query.opened.union(paths))))

    @property
    def unfolded(self) -> list[str]:
        """The long layers whose blocks are all shown, because that was asked for."""
        long = {layer.path for trace in self.traces for layer in trace.layers if len(layer.blocks) > FOLDABLE}
        return sorted(long & {path.partition("/")[2] for path in self.query.opened})

    def _side(self, path: str) -> Side:
        return self.sides[int(path.partition("/")[0]) - 1]
