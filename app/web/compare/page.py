"""The data of the comparison page for its template."""

from functools import cached_property
from typing import Literal

from pydantic import Field

from ...diagrams.charts.difference_places import WIDTH, drawn_places
from ...diagrams.charts.differences import DifferenceChart, difference_chart
from ...diagrams.comparison.columns import Column, columns_scene, columns_tooltips
from ...diagrams.comparison.downward import downward_scenes
from ...diagrams.comparison.flows import flows_scene
from ...diagrams.comparison.places import has_place, place_scenes
from ...diagrams.scene.marks import Volume
from ...diagrams.scene.scene import Scene
from ...diagrams.tables.differences import QUANTITIES, DifferenceRow, difference_rows
from ...diagrams.text.formatting import shape_text
from ...diagrams.views.decks import FOLDABLE
from ...studies.changes import changed_parts, changed_steps
from ...studies.comparison import MAX_NETWORKS, MIN_NETWORKS, Comparison, compare
from ..controls import SizeControl, size_control
from ..downloads import file_name
from ..errors import PageError
from ..networks import Family, families, find_network
from ..query import RunQuery
from ..urls import open_parameter, opened_paths
from .networks import ComparedNetwork, compared_networks
from .selection import Entry, NetworksQuery, counterpart, parse_entries
from .totals import TotalsRow, totals_rows
from .urls import VIEW_PARAMETERS, CompareUrl

DEFAULT_NETWORKS = "vgg19,plain34,resnet34"
"""The networks of the paper's Figure 3."""


class CompareQuery(RunQuery, NetworksQuery):
    """The networks, what is run of them, and how they are shown."""

    at: str = Field("", max_length=400)
    view: Literal["flows", "columns"] = "flows"
    scale: Literal["readable", "true"] = "readable"
    shapes: Literal["hwc", "nchw"] = "hwc"
    open: str = Field("", max_length=400)
    chart: Literal["", "lines", "differences"] = ""

    @property
    def opened(self) -> frozenset[str]:
        """The unfolded layers, each after the number of its network: `2/layer3`."""
        return opened_paths(self.open)

    @property
    def url(self) -> CompareUrl:
        """The URL of the page, by default with the paper's networks. Raises as `parse_entries` does."""
        given = self.model_dump(include={"size", *VIEW_PARAMETERS}, exclude_none=True, exclude_defaults=True)
        entries = parse_entries(self.networks) or parse_entries(DEFAULT_NETWORKS)
        return CompareUrl(
            entries, {name: f"{each:g}" if isinstance(each, float) else str(each) for name, each in given.items()}
        )


class ComparePage:
    """One comparison page. `error` is the parameter that was rejected and the reason.

    Raises `UnknownNetwork` or `ImpossibleChoice`.
    """

    quantities = tuple(QUANTITIES.values())
    min_networks, max_networks = MIN_NETWORKS, MAX_NETWORKS

    def __init__(self, query: CompareQuery, error: PageError | None = None) -> None:
        self.query, self.error = query, error
        self.url = query.url
        self.traces = query.traces(self.url.entries)
        self.networks = tuple(compared_networks(self.url, self.traces))

    @cached_property
    def columns(self) -> list[Column]:
        """The networks as columns of the picture."""
        # Whole networks have no boxes for single steps.
        steps = changed_steps(self.traces) if self.query.at else [frozenset[str]()] * len(self.traces)
        changes = zip(self.networks, changed_parts(self.traces), steps, strict=True)
        return [network.column(*changed) for network, *changed in changes]

    @cached_property
    def scene(self) -> Scene:
        query, title = self.query, self.title
        if query.view == "columns":
            return columns_scene(self.columns, title, query.shapes, query.opened)
        return flows_scene(self.columns, title, query.scale, query.shapes, query.opened)

    @property
    def page_data(self) -> dict[str, object]:
        """The data of the picture for the script."""
        scenes = [scene for _, scene in self.places if scene] or [self.scene, *(scene for _, scene in self.downward)]
        drawn = [columns_tooltips(self.columns, scene, self.query.shapes) for scene in scenes]
        costs = {"costs": self.difference_chart.tooltips} if self.difference_chart else {}
        return {"tooltips": {path: rows for tooltips in drawn for path, rows in tooltips.items()}, **costs}

    @cached_property
    def difference_chart(self) -> DifferenceChart | None:
        """The differences from the first network, if the URL asks for them and there are others."""
        if self.query.chart != "differences" or len(self.networks) < MIN_NETWORKS:
            return None
        names, keys = zip(*((column.title, column.key) for column in self.columns), strict=True)
        drawn = [] if self.places else drawn_places(self.comparison, keys, self.scene)
        return difference_chart(self.comparison, names, drawn, self.scene.width if drawn else WIDTH)

    @cached_property
    def places(self) -> list[tuple[ComparedNetwork, Scene | None]]:
        """The place of the URL in each network, or nothing if no network has it."""
        query = self.query
        if not any(has_place(trace, query.at) for trace in self.traces):
            return []
        scenes = place_scenes(self.columns, query.at, query.scale, query.shapes, query.opened)
        return list(zip(self.networks, scenes, strict=True))

    @cached_property
    def downward(self) -> list[tuple[ComparedNetwork, Scene]]:
        """The flows as a narrow screen shows them."""
        query = self.query
        if query.view == "columns" or self.places:
            return []
        scenes = downward_scenes(self.columns, query.scale, query.shapes, query.opened)
        return list(zip(self.networks, scenes, strict=True))

    @property
    def place_notice(self) -> str | None:
        """The sentence for a place that no network has."""
        at = self.query.at
        return f"No network here has {at}; the picture shows the whole networks." if at and not self.places else None

    @property
    def title(self) -> str:
        """The networks' titles, and their input if it is the same for all."""
        inputs = {self.input_text(network) for network in self.networks}
        names = ", ".join(network.title for network in self.networks)
        return f"{names} · input {inputs.pop()}" if len(inputs) == 1 else names

    @cached_property
    def comparison(self) -> Comparison:
        return compare(self.traces)

    @property
    def totals(self) -> list[TotalsRow]:
        """The table of totals."""
        return totals_rows(self.comparison, self.query.shapes, [self.query.memory_of(trace) for trace in self.traces])

    @property
    def differences(self) -> tuple[DifferenceRow, ...]:
        """The table of differences."""
        return difference_rows(self.comparison, self.traces, self.query.shapes, self.query.opened)

    @property
    def size_control(self) -> SizeControl:
        """The size of all networks without a size of their own; empty if their default sizes differ."""
        sides = {network.network.default_size for network in self.networks if not network.own_size}
        default = sides.pop() if len(sides) == 1 else ""
        return size_control(self.query.size or default, default, lambda size: self.url.to(size=size))

    @property
    def families(self) -> list[Family]:
        """Every network, with the URL of the comparison to which it is added."""
        return families(lambda network: self.url.add(Entry(network.name, {})))

    @property
    def suggestion(self) -> tuple[str, str] | None:
        """The title and the URL of a second network, if there is only one."""
        if len(self.networks) > 1:
            return None
        entry = self.networks[0].entry
        other = counterpart(entry)
        title = "the same without shortcuts" if other.name == entry.name else find_network(other.name).title
        return title, self.url.add(other)

    @property
    def file_name(self) -> str:
        """The name of a download, without its extension."""
        size = [self.query.size] if self.query.size else []
        return file_name(*(network.entry.text for network in self.networks), *size)

    def input_text(self, network: ComparedNetwork) -> str:
        """A network's input shape in this page's notation."""
        return shape_text(network.trace.input.shape, self.query.shapes)

    def href(self, volume: Volume) -> str:
        """The URL of a volume in the explorer, in its own network with its options."""
        number = int(volume.path.partition("/")[0])
        return self.place_href(number, volume.link_path)

    def place_href(self, number: int, at: str) -> str:
        """The URL of a place in one of the networks, in the explorer."""
        return self.networks[number - 1].explorer.to(at=at)

    def compared_href(self, at: str) -> str:
        """The same place of all networks side by side."""
        return self.url.to(at=at)

    def open_href(self, *paths: str) -> str:
        """This page with more layers unfolded."""
        return self.url.to(open=open_parameter(self.query.opened.union(paths)))

    @property
    def unfolded(self) -> list[str]:
        """The long layers that the URL unfolds."""
        long = {layer.path for trace in self.traces for layer in trace.layers if len(layer.blocks) > FOLDABLE}
        return sorted(long & {path.partition("/")[2] for path in self.query.opened})
