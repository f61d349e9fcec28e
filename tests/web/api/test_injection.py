"""Invalid values in the parameters of the API: each response is a trace or a documented error."""

import pytest
from starlette.testclient import TestClient

from app.web.query import TraceQuery
from tests.support.route_parameters import ONE_OF_EACH_TYPE

INVALID_VALUES = [
    "",
    "-1",
    "0",
    "1e9",
    "NaN",
    "0x10",
    "null",
    "None",
    "true",
    "[]",
    "{}",
    "224x",
    "x224",
    "1x1x1",
    "٢٢٤",
    "²",
    "%00",
    "%ff%fe",
    "%ed%a0%80",
    "%F0%9F%92%A9",
    "<script>alert(1)</script>",
    "'; drop table networks; --",
    "../../etc/passwd",
    "{{7*7}}",
    "%0d%0aSet-Cookie:%20a=b",
    "9" * 400,
    "9" * 5000,
    "1," * 2000,
    ",",
    " ",
]


SAMPLE = ("size", *ONE_OF_EACH_TYPE)
OTHERS = [name for name in TraceQuery.model_fields if name not in SAMPLE]


@pytest.mark.parametrize("number", range(len(INVALID_VALUES)))
def test_invalid_value_gets_a_documented_status(client: TestClient, number: int) -> None:
    """One parameter of each type, and the others in turn."""
    value = INVALID_VALUES[number]
    for name in (*SAMPLE, OTHERS[number % len(OTHERS)]):
        response = client.get(f"/api/trace/custom?{name}={value}")
        assert response.status_code in {200, 422}, (name, response.text)
    for url in (f"/api/trace/{value}", f"/api/trace/custom?{value}", f"/api/trace/custom?{value}=1"):
        response = client.get(url)
        assert response.status_code in {200, 307, 404, 422}, (url, response.text)
