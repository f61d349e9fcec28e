"""A model that can be traced at any input size, with its traces in memory."""

from collections.abc import Callable, Mapping
from threading import Lock

from ...tracing import limiter
from ...tracing.memo import MemoCache
from ...tracing.records import Shape, Trace
from ...tracing.tracer import trace_bytes

Inputs = Mapping[str, Shape]
"""The shapes of the inputs by name, without the batch."""

MAX_TRACE_BYTES = 64_000_000  # of one model, as of the whole catalogue by default


class OwnModel:
    """Traces a model for inputs of any shape. `inputs` are its default shapes.

    Hooks see every forward of a module, so one trace runs at a time.
    """

    def __init__(self, run: Callable[[Inputs], Trace], inputs: Inputs) -> None:
        self.inputs = inputs
        self._run, self._lock = run, Lock()
        self._traces = MemoCache(self._trace, trace_bytes, MAX_TRACE_BYTES)

    def trace(self, inputs: Inputs) -> Trace:
        """The trace for these inputs, from memory or from a new run. Raises `Untraceable` or `Busy`."""
        key = tuple(inputs.items())
        if (cached := self._traces.get(key)) is not None:
            return cached
        with limiter.permit():
            return self._traces.get_or_compute(key)

    def _trace(self, key: tuple[tuple[str, Shape], ...]) -> Trace:
        with self._lock:
            return self._run(dict(key))
