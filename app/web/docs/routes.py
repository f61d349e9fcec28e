"""`/docs`: the reference as a page. `/api`: its index as JSON."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from ...diagrams import svg
from .. import examples
from ..errors import Problem, openapi_response, problem_page
from ..openapi_responses import COMMON
from . import text
from .reference import Reference, read_reference
from .snippets import ORIGIN, OWN_NETWORKS, SHAPE_TESTS, snippets

PATH, OPENAPI = "/docs", "/openapi.json"

router = APIRouter()


@dataclass(frozen=True, slots=True)
class EndpointLink:
    """An endpoint with an example request, and its section of the documentation."""

    path: str
    summary: str
    example: str
    documentation: str


@dataclass(frozen=True, slots=True)
class Index:
    """What the API has, and the URLs of its documentation and of its OpenAPI document."""

    name: str
    version: str
    documentation: str
    openapi: str
    endpoints: tuple[EndpointLink, ...]


@router.get(
    "/api",
    tags=["networks"],
    summary="List the endpoints",
    responses={**COMMON, **openapi_response(422, examples.NO_PARAMETERS)},
    openapi_extra={"x-example": {"value": ["version"]}},
)
def index(request: Request) -> Index:
    """The endpoints of this server, with the URL of an example and of the documentation of each."""
    endpoints = tuple(
        EndpointLink(each.path, each.summary, each.request, f"{PATH}#{each.anchor}")
        for each in _reference(request).endpoints
    )
    return Index(request.app.title, request.app.version, PATH, OPENAPI, endpoints)


@router.get(PATH, include_in_schema=False)
def docs(request: Request) -> Response:
    """The reference, from this app's own OpenAPI document."""
    template = svg.ENVIRONMENT.get_template("docs.html")
    page = template.render(
        reference=_reference(request),
        version=request.app.version,
        openapi=OPENAPI,
        origin=ORIGIN,
        own_networks=OWN_NETWORKS,
        shape_tests=SHAPE_TESTS,
        snippets=snippets,
        text=text,
    )
    return HTMLResponse(page)


def _reference(request: Request) -> Reference:
    return read_reference(request.app.openapi())


def error_page(_: Request, problem: Problem) -> Response:
    """Render a problem alone: the reference has no controls."""
    return problem_page(problem)
