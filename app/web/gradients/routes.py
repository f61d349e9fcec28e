"""What the gradients of a residual network and of its plain twin are, as JSON and as a chart."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from app.diagrams.gradients import svg_chart as gradient_chart
from app.diagrams.gradients.sentences import ran, rows, sentences
from app.diagrams.plotly_figures.renderer import gradient_chart as plotly_chart
from app.diagrams.scene.palette import Theme
from app.networks.catalogue import NETWORKS
from app.tracing.gradients import limits
from app.tracing.gradients.initialisation import Init
from app.tracing.gradients.study import Asked, Study, Switch
from app.web import examples
from app.web.downloads import download
from app.web.errors import documented
from app.web.gradients.progress import Following, follow
from app.web.openapi_responses import ANYWHERE
from app.web.query import MOST, SIZE, TraceQuery, only_parameters

router = APIRouter()

MOST_SEED = 2**31 - 1


class GradientQuery(TraceQuery):
    """A residual network or its plain twin, and how both are run. All of it optional."""

    size: str | None = Field(
        None,
        description="Input size in pixels: a side, or height x width. By default 64, with the CIFAR stem 32.",
        examples=["64", "48x64"],
        json_schema_extra=SIZE,
    )
    batch: int = Field(limits.BATCH, ge=limits.LEAST_BATCH, le=MOST, description="Random images.", examples=[8])
    seed: int = Field(
        0, ge=0, le=MOST_SEED, description="Of all random numbers: weights, images, labels.", examples=[0]
    )
    normalization: Switch = Field("on", description="Batch normalization; `off` takes it out.", examples=["on", "off"])
    init: Init = Field(
        "he",
        description="How convolutions begin: `he` is the paper's, normal by the outputs; `default` is PyTorch's own.",
        examples=["he", "default"],
    )

    def asked(self, network: str) -> Asked:
        """The study of this network. Raises `UnknownNetwork` or `ImpossibleChoice`."""
        return limits.ask(network, self.options(), self.size, self.batch, self.seed, self.normalization, self.init)


class ChartQuery(GradientQuery):
    """A chart also has to know whether it will stand on light or on dark."""

    theme: Theme = "light"


BUSY: dict[int | str, dict[str, Any]] = {503: {**ANYWHERE[503], **documented(503, examples.BUSY)[503]}}


@router.get(
    "/api/gradients/{network}",
    tags=["networks"],
    summary="Compare the gradients of a residual network and its plain twin",
    dependencies=[Depends(only_parameters(*GradientQuery.model_fields))],
    response_model=Study,
    responses={
        200: {"content": {"application/json": {"example": examples.GRADIENTS}}},
        **ANYWHERE,
        **documented(404, examples.NO_GRADIENTS),
        **documented(422, examples.NO_PAIR),
        **BUSY,
    },
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

    Everything random follows from `seed`: equal requests have equal answers. It takes seconds, one study at a time; who
    does not wait for the answer ends the work.
    """
    return await _made(request, await run_in_threadpool(query.asked, network)) or _to_nobody()


def _to_nobody() -> Response:
    """For whoever has left before the answer."""
    return Response(status_code=499)


async def _made(request: Request, asked: Asked) -> Study | None:
    async with aclosing(follow(request, asked)) as following:
        async for news in following:
            if isinstance(news, Study):
                return news
    return None


@router.get("/figures/gradients/{network}", include_in_schema=False)
async def figure(network: str, query: Annotated[ChartQuery, Query()], request: Request) -> Response:
    """Lines of JSON: how much is done, again and again, and at last the chart with its words and numbers."""
    following = follow(request, await run_in_threadpool(query.asked, network))
    first = await anext(following, None)  # here, so that being busy is an answer of its own
    if first is None:
        return _to_nobody()
    lines = _lines(first, following, query.theme)
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=AS_IT_COMES)


AS_IT_COMES = {"Content-Encoding": "identity", "Cache-Control": "no-store"}
"""What is compressed is only sent on when there is a block of it: the middleware leaves alone what says how it is."""


async def _lines(first: float | Study, following: Following, theme: Theme) -> AsyncIterator[str]:
    async with aclosing(following):
        yield await _line(first, theme)
        async for news in following:
            yield await _line(news, theme)


async def _line(news: float | Study, theme: Theme) -> str:
    if isinstance(news, Study):
        return await run_in_threadpool(_drawn, news, theme)
    return json.dumps({"progress": round(news, 3)}) + "\n"


def _drawn(study: Study, theme: Theme) -> str:
    said: dict[str, Any] = {"words": sentences(study), "ran": ran(study), "rows": rows(study)}
    chart: str = plotly_chart(study, theme)
    return json.dumps({"figure": json.loads(chart), **said}, ensure_ascii=False) + "\n"


@router.get("/figures/gradients/{network}/chart.svg", include_in_schema=False)
async def chart(network: str, query: Annotated[ChartQuery, Query()], request: Request) -> Response:
    """The chart and its words as a picture."""
    study = await _made(request, await run_in_threadpool(query.asked, network))
    if study is None:
        return _to_nobody()
    name = f"gradients-{study.network}-normalization-{study.normalization}-{study.init}"
    return download(f"{name}.svg", gradient_chart.standalone(study, query.theme), disposition="inline")
