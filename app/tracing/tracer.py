"""Traces a network: builds the module, runs one empty batch through it, and describes what the hooks recorded."""

from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

import torch

from ..networks.bounds import ImpossibleChoice, Suggestion, check_size, smallest_side, weighted_layers
from ..networks.catalogue import NETWORKS
from ..networks.head import check_input
from ..networks.outline import Outline
from ..networks.spec import Spec
from . import arithmetic, limiter, models
from .inference import flow_step, infer_outline
from .limiter import LimiterStats
from .memo import CacheStats, MemoCache
from .models import Model, model_bytes
from .recorder.calls import Recording
from .recorder.describe import Describer, is_weighted
from .recorder.modules import functions_of, recording_modules
from .recorder.windows import window_of
from .records import IMAGE, Input, Step, Trace
from .runtime import trim_heap
from .sums import layers_with_sums, totals_of

STEP_BYTES = 1_150  # resident memory of a step with its share of the outline, measured over hundreds of cached traces
TRIM_EVERY = 50  # runs: keeps memory flat and costs each run a tenth of a millisecond


def run_trace(model: Model, height: int, width: int) -> Trace:
    """Trace one forward of `height` × `width` pixels. Raises `ImpossibleChoice` when the input does not fit."""
    check_input(model.spec, height, width)
    image = (model.spec.channels, height, width)
    with model.lock:
        recording = _record_forward(model, image)
        steps = Describer(recording, [call.base for call in recording.calls], [IMAGE]).steps()
        outline = model.outline = model.outline or _outline(model, recording, steps)
    totals = totals_of(outline, steps, weighted_layers(model.spec))
    return Trace(
        network=model.spec.network,
        title=NETWORKS[model.spec.network].title,
        spec=model.spec,
        input=Input(image),
        stem=outline.stem,
        layers=layers_with_sums(outline, steps, totals),
        head=outline.head,
        steps=steps,
        totals=totals,
    )


def _record_forward(model: Model, shape: tuple[int, int, int]) -> Recording:
    """Run a forward with an empty batch: the kernels check every shape and compute nothing (decision 1)."""
    image = torch.empty((0, *shape))
    with torch.inference_mode(), recording_modules(model.leaves, image) as recording:
        try:
            model.module(image)
        except RuntimeError as error:
            raise _too_small(model, recording, shape, error) from error
    return recording


def _too_small(
    model: Model, recording: Recording, shape: tuple[int, int, int], error: RuntimeError
) -> ImpossibleChoice:
    """The error for a forward that failed at the first step without a recorded call."""
    leaf = model.leaves[len(recording.calls)]  # modules are registered in the order in which they run
    given = recording.calls[-1].output_shapes[0][1:] if recording.calls else shape
    [function] = functions_of(leaf, given, given)
    window = window_of(function)
    sides = arithmetic.window_text(window, given) if window else str(error)
    least = smallest_side(model.spec)
    return ImpossibleChoice(
        "size",
        f"An input of {shape[1]}×{shape[2]} is too small for {model.spec.network}: "
        f"{leaf.callee.base} is given {given[1]}×{given[2]}×{given[0]}, and {sides}. Choose {least}×{least} or larger.",
        Suggestion({"size": str(least)}),
    )


def _outline(model: Model, recording: Recording, steps: tuple[Step, ...]) -> Outline:
    flow = [flow_step(step, call.owner, is_weighted(call)) for step, call in zip(steps, recording.calls, strict=True)]
    return infer_outline(flow, [steps[-1].path], model.classes).outline


def trace_bytes(trace: Trace) -> int:
    """Estimate the resident memory of a cached trace."""
    return STEP_BYTES * len(trace.steps)


class TraceKey(NamedTuple):
    """Everything a trace depends on."""

    spec: Spec
    height: int
    width: int


def _trace(key: TraceKey) -> Trace:
    return run_trace(_models.get_or_compute(key.spec), key.height, key.width)


_runs = count(1)
_models: MemoCache[Spec, Model] = MemoCache(lambda spec: models.build(spec), model_bytes, 192_000_000)
_traces: MemoCache[TraceKey, Trace] = MemoCache(_trace, trace_bytes, 64_000_000)


def trace(spec: Spec, height: int, width: int) -> Trace:
    """Return the trace of a network for an input of `height` × `width` pixels, from the cache or from a new run.

    Concurrent callers with the same arguments share one run. Raises `ImpossibleChoice` when the input is out of bounds
    or too small for the network, and `Busy` when the queue of the trace limiter is full.
    """
    check_size(height, width)
    key = TraceKey(spec, height, width)
    if (cached := _traces.get(key)) is not None:
        return cached
    with limiter.permit():
        try:
            return _traces.get_or_compute(key)
        finally:  # after failed runs too: they built a model
            if next(_runs) % TRIM_EVERY == 0:
                trim_heap()


def configure_caches(max_trace_bytes: int, max_model_bytes: int) -> None:
    """Set the caches' limits in bytes. A cache whose limit changes is cleared."""
    for cache, max_bytes in ((_traces, max_trace_bytes), (_models, max_model_bytes)):
        if cache.max_bytes != max_bytes:
            cache.clear(max_bytes)


def clear_caches() -> None:
    """Drop all traces and models; the limits stay."""
    for cache in (_traces, _models):
        cache.clear(cache.max_bytes)


@dataclass(frozen=True, slots=True)
class TracerStats:
    """Both caches and the limiter of cold traces."""

    traces: CacheStats
    models: CacheStats
    limiter: LimiterStats


def stats() -> TracerStats:
    return TracerStats(_traces.stats(), _models.stats(), limiter.stats())
