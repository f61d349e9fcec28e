"""Everything one page of the explorer shows, gathered for its template."""

from dataclasses import dataclass, replace

from app.diagrams.scene.marks import Volume
from app.diagrams.scene.scene import Scene
from app.diagrams.sliding_window.axes import operation_axes
from app.diagrams.sliding_window.plan import WindowPlan, window_plan
from app.diagrams.tables.steps import StepGroup, step_table
from app.diagrams.text import formatting
from app.diagrams.text.tooltips import TooltipRows, Tooltips
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import Place, find_place, place_scene
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS, Network
from app.networks.options import find_network
from app.tracing.records import Trace
from app.web.compare.urls import compare_url
from app.web.controls import Control, Family, SizeControl, controls, families, size_control, size_text, variant
from app.web.downloads import file_name
from app.web.embed.urls import EmbedUrl
from app.web.explorer.view import PageQuery
from app.web.query import OPTION_NAMES, trace_network
from app.web.urls import ExplorerUrl, explorer_url


@dataclass(frozen=True, slots=True)
class Explorer:
    """One page: a trace, a place in it, its picture and its table; `error` says what of the request was impossible."""

    network: Network
    query: PageQuery
    url: ExplorerUrl
    trace: Trace
    place: Place
    scene: Scene
    controls: tuple[Control, ...]
    variant: tuple[str, ...]
    error: tuple[str, str] | None = None

    @property
    def readout(self) -> Tooltips:
        """What can be read out of this page's trace, in this page's notation."""
        return Tooltips(self.trace, self.query.shapes)

    @property
    def readouts(self) -> dict[str, TooltipRows]:
        """What is read out of every volume of the picture."""
        return self.readout.for_scene(self.scene)

    @property
    def window_plan(self) -> WindowPlan | None:
        """The kernel on its way over the input, where one stands at an operation that has such a thing."""
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
        """A name for what is downloaded, without an ending: network, options, size."""
        options = [f"{name}-{value}" for name, value in self.url.parameters.items() if name in OPTION_NAMES]
        return file_name(self.network.name, *options, size_text(*self.trace.input.shape[1:]))

    @property
    def compare(self) -> str:
        """This network beside the one that it is best compared with."""
        return compare_url(self.url)

    @property
    def embed(self) -> str:
        """The picture as other sites can show it in a frame."""
        return EmbedUrl(self.network.name, self.url.parameters).to()

    @property
    def size_control(self) -> SizeControl:
        text = size_text(*self.trace.input.shape[1:])
        return size_control(text, str(self.own_size), lambda size: self.url.to(size=size))

    @property
    def own_size(self) -> int:
        """The side that the network was published for."""
        return DEFAULT_SIZE[self.network.name]

    @property
    def totals(self) -> list[tuple[str, str, str]]:
        """The summary strip: a name, a value, and the value in full."""
        totals = self.trace.totals
        return [
            ("Parameters", formatting.short_count(totals.params), f"{totals.params:,}"),
            ("MACs", formatting.short_count(totals.macs), f"{totals.macs:,} multiply-adds for one image"),
            (
                "Activations",
                formatting.size_in_bytes(totals.bytes),
                f"{totals.bytes:,} bytes: every step's volume in float32",
            ),
            ("Weighted layers", f"{totals.weighted_layers:,}", "convolutions and linear layers, without shortcuts"),
            (
                "Receptive field",
                formatting.receptive_field_text(totals.receptive_field),
                "of one value at the end of the last layer",
            ),
            ("Before pooling", self.shape(totals.last_volume), "the last layer's volume"),
        ]

    def shape(self, shape: tuple[int, ...]) -> str:
        """A shape as this page writes it."""
        return formatting.shape_text(shape, self.query.shapes)

    def href(self, volume: Volume) -> str:
        """Where a click on a volume leads: one level in, to the very thing that was clicked."""
        target = self.url.to(at=volume.link_path)
        return f"{target}#{volume.path}" if volume.link_path != volume.at else target

    def open_href(self, path: str) -> str:
        """This page with one more layer unfolded."""
        return self.url.to(open=",".join(sorted(self.query.opened | {path})))

    @property
    def unfolded(self) -> list[tuple[str, str]]:
        """The layers that were unfolded in this picture, each with the address at which it is folded again."""
        opened = self.query.opened
        if not opened:
            return []
        closed = place_scene(ViewContext(self.trace, self.query.scale, self.query.shapes), self.place)
        paths = [fold.path for fold in closed.folds if fold.path in opened]
        return [(path, self.url.to(open=",".join(sorted(opened - {path})))) for path in paths]

    @property
    def elsewhere(self) -> str | None:
        """What is shown in place of what was asked for, where there is no such thing in this network."""
        asked, place = self.query.at, self.place
        if asked in (place.at, place.step, "input"):
            return None
        return f"{self.network.title} has no {asked}; this is {place.at or 'the whole network'}."

    @property
    def state(self) -> dict[str, object]:
        """What the script needs to know of the page."""
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
        """What the script needs to know of the picture."""
        return {"tooltips": self.readouts, "covers": self.readout.covered_steps(self.scene)}


def explore(name: str, query: PageQuery) -> Explorer:
    """The page that was asked for. Raises `UnknownNetwork` or `ImpossibleChoice`."""
    network = find_network(name)
    trace = trace_network(name, query)
    place = find_place(trace, query.at)
    query = query.within(operation_axes(trace, place.operation))
    here = explorer_url(name, query)
    made = tuple(controls(network, trace.spec, here))
    apart = tuple(variant(network, made))
    context = ViewContext(trace, query.scale, query.shapes, query.opened, query.window, apart)
    scene = place_scene(context, place)
    return Explorer(network, query, here, trace, place, scene, made, apart)


def fallback(name: str, option: str, sentence: str) -> Explorer | None:
    """A network as published, beside the sentence that says what of the request was impossible."""
    if name not in NETWORKS:
        return None
    return replace(explore(name, PageQuery.model_validate({})), error=(option, sentence))
