"""Fuzzing of the API: cases from its OpenAPI document, and checks of every response."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.specs.openapi import checks as openapi_checks
from starlette.testclient import TestClient

CHECKS = [
    schemathesis.checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]
"""Without `positive_data_acceptance`: options that are valid one by one may be impossible together."""

StatusCounts = Counter[int]
"""Number of responses by status code."""


def load_schema(client: TestClient) -> Any:
    """Return the Schemathesis schema of the app's OpenAPI document."""
    return schemathesis.openapi.from_dict(client.get("/openapi.json").json())


def fuzz(client: TestClient, strategy: st.SearchStrategy[Any], examples: int, *, random: bool = False) -> StatusCounts:
    """Request that many cases, the same ones in each run unless `random`, and check every response."""
    counts = StatusCounts()

    @settings(
        max_examples=examples,
        derandomize=not random,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(case=strategy)
    def run(case: Case[Any]) -> None:
        counts[_request(client, case)] += 1

    with _without_request_log():
        run()
    return counts


def _request(client: TestClient, case: Case[Any]) -> int:
    request = case.as_transport_kwargs(base_url=str(client.base_url))
    response = client.get(
        request["url"], params=request.get("params"), headers=request["headers"], follow_redirects=False
    )
    case.validate_response(response, checks=CHECKS)
    return response.status_code


@contextmanager
def _without_request_log() -> Iterator[None]:
    """Disable the request log: thousands of lines would hide the output of a failure."""
    previous = logging.root.manager.disable
    logging.disable(logging.WARNING)
    yield
    logging.disable(previous)
