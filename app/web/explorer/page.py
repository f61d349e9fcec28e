"""Everything that a page of the explorer shows, collected for its template."""

import math
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from ...diagrams.charts.costs import CostChart, cost_chart
from ...diagrams.charts.downward import downward_chart
from ...diagrams.scene.marks import Volume
from ...diagrams.scene.scene import Scene
from ...diagrams.sliding_window.axes import operation_axes
from ...diagrams.sliding_window.plan import WindowPlan, window_plan
from ...diagrams.tables.steps import StepGroup, step_table
from ...diagrams.tables.sums import SumRow, place_sum
from ...diagrams.text import formatting
from ...diagrams.text.tooltips import TooltipRows, Tooltips
from ...diagrams.views.context import WIDTH, ViewContext
from ...diagrams.views.downward import downward_scene
from ...diagrams.views.place import Place, find_place, fitted_scene, place_scene
from ...networks.option_table import OPTIONS
from ...tracing.records import Pair, Trace
from ..advice.offers import Advisor
from ..advice.panel import InputsPanel, PageNote, inputs_panel, page_notes
from ..compare.variations import Variations, variations
from ..controls import Control, SizeControl, image_size, size_control, size_text, title_parts
from ..downloads import file_name
from ..embed.urls import EmbedUrl
from ..errors import PageError
from ..networks import Family, PageNetwork, applicable_parameters, families, find_network
from ..query import MEMORY
from ..urls import ExplorerUrl, explorer_url, open_parameter
from .counts import CountsPanel, counts_panel
from .memory import MemoryPanel, memory_panel
from .summary import SummaryRow, summary
from .view import PageQuery

MOST_LETTERS = 15  # of the labels in the row beside the picker


@dataclass(frozen=True)  # without slots, for the cached properties
class Explorer:
    """One page: a trace, a place in it, its picture and its controls.

    `variant` is what its title states besides the name of the network. `error` is the problem of a failed request.
    """

    network: PageNetwork
    query: PageQuery
    url: ExplorerUrl
    trace: Trace
    place: Place
    scene: Scene
    controls: tuple[Control, ...]
    variant: tuple[str, ...]
    error: PageError | None = None

    @property
    def tooltips(self) -> Tooltips:
        """The tooltips of the trace, in the notation of the page."""
        return Tooltips(self.trace, self.query.shapes)

    @property
    def volume_tooltips(self) -> dict[str, TooltipRows]:
        """The tooltip of each volume of the picture."""
        return self.tooltips.for_scene(self.scene)

    @property
    def downward(self) -> Scene | None:
        """The network as a narrow screen shows it."""
        if self.place.level != "network":
            return None
        context = ViewContext(self.trace, self.query.scale, self.query.shapes, self.query.opened)
        return downward_scene(context, self.scene.title)

    @property
    def window_plan(self) -> WindowPlan | None:
        """The sliding window, if the place is an operation that has one."""
        operation = self.place.operation
        return window_plan(self.trace, operation, self.scene, self.query.window) if operation else None

    @property
    def steps(self) -> list[StepGroup]:
        folded = frozenset(fold.path for fold in self.scene.folds)
        return step_table(self.trace, self.place, self.query.shapes, folded)

    @property
    def steps_sum(self) -> SumRow:
        """The sum of all steps of the place."""
        return place_sum(self.trace, self.place)

    @cached_property
    def families(self) -> list[Family]:
        return families(lambda other: self.url.for_network(other.name, applicable_parameters(other)))

    @property
    def family(self) -> Family:
        """The family of the network."""
        return next(each for each in self.families if each.name == self.network.family)

    @property
    def siblings(self) -> Family | None:
        """The networks of the same family around this one whose labels fit into a row, if these are several."""
        around = self.family.around(self.network.name, MOST_LETTERS)
        return around if len(around.networks) > 2 else None

    @property
    def file_name(self) -> str:
        """The name of downloads, without extension: network, options, size."""
        options = [f"{name}-{value}" for name, value in self.url.parameters.items() if name in OPTIONS]
        return file_name(self.network.name, *options, *([self.size_text] if self.size_text else []))

    @property
    def variations(self) -> list[Variations]:
        """The comparisons of this configuration with others that vary one thing."""
        return variations(self.url, self.network, self.controls, self.image_size, self.family)

    @property
    def embed(self) -> str:
        """The URL of the page for a frame on another site."""
        return EmbedUrl(self.network.name, self.url.parameters).to(view=None, chart=None, lecture=None)

    @property
    def image_size(self) -> Pair | None:
        """Height and width of the input; `None` if it is no image."""
        return image_size(self.trace.input.shape)

    @property
    def size_text(self) -> str:
        """The input size as the URL writes it; empty if the input is no image."""
        return size_text(*self.image_size) if self.image_size else ""

    @property
    def size_control(self) -> SizeControl | None:
        """The control of the input size, if the input is an image."""
        if not self.image_size:
            return None
        return size_control(self.size_text, self.network.default_size, lambda size: self.url.to(size=size))

    @cached_property
    def advice(self) -> list[PageNote]:
        """The notes that concern this place. Only the fixes of an open note are traced."""
        return page_notes(self._advisor, self.place, self.query.note)

    @property
    def _advisor(self) -> Advisor:
        return Advisor(self.network, self.query, self.url, self.trace)

    @property
    def inputs(self) -> InputsPanel:
        """The inputs that give the maps of this place, and the answer to the question in the URL."""
        return inputs_panel(self._advisor, self.place, self.query.map, self.query.values)

    @property
    def summary(self) -> list[SummaryRow]:
        """The sums of the place, or of the network."""
        return summary(self.trace, self.place, self.query.shapes)

    @property
    def panels(self) -> tuple[tuple[str, str], ...]:
        """The panels below the summary: the value of the parameter `panel`, and the title."""
        titles = {"counts": "How others count", "inputs": "Which inputs give this map?", "memory": "Memory of a batch"}
        return tuple(titles.items())

    def panel_href(self, name: str | None) -> str:
        """The URL with another panel open, or with none and without what was asked in it."""
        asked = {} if name else dict.fromkeys(("map", "values", *MEMORY))
        return self.url.to(panel=name, **asked)

    @property
    def memory(self) -> MemoryPanel:
        """The memory of training or inference."""
        return memory_panel(self.query, self.url, self.trace)

    count_text = staticmethod(formatting.short_count)
    bytes_text = staticmethod(formatting.size_in_bytes)

    @property
    def counts(self) -> CountsPanel:
        """The figures of the network under all counting conventions."""
        return counts_panel(self.trace)

    def shape(self, shape: tuple[int, ...]) -> str:
        """The shape in the notation of the page."""
        return formatting.shape_text(shape, self.query.shapes)

    def href(self, volume: Volume) -> str:
        """The link of a volume: one level in, with the volume as the fragment."""
        target = self.url.to(at=volume.link_path)
        return f"{target}#{quote(volume.path)}" if volume.link_path != volume.at else target

    def open_href(self, path: str) -> str:
        """The URL with one more layer unfolded."""
        return self.url.to(open=open_parameter(self.query.opened | {path}))

    @property
    def unfolded(self) -> list[tuple[str, str]]:
        """The layers that are unfolded, each with the URL that folds it."""
        opened = self.query.opened
        if not opened:
            return []
        closed = place_scene(ViewContext(self.trace, self.query.scale, self.query.shapes), self.place)
        paths = [fold.path for fold in closed.folds if fold.path in opened]
        return [(path, self.url.to(open=open_parameter(opened - {path}))) for path in paths]

    @property
    def place_notice(self) -> str | None:
        """The sentence for a place that the network does not have."""
        at, place = self.query.at, self.place
        if at in (place.at, place.step, "input"):
            return None
        return f"{self.network.title} has no {at}; the picture shows {place.at or 'the whole network'}."

    @property
    def state(self) -> dict[str, object]:
        """The data of the page for its script."""
        return {
            "at": self.place.at,
            "outside": None if self.place.outside is None else self.url.to(at=self.place.outside),
            "ownSize": self.network.default_size,
            "here": self.url.to(),
            "trace": self.url.trace_url,
            "volumes": self.url.figure_url("volumes"),
        }

    @property
    def page_data(self) -> dict[str, object]:
        """The data of the picture for its script."""
        costs = {"costs": self.cost_chart.tooltips} if self.query.chart else {}
        return {"tooltips": self.volume_tooltips, "covers": self.tooltips.covered_steps(self.scene), **costs}

    @cached_property
    def cost_chart(self) -> CostChart:
        """The costs of what the picture shows."""
        return cost_chart(self.scene, self.trace)

    @property
    def downward_chart(self) -> CostChart:
        """The costs of the network as a narrow screen shows them."""
        return downward_chart(self.scene, self.trace)


def explore(name: str, query: PageQuery, width: float = WIDTH, brief: bool = False, room: float = math.inf) -> Explorer:
    """Build the page of a request; `width` and `brief` are those of `ViewContext`, `room` that of `fitted_scene`.

    Raises `UnknownNetwork` or `ImpossibleChoice`.
    """
    network = find_network(name)
    trace = network.trace(query)
    place = find_place(trace, query.at)
    query = query.within(operation_axes(trace, place.operation))
    url = explorer_url(name, query)
    shown = network.controls(trace, url)
    variant = tuple(title_parts(network.name, shown))
    context = ViewContext(trace, query.scale, query.shapes, query.opened, query.window, variant, width, brief)
    return Explorer(network, query, url, trace, place, fitted_scene(context, place, room), shown, variant)
