"""The panel with the memory of training or inference: its controls, its table, and the largest batches."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...diagrams.text import formatting
from ...tracing.memory import BATCH, Budget, Memory
from ...tracing.records import Trace
from ..controls import ChoiceLink
from ..query import MemoryQuery
from ..urls import ExplorerUrl

LABELS = {
    "weights": "Weights",
    "weight_copies": "Weights in 16 bits",
    "buffers": "Buffers",
    "gradients": "Gradients",
    "optimizer": "Optimizer state",
    "images": "Images",
    "saved_activations": "Activations saved for backward",
    "live_volumes": "Largest set of live volumes",
}
CHOICES: Sequence[tuple[str, str, tuple[tuple[str, str, str], ...]]] = (
    ("mode", "Mode", (("train", "Training", "one step"), ("inference", "Inference", "without gradients"))),
    (
        "precision",
        "Precision",
        (
            ("float32", "float32", "4 bytes a value"),
            ("bfloat16", "bfloat16", "2 bytes a value, weights too"),
            ("amp", "amp", "autocast: volumes in 16 bits, weights in float32"),
        ),
    ),
    (
        "optimizer",
        "Optimizer",
        (
            ("none", "none", "gradients alone"),
            ("sgd", "SGD", "keeps nothing"),
            ("momentum", "momentum", "SGD with momentum keeps one value per parameter"),
            ("adam", "Adam", "keeps two values per parameter"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class MemoryRow:
    """An item: its size, its share of the sum in percent, and its formula."""

    name: str
    size: str
    full: str
    share: float
    formula: str


@dataclass(frozen=True, slots=True)
class MemoryPanel:
    """What the template shows."""

    memory: Memory
    url: ExplorerUrl

    @property
    def total(self) -> str:
        """The sum, or that it is not derived."""
        return formatting.UNKNOWN if self.memory.bytes is None else formatting.size_in_bytes(self.memory.bytes)

    @property
    def brief(self) -> str:
        """`3.06 GB to train a batch of 32 in float32`, and whether the card of the request has room for it."""
        run = "to train" if self.memory.mode == "train" else "for inference of"
        kind = "with amp" if self.memory.precision == "amp" else f"in {self.memory.precision}"
        total = self.memory.items[-1].formula if self.memory.bytes is None else self.total
        return f"{total} {run} a batch of {self.memory.batch:,} {kind}{self._verdict}"

    @property
    def _verdict(self) -> str:
        card = self.memory.fits
        if card is None or card.batch is None:
            return ""
        if self.memory.batch <= card.batch:
            return f": fits in {card.gb:g} GB"
        most = f"{card.batch:,}" if card.batch else "not one"
        return f": does not fit in {card.gb:g} GB, where {most} would"

    @property
    def rows(self) -> list[MemoryRow]:
        whole = self.memory.bytes or sum(item.bytes or 0 for item in self.memory.items)
        return [
            MemoryRow(
                LABELS[item.name],
                formatting.UNKNOWN if item.bytes is None else formatting.size_in_bytes(item.bytes),
                "" if item.bytes is None else f"{item.bytes:,} bytes",
                round(100 * (item.bytes or 0) / whole, 2),
                item.formula,
            )
            for item in self.memory.items
        ]

    @property
    def budgets(self) -> list[tuple[str, str, bool]]:
        """Cards with the largest batch in each; the last one may be that of the request."""
        asked = [self.memory.fits] if self.memory.fits else []
        others = [budget for budget in self.memory.budgets if not asked or budget.gb != asked[0].gb]
        return [_budget_text(budget, budget in asked) for budget in sorted([*others, *asked], key=lambda one: one.gb)]

    @property
    def groups(self) -> list[tuple[str, str, list[ChoiceLink]]]:
        """The choices as links: the parameter, its legend and its values. An inference has no optimizer."""
        inference = self.memory.mode == "inference"
        return [
            (parameter, legend, [self._link(parameter, *value) for value in values])
            for parameter, legend, values in CHOICES
            if not (inference and parameter == "optimizer")
        ]

    def _link(self, parameter: str, value: str, name: str, hint: str) -> ChoiceLink:
        default = MemoryQuery.model_fields[parameter].default
        chosen = getattr(self.memory, parameter) == value
        return ChoiceLink(value, name, hint, self.url.to(**{parameter: None if value == default else value}), chosen)

    @property
    def default_batch(self) -> int:
        return BATCH

    @property
    def fits(self) -> str:
        """The memory of the request's card in GB."""
        return f"{self.memory.fits.gb:g}" if self.memory.fits else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The parameters of the page that the form has no field for."""
        return [pair for pair in self.url.parameters.items() if pair[0] not in ("batch", "fits")]


def memory_panel(query: MemoryQuery, url: ExplorerUrl, trace: Trace) -> MemoryPanel:
    """Build the panel of a page. Its links keep it open."""
    return MemoryPanel(query.memory_of(trace), ExplorerUrl(url.network, {**url.parameters, "panel": "memory"}))


def _budget_text(budget: Budget, asked: bool) -> tuple[str, str, bool]:
    batch = formatting.UNKNOWN if budget.batch is None else f"{budget.batch:,}"
    return f"{budget.gb:g} GB", batch, asked
