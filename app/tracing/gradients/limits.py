"""Limits of a gradient study: its cost is computed from the trace before any work starts."""

from dataclasses import dataclass, replace

from ...networks.bounds import ImpossibleChoice, Suggestion
from ...networks.catalogue import NETWORKS
from ...networks.options import Options, configure, parse_size
from ...networks.spec import Spec
from ..arithmetic import BYTES_PER_VALUE
from ..records import Trace
from ..tracer import trace
from .initialisation import Init
from .study import StudyRequest, Switch

MAX_MACS = 100_000_000_000  # 7 to 20 s on one thread
MAX_BYTES = 1_000_000_000  # a worker with full caches then takes 1.5 GB; the sum of its limits is 1.7 GB
DEFAULT_BATCH = 8
MIN_BATCH = 2  # batch normalization of a single 1×1 volume would leave zeros
PASSES = 6  # forward, backward for the weights, backward for the volumes; each through two networks
BYTES_PER_DOUBLE = 8
DEFAULT_SIDE = {"imagenet": 64, "deep": 64, "cifar": 32}
"""The default input side by stem, in pixels: small, because the study is about depth."""


@dataclass(frozen=True, slots=True)
class StudyCost:
    """Multiply-adds and bytes for each image of the batch, and the bytes of the weights."""

    macs: int
    bytes: int
    weight_bytes: int

    @property
    def largest_batch(self) -> int:
        """The largest batch within the limits; it may be below `MIN_BATCH`."""
        return min(MAX_MACS // self.macs, (MAX_BYTES - self.weight_bytes) // self.bytes)


def study_request(
    network: str, options: Options, size: str | None, batch: int, seed: int, normalization: Switch, init: Init
) -> StudyRequest:
    """Return a request within the limits. Raises `UnknownNetwork` or `ImpossibleChoice`."""
    spec = residual_twin(configure(network, options))
    height, width = parse_size(network, size or str(DEFAULT_SIDE[spec.stem or "imagenet"]))
    request = StudyRequest(spec, height, width, batch, seed, normalization, init)
    _check(request, study_cost(trace(spec, height, width)))
    return request


def residual_twin(spec: Spec) -> Spec:
    """Return the residual network of a network's pair. Raises `ImpossibleChoice` when the network has no pair."""
    if spec.shortcut is None:
        raise ImpossibleChoice(
            "network",
            f"{NETWORKS[spec.network].title} has no residual blocks, so there is no plain twin to compare. Choose a "
            "residual network, such as resnet34, or a plain one, such as plain34.",
        )
    if spec.head == "none":
        raise ImpossibleChoice(
            "head", "A gradient study needs a classifier, and head=none has none.", Suggestion({"head": None})
        )
    if spec.shortcut != "none":
        return spec
    twin = NETWORKS[spec.network.replace("plain", "resnet")]
    return replace(spec, network=twin.name, shortcut=twin.spec.shortcut)


def study_cost(trace: Trace) -> StudyCost:
    """Return the cost: every volume is kept for the backward pass, and the largest convolution is unfolded."""
    values = sum(step.bytes for step in trace.steps) // BYTES_PER_VALUE
    return StudyCost(
        macs=PASSES * trace.totals.macs,
        bytes=BYTES_PER_DOUBLE * (values + _unfolded_values(trace)),
        weight_bytes=BYTES_PER_DOUBLE * trace.totals.params,
    )


def _unfolded_values(trace: Trace) -> int:
    """Values in all windows of the convolution that has most: its multiply-adds per output channel."""
    return max(
        step.counted_macs * (step.groups or 1) // step.output_shape[0] for step in trace.steps if step.kind == "conv"
    )


def _check(request: StudyRequest, cost: StudyCost) -> None:
    largest = cost.largest_batch
    if MIN_BATCH <= request.batch <= largest:
        return
    macs, memory = cost.macs * request.batch, cost.weight_bytes + cost.bytes * request.batch
    sentence = (
        f"{request.spec.network} at {request.height}×{request.width} with a batch of {request.batch:,} takes "
        f"{PASSES} · {macs // PASSES:,} = {macs:,} multiply-adds, forward and backward through both networks, and "
        f"about {memory / 1e6:,.0f} MB; the limits are {MAX_MACS:,} and {MAX_BYTES / 1e6:,.0f} MB."
    )
    if largest >= MIN_BATCH:
        raise ImpossibleChoice("batch", f"{sentence} Choose a batch of at most {largest:,}.")
    raise ImpossibleChoice("size", f"{sentence} Choose a smaller input or a smaller network.")
