"""The networks of a comparison as its page chooses them: each with its controls, and with what sets it apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.diagrams.comparison.column_items import Column
from app.diagrams.text.formatting import short_count
from app.networks.catalogue import Network
from app.networks.options import find_network
from app.networks.spec import Spec
from app.tracing.records import Trace
from app.web.compare.selection import Entry
from app.web.compare.urls import Comparing, EntryAddress
from app.web.controls import Control, controls, variant
from app.web.query import OPTION_NAMES
from app.web.urls import ExplorerUrl


@dataclass(frozen=True, slots=True)
class Side:
    """One of the networks: where it is chosen, what sets it apart, and the same in the explorer."""

    number: int
    entry: Entry
    network: Network
    trace: Trace
    controls: tuple[Control, ...]
    variant: tuple[str, ...]
    address: EntryAddress
    explorer: ExplorerUrl
    remove: str | None

    @property
    def title(self) -> str:
        """Its name, with what sets it apart."""
        return " · ".join([self.network.title, *self.variant])

    @property
    def own_size(self) -> str:
        """The size that was chosen for it alone."""
        return self.entry.given.get("size", "")

    def column(self) -> Column:
        """The network in a picture."""
        totals = self.trace.totals
        notes = (f"{short_count(totals.macs)} MACs", f"{short_count(totals.params)} parameters")
        return Column(self.trace, f"{self.number} · {self.title}", str(self.number), notes)


def sides(address: Comparing, traces: Sequence[Trace]) -> list[Side]:
    """One for every network, in the order of the address."""
    specs = [trace.spec for trace in traces]
    found = []
    for number, (entry, trace) in enumerate(zip(address.entries, traces, strict=True)):
        network, own = find_network(entry.name), EntryAddress(address, number)
        made = tuple(controls(network, trace.spec, own))
        remove = address.without(number) if len(traces) > 1 else None
        apart = tuple(variant(network, made, _differing(trace.spec, specs)))
        found.append(Side(number + 1, entry, network, trace, made, apart, own, address.explorer(entry), remove))
    return [replace(side, variant=(*side.variant, *words)) for side, words in zip(found, _inputs(traces), strict=True)]


def _differing(spec: Spec, specs: Sequence[Spec]) -> list[str]:
    """The options in which networks of one name differ: each says what it has, whether it is the usual or not."""
    twins = [other for other in specs if other.network == spec.network]
    return [option for option in OPTION_NAMES if len({getattr(twin, option) for twin in twins}) > 1]


def _inputs(traces: Sequence[Trace]) -> list[tuple[str, ...]]:
    """The size of each input, where they are not all the same."""
    sizes = [trace.input.shape[1:] for trace in traces]
    return [(f"{height}×{width}",) if len({*sizes}) > 1 else () for height, width in sizes]
