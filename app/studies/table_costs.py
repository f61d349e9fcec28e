"""The costs in the footer of Table 1: published numbers beside traced ones, with the reason for a difference."""

from dataclasses import dataclass

from ..networks.catalogue import DEFAULT_SIZE
from ..networks.options import Options, configure
from ..networks.spec import StrideOn
from ..tracing import tracer
from ..tracing.records import Pair, Trace
from .published_numbers import cifar_parameters, paper_flops
from .reproduction import Reproduction
from .table_one import ArchitectureTable


@dataclass(frozen=True, slots=True)
class NetworkCost:
    """A network's parameters, and its MACs with the stride of a bottleneck on the 1×1 (paper) or on the 3×3 (PyTorch).

    Both MACs are equal without a `stride_choice`. `published` is `None` if the paper has no number for this network
    or this size.
    """

    network: str
    params: int
    macs_paper: int
    macs_pytorch: int
    stride_choice: bool
    published: Reproduction | None


def imagenet_costs(table: ArchitectureTable) -> tuple[NetworkCost, ...]:
    """Return the costs of the ImageNet networks; the paper prints FLOPs for 224×224 only."""
    is_published_size = all(table.size == (DEFAULT_SIZE[column.network],) * 2 for column in table.columns)
    return _costs(table, paper_flops() if is_published_size else {})


def cifar_costs(table: ArchitectureTable) -> tuple[NetworkCost, ...]:
    """Return the costs of the CIFAR-10 networks; the paper prints parameters, which do not depend on the size."""
    return _costs(table, cifar_parameters())


def _costs(table: ArchitectureTable, published: dict[str, Reproduction]) -> tuple[NetworkCost, ...]:
    return tuple(_cost(column, table.size, published.get(column.network)) for column in table.columns)


def _cost(column: Trace, size: Pair, published: Reproduction | None) -> NetworkCost:
    stride_choice = column.catalogue_spec.stride_on is not None
    paper, pytorch = (_macs(column, size, stride_on if stride_choice else None) for stride_on in ("1x1", "3x3"))
    return NetworkCost(column.network, column.totals.params, paper, pytorch, stride_choice, published)


def _macs(column: Trace, size: Pair, stride_on: StrideOn | None) -> int:
    return tracer.trace(configure(column.network, Options(stride_on=stride_on)), *size).totals.macs
