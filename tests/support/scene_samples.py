"""Sample scenes for tests, over networks, sizes, levels, scales and notations."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, product
from math import ceil
from typing import Any

from app.diagrams.scene.projection import ScaleKind
from app.diagrams.scene.scene import Scene
from app.diagrams.text.formatting import Notation
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import Place, find_place, place_scene
from app.tracing.records import Trace
from tests.support.representatives import REPRESENTATIVES
from tests.support.traces import trace_network

Check = Callable[[Scene], list[str]]
"""Returns what is wrong with a scene, a sentence each."""

Look = tuple[ScaleKind, Notation]
LOOKS: tuple[Look, ...] = (
    ("readable", "hwc"),
    ("true", "nchw"),
    ("true", "hwc"),
    ("readable", "nchw"),
)
SIZES = ("224", "32", "97x131", "1x1", "512", "64x512")
TWO_SIZES = ("97x131", "224")
AT_ALL_SIZES = ("resnet34", "resnet152", "resnext101_64x4d", "cifar_resnet56", "plain34", "vgg19")
"""Networks drawn at all sizes. The others have the same geometry with other depths or widths."""

SMALLEST = {"vgg19": 32}
UNUSUAL: dict[str, tuple[str, dict[str, Any]]] = {
    "projections everywhere": ("resnet34", {"shortcut": "C"}),
    "padded bottlenecks": ("resnet50", {"shortcut": "A", "stride_on": "1x1"}),
    "no pooling in the stem": ("resnet34", {"stem": "cifar", "channels": 1, "classes": 7}),
    "one block": ("custom", {"depths": "1"}),
    "five slim layers": ("custom", {"depths": "1,1,1,1,1", "base_width": 1}),
    "five wide layers": ("custom", {"depths": "2,2,2,2,2", "block": "bottleneck", "groups": 32, "width_per_group": 4}),
    "many middling decks": ("custom", {"depths": "24,25,24,25,24", "base_width": 8, "shortcut": "A"}),
    "one long deck": ("custom", {"depths": "400", "shortcut": "C"}),
    "gates": ("resnet50", {"attention": "se"}),
    "pooled shortcuts and a deep stem": ("resnet34", {"shortcut": "D", "stem": "deep", "stem_width": 32}),
    "norms before convolutions": ("resnet50", {"pre_activation": True}),
    "dilation and no head": ("resnet50", {"output_stride": 8, "head": "none"}),
    "all options at once": (
        "resnet34",
        {"attention": "se", "shortcut": "D", "stem": "deep", "pre_activation": True, "norm": "group"},
    ),
    "many classes": ("resnet18", {"classes": 100_000, "channels": 100}),
}
"""Extreme networks: a description, the network and its options."""


@dataclass(frozen=True)
class Sample:
    """A scene and its origin."""

    trace: Trace
    place: Place
    scene: Scene
    look: Look
    opened: frozenset[str]

    def __str__(self) -> str:
        size = "x".join(map(str, (*self.trace.input.shape[1:], self.trace.input.shape[0])))
        return f"{self.trace.title} {size} {self.place.at or 'whole'} {'-'.join(self.look)}"


def network_samples(network: str, looks: int = 1) -> Iterator[Sample]:
    """The whole network; of one network per structure also every layer and a selection of blocks and operations.

    With fewer looks at a size than there are, the sizes share them.
    """
    if network not in (*AT_ALL_SIZES, *REPRESENTATIVES):
        trace = trace_network(network)
        yield from (sample_at(trace, "", look) for look in LOOKS[: max(2, looks)])
        return
    sizes = [
        size
        for size in (SIZES if network in AT_ALL_SIZES else TWO_SIZES)
        if min(map(int, size.split("x"))) >= SMALLEST.get(network, 1)
    ]
    for size, own in zip(sizes, turns(len(sizes), looks), strict=True):
        yield from trace_samples(trace_network(network, size), own)


def unusual_samples(name: str, looks: int = 1) -> Iterator[Sample]:
    """One of `UNUSUAL` at two extreme sizes and a usual one, with its decks folded and opened."""
    network, options = UNUSUAL[name]
    sizes = ("4096x1", "1x4096", "224")
    for size, own in zip(sizes, turns(len(sizes), looks), strict=True):
        trace = trace_network(network, size, **options)
        yield from trace_samples(trace, own)
        opened = [LOOKS[LOOKS.index(look) - 1] for look in own[:looks]]
        yield from (sample_at(trace, at, look, opened=True) for at, look in product(levels(trace), opened))


def turns(sizes: int, looks: int) -> Iterator[list[Look]]:
    """The looks at each size: at least as many as wanted, and all of them at one size or another."""
    count = max(looks, ceil(len(LOOKS) / sizes))
    turning = cycle(LOOKS)
    return ([next(turning) for _ in range(count)] for _ in range(sizes))


def trace_samples(trace: Trace, looks: Sequence[Look] = LOOKS) -> Iterator[Sample]:
    """The network and every layer in some looks, blocks and operations in one look each, in turn."""
    for at, look in product(levels(trace), looks):
        yield sample_at(trace, at, look)
    turning = cycle(LOOKS)
    for at in chain(ends(trace), chain.from_iterable(deeper(trace))):
        yield sample_at(trace, at, next(turning))


def sample_at(trace: Trace, at: str, look: Look, opened: bool | frozenset[str] = False) -> Sample:
    """The sample of a place; `opened` are the layers whose decks are not folded, or whether all are opened."""
    if isinstance(opened, bool):
        opened = frozenset(layer.path for layer in trace.layers if opened)
    place = find_place(trace, at)
    return Sample(trace, place, place_scene(ViewContext(trace, *look, opened), place), look, opened)


def levels(trace: Trace) -> list[str]:
    """The network and its layers."""
    return ["", *(layer.path for layer in trace.layers)]


def ends(trace: Trace) -> list[str]:
    """The operations of the stem and of the head."""
    return [operation.path for operation in (*trace.stem, *trace.head)]


def deeper(trace: Trace) -> Iterator[list[str]]:
    """The first, second and last block of every layer, each with all of its operations."""
    for layer in trace.layers:
        for block in {block.path: block for block in (*layer.blocks[:2], layer.blocks[-1])}.values():
            yield [block.path, *(operation.path for operation in block.operations)]


def failures(samples: list[Sample], check: Check, *levels: str) -> list[str]:
    """The findings of a check in all samples, or in those of some levels."""
    chosen = [sample for sample in samples if not levels or sample.scene.view in levels]
    return [f"{sample}: {found}" for sample in chosen for found in check(sample.scene)]
