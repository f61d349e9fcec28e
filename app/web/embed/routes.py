"""`/embed/…`: the only pages that other sites may show in a frame."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from app.diagrams import svg
from app.web.embed.page import EmbedQuery, embed
from app.web.embed.urls import PATH
from app.web.errors import Problem
from app.web.urls import DEFAULT_NETWORK

router = APIRouter(include_in_schema=False)


@router.get(f"{PATH}/{{network}}")
def embedded(network: str, query: Annotated[EmbedQuery, Query()]) -> Response:
    """A place in a network: its picture with links to other places, and a link to the explorer."""
    frame = embed(network, query)
    html = svg.ENVIRONMENT.get_template("embed.html").render(page=frame.page, frame=frame)
    return HTMLResponse(html)


def error_page(_: Request, problem: Problem) -> Response:
    """A page with the message and the suggested links alone."""
    template = svg.ENVIRONMENT.get_template("embed/problem.html")
    return HTMLResponse(template.render(problem=problem, home=f"/explore/{DEFAULT_NETWORK}"), problem.status)
