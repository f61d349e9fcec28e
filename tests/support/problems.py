"""Problem documents, as the API answers them."""

from typing import Any

from starlette.testclient import TestClient


def problem(client: TestClient, url: str) -> dict[str, Any]:
    """The problem document that is answered, which has to be one and to agree with its headers.

    Without `request`, which is another each time.
    """
    answer = client.get(url)
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == answer.status_code
    assert document.pop("request") == answer.headers["x-request-id"]
    return document
