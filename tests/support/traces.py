"""Traces from network names and options, as users write them."""

from typing import Any

from app.networks.options import Options, configure, parse_size
from app.networks.outline import Block
from app.networks.spec import Spec
from app.tracing import tracer
from app.tracing.records import IMAGE, Shape, Trace


def spec(network: str, **options: Any) -> Spec:
    return configure(network, Options(**options))


def trace_network(network: str, size: str | None = None, **options: Any) -> Trace:
    return tracer.trace(spec(network, **options), *parse_size(network, size))


def output_shape(trace: Trace, path: str) -> Shape:
    """Return the shape of a step's output, or of the image for `input`."""
    return trace.input.shape if path == IMAGE else trace.step(path).output_shape


def blocks(trace: Trace) -> list[Block]:
    return [block for layer in trace.layers for block in layer.blocks]
