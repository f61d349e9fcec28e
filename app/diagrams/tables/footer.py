"""The footer of Table 1: published and computed numbers, and explanations of their differences."""

from dataclasses import dataclass

from ...studies.reproduction import Reproduction, in_unit
from ...studies.table_costs import NetworkCost

NONE = "–"
UNITS = ((10**9, "×10⁹"), (10**6, "×10⁶"))


@dataclass(frozen=True, slots=True)
class FooterRow:
    """A footer row: a quantity (`name`) and the kind of number (`which`), with a number per network.

    `texts` are for people, `plain` for programs. `same` marks the columns that repeat the row before.
    """

    name: str
    which: str
    texts: tuple[str, ...]
    plain: tuple[str, ...]
    same: tuple[bool, ...] = ()

    @property
    def full_name(self) -> str:
        """Quantity and kind."""
        return f"{self.name}, {self.which}"


def flops_footer(costs: tuple[NetworkCost, ...]) -> tuple[FooterRow, ...]:
    """Return published FLOPs, and MACs with a bottleneck's stride where the paper has it and where PyTorch has it."""
    paper, pytorch = (tuple(getattr(cost, name) for cost in costs) for name in ("macs_paper", "macs_pytorch"))
    same = tuple(not cost.stride_choice for cost in costs)
    return (
        *_published_rows("FLOPs", costs, "×10⁹"),
        _macs_row("stride on the first 1×1, as in the paper", paper),
        _macs_row("stride on the 3×3, as in PyTorch", pytorch, same),
    )


def parameters_footer(costs: tuple[NetworkCost, ...]) -> tuple[FooterRow, ...]:
    """Return published and computed parameters, and MACs."""
    params = tuple(f"{cost.params:,}" for cost in costs)
    return (
        *_published_rows("parameters", costs, "M"),
        FooterRow("parameters", "computed", params, tuple(str(cost.params) for cost in costs)),
        _macs_row("computed", tuple(cost.macs_pytorch for cost in costs)),
    )


def explanations(costs: tuple[NetworkCost, ...]) -> tuple[str, ...]:
    """Return a sentence for every published number; empty where there is none."""
    return tuple(cost.published.sentence if cost.published else "" for cost in costs)


def scaled_number(number: int) -> str:
    """`3.858 ×10⁹`, `37.035 ×10⁶`."""
    unit, name = next((unit for unit in UNITS if number >= unit[0]), UNITS[-1])
    return f"{in_unit(number, unit)} {name}"


def _macs_row(which: str, numbers: tuple[int, ...], same: tuple[bool, ...] = ()) -> FooterRow:
    return FooterRow("MACs", which, tuple(map(scaled_number, numbers)), tuple(map(str, numbers)), same)


def _published_rows(name: str, costs: tuple[NetworkCost, ...], unit: str) -> tuple[FooterRow, ...]:
    """The row of published numbers, if there are any."""
    numbers: list[Reproduction | None] = [cost.published for cost in costs]
    if not any(numbers):
        return ()
    texts = tuple(f"{number.published.text} {unit}" if number else NONE for number in numbers)
    plain = tuple(str(number.published.value) if number else "" for number in numbers)
    return (FooterRow(name, "in the paper", texts, plain),)
