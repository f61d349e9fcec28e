"""`serve` with own networks: where it listens, where it refuses, and what it prints."""

from typing import Any

import pytest

from app.settings import Settings
from tests.cli.conftest import Command
from tests.support.own_server import ORIGIN
from tests.support.user_code import Folder


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, Any]]:
    """The servers that would have been started: their settings, and the function or the name of their app."""
    found: list[tuple[Settings, Any]] = []

    def serve(settings: Settings, app: Any = "app.main:create_app") -> None:
        found.append((settings, app))

    monkeypatch.setattr("app.cli.serve_own.serve", serve)
    monkeypatch.setattr("app.cli.serve.prepare", lambda _: None)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return found


Started = list[tuple[Settings, Any]]


def test_own_network_is_served_by_one_worker_on_this_machine(
    command: Command, folder: Folder, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("net.py")
    monkeypatch.setenv("WORKERS", "4")

    result = command("serve", "net.py:Net", "--arg", "width=6", "--size", "1x28x28")

    (settings, _) = started[0]
    assert (result.code, settings.workers, settings.host) == (0, 1, "127.0.0.1")
    assert result.error.splitlines()[-1] == "http://127.0.0.1:8000/explore/net"


def test_app_of_the_command_shows_the_network(command: Command, folder: Folder, started: Started) -> None:
    from starlette.testclient import TestClient

    folder.write("net.py")
    command("serve", "net.py:Net", "--arg", "width=6", "--size", "1x28x28")

    client = TestClient(started[0][1](), base_url=ORIGIN)

    trace = client.get("/api/trace/net").json()
    assert [(step["path"], step["output_shape"]) for step in trace["steps"]] == [
        ("conv", [6, 28, 28]),
        ("relu", [6, 28, 28]),
        ("mean", [6]),
        ("fc", [10]),
    ]


def test_several_sources_have_names_of_their_own(command: Command, folder: Folder, started: Started) -> None:
    folder.write("net.py")
    folder.write("other.py")

    result = command("serve", "net.py:net", "resnet50", "other.py:net", "other.py:build")

    assert [line.partition("8000")[2] for line in result.error.splitlines()] == [
        "/explore/net",
        "/explore/resnet50",
        "/explore/net_2",
        "/explore/build",
    ]
    assert len(started) == 1


def test_networks_of_the_catalogue_need_no_own_server(command: Command, started: Started) -> None:
    result = command("serve", "resnet50", "--arg", "shortcut=A", "--size", "160x224")

    assert (result.code, result.error) == (0, "http://127.0.0.1:8000/explore/resnet50?size=160x224&shortcut=A\n")
    assert started[0][1] == "app.main:create_app"


@pytest.mark.parametrize("where", ["option", "environment"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "box.example"])
def test_other_hosts_are_refused(
    command: Command, folder: Folder, started: Started, monkeypatch: pytest.MonkeyPatch, host: str, where: str
) -> None:
    folder.write("net.py", "raise AssertionError('the code has run')")
    if where == "environment":
        monkeypatch.setenv("HOST", host)

    result = command("serve", "net.py:Net", *(["--host", host] if where == "option" else []))

    assert (result.code, started) == (2, [])
    assert result.error == (
        f"On {host} other machines could see networks of your own: leave out the host to listen on this machine alone, "
        "or add --expose.\n"
    )


def test_expose_allows_another_host(command: Command, folder: Folder, started: Started) -> None:
    folder.write("net.py")

    result = command("serve", "net.py:net", "--host", "0.0.0.0", "--expose")

    assert (result.code, started[0][0].host) == (0, "0.0.0.0")


@pytest.mark.parametrize("arguments", [("serve",), ("trace",), ("trace", "--json")])
@pytest.mark.parametrize("source", ["net.py:Net", "os:system", "net.py", "./net.py:Net"])
def test_container_image_refuses_code(
    command: Command,
    folder: Folder,
    started: Started,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    source: str,
) -> None:
    folder.write("net.py", "raise AssertionError('the code has run')")
    monkeypatch.setenv("OWN_NETWORKS", "off")

    result = command(*arguments, source)

    assert (result.code, result.answer, started) == (2, "", [])
    assert result.error == (
        f"{source} is code of your own, and OWN_NETWORKS=off forbids it here, as in the container image. Install "
        "resnet-volumes on your machine and run it there.\n"
    )


def test_catalogue_works_where_code_is_refused(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWN_NETWORKS", "off")

    assert command("trace", "cifar_resnet20").code == 0


def test_dockerfile_refuses_code() -> None:
    from pathlib import Path

    assert "OWN_NETWORKS=off" in Path("Dockerfile").read_text()


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("x = (", 1, "net.py, line 1: SyntaxError: '(' was never closed."),
        ("from torch import nn\nNet = nn.Linear(5, 5)", 1, "cannot pass Linear"),
        ("Nothing = 1", 2, "net.py has no Net."),
    ],
)
def test_network_that_cannot_be_shown_is_no_server(
    command: Command, folder: Folder, started: Started, text: str, code: int, sentence: str
) -> None:
    folder.write("net.py", text)

    result = command("serve", "net.py:Net", "--size", "3x8x8")

    assert (result.code, started) == (code, [])
    assert sentence in result.error
    assert "Traceback" not in result.error
