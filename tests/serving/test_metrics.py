"""Prometheus metrics: requests, caches, limiter and studies."""

import threading
import time

import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.main import create_app
from app.serving.release import Release
from app.settings import Settings
from app.tracing import limiter, tracer
from app.tracing.gradients import runner
from app.tracing.gradients.study import Study
from app.tracing.limiter import Busy, TraceLimiter
from tests.support.gradient_studies import ignore_progress, tiny_request

Sample = tuple[str, frozenset[tuple[str, str]]]


def read(text: str) -> list[Metric]:
    return [*text_string_to_metric_families(text)]


def samples(client: TestClient) -> dict[Sample, float]:
    """All samples of `/metrics`."""
    return {
        (one.name.removeprefix("resnet_volumes_"), frozenset(one.labels.items())): one.value
        for family in read(client.get("/metrics").text)
        for one in family.samples
    }


def sample(client: TestClient, name: str, **labels: str) -> float:
    return samples(client).get((name, frozenset(labels.items())), 0.0)


def test_metrics_are_in_prometheus_format_and_not_stored(client: TestClient) -> None:
    answer = client.get("/metrics")

    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "resnet_volumes_requests" in {family.name for family in read(answer.text)}


def test_openmetrics_is_negotiated(client: TestClient) -> None:
    answer = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})

    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert "resnet_volumes_requests" in {family.name for family in open_metrics(answer.text)}


def test_requests_are_counted_by_route_status_and_cache_status(client: TestClient) -> None:
    labels = {"route": "/api/trace/{network}", "status": "200"}
    before = samples(client)
    for _ in range(3):
        client.get("/api/trace/resnet18?size=71")
    after = samples(client)

    def more(name: str, **labels: str) -> float:
        key = name, frozenset(labels.items())
        return after.get(key, 0.0) - before.get(key, 0.0)

    assert more("requests_total", **labels, cache="miss") == 1
    assert more("requests_total", **labels, cache="hit") == 2
    assert more("request_seconds_count", route="/api/trace/{network}") == 3
    assert more("request_seconds_bucket", route="/api/trace/{network}", le="+Inf") == 3
    assert more("cache_hits_total", cache="answers") == 2
    assert more("cache_entries", cache="answers") == 1
    assert more("cache_bytes", cache="answers") > 1000
    assert more("cold_requests_total") == 1


def test_trace_at_another_size_hits_the_model_cache(client: TestClient) -> None:
    tracer.clear_caches()
    for size in (72, 73):
        client.get(f"/api/trace/resnet18?size={size}")
    numbers = samples(client)

    def of(cache: str, what: str) -> float:
        return numbers[f"cache_{what}", frozenset({("cache", cache)})]

    assert [of("models", what) for what in ("hits_total", "misses_total", "entries")] == [1, 1, 1]
    assert [of("traces", what) for what in ("hits_total", "misses_total", "entries")] == [0, 2, 2]
    assert 0 < of("traces", "bytes") < of("traces", "most_bytes") == 64e6


def test_limiter_is_visible(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    full = TraceLimiter(1, 1)
    monkeypatch.setattr("app.tracing.limiter._limiter", full)
    full.acquire()
    queued = limiter.Permit()
    waiting = threading.Thread(target=queued.acquire)
    waiting.start()
    while full.stats().waiting == 0:
        time.sleep(0.001)
    refused = client.get("/api/trace/resnet18?size=74")
    seen = samples(client)
    full.release()
    waiting.join()
    queued.release()

    assert refused.status_code == 503
    numbers = ("cold_running", "cold_waiting", "cold_requests_total", "cold_refused_total")
    assert [seen[name, frozenset()] for name in numbers] == [1, 1, 2, 1]


def test_gradient_studies_are_counted(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float] = []

    def studied(*_: object) -> Study:
        seen.append(sample(client, "gradient_running"))
        with pytest.raises(Busy):
            runner.run(tiny_request(seed=73), ignore_progress)
        raise InterruptedError

    names = ("gradient_studies_total", "gradient_refused_total", "gradient_running")
    before = [sample(client, name) for name in names]
    with monkeypatch.context() as patched:
        patched.setattr(runner, "run_study", studied)
        with pytest.raises(InterruptedError):
            runner.run(tiny_request(seed=71), ignore_progress)
    runner.run(tiny_request(seed=72), ignore_progress)

    assert seen == [1]
    assert [sample(client, name) - then for name, then in zip(names, before, strict=True)] == [1, 1, 0]


def test_process_memory_and_cpu_time_are_reported(client: TestClient) -> None:
    numbers = samples(client)

    assert numbers["process_resident_memory_bytes", frozenset()] > 50e6
    assert numbers["process_cpu_seconds_total", frozenset()] > 0


def test_build_info_names_version_and_release(client: TestClient) -> None:
    version = client.get("/openapi.json").json()["info"]["version"]
    (labels,) = (dict(labels) for name, labels in samples(client) if name == "build_info")

    assert labels["version"] == version
    assert f"/static/{labels['release']}/" in client.get("/").text
    assert len(labels["release"]) == len(Release.of().digest)


def test_two_apps_in_one_process_have_their_own_caches(client: TestClient) -> None:
    with TestClient(create_app(Settings(answers_mb=3))) as other:
        assert sample(other, "cache_most_bytes", cache="answers") == 3e6
    assert sample(client, "cache_most_bytes", cache="answers") == 64e6


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "/"),
        ("/api/trace/no_such_network", "/api/trace/{network}"),
        ("/explore/resnet34/diagram.svg", "/explore/{network}/diagram.svg"),
        ("/article/figure-3.svg", "/article/{anchor}.svg"),
        ("/static/0123456789abcdef/css/base.css", "/static/{release}"),
        ("/healthz", "/healthz"),
        ("/nowhere", "none"),
        ("/api/trace/a/b", "none"),
    ],
)
def test_path_is_counted_under_its_route(client: TestClient, path: str, route: str) -> None:
    before = sample(client, "request_seconds_count", route=route)
    client.get(path)
    assert sample(client, "request_seconds_count", route=route) == before + 1


def test_unknown_paths_share_one_label_value(client: TestClient) -> None:
    def routes() -> set[str]:
        return {dict(labels)["route"] for name, labels in samples(client) if name == "requests_total"}

    client.get("/nowhere")
    before = routes()
    for number in range(100):
        client.get(f"/no/{number}" + "/x" * number)
    assert routes() == before
