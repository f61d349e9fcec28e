"""What an operator can set: by which names the server is spoken to, and which sites' scripts may read the API."""

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

HERE = "https://class.example"


def asked(address: str, settings: Settings, method: str = "GET", **headers: str) -> dict[str, str]:
    """The headers of an answer, with its status as `status`."""
    with TestClient(create_app(settings)) as client:
        answer = client.request(
            method, address, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
    return {"status": str(answer.status_code), **answer.headers}


def test_by_default_no_other_site_reads_anything() -> None:
    said = asked("/api/networks", Settings(), origin=HERE)
    assert "access-control-allow-origin" not in said


@pytest.mark.parametrize("address", ["/api/networks", "/api/trace/none", "/openapi.json"])
def test_a_site_that_is_named_reads_the_api_and_its_errors(address: str) -> None:
    said = asked(address, Settings(cors_origins=(HERE,)), origin=HERE)
    assert said["access-control-allow-origin"] == HERE
    assert said["access-control-expose-headers"] == "ETag, Retry-After, X-Request-ID"
    assert "origin" in said["vary"].lower()


@pytest.mark.parametrize("origin", ["https://other.example", "null", f"{HERE}.other.example", "http://class.example"])
def test_no_other_site_does(origin: str) -> None:
    said = asked("/api/networks", Settings(cors_origins=(HERE,)), origin=origin)
    assert "access-control-allow-origin" not in said


def test_a_cache_is_told_that_the_answer_depends_on_the_site_also_where_none_asks() -> None:
    assert "origin" in asked("/api/networks", Settings(cors_origins=(HERE,)))["vary"].lower()


def test_any_site_may_read_where_that_is_set_but_not_with_its_visitors_cookies() -> None:
    said = asked("/api/networks", Settings(cors_origins=("*",)), origin=HERE, cookie="a=b")
    assert said["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in said


def test_pages_are_nobody_elses_to_read() -> None:
    said = asked("/explore/resnet18", Settings(cors_origins=("*",)), origin=HERE)
    assert "access-control-allow-origin" not in said


@pytest.mark.parametrize(("method", "status"), [("GET", "200"), ("DELETE", "400")])
def test_a_browser_that_asks_first_is_told_that_the_api_is_only_read(method: str, status: str) -> None:
    said = asked(
        "/api/networks",
        Settings(cors_origins=(HERE,)),
        "OPTIONS",
        origin=HERE,
        access_control_request_method=method,
        access_control_request_headers="if-none-match",
    )
    assert (said["status"], said["x-content-type-options"]) == (status, "nosniff")
    assert said["access-control-allow-methods"] == "GET, HEAD"


@pytest.mark.parametrize("host", ["class.example", "class.example:8000", "CLASS.example", "a.b.example"])
def test_a_name_that_is_trusted_is_answered(host: str) -> None:
    settings = Settings(trusted_hosts=("class.example", "*.b.example"))
    assert asked("/api/networks", settings, host=host)["status"] == "200"


@pytest.mark.parametrize(
    "host", ["other.example", "class.example.other", "b.example", "", "class.example@other.example"]
)
@pytest.mark.parametrize("address", ["/api/networks", "/explore/resnet18", "/explore/resnet18/steps.csv"])
def test_another_is_refused_also_for_what_is_kept(address: str, host: str) -> None:
    settings = Settings(trusted_hosts=("class.example", "*.b.example"))
    with TestClient(create_app(settings)) as client:
        assert client.get(address, headers={"host": "class.example"}).status_code == 200
        refused = client.get(address, headers={"host": host})
    assert (refused.status_code, refused.headers["x-content-type-options"]) == (400, "nosniff")
    assert refused.text == "Invalid host header"
