"""Our trace of a network next to torchinfo's and torchview's, all of the same modules of the same network.

The others get the fastest that they offer: a model built on the meta device, where nothing is allocated or computed,
nothing printed, no picture laid out. Our own caches are bypassed.
"""

from collections.abc import Callable, Iterator
from itertools import count
from typing import TypeVar

import torch
import torchinfo
import torchview

from app.networks.catalogue import NETWORKS
from app.networks.resnet import ResNet
from app.tracing.tracer import assemble, observe
from benchmarks.clock import Spread, in_turns
from benchmarks.goals import Goal, at_least, at_most, within

ROUNDS = 15
SPEC = NETWORKS["resnet152"].spec
DEEPEST = NETWORKS["cifar_resnet1202"].spec
IMAGE = (1, 3, 224, 224)

Model = TypeVar("Model")

OURS = "trace, from nothing"
OURS_AGAIN = "trace, new size, model kept"
BARE = "bare zero-batch forward"
PEERS = ("torchinfo.summary", "torchview.draw_graph")
DEEPEST_OURS = "trace of cifar_resnet1202, from nothing"


def from_nothing(peer: str) -> str:
    return f"{peer} on meta, from nothing"


def again(peer: str) -> str:
    return f"{peer} on meta, model kept"


def measured() -> dict[str, Spread]:
    """Times of every contestant."""
    agree()
    return in_turns(contestants(), ROUNDS)


def on_meta() -> ResNet:
    """The network as the others are best given it."""
    with torch.device("meta"):
        return ResNet(SPEC).eval()


def summarise(model: ResNet) -> torchinfo.ModelStatistics:
    return torchinfo.summary(model, input_size=IMAGE, device="meta", verbose=0)


def draw(model: ResNet) -> torchview.ComputationGraph:
    return torchview.draw_graph(model, input_size=IMAGE, device="meta")


def contestants() -> dict[str, Callable[[], object]]:
    """Everything that is timed, by the name it has in the report."""
    built, kept, image = assemble(SPEC), on_meta(), torch.empty((0, *IMAGE[1:]))
    sides = unseen_sides()

    def bare() -> None:
        with torch.inference_mode():
            built.model(image)

    summary, graph = PEERS
    return {
        OURS: lambda: with_its_model(assemble(SPEC), lambda built: observe(built, 224, 224)),
        from_nothing(summary): lambda: with_its_model(on_meta(), summarise),
        from_nothing(graph): lambda: with_its_model(on_meta(), draw),
        OURS_AGAIN: lambda: observe(built, next(sides), 224),
        again(summary): lambda: summarise(kept),
        again(graph): lambda: draw(kept),
        BARE: bare,
        DEEPEST_OURS: lambda: with_its_model(assemble(DEEPEST), lambda built: observe(built, 32, 32)),
    }


def with_its_model(model: Model, study: Callable[[Model], object]) -> tuple[Model, object]:
    """A study, and the model along with it: taking that apart again is not part of the work."""
    return model, study(model)


def unseen_sides() -> Iterator[int]:
    """Sides of an input, none of them twice."""
    return count(160)


def agree() -> None:
    """Everybody has to have done the same work: as many parameters, and a drawing with every one of our volumes."""
    trace = observe(assemble(SPEC), 224, 224)
    summary = summarise(on_meta())
    if summary.total_params != trace.totals.params:
        raise ValueError(f"torchinfo counts {summary.total_params:,} parameters, we {trace.totals.params:,}")
    drawn = len(draw(on_meta()).edge_list)
    if drawn < len(trace.steps):
        raise ValueError(f"torchview drew {drawn} arrows for {len(trace.steps)} steps")


def goals(times: dict[str, Spread]) -> list[Goal]:
    """The promises about tracing."""
    cold, kept = times[OURS].median, times[OURS_AGAIN].median
    return [
        *(at_least(f"cold trace of resnet152, next to {p}", times[from_nothing(p)].median / cold, 6) for p in PEERS),
        *(at_least(f"a new size, model kept, next to {p}", times[again(p)].median / kept, 10) for p in PEERS),
        at_most("a new size, model kept, next to the bare forward", kept / times[BARE].median, 4),
        within("cold trace of cifar_resnet1202", times[DEEPEST_OURS].median, 1000),
    ]
