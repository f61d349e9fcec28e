"""The networks and their traces as JSON. The records of `app.tracing.records` are the contract."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from app.networks.catalogue import DEFAULT_SIZE, NETWORKS, Network
from app.networks.options import available_options
from app.networks.spec import Spec
from app.studies.comparison import Comparison, compare
from app.tracing.records import Trace
from app.web import examples
from app.web.compare.selection import NetworksQuery, parse_entries, require_two
from app.web.errors import openapi_response
from app.web.openapi_responses import ANYWHERE
from app.web.query import TraceQuery, trace_network

router = APIRouter(prefix="/api", tags=["networks"], responses=ANYWHERE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A network that can be traced, as it is unless something else is chosen.

    `default_size` is the side of the images it was published for; `options` are the query parameters that it has.
    """

    name: str
    title: str
    label: str
    family: str
    spec: Spec
    default_size: int
    options: tuple[str, ...]


def _listed(network: Network) -> Listed:
    name, spec = network.name, network.spec
    options = tuple(available_options(name, spec))
    return Listed(name, network.title, network.label, network.family, spec, DEFAULT_SIZE[name], options)


LISTED = tuple(_listed(network) for network in NETWORKS.values())


def _shown(example: Any) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {"application/json": {"example": example}}}}


WRONG_PARAMETER = openapi_response(422, examples.TOO_SMALL)
NO_SUCH_NETWORK = openapi_response(404, examples.UNKNOWN)


@router.get(
    "/networks",
    summary="List the networks",
    responses={**_shown([examples.NETWORK]), **WRONG_PARAMETER},
)
def networks() -> tuple[Listed, ...]:
    """Every network that has a name, in the order in which people know them, and `custom`, which is yours to make."""
    return LISTED


@router.get(
    "/trace/{network}",
    summary="Trace every volume of a network",
    responses={**_shown(examples.TRACE), **NO_SUCH_NETWORK, **WRONG_PARAMETER},
)
def network_trace(
    network: Annotated[
        str,
        Path(
            description="A name of `/api/networks`.",
            examples=["resnet34"],
            json_schema_extra={"enum": [*NETWORKS]},
        ),
    ],
    query: Annotated[TraceQuery, Query()],
) -> Trace:
    """Build the network, run its forward, and write down what every module was given and what it put out.

    Shapes are `[C, H, W]`, without the batch. One MAC is one multiply-add of a convolution or a linear layer;
    `bytes` is a volume in float32. Steps are in the order they ran, and `inputs` name the steps they were fed by.
    """
    return trace_network(network, query)


@router.get(
    "/compare",
    summary="Compare two to four networks",
    responses={**_shown(examples.COMPARISON), **NO_SUCH_NETWORK, **openapi_response(422, examples.NOTHING_TO_COMPARE)},
)
def network_comparison(query: Annotated[NetworksQuery, Query()]) -> Comparison:
    """Trace the networks, and put what they have at each place side by side.

    Rows are by path (`conv1`, `layer1` and its blocks, …), or where VGG is compared with another kind of network by how
    much smaller the volumes are than the input. `same` says which quantities all networks agree on; `totals` have the
    ratio of every network's sum to that of the first.
    """
    return compare(query.traces(require_two(parse_entries(query.networks))))
