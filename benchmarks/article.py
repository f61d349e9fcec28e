"""The article in Chromium: what a first view costs, and how soon another depth or size is painted."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from playwright.sync_api import Locator, Page, sync_playwright

from app.networks.catalogue import CIFAR, IMAGENET, NETWORKS
from benchmarks.browsing import Answer, enter, launch, load, pick, plotly_in
from benchmarks.goals import Goal, never, smaller, within
from benchmarks.pages import SERVERS, visit_of_new_server
from benchmarks.picked import Picked

ARTICLE = "/article"
MIDDLE = 7  # the figure that is in sight: about half way down the page
SIZES_EACH = 2
CHOICES = {name: network.title for name, network in NETWORKS.items() if network.family in (IMAGENET, CIFAR)}
KINDS = (
    "depth of the article, not seen before",
    "depth of the article, seen before",
    "size of the article, not seen before",
    "size of the article, seen before",
)


@dataclass(frozen=True, slots=True)
class Article:
    """Everything that was measured."""

    first_view: list[Answer]
    picked: Picked

    @property
    def bytes(self) -> int:
        """Of the first view, over the wire."""
        return sum(answer.size for answer in self.first_view)


def measured() -> Article:
    """All of it, on servers and visits of its own."""
    with sync_playwright() as playwright, launch(playwright) as browser:
        picked = Picked.nothing(KINDS, CHOICES)
        for _ in range(SERVERS):
            with visit_of_new_server(browser) as page:
                choose_networks(page, picked)
                choose_sizes(page, picked)
        with visit_of_new_server(browser) as page:
            return Article(load(page, ARTICLE), picked)


def choose_networks(page: Page, picked: Picked) -> None:
    """Every network from the one before it, twice around; the first of them is not the one that is shown at first."""
    read(page, ARTICLE)
    for kind in KINDS[:2]:
        for name, title in CHOICES.items():
            picked.add(kind, name, pick(page, choice(page).get_by_role("link", name=title, exact=True)))


def choose_sizes(page: Page, picked: Picked) -> None:
    """Other sizes of every network, twice each."""
    sides = unseen_sides()
    for name in CHOICES:
        read(page, f"{ARTICLE}?network={name}")
        own = [*islice(sides, SIZES_EACH)]
        height = choice(page).get_by_label("Height of the input")
        for kind in KINDS[2:]:
            picked.add(kind, name, *(enter(page, height, str(side)) for side in own))


def read(page: Page, address: str) -> None:
    """Open the article and scroll to the figure in its middle."""
    page.goto(address)
    page.locator(f"#figure-{MIDDLE}").evaluate("figure => figure.scrollIntoView()")


def choice(page: Page) -> Locator:
    return page.get_by_role("form", name="What the article is about")


def unseen_sides() -> Iterator[int]:
    """Sides of an input, none of them twice, and none that a network is published for."""
    return count(65)


def goals(article: Article) -> list[Goal]:
    """The promises about the article."""
    return [
        smaller("first view of the article, over the wire", article.bytes, 250_000),
        never("Plotly in it", plotly_in(article.first_view)),
        *(within(f"another {kind}, until painted", s.median, 300) for kind, s in article.picked.times.items()),
    ]
