"""`/embed/…`: the only pages that other sites may show in a frame."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from ...diagrams import svg
from ..errors import Problem
from ..networks import default_network
from .page import EmbedQuery, embed
from .urls import PATH

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
    return HTMLResponse(template.render(problem=problem, home=f"/explore/{default_network()}"), problem.status)
