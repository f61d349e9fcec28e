"""`/api/gradients` and `/figures/gradients`: gradients of a residual network and its plain twin, as JSON and charts."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from ...diagrams.gradients import svg_chart
from ...diagrams.gradients.sentences import chart_rows, observations, run_description
from ...diagrams.plotly_figures.renderer import gradient_chart
from ...diagrams.scene.palette import Theme
from ...networks.catalogue import NETWORKS
from ...networks.option_types import MAX_INTEGER
from ...tracing.gradients import limits
from ...tracing.gradients.initialisation import Init
from ...tracing.gradients.study import Study, StudyRequest, Switch
from .. import examples
from ..downloads import download
from ..errors import openapi_response
from ..openapi_responses import COMMON
from ..query import SIZE, TraceQuery
from .progress import StudyProgress, run_study

router = APIRouter()

MAX_SEED = 2**31 - 1


class GradientQuery(TraceQuery):
    """A residual network or its plain twin, and how both are run. All of it optional."""

    size: str | None = Field(
        None,
        description="Input size in pixels: a side, or height x width. By default 64, with the CIFAR stem 32.",
        examples=["64", "48x64"],
        json_schema_extra=SIZE,
    )
    batch: int = Field(
        limits.DEFAULT_BATCH, ge=limits.MIN_BATCH, le=MAX_INTEGER, description="Number of random images.", examples=[8]
    )
    seed: int = Field(
        0, ge=0, le=MAX_SEED, description="Seed of all random numbers: weights, images, labels.", examples=[0]
    )
    normalization: Switch = Field("on", description="Batch normalization; `off` removes it.", examples=["on", "off"])
    init: Init = Field(
        "he",
        description="Initialisation of convolutions: `he` is the paper's (normal, fan-out), `default` is PyTorch's.",
        examples=["he", "default"],
    )

    def study_request(self, network: str) -> StudyRequest:
        """Build the request for a study of this network. Raises `UnknownNetwork` or `ImpossibleChoice`."""
        return limits.study_request(
            network, self.options(), self.size, self.batch, self.seed, self.normalization, self.init
        )


class ChartQuery(GradientQuery):
    """Adds the colour theme."""

    theme: Theme = "light"


BUSY: dict[int | str, dict[str, Any]] = {503: {**COMMON[503], **openapi_response(503, examples.BUSY)[503]}}


@router.get(
    "/api/gradients/{network}",
    tags=["analysis"],
    summary="Compare the gradients of a residual network and its plain twin",
    response_model=Study,
    responses={
        200: {"content": {"application/json": {"example": examples.GRADIENTS}}},
        **COMMON,
        **openapi_response(404, examples.NO_GRADIENTS),
        **openapi_response(422, examples.NO_PAIR),
        **BUSY,
    },
    openapi_extra={"x-example": {"value": ["residual", "loss"]}},
)
async def gradients(
    network: Annotated[
        str,
        Path(
            description="A residual network of `/api/networks`, or its plain twin: the pair is the same.",
            examples=["resnet34"],
            json_schema_extra={"enum": [*NETWORKS]},
        ),
    ],
    query: Annotated[GradientQuery, Query()],
    request: Request,
) -> Study | Response:
    """Run both networks forward and backward on one random batch, and measure the gradient at every convolution.

    Everything random follows from `seed`, so equal requests have equal answers. A study takes seconds, and the server
    runs one at a time; it is cancelled if the client disconnects.
    """
    return await _study(request, await run_in_threadpool(query.study_request, network)) or _client_closed_request()


def _client_closed_request() -> Response:
    """Return nginx's status for a client that disconnected before the response."""
    return Response(status_code=499)


async def _study(request: Request, study_request: StudyRequest) -> Study | None:
    async with aclosing(run_study(request, study_request)) as progress:
        async for update in progress:
            if isinstance(update, Study):
                return update
    return None


@router.get("/figures/gradients/{network}", include_in_schema=False)
async def figure(network: str, query: Annotated[ChartQuery, Query()], request: Request) -> Response:
    """A stream of JSON lines: the progress several times, then the chart with its sentences and numbers."""
    progress = run_study(request, await run_in_threadpool(query.study_request, network))
    first = await anext(progress, None)  # before the response begins, so that `Busy` becomes a 503
    if first is None:
        return _client_closed_request()
    lines = _lines(first, progress, query.theme)
    return StreamingResponse(lines, media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})


async def _lines(first: float | Study, progress: StudyProgress, theme: Theme) -> AsyncIterator[str]:
    async with aclosing(progress):
        yield await _line(first, theme)
        async for update in progress:
            yield await _line(update, theme)


async def _line(update: float | Study, theme: Theme) -> str:
    if isinstance(update, Study):
        return await run_in_threadpool(_result_line, update, theme)
    return json.dumps({"progress": round(update, 3)}) + "\n"


def _result_line(study: Study, theme: Theme) -> str:
    text: dict[str, Any] = {"words": observations(study), "ran": run_description(study), "rows": chart_rows(study)}
    chart: str = gradient_chart(study, theme)
    return json.dumps({"figure": json.loads(chart), **text}, ensure_ascii=False) + "\n"


@router.get("/figures/gradients/{network}/chart.svg", include_in_schema=False)
async def chart(network: str, query: Annotated[ChartQuery, Query()], request: Request) -> Response:
    """The chart with its sentences as an SVG file."""
    study = await _study(request, await run_in_threadpool(query.study_request, network))
    if study is None:
        return _client_closed_request()
    name = f"gradients-{study.network}-normalization-{study.normalization}-{study.init}.svg"
    return download(name, svg_chart.standalone(study, query.theme), disposition="inline")
