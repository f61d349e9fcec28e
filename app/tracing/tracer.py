"""From a spec and an input size to a trace: build the module, run it once without a batch, read what the hooks saw."""

import threading
from dataclasses import dataclass
from itertools import count

import torch

from app.networks.bounds import ImpossibleChoice, check_size, params, smallest_side, weighted_layers
from app.networks.catalogue import NETWORKS
from app.networks.outline import Outline
from app.networks.resnet import ResNet
from app.networks.spec import Spec
from app.networks.vgg import VGG
from app.tracing import arithmetic, limiter
from app.tracing.hooks import Call, recording
from app.tracing.limiter import LimiterStats
from app.tracing.memo import Kept, KeptMeters
from app.tracing.records import Input, Step, Totals, Trace
from app.tracing.runtime import MMAP_THRESHOLD, trim_heap
from app.tracing.steps import read, sliding

# Measured as resident memory over hundreds of kept networks and traces; docs/operations.md says how.
MODULE = 4_800  # bytes of a module: its object, its parameters' and buffers' objects
PAGE = 4_096  # bytes of the one page that is touched of a large weight
STEP = 1_150  # bytes of a step of a trace, with its share of the outline
TIDY_EVERY = 50  # traces made, or tried: often enough for memory to stay flat, and a tenth of a millisecond for each


@dataclass(frozen=True, slots=True)
class Built:
    """A network that stands ready. One forward at a time: hooks belong to the run that registered them."""

    spec: Spec
    model: ResNet | VGG
    outline: Outline
    lock: threading.Lock
    modules: int


def assemble(spec: Spec) -> Built:
    """The network, in evaluation mode, its weights not initialised.

    Raises `ImpossibleChoice` when memory is not to be had even for weights that nothing is written to.
    """
    try:
        model = (VGG if spec.block == "vgg" else ResNet)(spec).eval()
    except RuntimeError as error:
        raise ImpossibleChoice(
            "base_width", f"There is no memory here for {params(spec):,} parameters. Choose a narrower network."
        ) from error
    return Built(spec, model, model.outline(), threading.Lock(), sum(1 for _ in model.modules()))


def observe(built: Built, height: int, width: int) -> Trace:
    """Every volume of a network that stands ready. Raises `ImpossibleChoice` when the input is too small for it."""
    shape = (built.spec.channels, height, width)
    with built.lock:
        steps = read(_run(built, shape), shape)
    outline = built.outline
    totals = _totals(built, steps)
    return Trace(
        network=built.spec.network,
        title=NETWORKS[built.spec.network].title,
        spec=built.spec,
        input=Input(shape),
        stem=outline.stem,
        layers=outline.layers,
        head=outline.head,
        steps=steps,
        totals=totals,
    )


def _run(built: Built, shape: tuple[int, int, int]) -> list[Call]:
    """The calls of one forward of no images at all: real kernels check every shape and have nothing to compute."""
    image = torch.empty((0, *shape))
    with torch.inference_mode(), recording(built.model, image) as calls:
        try:
            built.model(image)
        except RuntimeError as error:
            raise _too_small(built, calls, shape) from error
    return calls


def _too_small(built: Built, calls: list[Call], shape: tuple[int, int, int]) -> ImpossibleChoice:
    """The choice that a forward failed on: the first step that did not run is the one that could not."""
    path = [name for operation in built.outline.operations() for name in operation.steps][len(calls)]
    seen = calls[-1].output_shape if calls else shape
    sides = arithmetic.window_text(sliding(built.model.get_submodule(path)), seen)
    least = smallest_side(built.spec)
    return ImpossibleChoice(
        "size",
        f"An input of {shape[1]}×{shape[2]} is too small for {built.spec.network}: "
        f"{path} is given {seen[1]}×{seen[2]}×{seen[0]}, and {sides}. Choose {least}×{least} or larger.",
    )


def _totals(built: Built, steps: tuple[Step, ...]) -> Totals:
    last = built.outline.layers[-1].blocks[-1].output
    end = next(step for step in reversed(steps) if step.path == last)
    return Totals(
        params=sum(step.params for step in steps),
        macs=sum(step.macs for step in steps),
        bytes=sum(step.bytes for step in steps),
        steps=len(steps),
        weighted_layers=weighted_layers(built.spec),
        receptive_field=end.receptive_field,
        last_volume=end.output_shape,
    )


def model_bytes(built: Built) -> int:
    """About what a network takes while it is kept.

    Nothing is ever written to weights. Large ones have pages of their own, of which one is touched; small ones lie in
    memory that others may have used before.
    """
    model = built.model
    weights = sum(PAGE if weight.nbytes >= MMAP_THRESHOLD else weight.nbytes for weight in model.parameters())
    return MODULE * built.modules + weights + sum(buffer.nbytes for buffer in model.buffers())


def trace_bytes(done: Trace) -> int:
    """About what a trace takes while it is kept."""
    return STEP * len(done.steps)


Asked = tuple[Spec, int, int]

_made = count(1)
_models: Kept[Spec, Built] = Kept(lambda spec: assemble(spec), model_bytes, 192_000_000)
_traces: Kept[Asked, Trace] = Kept(
    lambda asked: observe(_models.known(asked[0]) or _models.made(asked[0]), *asked[1:]), trace_bytes, 64_000_000
)


def trace(spec: Spec, height: int, width: int) -> Trace:
    """Every volume of the network for an input of `height` × `width` pixels.

    Networks and traces are kept, within bounds, and requests for the same one at the same moment share one run.
    Raises `ImpossibleChoice` when the input is out of bounds or too small to pass through, and `Busy` when too many
    wait for traces already.
    """
    check_size(height, width)
    asked = (spec, height, width)
    if (known := _traces.known(asked)) is not None:
        return known
    with limiter.permit():
        try:
            return _traces.made(asked)
        finally:  # also after those that were impossible: their networks were built
            if next(_made) % TIDY_EVERY == 0:
                trim_heap()


def keep(traces: int, models: int) -> None:
    """How many bytes of finished traces and of built networks are kept. Where that changes, all begins again."""
    for kept, most in ((_traces, traces), (_models, models)):
        if kept.most != most:
            kept.limit(most)


def forget() -> None:
    """Keep nothing of what was made so far."""
    _traces.limit(_traces.most)
    _models.limit(_models.most)


@dataclass(frozen=True, slots=True)
class Meters:
    """What is kept, and who waits for what is not."""

    traces: KeptMeters
    models: KeptMeters
    cold: LimiterStats


def meters() -> Meters:
    """As it is at this moment."""
    return Meters(_traces.meters(), _models.meters(), limiter.stats())
