"""Every parameter of every route with every payload and every huge value."""

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from tests.support.injection_payloads import PAYLOADS, assert_harmless
from tests.support.route_parameters import ROUTES, parameters
from tests.web import test_huge_values as huge
from tests.web import test_injection as injection

EVERY_ROUTE = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)


@EVERY_ROUTE
def test_parameter_values_are_escaped(client: TestClient, route: APIRoute) -> None:
    for name in (*parameters(route), *injection.EXTRA_PARAMETERS):
        for value in PAYLOADS:
            assert_harmless(injection.get(client, injection.url(route, **{name: value})))


@EVERY_ROUTE
def test_huge_value_is_no_server_error(client: TestClient, route: APIRoute) -> None:
    for name in parameters(route):
        for value in huge.HUGE:
            response = client.get(f"{huge.url(route.path)}?{name}={value}", follow_redirects=False)
            assert response.status_code in {200, 303, 404, 414, 422}, (name, value, response.text[:200])
