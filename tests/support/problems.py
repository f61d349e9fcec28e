"""Problem documents of the API."""

from typing import Any

from starlette.testclient import TestClient


def problem(client: TestClient, url: str) -> dict[str, Any]:
    """Return the problem document at a URL, without `request` (different each time).

    Checks that the document agrees with the response headers.
    """
    response = client.get(url)
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == response.status_code
    assert document.pop("request") == response.headers["x-request-id"]
    return document
