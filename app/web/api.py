"""The API: networks, traces and comparisons as JSON. The records of `app.tracing.records` are the contract."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from ..networks.catalogue import NETWORKS
from ..networks.spec import Spec
from ..studies.comparison import Comparison, compare
from ..studies.conventions import Counts, count
from ..tracing.memory import Memory
from ..tracing.records import OMIT_NONE, Shape, Trace
from . import examples
from .compare.selection import NetworksQuery, parse_entries, require_two
from .errors import openapi_response
from .networks import PageNetwork, all_networks, trace_network
from .openapi_responses import COMMON
from .own.registry import OwnNetwork
from .query import MemoryQuery, TraceQuery

router = APIRouter(prefix="/api", responses=COMMON)


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network with its default configuration.

    `default_size` is the side of the images it was published for; `options` are the query parameters that it has.
    A network of the operator's own has no `spec`. It has the default shapes of its `inputs` by name, and no
    `default_size` unless the first one is a square image.
    """

    name: str
    title: str
    label: str
    family: str
    spec: Spec | None
    default_size: int | None
    options: tuple[str, ...]
    inputs: Annotated[dict[str, Shape] | None, OMIT_NONE] = None


def _entry(network: PageNetwork) -> NetworkEntry:
    side = int(network.default_size) if network.default_size.isdigit() else None
    inputs = dict(network.model.inputs) if isinstance(network, OwnNetwork) else None
    heads = (network.name, network.title, network.label, network.family)
    return NetworkEntry(*heads, network.spec, side, network.options, inputs)


def _success(example: Any) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {"application/json": {"example": example}}}}


NetworkName = Annotated[
    str,
    Path(
        description="A name of `/api/networks`.",
        examples=["resnet34"],
        json_schema_extra={"enum": [*NETWORKS]},
    ),
]
INVALID_PARAMETER = openapi_response(422, examples.TOO_SMALL)
UNKNOWN_NETWORK = openapi_response(404, examples.UNKNOWN)


@router.get(
    "/networks",
    tags=["networks"],
    summary="List the networks",
    responses={**_success([examples.NETWORK]), **openapi_response(422, examples.NO_PARAMETERS)},
    openapi_extra={"x-example": {"value": [0, "title"]}},
)
def networks() -> tuple[NetworkEntry, ...]:
    """Every network of the catalogue, in its order, and `custom`, whose options decide everything.

    Networks of the operator's own come first, where the server shows some.
    """
    return tuple(map(_entry, all_networks()))


@router.get(
    "/trace/{network}",
    tags=["networks"],
    summary="Trace every volume of a network",
    responses={**_success(examples.TRACE), **UNKNOWN_NETWORK, **INVALID_PARAMETER},
    openapi_extra={"x-example": {"value": ["totals", "params"]}},
)
def network_trace(
    network: NetworkName,
    query: Annotated[TraceQuery, Query()],
) -> Trace:
    """Build the network, run its forward and record the inputs and the output of every module.

    Shapes are `[C, H, W]`, without the batch. One MAC is one multiply-add of a convolution or a linear layer;
    `bytes` is the output volume in float32. Steps are in order of execution; `inputs` name the steps that feed each.

    The sums of each layer and block are in its `totals`, with their share of the network. Its `params_to_end` are the
    parameters that train when everything before it is frozen.
    """
    return trace_network(network, query)


@router.get(
    "/compare",
    tags=["analysis"],
    summary="Compare two to four networks",
    responses={
        **_success(examples.COMPARISON),
        **UNKNOWN_NETWORK,
        **openapi_response(422, examples.NOTHING_TO_COMPARE),
    },
    openapi_extra={"x-example": {"parameters": {"networks": "resnet34,plain34"}, "value": ["totals", 0, "ratios"]}},
)
def network_comparison(query: Annotated[NetworksQuery, Query()]) -> Comparison:
    """Trace the networks and align their places side by side.

    Rows are aligned by path (`conv1`, `layer1` and its blocks, …), or by downsampling where VGG is compared with
    another kind of network. `same` says in which quantities all networks agree; `totals` have the ratio of each
    network's sum to that of the first.
    """
    return compare(query.traces(require_two(parse_entries(query.networks))))


@router.get(
    "/counts/{network}",
    tags=["analysis"],
    summary="Count as the paper, Keras and tools do",
    responses={
        **_success(examples.COUNTS),
        **openapi_response(404, examples.UNKNOWN_COUNTS),
        **openapi_response(422, examples.TOO_SMALL_COUNTS),
    },
    openapi_extra={"x-example": {"value": ["counts", 0, "value"]}},
)
def network_counts(network: NetworkName, query: Annotated[TraceQuery, Query()]) -> Counts:
    """Count the operations and parameters of a network under each convention, derived from its trace.

    `value` is the sum of the `terms`, each of which has `count` things that count `each` times; `sentence` says what is
    included. `layers` says how many convolutions the network has and which of them its name counts.
    """
    return count(trace_network(network, query))


@router.get(
    "/memory/{network}",
    tags=["analysis"],
    summary="Memory of training or inference",
    responses={
        **_success(examples.MEMORY),
        **openapi_response(404, examples.UNKNOWN_MEMORY),
        **openapi_response(422, examples.NO_BATCH),
    },
    openapi_extra={"x-example": {"parameters": {"fits": "12"}, "value": ["fits", "batch"]}},
)
def network_memory(network: NetworkName, query: Annotated[MemoryQuery, Query()]) -> Memory:
    """Derive what a batch takes from the trace: weights, buffers, gradients, optimizer state, and volumes.

    `saved_activations` are the volumes that autograd keeps until the backward pass; they are not all volumes of the
    trace. `live_volumes` are the most that an inference needs at one time. Each item has its formula, and `bytes` is
    the sum. Sizes are in bytes; `gb` are gigabytes of a graphics card, of 2^30 bytes. Read `not_counted` before you
    fill a card to its last byte.
    """
    return query.memory_of(trace_network(network, query))
