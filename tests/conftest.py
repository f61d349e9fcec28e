"""What all tests share. PyTorch has one thread, as when serving: on volumes this small more only wait."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.serving.request_log import settle
from app.settings import Settings
from app.tracing.runtime import use_threads

use_threads(1)

LONG = ("browser", "proxy", "slow")
"""Markers of tests that take more than a few seconds."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run long tests first, so that parallel workers finish at about the same time."""
    items.sort(key=lambda item: not any(item.get_closest_marker(marker) for marker in LONG))


@pytest.fixture(autouse=True)
def _its_own_lines() -> Iterator[None]:
    """What a test has the server log is written while the test's output is still held back."""
    yield
    settle()


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """The app as it is served; an error that nobody foresaw is answered, not raised."""
    with TestClient(create_app(Settings()), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def fresh() -> Iterator[TestClient]:
    """The app as it starts: no answer is kept yet."""
    with TestClient(create_app(Settings()), raise_server_exceptions=False) as client:
        yield client
