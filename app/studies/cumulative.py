"""What a network has cost so far, at each of its weighted layers."""

from dataclasses import dataclass

from app.networks.outline import Outline
from app.tracing.records import Trace


@dataclass(frozen=True, slots=True)
class Sofar:
    """The sums up to weighted layer `number` (from 1), which is at `path`, and on to the next."""

    number: int
    path: str
    macs: int
    params: int
    bytes: int


def along(trace: Trace) -> list[Sofar]:
    """One for every weighted layer, as the paper counts them; the last has the network's totals."""
    steps = {step.path: step for step in trace.steps}
    found: list[Sofar] = []
    macs = params = size = 0
    for operation in Outline(trace.stem, trace.layers, trace.head).operations():
        own = [steps[path] for path in operation.steps]
        macs += sum(step.macs for step in own)
        params += sum(step.params for step in own)
        size += sum(step.bytes for step in own)
        weighted = operation.kind in ("convolution", "linear")  # a convolution on a shortcut is a `projection`
        number, path = (len(found) + 1, operation.path) if weighted else (len(found), found.pop().path)
        found.append(Sofar(number, path, macs, params, size))
    return found
