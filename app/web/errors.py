"""Translates exceptions to HTTP in one place: problem documents (RFC 9457) for programs, pages for browsers."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from ..diagrams import svg
from ..networks.bounds import ImpossibleChoice
from ..networks.options import UnknownNetwork
from ..tracing.limiter import Busy
from .request_id import REQUEST_ID
from .suggestions import SuggestedLink, links

MEDIA_TYPE = "application/problem+json"
API = re.compile(r"/(api(/|$)|openapi\.json)")
"""The beginning of the paths of the API."""

DATA = re.compile(r"/api|/(api|figures|table/glance)/.*|/openapi\.json|.*\.(svg|csv|md|tex)")
"""Paths of data and files, where an error is a problem document. All other paths are pages."""

MAX_URL_BYTES = 8_000  # bytes of path and query; the longest URL that a page links to has a few hundred

MESSAGES = {
    404: "There is nothing at this URL.",
    405: "This URL only supports GET.",
    414: f"The URL has more than {MAX_URL_BYTES:,} characters, the limit of this server.",
    500: "Internal server error. Details are in the server log.",
}
"""The message of each status without a message of its own."""


class PageError(NamedTuple):
    """A problem as a page shows it: beside the control of an option, with links to requests that work."""

    option: str
    message: str
    links: tuple[SuggestedLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """An error: `detail` is one sentence with the values in it.

    `option` is the query parameter that is impossible, `nearest` are names like the unknown one, `suggestions` are
    requests that work, and `retry_after` are seconds, as in the header `Retry-After`.
    """

    type: str
    title: str
    status: int
    detail: str
    option: str | None = None
    nearest: tuple[str, ...] | None = None
    suggestions: tuple[SuggestedLink, ...] | None = None
    retry_after: int | None = None

    def on_page(self, option: str) -> PageError:
        """The problem beside the control of an option."""
        return PageError(option, self.detail, self.suggestions or ())


ErrorPage = Callable[[Request, Problem], Response]
"""Renders a problem for a browser. Runs in a thread, so it may trace and draw."""


def problem_of(error: Exception, request: Request) -> Problem:
    """The problem that an exception stands for."""
    match error:
        case UnknownNetwork():
            kind, title = "urn:problem-type:unknown-network", "Unknown network"
            found = links(request, error.name, error.hint.suggestions)
            return Problem(kind, title, 404, str(error), nearest=error.hint.nearest, suggestions=found or None)
        case ImpossibleChoice():
            found = links(request, None, error.suggestions)
            return replace(_impossible(error.option, str(error)), suggestions=found or None)
        case Busy():
            return replace(_plain(503, str(error)), retry_after=error.seconds)
        case RequestValidationError():
            first = error.errors()[0]
            cause = first.get("ctx", {}).get("error")
            return problem_of(cause, request) if isinstance(cause, ImpossibleChoice) else _impossible(*_sentence(first))
        case HTTPException():
            return _plain(error.status_code, MESSAGES.get(error.status_code, f"{error.detail}."))
        case _:
            return _plain(500, MESSAGES[500])


Page = TypeVar("Page")


def without_option(request: Request, problem: Problem, build: Callable[[Mapping[str, str]], Page]) -> Page:
    """Build a page from the request without the impossible parameter, or without any if that is impossible too."""
    possible = {name: value for name, value in request.query_params.items() if name != problem.option}
    try:
        return build(possible)
    except (ImpossibleChoice, UnknownNetwork, ValidationError, RequestValidationError):
        return build({})


def problem_page(problem: Problem) -> Response:
    """A page with the message and the suggested links alone."""
    shown = {"problem": problem, "detail": _with_links(problem), "request": REQUEST_ID.get()}
    return HTMLResponse(svg.ENVIRONMENT.get_template("problem.html").render(shown), problem.status)


def _with_links(problem: Problem) -> list[tuple[str, str | None]]:
    """The sentence in parts, each with a URL or none: a name that an unknown network may stand for is a link."""
    urls = {link.network: link.url for link in reversed(problem.suggestions or ())} if problem.status == 404 else {}
    if not urls:
        return [(problem.detail, None)]
    names = "|".join(map(re.escape, sorted(urls, key=len, reverse=True)))
    return [(part, urls.get(part)) for part in re.split(rf"\b({names})\b", problem.detail)]


def respond(request: Request, error: Exception, *, error_page: ErrorPage) -> Response:
    """Translate an exception: a problem document for data, `error_page` for pages. Call it in a thread: it may draw."""
    problem = problem_of(error, request)
    if DATA.fullmatch(request.url.path):
        response = problem_document(request, problem)
    else:
        try:
            response = error_page(request, problem)
        except Busy:  # the page that would show the problem needs traces of its own
            response = problem_page(problem)
    response.headers.update({"Cache-Control": "no-store", **_headers(error)})
    return response


def install(app: FastAPI, error_page: ErrorPage) -> None:
    """Let the app answer every exception with `respond`."""

    async def handle(request: Request, error: Exception) -> Response:
        return await run_in_threadpool(respond, request, error, error_page=error_page)

    for kind in (UnknownNetwork, ImpossibleChoice, Busy, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, handle)


def _headers(error: Exception) -> Mapping[str, str]:
    if isinstance(error, Busy):
        return {"Retry-After": str(error.seconds)}
    return getattr(error, "headers", None) or {}


def problem_document(request: Request, problem: Problem) -> Response:
    """The problem as JSON, without the members that are `None`."""
    values = asdict(problem) | {"instance": _instance(request), "request": REQUEST_ID.get()}
    members = {name: value for name, value in values.items() if value is not None}
    body = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    return Response(body.encode("utf-8", "replace"), problem.status, media_type=MEDIA_TYPE)


def openapi_response(status: int, example: Mapping[str, Any]) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI description of a response with this status."""
    content = {MEDIA_TYPE: {"schema": SCHEMA, "example": example}}
    return {status: {"description": str(example["title"]), "content": content}}


SCHEMA = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
LINK_SCHEMA = SCHEMA.pop("$defs")["SuggestedLink"]
SCHEMA["properties"]["suggestions"] = {
    "anyOf": [{"type": "array", "items": LINK_SCHEMA}, {"type": "null"}],
    "default": None,
    "title": "Suggestions",
}
SCHEMA["properties"]["instance"] = {"type": "string", "title": "Instance", "description": "The URL of the request."}
SCHEMA["properties"]["request"] = {
    "type": "string",
    "title": "Request",
    "description": "The id of the request, as in the header `X-Request-ID` and in the server log.",
}


def _instance(request: Request) -> str:
    query = request.url.query
    return quote(request.url.path) + (f"?{query}" if query else "")


def _impossible(option: str, detail: str) -> Problem:
    return Problem("urn:problem-type:impossible-choice", "Impossible choice", 422, detail, option)


def _plain(status: int, detail: str) -> Problem:
    return Problem("about:blank", HTTPStatus(status).phrase, status, detail)


def _sentence(error: Mapping[str, Any]) -> tuple[str, str]:
    """The parameter that failed Pydantic's validation, and the reason as a sentence."""
    name, given, bounds = str(error["loc"][-1]), str(error["input"]), error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            required = f"be {bounds['expected']}"
        case "greater_than_equal":
            required = f"be at least {bounds['ge']}"
        case "less_than_equal":
            required = f"be at most {bounds['le']:,}"
        case "string_too_long":
            required = f"have at most {bounds['max_length']} characters"
        case "bool_parsing":
            required = "be 'true' or 'false'"
        case _:
            required = "be a whole number"
    return name, f"{name} is {given[:40]!r}; it has to {required}."
