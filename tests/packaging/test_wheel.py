"""The wheel, installed into a new environment and run from an empty folder. Nothing is downloaded."""

import shutil
import site
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import __version__
from tests.support.server_process import ServerProcess, running

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FILES = ("pyproject.toml", "README.md", "LICENSE")
FOLDERS = ("app", "templates", "static")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel. It finds the dependencies in the environment of the tests."""
    folder = tmp_path_factory.mktemp("packaging")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / "source")
    wheels = ["--no-deps", "--no-index"]
    run([*PIP, "wheel", *wheels, "--no-build-isolation", "--wheel-dir", str(folder), str(folder / "source")], folder)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=True)
    run([*PIP, "--python", str(folder / "venv"), "install", *wheels, "--no-compile", str(wheel)], folder)
    (site_packages(folder / "venv") / "dependencies.pth").write_text("\n".join(site.getsitepackages()))
    return folder / "venv"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """An empty folder to run programs in."""
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


@pytest.fixture
def server(environment: Path, empty: Path) -> Iterator[ServerProcess]:
    with running(empty.with_name("log"), [str(environment / "bin" / "resnet-volumes")], empty) as server:
        yield server


def site_packages(environment: Path) -> Path:
    (folder,) = environment.glob("lib/python*/site-packages")
    return folder


def run(command: list[str], folder: Path) -> str:
    """The output of a program that is run in this folder. Fails with what it printed if it fails."""
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def test_wheel_installs_nothing_but_its_package(environment: Path) -> None:
    ours = {path.name for path in site_packages(environment).iterdir()} - {"dependencies.pth"}
    assert ours == {"resnet_volumes", f"resnet_volumes-{__version__}.dist-info"}


def test_installed_package_is_imported_by_its_name_alone_and_draws(environment: Path, empty: Path) -> None:
    program = """
import importlib.util
import resnet_volumes as rv

print(rv.__file__, importlib.util.find_spec("app"))
print(rv.show("cifar_resnet20")._repr_mimebundle_()["text/html"])
"""
    first, printed = run([str(environment / "bin" / "python"), "-c", program], empty).split("\n", 1)
    assert first.split() == [str(site_packages(environment) / "resnet_volumes" / "__init__.py"), "None"]
    assert 'data-view="network"' in printed
    assert "mountOutput" in printed


def test_installed_command_prints_the_trace_that_the_server_answers(
    environment: Path, empty: Path, client: TestClient
) -> None:
    printed = run([str(environment / "bin" / "resnet-volumes"), "trace", "resnet18", "--json"], empty)
    assert printed == client.get("/api/trace/resnet18").text + "\n"


def test_installed_server_answers_as_the_checkout_does_and_stops(server: ServerProcess, client: TestClient) -> None:
    """The start page links static files with the release digest, which is that of the checkout."""
    page = client.get("/").text
    style = next(part for part in page.split('"') if part.startswith("/static/") and part.endswith("/css/base.css"))
    for path in ("/", style, "/api/trace/resnet18", "/article?network=cifar_resnet20"):
        head, body = server.get(path).split(b"\r\n\r\n", 1)
        assert head.startswith(b"HTTP/1.1 200 "), path
        assert body == client.get(path, headers={"Accept-Encoding": "identity"}).content, path
    assert (server.stop(), server.log.read_text()) == (0, "")
