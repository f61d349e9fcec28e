"""Fixtures of all tests. PyTorch has one thread, as when serving: on empty batches more threads only wait."""

import gc
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.tracing.runtime import use_threads

use_threads(1)

LONG = ("browser", "proxy", "slow")
"""Markers of tests that take more than a few seconds."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run long tests first, so that parallel workers finish at about the same time."""
    items.sort(key=lambda item: not any(item.get_closest_marker(marker) for marker in LONG))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Exclude modules and test items from garbage collection: each full collection would visit all of them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of the app, shared by all tests. Unexpected errors are answered with 500, not raised."""
    with TestClient(create_app(Settings()), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def fresh() -> Iterator[TestClient]:
    """A client of an app with an empty response cache."""
    with TestClient(create_app(Settings()), raise_server_exceptions=False) as client:
        yield client
