"""`/api/advice` and `/api/inputs`."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from ...advice.registry import RULES
from ...networks.catalogue import NETWORKS
from ...tracing.records import Input
from .. import examples
from ..errors import openapi_response
from ..explorer.view import MAX_PATH
from ..networks import find_network
from ..openapi_responses import COMMON
from ..query import MemoryQuery
from ..urls import explorer_url
from .inverse import MAX_VALUES, Inputs, classifier_inputs, configurations, parse_map, place_inputs
from .offers import AdvisedNote, Advisor, advice_trace

router = APIRouter(prefix="/api", tags=["analysis"], responses=COMMON)

NetworkName = Annotated[
    str, Path(description="A name of `/api/networks`.", examples=["resnet18"], json_schema_extra={"enum": [*NETWORKS]})
]

RULE_LIST = "\n".join(f"- `{rule.name}`: {rule.about}" for rule in RULES)


@dataclass(frozen=True, slots=True)
class Advice:
    """The notes on a network at an input size, the most severe first."""

    network: str
    input: Input
    notes: tuple[AdvisedNote, ...]


class InputsQuery(MemoryQuery):
    """A trace, a place in it, and a map there or a number of values of the classifier; and what is run, for costs."""

    at: str = Field(
        "",
        max_length=MAX_PATH,
        description="Path of a layer, block, operation or step. By default the last layer.",
        examples=["layer4", "layer3.0.conv2"],
    )
    map: str = Field(
        "",
        max_length=40,
        description="Height and width of the map there: a side, or height x width. By default those of this input.",
        examples=["10x10"],
    )
    values: int | None = Field(
        None,
        ge=1,
        le=MAX_VALUES,
        description="Values that a classifier gets or expects; instead of `at` and `map`.",
        examples=[32768],
    )


@router.get(
    "/advice/{network}",
    summary="What is wrong with an input or a configuration",
    description=(
        "Trace the network and apply every rule. A note has the path of the place it is about, a sentence with "
        "numbers, the consequence, and fixes: changed parameters after which the rule finds nothing. Their costs are "
        "the MACs, the parameters and the memory before and after; the memory is that of `/api/memory` for the "
        "`batch`, `precision`, `optimizer` and `mode` of the request. `notes` is empty where nothing is wrong. The "
        "rules:\n\n" + RULE_LIST
    ),
    responses={
        200: {"content": {"application/json": {"example": examples.ADVICE}}},
        **openapi_response(404, examples.NO_ADVICE),
        **openapi_response(422, examples.TOO_SMALL),
    },
    openapi_extra={"x-example": {"parameters": {"size": "64"}, "value": ["notes", 0, "sentence"]}},
)
def advice(network: NetworkName, query: Annotated[MemoryQuery, Query()]) -> Advice:
    found = find_network(network)
    trace = advice_trace(found, query)
    advisor = Advisor(found, query, explorer_url(network, query), trace)
    return Advice(network, trace.input, advisor.advised(advisor.notes()))


@router.get(
    "/inputs/{network}",
    summary="Which inputs give a map, or a classifier that many values",
    responses={
        200: {"content": {"application/json": {"example": examples.INPUTS}}},
        **openapi_response(404, examples.NO_INPUTS),
        **openapi_response(422, examples.NO_PLACE),
    },
    openapi_extra={
        "x-example": {"parameters": {"network": "resnet50", "at": "layer4", "map": "10"}, "value": ["sentence"]}
    },
)
def inputs(network: NetworkName, query: Annotated[InputsQuery, Query()]) -> Inputs:
    """Invert the windows between the image and a volume.

    With `map`, the answer has the heights and widths of all inputs that give this map at `at`, and `configurations`:
    other strides, stems and dilations that give it for the present input, with their costs. With `values`, it has
    those that give a classifier that many values, after a fixed 7×7 average pooling of stride 1 as in older code, or
    without pooling. Sides of more than 4096 pixels are stated too, though they cannot be traced.
    """
    found = find_network(network)
    trace = advice_trace(found, query)
    if query.values is not None:
        return classifier_inputs(trace, query.values)
    sides = parse_map(query.map) if query.map else None
    answer = place_inputs(trace, query.at, sides)
    advisor = Advisor(found, query, explorer_url(network, query), trace)
    return replace(answer, configurations=configurations(advisor, answer.at, sides) if sides else ())
