"""The table of totals: each network's values with their ratios to the first network's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...diagrams.text import formatting
from ...diagrams.text.formatting import Notation
from ...diagrams.text.named_shape import NamedShape
from ...studies.comparison import Comparison, Quantity, TotalRatios
from ...tracing.memory import Memory

QUANTITY_NAMES: dict[Quantity, str] = {
    "params": "Parameters",
    "macs": "MACs",
    "bytes": "All volumes",
    "weighted_layers": "Weighted layers",
}
"""The quantities of the table, by the names of the explorer's summary."""


@dataclass(frozen=True, slots=True)
class TotalValue:
    """The value of one network: abbreviated, in full, and beside the first network's (`−85 %`, `2.4×`)."""

    text: str
    full: str
    ratio: str


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """One quantity of all networks."""

    name: str
    values: tuple[TotalValue, ...]

    @property
    def same(self) -> bool:
        """Whether all networks have the same value."""
        return len({value.full for value in self.values}) == 1


def totals_rows(comparison: Comparison, style: Notation, memory: Sequence[Memory]) -> list[TotalsRow]:
    """Return the totals and the memory with their ratios, and the receptive field and shape of each last layer."""
    rows = [_ratio_row(total) for total in comparison.totals if total.quantity in QUANTITY_NAMES]
    totals = [network.totals for network in comparison.networks]
    fields = [formatting.receptive_field_text(one.receptive_field) for one in totals]
    last = "Before pooling" if all(network.spec for network in comparison.networks) else "Last layer"
    volumes = [NamedShape(one.last_volume, one.last_layout).text(style) for one in totals]
    return [*rows, *_memory_rows(memory), _text_row("Receptive field", fields), _text_row(last, volumes)]


def _ratio_row(total: TotalRatios) -> TotalsRow:
    write = formatting.size_in_bytes if total.quantity == "bytes" else formatting.short_count
    changes = ["" if ratio is None else formatting.change_text(ratio) for ratio in total.ratios]
    pairs = zip(total.values, changes, strict=True)
    values = tuple(TotalValue(write(value), f"{value:,}", change) for value, change in pairs)
    return TotalsRow(QUANTITY_NAMES[total.quantity], values)


def _memory_rows(memory: Sequence[Memory]) -> Iterator[TotalsRow]:
    """The memory of the same run of each network, and the largest batches in the card of the request."""
    run, first = memory[0], memory[0].bytes
    kind = "" if run.precision == "float32" else f", {run.precision}"
    if run.mode == "train" and run.optimizer != "momentum":
        kind += {"none": ", no optimizer", "sgd": ", SGD", "adam": ", Adam"}[run.optimizer]
    values = [
        TotalValue(formatting.UNKNOWN, "not derived", "")
        if each.bytes is None
        else TotalValue(
            formatting.size_in_bytes(each.bytes),
            f"{each.bytes:,}",
            formatting.change_text(each.bytes / first) if first else "",
        )
        for each in memory
    ]
    yield TotalsRow(
        f"{'Training' if run.mode == 'train' else 'Inference'} memory, batch of {run.batch:,}{kind}", tuple(values)
    )
    if run.fits:
        batches = [each.fits.batch if each.fits else None for each in memory]
        texts = [formatting.UNKNOWN if batch is None else f"{batch:,}" for batch in batches]
        yield _text_row(f"Largest batch in {run.fits.gb:g} GB", texts)


def _text_row(name: str, texts: list[str]) -> TotalsRow:
    return TotalsRow(name, tuple(TotalValue(text, text, "") for text in texts))
