"""The page in Chromium: what a first view costs, how soon another choice is painted, and the deepest network's page."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from app.networks.catalogue import NETWORKS
from benchmarks.browsing import Answer, hover, html_size, launch, load, pick, plotly_in, visit
from benchmarks.clock import Spread, spread
from benchmarks.goals import Goal, never, smaller, within
from benchmarks.picked import Picked
from tests.browser.server import serve

SERVERS = 3  # cold picks need a server that has seen nothing: as many times is each of them measured
START = "/explore/custom?depths=1"  # no network of the catalogue, so that each of them is still to be traced
SIZES = ("96", "384")  # presets that no network is published for and that all of them take
DEEPEST = "/explore/cifar_resnet1202"
HOVERED = 30  # volumes of the deepest network's picture
IMMEDIATE = 100  # milliseconds; up to there people feel that they did it themselves (Nielsen, Usability Engineering)


@dataclass(frozen=True, slots=True)
class Pages:
    """Everything that was measured."""

    browser: str
    first_view: list[Answer]
    html: int
    hovers: Spread
    picked: Picked


KINDS = ("network, not seen before", "network, seen before", "size, not seen before", "size, seen before")


def measured() -> Pages:
    """All of it, on servers and visits of its own."""
    with sync_playwright() as playwright, launch(playwright) as browser:
        picked = Picked.nothing(KINDS, NETWORKS)
        for _ in range(SERVERS):
            with visit_of_new_server(browser) as page:
                pick_networks(page, picked)
                pick_sizes(page, picked)
        with visit_of_new_server(browser) as page:
            first_view = load(page, "/explore/resnet152")
            html = html_size(page, DEEPEST)
            return Pages(f"Chromium {browser.version}", first_view, html, spread(hover(page, HOVERED)), picked)


@contextmanager
def visit_of_new_server(browser: Browser) -> Iterator[Page]:
    """A page of a server that has not traced anything yet."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder, "log.txt")) as origin,
        visit(browser, origin) as page,
    ):
        yield page


def pick_networks(page: Page, picked: Picked) -> None:
    """Every network from the one before it, twice around."""
    page.goto(START)
    for kind in KINDS[:2]:
        for name in NETWORKS:
            picked.add(kind, name, pick(page, network_link(page, name)))


def pick_sizes(page: Page, picked: Picked) -> None:
    """Other sizes of every network, twice."""
    for name in NETWORKS:
        page.goto(f"/explore/{name}")
        for kind in KINDS[2:]:
            picked.add(kind, name, *(pick(page, size_link(page, size)) for size in SIZES))


def network_link(page: Page, name: str) -> Locator:
    networks = page.get_by_role("region", name="Network", exact=True)
    return networks.locator(f'a:is([href="/explore/{name}"], [href^="/explore/{name}?"])')


def size_link(page: Page, size: str) -> Locator:
    return page.get_by_role("group", name="Usual sizes").get_by_role("link", name=size, exact=True)


def goals(pages: Pages) -> list[Goal]:
    """The promises about the page."""
    return [
        smaller("first view of resnet152, over the wire", sum(answer.size for answer in pages.first_view), 150_000),
        never("Plotly in it", plotly_in(pages.first_view)),
        *(within(f"picking another {kind}, until painted", s.median, 100) for kind, s in pages.picked.times.items()),
        smaller("HTML of cifar_resnet1202, uncompressed", pages.html, 600_000),
        within("hovering a volume of it, until its readout is painted", pages.hovers.median, IMMEDIATE),
    ]
