"""What any address of the API may answer beside what is its own: said before, or in place of, an answer."""

from typing import Any

from app.web.errors import openapi_response


def _problem(status: int, title: str, detail: str, **more: Any) -> dict[int | str, dict[str, Any]]:
    return openapi_response(status, {"type": "about:blank", "title": title, "status": status, "detail": detail, **more})


ANYWHERE = {
    **_problem(406, "Not Acceptable", "This is answered as it is, or compressed with gzip or br."),
    **_problem(414, "Request-URI Too Long", "Addresses have at most 8,000 characters here, and this one has more."),
    **_problem(
        503, "Service Unavailable", "Many other networks are being traced here. Try again in about 2 s.", retry_after=2
    ),
}
ANYWHERE[503]["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
