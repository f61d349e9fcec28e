"""Two apps for all tests, and for each test an nginx with an empty cache in front of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.apps import App, two
from tests.deploy.proxy import Proxy, proxy_for
from tests.deploy.stub_server import StubRequest, StubResponse, StubServer, stub_server

Behind = Callable[..., tuple[Proxy, list[StubServer]]]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of this folder, early enough for `-m "not proxy"` to deselect them."""
    item.add_marker(pytest.mark.proxy)


@pytest.fixture(scope="package")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, App]]:
    with two(tmp_path_factory.mktemp("apps")) as apps:
        yield apps


@pytest.fixture
def apps(started: tuple[App, App]) -> tuple[App, App]:
    """Both apps, running, even if the previous test has ended one."""
    for app in started:
        app.ready()
    return started


@pytest.fixture
def proxy(apps: tuple[App, App], tmp_path: Path) -> Iterator[Proxy]:
    with proxy_for([app.port for app in apps], tmp_path) as proxy:
        yield proxy


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Behind]:
    """Start stub servers with these responses, and an nginx in front of them."""
    with ExitStack() as stack:

        def start(*answers: Callable[[StubRequest], StubResponse]) -> tuple[Proxy, list[StubServer]]:
            servers = [stack.enter_context(stub_server(answer)) for answer in answers]
            proxy = stack.enter_context(proxy_for([server.port for server in servers], tmp_path))
            return proxy, servers

        yield start
