"""A trace next to torchinfo and torchview, of the same modules of the same network."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from typing import TypeVar

import torch
import torchinfo
import torchview

from app.networks.catalogue import NETWORKS
from app.networks.resnet import ResNet
from app.networks.spec import Spec
from app.tracing.models import build
from app.tracing.tracer import run_trace
from benchmarks.results import Findings, Goal, at_least, durations, under

ROUNDS = 15
SPEC = NETWORKS["resnet152"].spec
LARGE = NETWORKS["resnet200d"].spec
DEEPEST = NETWORKS["cifar_resnet1202"].spec
IMAGE = (1, 3, 224, 224)

COLD, NEW_SIZE = "trace, from nothing", "trace, new size, model kept"
BARE, DEEPEST_COLD = "bare zero-batch forward", "trace of cifar_resnet1202, from nothing"
LARGE_COLD, LARGE_PEER = "trace of resnet200d, from nothing", "torchinfo.summary of it on meta, from nothing"
PEER_COLD, PEER_AGAIN = "{} on meta, from nothing", "{} on meta, model kept"

Model = TypeVar("Model")


def tracing(quick: bool) -> Findings:
    """Tracing.

    ResNet-152, next to [torchinfo](https://github.com/TylerYep/torchinfo) (a table) and
    [torchview](https://github.com/mert-kurttutan/torchview) (a graph). A trace from nothing builds the modules,
    attaches hooks, runs one forward of an empty batch and records every step; with the model kept, a new size needs
    only the last two. This project's caches are bypassed. The two packages run at their fastest: on PyTorch's meta
    device, without printing or layout. They do other work, for any module; compared is the time until the shapes are
    known. All run in turns in one process with one PyTorch thread and the app's setting of Python's garbage collector,
    {ROUNDS} times after a warm-up. No weights are initialised. The bare forward has no hooks and no records: no trace
    that runs the network can be faster.
    """
    check_same_work()
    times = interleaved(contenders(), 1 if quick else ROUNDS)
    return Findings([durations("milliseconds", times)], goals(times))


def goals(times: Mapping[str, list[float]]) -> list[Goal]:
    median = {name: statistics.median(taken) for name, taken in times.items()}
    cold = {peer: median[PEER_COLD.format(peer)] / median[COLD] for peer in PEERS}
    again = {peer: median[PEER_AGAIN.format(peer)] / median[NEW_SIZE] for peer in PEERS}
    return [
        *(at_least(f"cold trace of resnet152, speed-up over {peer}", ratio, 6, "×") for peer, ratio in cold.items()),
        *(at_least(f"new size, model kept, speed-up over {peer}", ratio, 10, "×") for peer, ratio in again.items()),
        at_least(
            "cold trace of resnet200d, speed-up over torchinfo.summary", median[LARGE_PEER] / median[LARGE_COLD], 6, "×"
        ),
        under("new size, model kept, relative to the bare forward", median[NEW_SIZE] / median[BARE], 4, "×"),
        under("cold trace of cifar_resnet1202", median[DEEPEST_COLD], 1000, " ms"),
    ]


def summarise(model: ResNet) -> torchinfo.ModelStatistics:
    return torchinfo.summary(model, input_size=IMAGE, device="meta", verbose=0)


def draw(model: ResNet) -> torchview.ComputationGraph:
    return torchview.draw_graph(model, input_size=IMAGE, device="meta")


PEERS: dict[str, Callable[[ResNet], object]] = {"torchinfo.summary": summarise, "torchview.draw_graph": draw}


def contenders() -> dict[str, Callable[[], object]]:
    """Return everything that is timed, by its name in the report."""
    built, model, image, sides = build(SPEC), meta_model(), torch.empty((0, *IMAGE[1:])), count(160)
    return {
        COLD: lambda: with_model(build(SPEC), lambda cold: run_trace(cold, 224, 224)),
        **{
            PEER_COLD.format(name): partial(lambda run: with_model(meta_model(), run), run)
            for name, run in PEERS.items()
        },
        NEW_SIZE: lambda: run_trace(built, next(sides), 224),
        **{PEER_AGAIN.format(name): partial(run, model) for name, run in PEERS.items()},
        BARE: torch.inference_mode()(lambda: built.module(image)),
        LARGE_COLD: lambda: with_model(build(LARGE), lambda cold: run_trace(cold, 224, 224)),
        LARGE_PEER: lambda: with_model(meta_model(LARGE), summarise),
        DEEPEST_COLD: lambda: with_model(build(DEEPEST), lambda cold: run_trace(cold, 32, 32)),
    }


def meta_model(spec: Spec = SPEC) -> ResNet:
    with torch.device("meta"):
        return ResNet(spec).eval()


def with_model(model: Model, study: Callable[[Model], object]) -> tuple[Model, object]:
    """Return the model along with the result, so that its deallocation is not timed."""
    return model, study(model)


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Time every contender once per round, in milliseconds. The first round warms up and does not count."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds + 1):
        for name, contender in contenders.items():
            gc.collect()
            started = time.perf_counter()
            result = contender()
            times[name].append((time.perf_counter() - started) * 1000)
            del result  # outside the measured time
    return {name: taken[1:] for name, taken in times.items()}


def check_same_work() -> None:
    """Raise unless all count the same parameters and torchview draws at least one edge per step."""
    trace = run_trace(build(SPEC), 224, 224)
    if (total := summarise(meta_model()).total_params) != trace.totals.params:
        raise ValueError(f"torchinfo counts {total:,} parameters, the trace {trace.totals.params:,}.")
    if (edges := len(draw(meta_model()).edge_list)) < len(trace.steps):
        raise ValueError(f"torchview drew {edges} edges for {len(trace.steps)} steps.")
