"""Fuzzing of the API for minutes, with random cases; a failure prints its case."""

import pytest
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from tests.support.fuzzing import fuzz, load_schema

EXAMPLES = 15_000
"""Per parametrization: four minutes at some sixty a second."""


@pytest.mark.parametrize("path", ["/api/trace/{network}", "/api/compare", "/api/memory/{network}"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
def test_response_is_documented(client: TestClient, path: str, mode: GenerationMode) -> None:
    counts = fuzz(client, load_schema(client)[path]["GET"].as_strategy(mode), EXAMPLES, random=True)
    print(f"\n{path}, {mode.value}: {dict(counts)}")
    assert counts.total() >= EXAMPLES
