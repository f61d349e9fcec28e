"""Allowed hosts and CORS origins."""

from functools import cache

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

ORIGIN = "https://class.example"


@cache
def client_of(settings: Settings) -> TestClient:
    """A client of an app with these settings, shared by all tests."""
    return TestClient(create_app(settings))


def headers_of(url: str, settings: Settings, method: str = "GET", **headers: str) -> dict[str, str]:
    """The headers of a response, and its status as `status`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    answer = client_of(settings).request(method, url, headers=named)
    return {"status": str(answer.status_code), **answer.headers}


def test_cors_is_off_by_default() -> None:
    found = headers_of("/api/networks", Settings(), origin=ORIGIN)
    assert "access-control-allow-origin" not in found


@pytest.mark.parametrize("url", ["/api/networks", "/api/trace/none", "/openapi.json"])
def test_allowed_origin_reads_the_api_and_its_errors(url: str) -> None:
    found = headers_of(url, Settings(cors_origins=(ORIGIN,)), origin=ORIGIN)
    assert found["access-control-allow-origin"] == ORIGIN
    assert found["access-control-expose-headers"] == "ETag, Retry-After, X-Request-ID"
    assert "origin" in found["vary"].lower()


@pytest.mark.parametrize("origin", ["https://other.example", "null", f"{ORIGIN}.other.example", "http://class.example"])
def test_other_origins_are_not_allowed(origin: str) -> None:
    found = headers_of("/api/networks", Settings(cors_origins=(ORIGIN,)), origin=origin)
    assert "access-control-allow-origin" not in found


def test_vary_names_origin_without_an_origin_header() -> None:
    assert "origin" in headers_of("/api/networks", Settings(cors_origins=(ORIGIN,)))["vary"].lower()


def test_wildcard_allows_every_origin_without_credentials() -> None:
    found = headers_of("/api/networks", Settings(cors_origins=("*",)), origin=ORIGIN, cookie="a=b")
    assert found["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in found


def test_cors_does_not_apply_to_pages() -> None:
    found = headers_of("/explore/resnet18", Settings(cors_origins=("*",)), origin=ORIGIN)
    assert "access-control-allow-origin" not in found


@pytest.mark.parametrize(("method", "status"), [("GET", "200"), ("DELETE", "400")])
def test_preflight_allows_reading_only(method: str, status: str) -> None:
    found = headers_of(
        "/api/networks",
        Settings(cors_origins=(ORIGIN,)),
        "OPTIONS",
        origin=ORIGIN,
        access_control_request_method=method,
        access_control_request_headers="if-none-match",
    )
    assert found["status"] == status
    assert found["access-control-allow-methods"] == "GET, HEAD"


@pytest.mark.parametrize("host", ["class.example", "class.example:8000", "CLASS.example", "a.b.example"])
def test_trusted_host_is_served(host: str) -> None:
    settings = Settings(trusted_hosts=("class.example", "*.b.example"))
    assert headers_of("/api/networks", settings, host=host)["status"] == "200"


@pytest.mark.parametrize(
    "host", ["other.example", "class.example.other", "b.example", "", "class.example@other.example"]
)
@pytest.mark.parametrize("url", ["/api/networks", "/explore/resnet18", "/explore/resnet18/steps.csv"])
def test_other_host_is_rejected_for_cached_responses_too(url: str, host: str) -> None:
    settings = Settings(trusted_hosts=("class.example", "*.b.example"))
    client = client_of(settings)
    assert client.get(url, headers={"host": "class.example"}).status_code == 200
    refused = client.get(url, headers={"host": host})
    assert (refused.status_code, refused.text) == (400, "Invalid host header")
