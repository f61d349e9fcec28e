"""What goes wrong, translated to HTTP in one place: problem documents (RFC 9457) for the API, pages for browsers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.diagrams import svg
from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import NETWORKS
from app.networks.options import UnknownNetwork
from app.tracing.limiter import Busy
from app.web.asked import REQUEST_ID

MEDIA_TYPE = "application/problem+json"
OF_THE_API = ("/api/", "/openapi.json")
"""Where paths begin that answer programs."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: `detail` is one plain sentence with the values in it.

    `option` is the query parameter that it is about, `nearest` are names like the one that does not exist, and
    `retry_after` are the seconds after which it may be otherwise, as in the header `Retry-After`.
    """

    type: str
    title: str
    status: int
    detail: str
    option: str | None = None
    nearest: tuple[str, ...] | None = None
    retry_after: int | None = None


AsPage = Callable[[Request, Problem], Response]
"""How a browser is told of a problem. Called in a thread, so it may trace and draw."""


def problem_of(error: Exception) -> Problem:
    """The problem that an exception means to whoever asked."""
    match error:
        case UnknownNetwork():
            kind, title = "urn:problem-type:unknown-network", "Unknown network"
            return Problem(kind, title, 404, str(error), nearest=tuple(error.nearest))
        case ImpossibleChoice():
            return _impossible(error.option, str(error))
        case Busy():
            return replace(_plain(503, str(error)), retry_after=error.seconds)
        case RequestValidationError():
            return _impossible(*_sentence(error.errors()[0]))
        case HTTPException():
            return _plain(error.status_code, SENTENCES.get(error.status_code, f"{error.detail}."))
        case _:
            return _plain(500, SENTENCES[500])


SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address can only be read, with GET.",
    500: "Something went wrong on this side. It has been written to the server's log.",
}


def as_text(_: Request, problem: Problem) -> Response:
    """The sentence alone."""
    return Response(problem.detail, problem.status, media_type="text/plain")


def page(problem: Problem) -> Response:
    """The sentence on a page of its own, with what may have been meant."""
    nearest = [NETWORKS[near] for near in problem.nearest or ()]
    said = {"problem": problem, "nearest": nearest, "request": REQUEST_ID.get()}
    return HTMLResponse(svg.ENVIRONMENT.get_template("problem.html").render(said), problem.status)


def install(app: FastAPI, as_page: AsPage = as_text) -> None:
    """Let every error answer as a problem document to programs and through `as_page` to browsers."""

    def shown(request: Request, problem: Problem) -> Response:
        try:
            return as_page(request, problem)
        except Busy:  # the page that it would have stood on needs traces of its own
            return page(problem)

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        for_program = request.url.path.startswith(OF_THE_API)
        response = document(request, problem) if for_program else await run_in_threadpool(shown, request, problem)
        response.headers.update(_headers(error))
        return response

    for kind in (UnknownNetwork, ImpossibleChoice, Busy, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer)


def _headers(error: Exception) -> Mapping[str, str]:
    if isinstance(error, Busy):
        return {"Retry-After": str(error.seconds)}
    return getattr(error, "headers", None) or {}


def document(request: Request, problem: Problem) -> Response:
    """The problem as JSON, members that it does not have left out."""
    said = asdict(problem) | {"instance": _instance(request), "request": REQUEST_ID.get()}
    members = {name: value for name, value in said.items() if value is not None}
    body = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    return Response(body.encode("utf-8", "replace"), problem.status, media_type=MEDIA_TYPE)


def documented(status: int, example: Mapping[str, Any]) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of an answer with this status."""
    content = {MEDIA_TYPE: {"schema": SCHEMA, "example": example}}
    return {status: {"description": str(example["title"]), "content": content}}


SCHEMA = TypeAdapter(Problem).json_schema()
SCHEMA["properties"]["instance"] = {"type": "string", "title": "Instance", "description": "What was asked for."}
SCHEMA["properties"]["request"] = {
    "type": "string",
    "title": "Request",
    "description": "The id of this request, as in the header `X-Request-ID` and in the server's log.",
}


def _instance(request: Request) -> str:
    query = request.url.query
    return quote(request.url.path) + (f"?{query}" if query else "")


def _impossible(option: str, detail: str) -> Problem:
    return Problem("urn:problem-type:impossible-choice", "Impossible choice", 422, detail, option)


def _plain(status: int, detail: str) -> Problem:
    return Problem("about:blank", HTTPStatus(status).phrase, status, detail)


def _sentence(error: Mapping[str, Any]) -> tuple[str, str]:
    """The parameter that failed validation, and why, in words. Errors are Pydantic's, one dictionary each."""
    name, given, bounds = str(error["loc"][-1]), str(error["input"]), error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            due = f"be {bounds['expected']}"
        case "greater_than_equal":
            due = f"be at least {bounds['ge']}"
        case "less_than_equal":
            due = f"be at most {bounds['le']:,}"
        case "string_too_long":
            due = f"have at most {bounds['max_length']} characters"
        case _:
            due = "be a whole number"
    return name, f"{name} is {given[:40]!r}; it has to {due}."
