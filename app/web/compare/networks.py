"""The networks of a comparison as its page shows them, with their controls and distinguishing titles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...diagrams.comparison.column_items import Column
from ...diagrams.text.formatting import short_count
from ...networks.option_table import OPTIONS
from ...tracing.records import Trace
from ..controls import Control, image_size, title_parts
from ..networks import PageNetwork, find_network
from ..urls import ExplorerUrl
from .selection import Entry
from .urls import CompareUrl, EntryUrl

MOST_STATED = 2  # options in a title that are not changed


@dataclass(frozen=True, slots=True)
class ComparedNetwork:
    """One network of the page. `number` counts from 1; `variant` are the options that distinguish it.

    `url` changes its options, `remove_url` is the page without it, `explorer` the same network in the explorer.
    """

    number: int
    entry: Entry
    network: PageNetwork
    trace: Trace
    controls: tuple[Control, ...]
    variant: tuple[str, ...]
    url: EntryUrl
    explorer: ExplorerUrl
    remove_url: str | None

    @property
    def title(self) -> str:
        """The network's title with its variant."""
        return " · ".join([self.network.title, *self.variant])

    @property
    def own_size(self) -> str:
        """The size of this network alone; empty if it has the common size."""
        return self.entry.parameters.get("size", "")

    def column(self, changed: frozenset[str], changed_steps: frozenset[str]) -> Column:
        """The network as a column of the picture, with the paths of its `changed` parts and steps."""
        totals = self.trace.totals
        notes = (f"{short_count(totals.macs)} MACs", f"{short_count(totals.params)} parameters")
        return Column(self.trace, f"{self.number} · {self.title}", str(self.number), notes, changed, changed_steps)


def compared_networks(url: CompareUrl, traces: Sequence[Trace]) -> list[ComparedNetwork]:
    """Build one record for each entry of the URL, in its order."""
    found = [_compared_network(url, index, traces) for index in range(len(traces))]
    sizes = _size_variants(traces)
    return [replace(one, variant=(*one.variant, *size)) for one, size in zip(found, sizes, strict=True)]


def _compared_network(url: CompareUrl, index: int, traces: Sequence[Trace]) -> ComparedNetwork:
    entry, trace, own = url.entries[index], traces[index], EntryUrl(url, index)
    network = find_network(entry.name)
    options = network.controls(trace, own)
    titled = tuple(title_parts(network.name, options, _differing_options(trace, traces)))
    remove = url.remove(index) if len(url.entries) > 1 else None
    return ComparedNetwork(index + 1, entry, network, trace, options, titled, own, url.explorer_url(entry), remove)


def _differing_options(trace: Trace, traces: Sequence[Trace]) -> list[str]:
    """Return the options in which networks of this name differ: their titles state them even when default.

    Of more than `MOST_STATED` options, titles state those that are changed.
    """
    twins = [other.spec for other in traces if other.spec and other.network == trace.network]
    names = [name for name, option in OPTIONS.items() if len({option.value(twin) for twin in twins}) > 1]
    return names if len(names) <= MOST_STATED else []


def _size_variants(traces: Sequence[Trace]) -> list[tuple[str, ...]]:
    """Return the input size of each network, if they are not all equal; none where the input is no image."""
    sizes = [image_size(trace.input.shape) for trace in traces]
    differ = len({size for size in sizes if size}) > 1
    return [(f"{size[0]}×{size[1]}",) if size and differ else () for size in sizes]
