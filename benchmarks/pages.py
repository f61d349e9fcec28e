"""The explorer and the article in Chromium: bytes of a first view, and times until another choice is painted."""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from itertools import count

from playwright.sync_api import Browser, Page

from app.networks.catalogue import CIFAR, IMAGENET, NETWORKS
from benchmarks.browser import first_view, launched, page_of_new_server, time_pictures, time_tooltip
from benchmarks.results import Findings, Goal, Row, durations, none, under

SERVERS = 2
START = "/explore/custom?depths=1"  # not in the catalogue, so all networks of the catalogue are still to be traced
DEEPEST = "cifar_resnet1202"
VARIED = "resnet50"
HOVERED = 30  # volumes
ARTICLE_NETWORKS = [name for name, network in NETWORKS.items() if network.family in (IMAGENET, CIFAR)]
FIGURE = "#figure-7"  # about half way down the article

STATES = ("not seen before", "seen before")

Picks = defaultdict[str, list[tuple[float, str]]]
"""Milliseconds and network, by kind of choice."""


def explorer(quick: bool) -> Findings:
    """Explorer.

    Chromium visits the app over loopback in a window of 1440×900. The bytes of the first view are those of all
    responses for `/explore/resnet152` with an empty cache, headers included. Then every network of the catalogue is
    clicked, two sizes of every network are typed, and every value of every option of {VARIED} is clicked, on {SERVERS}
    fresh servers. The time runs from the event's time
    stamp to the second animation frame after the new picture is in the document, at most 17 ms after it is visible. It
    includes request, trace, rendering, layout and painting. *Not seen before*: the server has not traced the network,
    or not at that size. Hovering is timed in the same way on the page of {DEEPEST}.
    """
    networks = [*NETWORKS][:: 9 if quick else 1]
    with launched() as browser:
        picks = time_picks(browser, 1 if quick else SERVERS, START, "/explore/{}", networks)
        with page_of_new_server(browser) as page:
            for state in STATES:
                picks[f"option, {state}"] = pick_options(page, f"/explore/{VARIED}")[:: 9 if quick else 1]
        with page_of_new_server(browser) as page:
            view = first_view(page, "/explore/resnet152")
            html, hovers = deepest_network(page)
    goals = [
        *view_goals("first view of resnet152", view, 150),
        *pick_goals("explorer: another {}, until painted", picks, 100),
        under(f"HTML of {DEEPEST}, uncompressed", html / 1000, 600, " kB"),
        # up to 100 ms a reaction feels immediate (Nielsen, Usability Engineering)
        under("explorer: hovering a volume of it, until its tooltip is painted", statistics.median(hovers), 100, " ms"),
    ]
    times = durations("milliseconds", {"hovering a volume": hovers})
    return Findings([view_rows(view), pick_rows(picks), times], goals)


def article(quick: bool) -> Findings:
    """Article.

    As above, for `/article`, with figure 7 in sight. The time runs until all pictures are replaced and those in sight
    are painted. They show up to three networks with three shortcut options, and the table a whole family.
    """
    networks = ARTICLE_NETWORKS[:: 4 if quick else 1]
    with launched() as browser:
        picks = time_picks(browser, 1 if quick else SERVERS, "/article", "/article?network={}", networks)
        with page_of_new_server(browser) as page:
            view = first_view(page, "/article")
    goals = [
        *view_goals("first view of the article", view, 250),
        *pick_goals("article: another {}, until painted", picks, 300),
    ]
    return Findings([view_rows(view), pick_rows(picks)], goals)


def time_picks(browser: Browser, servers: int, start: str, url: str, networks: Sequence[str]) -> Picks:
    """Pick all networks and two new sizes of each, twice: the first time, the server has not seen them."""
    picks: Picks = defaultdict(list)
    sides = count(65)
    for _ in range(servers):
        with page_of_new_server(browser) as page:
            open_page(page, start)
            for state in STATES:
                picks[f"network, {state}"] += [(pick_network(page, name), name) for name in networks]
            for name in networks:
                open_page(page, url.format(name))
                own = next(sides), next(sides)
                for state in STATES:
                    picks[f"size, {state}"] += [(type_height(page, side), name) for side in own]
    return picks


def open_page(page: Page, url: str) -> None:
    page.goto(url)
    page.evaluate("figure => document.querySelector(figure)?.scrollIntoView()", FIGURE)


def pick_network(page: Page, name: str) -> float:
    choices = page.locator('[data-part="networks"], [data-part="choice"]')
    link = choices.get_by_role("link", name=NETWORKS[name].title, exact=True, include_hidden=True)
    link = link.last  # beside the menu, where it is there too
    if not link.is_visible():
        link.locator("xpath=ancestor::details/summary").click()
    return time_pictures(page, "click", link.click)


def pick_options(page: Page, url: str) -> list[tuple[float, str]]:
    """Click every value of every option, each on the page of the network as published."""
    page.goto(url)
    links = page.locator('[data-part="controls"] a[href]')
    hrefs: list[str] = links.evaluate_all("all => all.map((link) => link.getAttribute('href'))")
    changed = [href for href in dict.fromkeys(hrefs) if href.startswith(f"{url}?") and "size=" not in href]
    return [(pick_option(page, url, href), href) for href in changed]


def pick_option(page: Page, url: str, href: str) -> float:
    page.goto(url)
    link = page.locator(f'[data-part="controls"] a[href="{href}"]').first
    if not link.is_visible():
        link.locator("xpath=ancestor::details/summary").click()
    return time_pictures(page, "click", link.click)


def type_height(page: Page, side: int) -> float:
    field = page.locator("#height")
    field.fill(str(side))
    return time_pictures(page, "keydown", lambda: field.press("Enter"))


def deepest_network(page: Page) -> tuple[int, list[float]]:
    """Return the bytes of the deepest network's HTML and the milliseconds until tooltips of its volumes are painted."""
    response = page.goto(f"/explore/{DEEPEST}")
    assert response is not None  # None only if nothing but the fragment changes
    points = page.evaluate("stopwatch.volumes()")
    return len(response.body()), [time_tooltip(page, x, y) for x, y in points[:: -(-len(points) // HOVERED)]]


def view_goals(subject: str, view: dict[str, int], limit: float) -> list[Goal]:
    plotly = [path for path in view if "plotly" in path.lower()]
    return [under(f"{subject}, over the wire", sum(view.values()) / 1000, limit, " kB"), none("Plotly in it", plotly)]


def view_rows(view: dict[str, int]) -> list[Row]:
    """Sum the bytes of a first view by kind of response."""
    kinds: defaultdict[str, list[int]] = defaultdict(list)
    for path, size in view.items():
        kinds[path.rpartition(".")[2] if path.startswith("/static/") else "html"].append(size)
    rows = [(kind, f"{len(sizes)}", f"{sum(sizes):,}") for kind, sizes in kinds.items()]
    return [("first view", "responses", "bytes"), *rows]


def pick_goals(subject: str, picks: Picks, limit: float) -> list[Goal]:
    medians = {kind: statistics.median(time for time, _ in times) for kind, times in picks.items()}
    return [under(subject.format(kind), median, limit, " ms") for kind, median in medians.items()]


def pick_rows(picks: Picks) -> list[Row]:
    heading, *rows = durations("milliseconds, another …", {k: [time for time, _ in picks[k]] for k in picks})
    return [(*heading, "slowest"), *((*row, max(picks[row[0]])[1]) for row in rows)]
