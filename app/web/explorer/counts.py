"""The panel of counting conventions: a table of figures, and in short how far they differ."""

from dataclasses import dataclass

from ...studies.conventions import CountedAs, CountedQuantity, Counts, count
from ...tracing.records import Totals, Trace

GROUPS: dict[CountedQuantity, str] = {"operations": "Operations for one image", "parameters": "Parameters"}


@dataclass(frozen=True, slots=True)
class CountsPanel:
    """The figures of a network under all conventions."""

    counts: Counts
    totals: Totals

    @property
    def stored(self) -> str:
        """`Of the 25,557,032 parameters 27,560 are biases; 53,173 values are buffers.`"""
        totals = self.totals
        return (
            f"Of the {totals.params:,} parameters {totals.biases:,} are biases; {totals.buffers:,} more values are "
            "buffers, which are stored and not trained."
        )

    @property
    def groups(self) -> list[tuple[str, list[CountedAs]]]:
        """The rows of the table below their headings."""
        return [(heading, self._figures(quantity)) for quantity, heading in GROUPS.items()]

    def arithmetic(self, row: CountedAs) -> str:
        """`2 · 11,113,984 values out of normalizations + 1,000 additions of a bias`; empty for a plain count."""
        parts = [(f"{term.each} · " if term.each > 1 else "", term) for term in row.terms if term.count]
        if [factor for factor, _ in parts] == [""]:
            return ""
        return " + ".join(f"{factor}{term.count:,} {term.of}" for factor, term in parts)

    def _figures(self, quantity: CountedQuantity) -> list[CountedAs]:
        return [row for row in self.counts.counts if row.quantity == quantity]


def counts_panel(trace: Trace) -> CountsPanel:
    """Count the network of a page."""
    return CountsPanel(count(trace), trace.totals)
