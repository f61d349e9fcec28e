"""Traces by the words in which a person asks for them."""

from typing import Any

from app.networks.options import Options, configure, parse_size
from app.networks.outline import Block
from app.networks.spec import Spec
from app.tracing.hooks import IMAGE
from app.tracing.records import Shape, Trace
from app.tracing.tracer import trace


def spec(network: str, **options: Any) -> Spec:
    return configure(network, Options(**options))


def traced(network: str, size: str | None = None, **options: Any) -> Trace:
    return trace(spec(network, **options), *parse_size(network, size))


def output_shape(done: Trace, path: str) -> Shape:
    """Return the shape of a step's output, or of the image for `input`."""
    return done.input.shape if path == IMAGE else done.step(path).output_shape


def blocks(done: Trace) -> list[Block]:
    return [block for layer in done.layers for block in layer.blocks]
