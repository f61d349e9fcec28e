"""The trace of a network from a notebook, with its exports."""

from dataclasses import dataclass, fields
from typing import Any, Literal

from pydantic import TypeAdapter
from torch import nn

from ..diagrams.scene.palette import Theme
from ..diagrams.svg import standalone
from ..diagrams.tables.steps import steps_csv
from ..diagrams.views.context import ViewContext
from ..diagrams.views.place import Place, find_place, place_scene
from ..networks.bounds import ImpossibleChoice
from ..networks.options import UnknownNetwork, configure, parse_size
from ..tracing import records, tracer
from ..tracing.own import trace_own
from .errors import InvalidArgument, UnknownPath
from .sizes import SizeArgument, shapes_of, sides

Scale = Literal["readable", "true"]
Shapes = Literal["hwc", "nchw"]


@dataclass(frozen=True)  # without slots, as its base class
class Trace(records.Trace):
    """The record of one forward of one image: all steps with their shapes, parameters and MACs.

    `steps` are in the order they ran, `totals` their sums; `step("layer4.0.conv1")` is one of them. `layers` with their
    blocks and operations are the network's division, `warnings` what the trace could not establish.
    """

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain dictionaries and lists, as the JSON of the API."""
        return dict(TypeAdapter(records.Trace).dump_python(self, mode="json"))

    def to_csv(self) -> str:
        """Return the steps as CSV, a line each."""
        return steps_csv(self)

    def svg(self, at: str = "", *, scale: Scale = "readable", shapes: Shapes = "hwc", theme: Theme = "light") -> str:
        """Return the picture of a layer, block or operation as an SVG file; of the network if `at` is empty.

        `scale` is *readable* (√H, √W, log₂ C) or *true* (linear), `shapes` is how shapes are written. Raises
        `UnknownPath`, a `ValueError`.
        """
        context = ViewContext(self, scale, shapes)
        return standalone(place_scene(context, place_of(self, at)), theme)

    def __repr__(self) -> str:
        totals = self.totals
        return f"<Trace of {self.title}: {totals.steps:,} steps, {totals.params:,} parameters, {totals.macs:,} MACs>"


def trace(network: nn.Module | str, size: SizeArgument = None, **options: Any) -> Trace:
    """Trace a module, or a network of the catalogue by its name, for one image.

    `size` is the input's shape without the batch, `(3, 224, 224)`; `(160, 224)` or `224` leave out what the module
    tells; a batch of images gives its own. Several inputs have a dictionary of shapes by name. A module's default is
    the size it was published for, or 224×224. `options` are those of the catalogue: `trace("resnet50", stem="cifar")`.

    The module is as before afterwards. Raises `ValueError` in one sentence where it cannot be traced.
    """
    return _with_exports(_named(network, size, options) if isinstance(network, str) else _own(network, size, options))


def _named(name: str, size: SizeArgument, options: dict[str, Any]) -> records.Trace:
    numbers = sides(size)
    try:
        spec = configure(name, options)
        if len(numbers) == 3 and numbers[0] != spec.channels:
            raise InvalidArgument(f"{name} takes {spec.channels} channels; for others, pass channels={numbers[0]}.")
        return tracer.trace(spec, *parse_size(name, "x".join(map(str, numbers[-2:])) or None))
    except (UnknownNetwork, ImpossibleChoice) as error:
        raise InvalidArgument(str(error)) from error


def _own(model: nn.Module, size: SizeArgument, options: dict[str, Any]) -> records.Trace:
    if not isinstance(model, nn.Module):
        raise InvalidArgument(f"{model!r:.60} is neither an nn.Module nor a name of the catalogue, as 'resnet50'.")
    if options:
        raise InvalidArgument(f"{', '.join(options)}: only networks of the catalogue have options.")
    name = type(model).__name__
    return trace_own(model, shapes_of(model, size), name=name, title=name)


def _with_exports(trace: records.Trace) -> Trace:
    return Trace(**{field.name: getattr(trace, field.name) for field in fields(trace)})


def place_of(trace: records.Trace, at: str) -> Place:
    """The place with this path, or of this step. Raises `UnknownPath`."""
    place = find_place(trace, at)
    if at not in (place.at, place.step):
        raise UnknownPath(trace.title, at, [*all_places(trace), *(step.path for step in trace.steps)])
    return place


def all_places(trace: records.Trace) -> list[str]:
    """The paths of all places: the network, layers, blocks, operations."""
    blocks = [block.path for layer in trace.layers for block in layer.blocks]
    return ["", *(layer.path for layer in trace.layers), *blocks, *(each.path for each in trace.operations())]
