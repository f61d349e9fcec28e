"""The API, asked for minutes what another run did not ask: other cases each time, printed where one fails."""

import pytest
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from tests.support.fuzzing import fuzz, openapi_of

CASES = 15_000
"""Of each kind: with some sixty a second, four minutes."""


@pytest.mark.parametrize("path", ["/api/trace/{network}", "/api/compare"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["within", "against"])
def test_every_answer_is_documented_however_long_one_asks(client: TestClient, path: str, mode: GenerationMode) -> None:
    asked = fuzz(client, openapi_of(client)[path]["GET"].as_strategy(mode), CASES, always_the_same=False)
    print(f"\n{path}, {mode.value}: {dict(asked)}")
    assert sum(asked.values()) >= CASES
