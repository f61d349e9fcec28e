"""An own network in a real server: a saved change of the file is on the page, which keeps its place."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.volumes import paths, picture
from tests.support.server_process import running

NET = """
from torch import nn

class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU()
        self.downsample = nn.Conv2d(inputs, outputs, 1, stride)

    def forward(self, x):
        out = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(out + self.downsample(x))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1)
        self.layer1 = nn.Sequential(Block(16, 16, 1), Block(16, 16, 1))
        self.layer2 = nn.Sequential(Block(16, 32, 2), Block(32, 32, 1))

    def forward(self, x):
        return self.layer2(self.layer1(self.conv1(x))).mean((2, 3))
"""
WITHIN = 2.0  # seconds from the save to the picture, on a machine with a core for the server and one for the browser
BUSY = 10.0  # seconds that a test waits for it: other tests run at the same time


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("user") / "net.py"
    file.write_text(NET)
    return file


@pytest.fixture(scope="module")
def server(code: Path) -> Iterator[str]:
    """The origin of `resnet-volumes serve net.py:Net`, started in the folder of the file."""
    command = (sys.executable, "-m", "app", "serve", "net.py:Net", "--size", "32")
    log = code.with_name("log.txt")
    with running(log, command, code.parent, pythonpath=Path.cwd(), workers=1) as process:
        yield f"http://127.0.0.1:{process.port}"
    assert "Traceback" not in log.read_text()


@pytest.fixture(autouse=True)
def _restore(code: Path, server: str) -> Iterator[None]:
    """Restore the file, and wait until the server has loaded it again."""
    before = trace(server)
    yield
    code.write_text(NET)
    deadline = time.monotonic() + BUSY
    while trace(server) != before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def trace(server: str) -> bytes:
    with urlopen(f"{server}/api/trace/net") as response:
        body: bytes = response.read()
    return body


def shape(page: Page, step: str) -> str:
    """The output of a step in the table beside the picture."""
    return page.locator(f'.steps tr[data-step="{step}"] td').nth(2).text_content() or ""


def expect_shape(page: Page, step: str, text: str) -> None:
    cell = page.locator(f'.steps tr[data-step="{step}"] td').nth(2)
    expect(cell).to_have_text(text, timeout=1000 * BUSY)


def save(code: Path, text: str) -> None:
    """Save as editors do: a new file takes the place of the old one."""
    new = code.with_suffix(".new")
    new.write_text(text)
    os.replace(new, code)  # noqa: PTH105  # as an editor


def test_changed_stride_is_on_the_page_which_keeps_place_size_and_scroll(
    open_page: Callable[..., Page], code: Path
) -> None:
    page = open_page(viewport={"width": 900, "height": 500})
    page.goto("/explore/net?size=48&at=layer2&scale=true")
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'; window.kept = true; scrollTo(0, 250)")
    assert shape(page, "layer2.0.conv1") == "24×24×32"
    top = "document.getElementById('picture').getBoundingClientRect().top"  # a note may come or go above it
    address, scrolled = page.url, round(page.evaluate(top), -1)

    start = time.monotonic()
    save(code, NET.replace("Block(16, 32, 2)", "Block(16, 32, 4)"))
    expect_shape(page, "layer2.0.conv1", "12×12×32")
    took = time.monotonic() - start

    assert took < (BUSY if os.environ.get("PYTEST_XDIST_WORKER") else WITHIN)
    expect(picture(page)).to_have_attribute("data-view", "layer")
    assert (page.url, round(page.evaluate(top), -1), page.evaluate("window.kept")) == (address, scrolled, True)
    assert page.locator("#height").input_value() == "48"


def test_broken_save_shows_its_error_above_the_last_good_picture_until_a_good_one(page: Page, code: Path) -> None:
    page.goto("/explore/net")
    drawn = paths(page)
    notices = page.locator(".notice[role=status]")
    expect(notices).to_have_count(0)

    save(code, NET + "x = (\n")
    expect(notices).to_have_text(
        f"The last save cannot be shown: net.py, line {NET.count(chr(10)) + 1}: SyntaxError: '(' was never closed. "
        "This is the version before it.",
        timeout=1000 * BUSY,
    )
    assert paths(page) == drawn
    assert notices.bounding_box()["y"] < picture(page).bounding_box()["y"]  # pyrefly: ignore[unsupported-operation]  # both are drawn

    save(code, NET.replace("Block(32, 32, 1)", "Block(32, 32, 1), Block(32, 32, 1)"))
    expect_shape(page, "layer2.2.conv1", "16×16×32")
    expect(notices).to_have_count(0)


def test_comparison_and_frame_follow_too(open_page: Callable[..., Page], code: Path) -> None:
    compared, frame = open_page(), open_page()
    compared.goto("/compare?networks=net,cifar_resnet20")
    frame.goto("/embed/net?at=layer2")
    before = picture(frame).text_content() or ""

    save(code, NET.replace("Block(16, 32, 2)", "Block(16, 32, 4)"))

    expect(compared.locator("#picture")).to_contain_text("8×8×32", timeout=1000 * BUSY)
    expect(picture(frame)).not_to_have_text(before, timeout=1000 * BUSY)


def test_place_that_a_save_removes_falls_back_to_the_nearest_one(page: Page, code: Path) -> None:
    page.goto("/explore/net?at=layer2.1.conv2")

    save(code, NET.replace("Block(16, 32, 2), Block(32, 32, 1)", "Block(16, 32, 2)"))

    expect(page.locator(".notice[role=status]")).to_contain_text("layer2.1.conv2", timeout=1000 * BUSY)


def test_catalogue_page_stays_quiet(open_page: Callable[..., Page], code: Path) -> None:
    page, own = open_page(), open_page()
    own.goto("/explore/net?at=layer2")
    page.goto("/explore/resnet18")
    page.evaluate("document.querySelector('#picture').dataset.kept = 'yes'")

    save(code, NET.replace("Block(16, 32, 2)", "Block(16, 32, 4)"))
    expect_shape(own, "layer2.0.conv1", "8×8×32")

    assert page.locator("#picture").get_attribute("data-kept") == "yes"
