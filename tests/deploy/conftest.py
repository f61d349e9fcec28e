"""Two apps for all tests, and an nginx in front of them that starts each test with nothing kept."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.apps import App, two
from tests.deploy.proxy import Proxy, in_front_of
from tests.deploy.stub_server import Asked, Pretender, Said, pretending

Behind = Callable[..., tuple[Proxy, list[Pretender]]]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of this folder, early enough for `-m "not proxy"` to deselect them."""
    item.add_marker(pytest.mark.proxy)


@pytest.fixture(scope="package")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, App]]:
    with two(tmp_path_factory.mktemp("apps")) as apps:
        yield apps


@pytest.fixture
def apps(started: tuple[App, App]) -> tuple[App, App]:
    """Both of them answer, also where the test before has ended one."""
    for app in started:
        app.ready()
    return started


@pytest.fixture
def proxy(apps: tuple[App, App], tmp_path: Path) -> Iterator[Proxy]:
    with in_front_of([app.port for app in apps], tmp_path) as proxy:
        yield proxy


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Behind]:
    """Servers that answer so, with an nginx in front of them."""
    with ExitStack() as stack:

        def start(*answers: Callable[[Asked], Said]) -> tuple[Proxy, list[Pretender]]:
            servers = [stack.enter_context(pretending(answer)) for answer in answers]
            proxy = stack.enter_context(in_front_of([server.port for server in servers], tmp_path))
            return proxy, servers

        yield start
