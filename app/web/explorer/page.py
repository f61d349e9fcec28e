"""Everything that a page of the explorer shows, collected for its template."""

from dataclasses import dataclass

from ...diagrams.scene.marks import Volume
from ...diagrams.scene.scene import Scene
from ...diagrams.sliding_window.axes import operation_axes
from ...diagrams.sliding_window.plan import WindowPlan, window_plan
from ...diagrams.tables.steps import StepGroup, step_table
from ...diagrams.text import formatting
from ...diagrams.text.tooltips import TooltipRows, Tooltips
from ...diagrams.views.context import ViewContext
from ...diagrams.views.place import Place, find_place, place_scene
from ...networks.catalogue import DEFAULT_SIZE, Network
from ...networks.option_table import OPTIONS
from ...networks.options import find_network
from ...tracing.records import Trace
from ..compare.urls import compare_url
from ..controls import Control, Family, SizeControl, controls, families, size_control, size_text, title_parts
from ..downloads import file_name
from ..embed.urls import EmbedUrl
from ..errors import PageError
from ..query import trace_network
from ..urls import ExplorerUrl, explorer_url
from .view import PageQuery


@dataclass(frozen=True, slots=True)
class Explorer:
    """One page: a trace, a place in it, its picture and its controls.

    `variant` is what its title states besides the name of the network. `error` is the problem of a failed request.
    """

    network: Network
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
    def window_plan(self) -> WindowPlan | None:
        """The sliding window, if the place is an operation that has one."""
        operation = self.place.operation
        return window_plan(self.trace, operation, self.scene, self.query.window) if operation else None

    @property
    def steps(self) -> list[StepGroup]:
        folded = frozenset(fold.path for fold in self.scene.folds)
        return step_table(self.trace, self.place, self.query.shapes, folded)

    @property
    def families(self) -> list[Family]:
        return families(self.url.for_network)

    @property
    def file_name(self) -> str:
        """The name of downloads, without extension: network, options, size."""
        options = [f"{name}-{value}" for name, value in self.url.parameters.items() if name in OPTIONS]
        return file_name(self.network.name, *options, size_text(*self.trace.input.shape[1:]))

    @property
    def compare(self) -> str:
        """The URL of a comparison of this network with a related one."""
        return compare_url(self.url)

    @property
    def embed(self) -> str:
        """The URL of the page for a frame on another site."""
        return EmbedUrl(self.network.name, self.url.parameters).to()

    @property
    def size_control(self) -> SizeControl:
        text = size_text(*self.trace.input.shape[1:])
        return size_control(text, str(self.own_size), lambda size: self.url.to(size=size))

    @property
    def own_size(self) -> int:
        """The side of the images that the network was published for."""
        return DEFAULT_SIZE[self.network.name]

    @property
    def totals(self) -> list[tuple[str, str, str]]:
        """The summary: name, short value, and the value in full."""
        totals = self.trace.totals
        return [
            ("Parameters", formatting.short_count(totals.params), f"{totals.params:,}"),
            ("MACs", formatting.short_count(totals.macs), f"{totals.macs:,} multiply-adds for one image"),
            (
                "Activations",
                formatting.size_in_bytes(totals.bytes),
                f"{totals.bytes:,} bytes: every step's volume in float32",
            ),
            (
                "Weighted layers",
                f"{totals.weighted_layers:,}",
                "convolutions and linear layers, without shortcuts",
            ),
            (
                "Receptive field",
                formatting.receptive_field_text(totals.receptive_field),
                "of one value at the end of the last layer",
            ),
            ("Before pooling", self.shape(totals.last_volume), "the last layer's volume"),
        ]

    def shape(self, shape: tuple[int, ...]) -> str:
        """The shape in the notation of the page."""
        return formatting.shape_text(shape, self.query.shapes)

    def href(self, volume: Volume) -> str:
        """The link of a volume: one level in, with the volume as the fragment."""
        target = self.url.to(at=volume.link_path)
        return f"{target}#{volume.path}" if volume.link_path != volume.at else target

    def open_href(self, path: str) -> str:
        """The URL with one more layer unfolded."""
        return self.url.to(open=",".join(sorted(self.query.opened | {path})))

    @property
    def unfolded(self) -> list[tuple[str, str]]:
        """The layers that are unfolded, each with the URL that folds it."""
        opened = self.query.opened
        if not opened:
            return []
        closed = place_scene(ViewContext(self.trace, self.query.scale, self.query.shapes), self.place)
        paths = [fold.path for fold in closed.folds if fold.path in opened]
        return [(path, self.url.to(open=",".join(sorted(opened - {path})))) for path in paths]

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
        figures = {name: self.url.figure_url(name) for name in ("volumes", "costs")}
        return {
            "at": self.place.at,
            "outside": None if self.place.outside is None else self.url.to(at=self.place.outside),
            "ownSize": self.own_size,
            "here": self.url.to(),
            "trace": self.url.trace_url,
            "figures": figures,
        }

    @property
    def page_data(self) -> dict[str, object]:
        """The data of the picture for its script."""
        return {"tooltips": self.volume_tooltips, "covers": self.tooltips.covered_steps(self.scene)}


def explore(name: str, query: PageQuery) -> Explorer:
    """Build the page of a request. Raises `UnknownNetwork` or `ImpossibleChoice`."""
    network = find_network(name)
    trace = trace_network(name, query)
    place = find_place(trace, query.at)
    query = query.within(operation_axes(trace, place.operation))
    url = explorer_url(name, query)
    shown = tuple(controls(network, trace.catalogue_spec, url))
    variant = tuple(title_parts(network, shown))
    context = ViewContext(trace, query.scale, query.shapes, query.opened, query.window, variant)
    return Explorer(network, query, url, trace, place, place_scene(context, place), shown, variant)
