"""The sums over each network beside those of the first, in words."""

from dataclasses import dataclass

from app.diagrams.text import formatting
from app.diagrams.text.formatting import ShapeStyle
from app.studies.comparison import Comparison, Quantity, TotalRatios

NAMES: dict[Quantity, str] = {
    "params": "Parameters",
    "macs": "MACs",
    "bytes": "Activations",
    "weighted_layers": "Weighted layers",
}
"""What is shown of `Comparison.totals`, as the explorer's summary calls it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one network has: in short, in full, and as a multiple of what the first has."""

    text: str
    full: str
    ratio: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A row of the table of totals; `same` where all networks agree."""

    name: str
    figures: tuple[Figure, ...]

    @property
    def same(self) -> bool:
        return len({figure.full for figure in self.figures}) == 1


def sums(comparison: Comparison, style: ShapeStyle) -> list[Sum]:
    """The totals with their ratios, and what each network's last layer sees and puts out."""
    rows = [_sum(total) for total in comparison.totals if total.quantity in NAMES]
    every = [network.totals for network in comparison.networks]
    fields = [formatting.receptive_field_text(totals.receptive_field) for totals in every]
    volumes = [formatting.shape_text(totals.last_volume, style) for totals in every]
    return [*rows, _plain("Receptive field", fields), _plain("Before pooling", volumes)]


def _sum(total: TotalRatios) -> Sum:
    write = formatting.size_in_bytes if total.quantity == "bytes" else formatting.short_count
    figures = zip(total.values, total.ratios, strict=True)
    return Sum(
        NAMES[total.quantity], tuple(Figure(write(value), f"{value:,}", ratio_text(ratio)) for value, ratio in figures)
    )


def _plain(name: str, texts: list[str]) -> Sum:
    return Sum(name, tuple(Figure(text, text, "") for text in texts))


def ratio_text(ratio: float) -> str:
    """`×1.008`: four significant digits, and no zeros at the end."""
    return f"×{float(f'{ratio:.4g}'):,.10g}"
