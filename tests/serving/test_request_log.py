"""Requests are counted under the app's routes, however many addresses are asked for."""

import asyncio
from time import perf_counter
from typing import Any

import pytest
from prometheus_client.registry import Collector
from starlette.testclient import TestClient

from app.serving import access_log, metrics
from app.serving.request_log import SOON, How, observe, route_of
from app.serving.request_metrics import Tallies


@pytest.fixture(autouse=True)
def _routes(client: TestClient) -> TestClient:
    """Known once the app has been put together."""
    return client


def scope(path: str) -> dict[str, Any]:
    return {"method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "client": None}


def numbers(meter: Collector) -> dict[tuple[str, ...], float]:
    """What it shows, by the name of the number and the values of its labels."""
    return {(one.name, *one.labels.values()): one.value for family in meter.collect() for one in family.samples}


def counted(route: str, status: int, how: How) -> float:
    return numbers(metrics.REQUESTS).get(("resnet_volumes_requests_total", route, str(status), how), 0.0)


def spent(route: str) -> float:
    return numbers(metrics.REQUESTS).get(("resnet_volumes_request_seconds_sum", route), 0.0)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "/"),
        ("/api/networks", "/api/networks"),
        ("/api/trace/resnet34", "/api/trace/{network}"),
        ("/api/trace/no_such_network", "/api/trace/{network}"),
        ("/explore/resnet34", "/explore/{network}"),
        ("/explore/resnet34/diagram.svg", "/explore/{network}/diagram.svg"),
        ("/article/figure-3.svg", "/article/{anchor}.svg"),
        ("/static/0123456789abcdef/css/base.css", "/static/{release}"),
        ("/healthz", "/healthz"),
        ("/metrics", "/metrics"),
        ("/nowhere", "none"),
        ("/api/trace/a/b", "none"),
        ("", "none"),
    ],
)
def test_an_address_belongs_to_its_route(path: str, route: str) -> None:
    assert route_of(path) == route


def test_a_request_is_counted_by_route_status_and_origin() -> None:
    before = counted("/api/trace/{network}", 200, "kept")
    for network in ("resnet18", "resnet34"):
        observe(perf_counter(), scope(f"/api/trace/{network}"), 200, 10, "kept", "request-id")

    assert counted("/api/trace/{network}", 200, "kept") - before == 2


def test_the_time_since_the_start_is_what_is_measured() -> None:
    before = spent("/table")
    observe(perf_counter() - 100, scope("/table"), 200, 10, "made", "request-id")

    assert 100 <= spent("/table") - before < 200


def test_a_bucket_holds_every_request_that_took_no_longer_than_its_bound() -> None:
    meter = Tallies()
    for seconds in (0.0004, 0.0005, 0.003, 0.2, 60.0):
        meter.count("/table", 200, "made", seconds)
    shown = numbers(meter)
    name = "resnet_volumes_request_seconds"
    bounds = ["0.0005", "0.001", "0.005", "0.1", "0.25", "10.0", "+Inf"]

    assert [shown[f"{name}_bucket", "/table", bound] for bound in bounds] == [2, 2, 3, 3, 4, 4, 5]
    assert shown[f"{name}_count", "/table"] == 5
    assert shown[f"{name}_sum", "/table"] == pytest.approx(60.2039)


def test_a_thousand_addresses_that_do_not_exist_are_one_name() -> None:
    names = {route for _, route, *_ in numbers(metrics.REQUESTS)}
    before = counted("none", 404, "made")
    for number in range(1000):
        observe(perf_counter(), scope(f"/no/{number}" + "/x" * number), 404, 10, "made", "request-id")

    assert counted("none", 404, "made") - before == 1000
    assert {route for _, route, *_ in numbers(metrics.REQUESTS)} == names | {"none"}


def test_what_is_remembered_of_addresses_is_bounded() -> None:
    for number in range(10_000):
        observe(perf_counter(), scope(f"/explore/{number}" + "x" * 5000), 404, 10, "made", "request-id")

    assert route_of.cache_info().currsize <= 4096


def test_what_an_event_loop_has_not_noted_before_its_end_holds_up_nothing_after_it() -> None:
    async def asked(long: float) -> None:
        observe(perf_counter(), scope("/table"), 200, 10, "made", "request-id")
        await asyncio.sleep(long)

    before = counted("/table", 200, "made")
    asyncio.run(asked(0))
    asyncio.run(asked(10 * SOON))

    assert counted("/table", 200, "made") - before == 2


def test_a_request_that_cannot_be_noted_holds_up_none_that_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    async def asked(*paths: str) -> None:
        for path in paths:
            observe(perf_counter(), scope(path), 200, 10, "made", "request-id")
        await asyncio.sleep(10 * SOON)

    def entry(request: access_log.Request) -> dict[str, Any]:
        if request.path == "/":
            raise ValueError("cannot be noted")
        return {}

    monkeypatch.setattr(access_log, "entry", entry)
    before = counted("/table", 200, "made")
    with asyncio.Runner() as runner:
        runner.get_loop().set_exception_handler(lambda *_: None)  # it is told, and goes on
        runner.run(asked("/", "/table", "/table"))
        runner.run(asked("/table"))

    assert counted("/table", 200, "made") - before == 3
