"""What stands at the foot of Table 1: what is printed of each network, what is computed, and why they differ."""

from dataclasses import dataclass

from app.networks.catalogue import DEFAULT_SIZE
from app.networks.options import Options, configure
from app.networks.spec import StrideOn
from app.studies.published_rows import cifar_parameters, paper_flops
from app.studies.published_values import Checked
from app.studies.table_one import Table
from app.tracing.records import Pair, Trace
from app.tracing.tracer import trace


@dataclass(frozen=True, slots=True)
class Cost:
    """One network's parameters, and its MACs by where a bottleneck strides; the same twice where there is no `choice`.

    There is no `printed` figure where the paper has none for this network or this size.
    """

    network: str
    params: int
    macs_paper: int
    macs_pytorch: int
    choice: bool
    printed: Checked | None


def flops(table: Table) -> tuple[Cost, ...]:
    """The costs of the ImageNet networks; the paper prints FLOPs for 224×224 alone."""
    own = all(table.size == (DEFAULT_SIZE[column.network],) * 2 for column in table.columns)
    return _costs(table, paper_flops() if own else {})


def cifar_costs(table: Table) -> tuple[Cost, ...]:
    """The costs of the networks for CIFAR-10; the paper prints parameters, which no size changes."""
    return _costs(table, cifar_parameters())


def _costs(table: Table, printed: dict[str, Checked]) -> tuple[Cost, ...]:
    return tuple(_cost(column, table.size, printed.get(column.network)) for column in table.columns)


def _cost(column: Trace, size: Pair, printed: Checked | None) -> Cost:
    choice = column.spec.stride_on is not None
    paper, pytorch = (_macs(column, size, stride_on if choice else None) for stride_on in ("1x1", "3x3"))
    return Cost(column.network, column.totals.params, paper, pytorch, choice, printed)


def _macs(column: Trace, size: Pair, stride_on: StrideOn | None) -> int:
    return trace(configure(column.network, Options(stride_on=stride_on)), *size).totals.macs
