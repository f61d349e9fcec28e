"""Every request has a name, which its answer says, and which is found again where something went wrong."""

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.serving.request_ids import identify
from app.serving.request_log import settle
from app.settings import Settings
from app.web import api


@pytest.mark.parametrize(
    "given", ["12345678", "3f2b8c1e-7a1d-4b57-9d0e-6f2d1c0a9b8e", "0123456789abcdef" * 4, "a.b_c-d.e"]
)
def test_an_id_that_can_be_one_is_kept(given: str) -> None:
    assert identify(given.encode()) == given


@pytest.mark.parametrize(
    "given", [None, b"", b"1234567", b"x" * 65, b"two words", b'"quoted"', b"<script>", b"12345678\n"]
)
def test_one_that_cannot_be_is_replaced(given: bytes | None) -> None:
    made = identify(given)

    assert (len(made), set(made) <= set("0123456789abcdef")) == (24, True)


def test_ids_do_not_meet() -> None:
    assert len({identify(None) for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/trace/resnet18?size=64", 200),
        ("HEAD", "/api/trace/resnet18?size=64", 200),  # from what is kept by now
        ("GET", "/explore/resnet18?size=64", 200),
        ("GET", "/", 200),
        ("GET", "/healthz", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/static/css/nothing.css", 404),
        ("GET", "/api/trace/resnet18?size=none", 422),
        ("GET", f"/api/trace/resnet18?size={'9' * 9000}", 414),
        ("POST", "/api/networks", 405),
    ],
)
def test_every_answer_says_the_id_that_it_was_asked_with(
    client: TestClient, method: str, address: str, status: int
) -> None:
    answer = client.request(method, address, headers={"X-Request-ID": "from-a-proxy"})

    assert (answer.status_code, answer.headers.get_list("x-request-id")) == (status, ["from-a-proxy"])


def test_an_answer_that_nothing_has_changed_says_it_too(client: TestClient) -> None:
    tag = client.get("/api/networks").headers["etag"]
    answer = client.get("/api/networks", headers={"If-None-Match": tag, "X-Request-ID": "from-a-proxy"})

    assert (answer.status_code, answer.headers["x-request-id"]) == (304, "from-a-proxy")


def test_so_do_those_of_the_guards_that_stand_before_everything(capfd: pytest.CaptureFixture[str]) -> None:
    settle()
    capfd.readouterr()
    settings = Settings(trusted_hosts=("example.org",), cors_origins=("https://example.com",))
    asked = {"X-Request-ID": "from-a-proxy"}
    preflight = {"Host": "example.org", "Origin": "https://example.com", "Access-Control-Request-Method": "GET"}
    with TestClient(create_app(settings)) as client:
        answers = [
            client.get("/api/networks", headers=asked),  # whose host is `testserver`
            client.options("/api/networks", headers=asked | preflight),
            client.get("/api/networks", headers=asked | {"Host": "example.org"}),
        ]
    said = [(answer.status_code, answer.headers.get_list("x-request-id")) for answer in answers]
    settle()
    noted = [line for line in capfd.readouterr().out.splitlines() if '"request":"from-a-proxy"' in line]

    assert said == [(400, ["from-a-proxy"]), (200, ["from-a-proxy"]), (200, ["from-a-proxy"])]
    assert len(noted) == 3


def test_two_requests_for_the_same_have_two_ids(client: TestClient) -> None:
    first, second = (client.get("/api/networks").headers["x-request-id"] for _ in range(2))

    assert first != second


def test_a_problem_document_names_its_request(client: TestClient) -> None:
    answer = client.get("/api/trace/resnet18?size=none", headers={"X-Request-ID": "from-a-proxy"})

    assert answer.json()["request"] == "from-a-proxy"


def test_so_does_one_for_what_nobody_foresaw(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(api, "trace_network", fail)
    answer = client.get("/api/trace/resnet18?size=65", headers={"X-Request-ID": "from-a-proxy"})

    assert (answer.status_code, answer.json()["request"]) == (500, "from-a-proxy")


def test_a_page_that_says_what_went_wrong_shows_the_id(client: TestClient) -> None:
    answer = client.get("/nowhere", headers={"X-Request-ID": "from-a-proxy"})

    assert "Request <code>from-a-proxy</code>" in answer.text
