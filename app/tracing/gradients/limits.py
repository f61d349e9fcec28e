"""Which gradient studies may be made: their cost by arithmetic on the trace, before any of it is begun."""

from dataclasses import dataclass, replace

from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import NETWORKS
from app.networks.options import Options, configure, parse_size
from app.networks.spec import Spec
from app.tracing.gradients.initialisation import Init
from app.tracing.gradients.study import Asked, Switch
from app.tracing.records import Trace
from app.tracing.tracer import trace

MOST_MACS = 100_000_000_000  # 7 to 20 s on one thread
MOST_BYTES = 1_000_000_000  # a worker with every cache full then takes 1.5 GB; 1.7 GB is what its bounds say
BATCH = 8
LEAST_BATCH = 2  # batch normalization of one image by itself would leave nothing of a 1×1 volume
PASSES = 6  # forward, backward for the weights, backward for the volumes; each through two networks
NUMBER = 8  # bytes in double precision
SIDE = {"imagenet": 64, "cifar": 32}
"""The input's side where none is asked for: small, since here the depth matters and not the picture."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What a study takes: multiply-adds and bytes that grow with the batch, and bytes that do not."""

    macs: int
    bytes: int
    weights: int

    @property
    def largest_batch(self) -> int:
        """The largest batch within bounds, which may be less than any that makes sense."""
        return min(MOST_MACS // self.macs, (MOST_BYTES - self.weights) // self.bytes)


def ask(
    network: str, options: Options, size: str | None, batch: int, seed: int, normalization: Switch, init: Init
) -> Asked:
    """A study that may be made. Raises `UnknownNetwork` or `ImpossibleChoice`."""
    spec = residual_twin(configure(network, options))
    height, width = parse_size(network, size or str(SIDE[spec.stem or "imagenet"]))
    asked = Asked(spec, height, width, batch, seed, normalization, init)
    _check(asked, effort(trace(spec, height, width)))
    return asked


def residual_twin(spec: Spec) -> Spec:
    """The residual network of the pair that a network belongs to. Raises `ImpossibleChoice` where there is none."""
    if spec.shortcut is None:
        raise ImpossibleChoice(
            "network",
            f"{NETWORKS[spec.network].title} has no blocks that a shortcut could be taken from or given to, so there "
            "is no pair to compare. Choose a residual network, as resnet34, or a plain one, as plain34.",
        )
    if spec.shortcut != "none":
        return spec
    twin = NETWORKS[spec.network.replace("plain", "resnet")]
    return replace(spec, network=twin.name, shortcut=twin.spec.shortcut)


def effort(done: Trace) -> Effort:
    """Of one image: every volume is kept for the way back, and the largest convolution's windows are written out."""
    values = sum(step.bytes for step in done.steps) // 4  # the trace counts float32
    return Effort(PASSES * done.totals.macs, NUMBER * (values + _windows(done)), NUMBER * done.totals.params)


def _windows(done: Trace) -> int:
    """Numbers in all windows of the convolution that has most: its multiply-adds, but for one output channel."""
    return max(step.macs * (step.groups or 1) // step.output_shape[0] for step in done.steps if step.kind == "conv")


def _check(asked: Asked, needed: Effort) -> None:
    fits = needed.largest_batch
    if LEAST_BATCH <= asked.batch <= fits:
        return
    macs, memory = needed.macs * asked.batch, needed.weights + needed.bytes * asked.batch
    takes = (
        f"{asked.spec.network} at {asked.height}×{asked.width} with a batch of {asked.batch:,} takes "
        f"{PASSES} · {macs // PASSES:,} = {macs:,} multiply-adds, there and back through both networks, and about "
        f"{memory / 1e6:,.0f} MB; at most {MOST_MACS:,} and {MOST_BYTES / 1e6:,.0f} MB are spent."
    )
    if fits >= LEAST_BATCH:
        raise ImpossibleChoice("batch", f"{takes} Choose a batch of at most {fits:,}.")
    raise ImpossibleChoice("size", f"{takes} Choose a smaller input or a smaller network.")
