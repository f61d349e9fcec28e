"""The rows of figures at the foot of Table 1: what is printed, what is computed, and why they differ."""

from dataclasses import dataclass

from app.studies.reproduction import Reproduction, in_unit
from app.studies.table_costs import NetworkCost

NONE = "–"
UNITS = ((10**9, "×10⁹"), (10**6, "×10⁶"))


@dataclass(frozen=True, slots=True)
class FooterRow:
    """A row under the table: what is counted, and which number of it; and the numbers of each network, to be read
    and, plain, for a program. `same` are the columns where there is nothing else to say than in the row before.
    """

    name: str
    which: str
    texts: tuple[str, ...]
    plain: tuple[str, ...]
    same: tuple[bool, ...] = ()

    @property
    def full(self) -> str:
        """Its name in one."""
        return f"{self.name}, {self.which}"


def flops_footer(costs: tuple[NetworkCost, ...]) -> tuple[FooterRow, ...]:
    """FLOPs as printed, and MACs with a bottleneck's stride where the paper has it and where PyTorch has it."""
    paper, pytorch = (tuple(getattr(cost, name) for cost in costs) for name in ("macs_paper", "macs_pytorch"))
    same = tuple(not cost.stride_choice for cost in costs)
    return (
        *_printed("FLOPs", costs, "×10⁹"),
        _numbers("stride on the first 1×1, as in the paper", paper),
        _numbers("stride on the 3×3, as in PyTorch", pytorch, same),
    )


def parameters_footer(costs: tuple[NetworkCost, ...]) -> tuple[FooterRow, ...]:
    """Parameters as printed and as computed, and MACs."""
    params = tuple(f"{cost.params:,}" for cost in costs)
    return (
        *_printed("parameters", costs, "M"),
        FooterRow("parameters", "computed", params, tuple(str(cost.params) for cost in costs)),
        _numbers("computed", tuple(cost.macs_pytorch for cost in costs)),
    )


def explanations(costs: tuple[NetworkCost, ...]) -> tuple[str, ...]:
    """A sentence for every printed figure."""
    return tuple(cost.published.sentence if cost.published else "" for cost in costs)


def power(number: int) -> str:
    """`3.858 ×10⁹`, `37.035 ×10⁶`."""
    unit, name = next((unit for unit in UNITS if number >= unit[0]), UNITS[-1])
    return f"{in_unit(number, unit)} {name}"


def _numbers(which: str, numbers: tuple[int, ...], same: tuple[bool, ...] = ()) -> FooterRow:
    return FooterRow(
        "MACs", which, tuple(power(number) for number in numbers), tuple(str(number) for number in numbers), same
    )


def _printed(name: str, costs: tuple[NetworkCost, ...], unit: str) -> tuple[FooterRow, ...]:
    """The row of printed figures, if there is one of them at all."""
    every: list[Reproduction | None] = [cost.published for cost in costs]
    if not any(every):
        return ()
    texts = tuple(f"{one.published.text} {unit}" if one else NONE for one in every)
    return (FooterRow(name, "in the paper", texts, tuple(str(one.published.value) if one else "" for one in every)),)
