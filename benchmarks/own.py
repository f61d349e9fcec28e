"""Traces of networks as of a user's own, next to torchinfo, torchview and torchlens, of the same modules."""

import statistics
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial

import torch
import torchinfo
import torchlens
import torchview
from torch import nn

from app.loading.loader import load
from app.networks.catalogue import NETWORKS
from app.tracing.models import build
from app.tracing.own import trace_own
from benchmarks.results import Findings, Goal, at_least, durations
from benchmarks.tracing import interleaved

ROUNDS = 7
SHAPE = (3, 224, 224)
OWN, PEER, LOGGED = "trace of {}", "{} of {}", "torchlens.trace of resnet18, a real forward"


def own(quick: bool) -> Findings:
    """Networks of a user's own.

    The catalogue's ResNets as if they were a user's own, and timm's SE-ResNet-50: a trace of any module (hooks, a
    function mode, a hollow forward, the outline and the warnings) next to torchinfo and torchview on the meta device,
    without printing or layout. The modules exist already. [torchlens](https://github.com/johnmarktaylor91/torchlens)
    runs a real forward of ResNet-18 for comparison. All run in turns in one process with one PyTorch thread and
    the app's setting of Python's garbage collector, {ROUNDS} times after a warm-up.
    """
    catalogue = ("resnet18", "resnet50", "resnet152")
    models: dict[str, nn.Module] = {name: build(NETWORKS[name].spec).module for name in catalogue}
    models["timm seresnet50"] = load("timm.models:seresnet50", {}).eval()
    times = interleaved(contenders(models), 1 if quick else ROUNDS)
    return Findings([durations("milliseconds", times)], goals(times, models))


def goals(times: Mapping[str, list[float]], models: Mapping[str, nn.Module]) -> list[Goal]:
    median = {name: statistics.median(taken) for name, taken in times.items()}
    return [
        at_least(
            f"any module: trace of {name}, speed-up over {peer}",
            median[PEER.format(peer, name)] / median[OWN.format(name)],
            2.5,
            "×",
        )
        for name in models
        for peer in PEERS
    ]


def summarise(model: nn.Module) -> object:
    return torchinfo.summary(model, input_size=(1, *SHAPE), device="meta", verbose=0)


def draw(model: nn.Module) -> object:
    return torchview.draw_graph(model, input_size=(1, *SHAPE), device="meta")


PEERS: dict[str, Callable[[nn.Module], object]] = {"torchinfo.summary": summarise, "torchview.draw_graph": draw}


def contenders(models: Mapping[str, nn.Module]) -> dict[str, Callable[[], object]]:
    """Return everything that is timed, by its name in the report."""
    found: dict[str, Callable[[], object]] = {}
    for name, model in models.items():
        found[OWN.format(name)] = partial(trace_own, model, SHAPE, name="own", title=name)
        on_meta = deepcopy(model).to("meta")
        found |= {PEER.format(peer, name): partial(run, on_meta) for peer, run in PEERS.items()}
    found[LOGGED] = partial(torchlens.trace, models["resnet18"], torch.zeros(1, *SHAPE))
    return found
