"""The network of the command `trace`: loaded, traced, and with its options in words."""

import difflib
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..loading.errors import LoadError, user_line
from ..loading.importing import root_of
from ..loading.loader import catalogue_spec, load
from ..loading.shapes import InputShapes, input_shapes, parse_size
from ..loading.source import OwnSource, Source, parse_source
from ..networks.catalogue import DEFAULT_SIZE, NETWORKS
from ..networks.option_table import OPTIONS
from ..tracing.check import Check, check_trace
from ..tracing.own import Untraceable, trace_own
from ..tracing.recorder.forward import ForwardFailed
from ..tracing.records import Trace
from ..tracing.tracer import trace
from ..web.controls import settings, title_parts
from .messages import Failure, progress
from .permission import check_code_allowed


@dataclass(frozen=True, slots=True)
class TracedNetwork:
    """A trace, and a function that compares it with a real forward.

    `variant` are the options in words. `size_reason` says where the input's size comes from; it is empty if it was
    stated.
    """

    trace: Trace
    check: Callable[[], Check]
    variant: tuple[str, ...]
    size_reason: str

    @property
    def name(self) -> str:
        """`ResNet-50 · 10 classes`."""
        return " · ".join([self.trace.title, *self.variant])


def own_source(text: str, arguments: Namespace) -> OwnSource:
    """A source with the `--arg`s and `--size`s of the command line. Raises `LoadError`, also where no code may run."""
    check_code_allowed(text)
    return OwnSource(text, _named_arguments(arguments.arg), tuple(map(parse_size, arguments.size)))


def _named_arguments(texts: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise LoadError(f"--arg {text[:60]} has to be NAME=VALUE, as width=64.", is_usage=True)
        if name in values:
            raise LoadError(f"--arg {name} is given twice.", is_usage=True)
        values[name] = value
    return values


def trace_source(source: OwnSource) -> TracedNetwork:
    """Load and trace a network. Raises `LoadError`, or `Failure`."""
    parsed = parse_source(source.text)
    return _trace_catalogue(source, parsed.name) if parsed.is_catalogue else _trace_own(source, parsed)


def _trace_own(source: OwnSource, parsed: Source) -> TracedNetwork:
    with progress(f"Loading {source.text}"):
        model = load(source.text, source.arguments)
    inputs = input_shapes(model, source.sizes)
    variant = tuple(f"{name}={value}" for name, value in source.arguments.items())
    try:
        with progress(f"Tracing {source.text}"):
            traced = trace_own(model, inputs.shapes, name=parsed.name, title=parsed.name)
    except Untraceable as error:
        raise Failure(untraceable_sentence(error, parsed, inputs), 1) from error
    return TracedNetwork(traced, lambda: check_trace(model, traced), variant, inputs.reason)


def untraceable_sentence(error: Untraceable, source: Source, inputs: InputShapes) -> str:
    """The error with the line of the user's code, and with the way out where the size was not stated."""
    if not isinstance(cause := error.__cause__, ForwardFailed):
        return str(error)
    line = user_line(cause.error, root_of(source))
    place = f" ({line})" if line else ""
    remedy = f" The size was not stated ({inputs.reason}): set it with --size." if inputs.reason else ""
    return f"{str(error).rstrip('.')}{place}.{remedy}"


def _trace_catalogue(source: OwnSource, name: str) -> TracedNetwork:
    arguments = _with_channels(source)
    spec = catalogue_spec(name, arguments)
    sides = source.sizes[0].sides[-2:] if source.sizes else (DEFAULT_SIZE[name],)
    height, width = sides[0], sides[-1]
    with progress(f"Tracing {NETWORKS[name].title}"):
        traced = trace(spec, height, width)
    reason = "" if source.sizes else "the size that it was published for"
    variant = tuple(title_parts(name, settings(NETWORKS[name], spec)))
    return TracedNetwork(traced, lambda: check_trace(load(name, arguments), traced), variant, reason)


def _with_channels(source: OwnSource) -> dict[str, str]:
    """The options, with `channels` from a size C×H×W. Raises `LoadError`."""
    arguments = dict(source.arguments)
    for name in arguments:
        if name not in OPTIONS:
            near = difflib.get_close_matches(name, OPTIONS, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"The options are {', '.join(OPTIONS)}."
            raise LoadError(f"A network of the catalogue has no option {name!r}. {hint}", is_usage=True)
    if not source.sizes:
        return arguments
    if len(source.sizes) > 1 or source.sizes[0].name or len(source.sizes[0].sides) > 3:
        raise LoadError(
            "A network of the catalogue has one image as input: give --size N, HxW or CxHxW.", is_usage=True
        )
    if len(sides := source.sizes[0].sides) == 3:
        channels = str(sides[0])
        if arguments.setdefault("channels", channels) != channels:
            raise LoadError(
                f"--size has {channels} channels and --arg channels={arguments['channels']}. Give one of them.",
                is_usage=True,
            )
    return arguments
