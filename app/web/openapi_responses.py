"""The error responses that every route of the API may have, for OpenAPI."""

from http import HTTPStatus
from typing import Any

from .errors import MESSAGES, openapi_response


def _response(status: int, detail: str, **members: Any) -> dict[int | str, dict[str, Any]]:
    title = HTTPStatus(status).phrase
    return openapi_response(
        status, {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    )


COMMON = {
    **_response(414, MESSAGES[414]),
    **_response(503, "Many other networks are being traced here. Try again in about 2 s.", retry_after=2),
}
COMMON[503]["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
