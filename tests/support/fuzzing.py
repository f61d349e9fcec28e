"""Cases for the API, made from its own documentation, and what has to hold of every answer to one."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.specs.openapi import checks as of_openapi
from starlette.testclient import TestClient

CHECKS = [
    schemathesis.checks.not_a_server_error,
    of_openapi.status_code_conformance,
    of_openapi.content_type_conformance,
    of_openapi.response_headers_conformance,
    of_openapi.response_schema_conformance,
]
"""Not that what is documented is accepted: options that are possible one by one may be impossible together."""

Cases = Counter[int]
"""How many cases had which status."""


def openapi_of(client: TestClient) -> Any:
    """The API as Schemathesis reads it from its documentation."""
    return schemathesis.openapi.from_dict(client.get("/openapi.json").json())


def fuzz(client: TestClient, strategy: st.SearchStrategy[Any], examples: int, *, always_the_same: bool = True) -> Cases:
    """Ask so many cases, and check every answer."""
    asked = Cases()

    @settings(
        max_examples=examples,
        derandomize=always_the_same,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(case=strategy)
    def every(case: Case[Any]) -> None:
        asked[_ask(client, case)] += 1

    with _quietly():
        every()
    return asked


def _ask(client: TestClient, case: Case[Any]) -> int:
    request = case.as_transport_kwargs(base_url=str(client.base_url))
    answer = client.get(
        request["url"], params=request.get("params"), headers=request["headers"], follow_redirects=False
    )
    case.validate_response(answer, checks=CHECKS)
    return answer.status_code


@contextmanager
def _quietly() -> Iterator[None]:
    """Thousands of lines of log would only hide the one that fails."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    yield
    logging.disable(before)
