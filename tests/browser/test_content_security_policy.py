"""The policy of every page, kept: no page, and nothing that is done on one, asks for what its policy forbids."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.framing import site
from tests.browser.pointing import until
from tests.browser.test_plots import DRAWN_WITHIN, open_space
from tests.browser.visit import Visit

LISTEN = """addEventListener("securitypolicyviolation", (event) => told(
    `${event.documentURI}: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""
FORBIDDEN = """() => {
    document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = 1" }));
    document.head.append(Object.assign(document.createElement("style"), { textContent: "p { top: 0 }" })) }"""

FINE = ["/", "/article", "/article?network=resnet50&size=96x128", "/table", "/table?size=96", "/compare", "/docs"]
FINE += [f"/explore/resnet50?at={at}" for at in ("", "layer2", "layer2.0", "layer2.0.1", "maxpool", "fc")]
FINE += ["/explore/cifar_resnet1202", "/explore/vgg19?scale=true", "/compare?networks=resnet18,vgg19"]
FINE += [f"/embed/resnet34{query}" for query in ("", "?at=layer2.0", "?at=conv1&theme=dark")]
WRONG = {"/nowhere": 404, "/explore/none": 404, "/embed/none": 404, "/compare?networks=none": 404}
WRONG |= {f"/{page}?size=x": 422 for page in ("", "explore/resnet18", "article", "table", "compare", "embed/resnet18")}


@pytest.fixture
def violations(page: Page) -> Iterator[list[str]]:
    """What was done against the policy of any page that `page` shows; none may be left at the end."""
    told: list[str] = []
    page.expose_function("told", lambda text: told.append(text))
    page.add_init_script(LISTEN)
    yield told
    assert told == []


@pytest.fixture
def strict(page: Page, violations: list[str]) -> Page:
    assert violations == []
    return page


@pytest.mark.parametrize("address", FINE)
def test_no_page_breaks_its_policy(strict: Page, address: str) -> None:
    strict.goto(address)
    strict.wait_for_load_state("networkidle")


@pytest.mark.parametrize(("address", "status"), WRONG.items())
def test_no_page_that_tells_of_a_problem_does(strict: Page, visit: Visit, address: str, status: int) -> None:
    visit.expect_status(status)
    answer = strict.goto(address)
    strict.wait_for_load_state("networkidle")
    assert answer
    assert answer.status == status


def test_the_policy_is_enforced(page: Page, visit: Visit) -> None:
    page.add_init_script(LISTEN.replace("told(", "(window.told ??= []).push("))
    page.goto("/explore/resnet18")
    page.evaluate(FORBIDDEN)
    until(page, "window.told?.length === 2")
    assert page.evaluate("window.ran") is None
    assert len(visit.complaints) == 2
    visit.complaints.clear()


def test_the_3d_view_the_chart_and_the_png_keep_to_it(strict: Page) -> None:
    open_space(strict, "/explore/resnet34?at=layer2.0")
    strict.get_by_role("button", name="Chart").click()
    strict.locator("#costs .bars").first.wait_for(timeout=DRAWN_WITHIN)
    strict.locator("#costs .point").first.hover(force=True)
    expect(strict.locator("#costs .hovertext").first).to_be_visible()
    strict.get_by_role("button", name="2-D").click()
    strict.get_by_text("Download", exact=True).click()
    with strict.expect_download() as coming:
        strict.get_by_role("button", name="Picture, PNG").click()
    assert coming.value.path().stat().st_size > 10_000


def test_plotly_has_its_styles(strict: Page) -> None:
    open_space(strict, "/explore/resnet34")
    assert strict.locator("#space .modebar").evaluate("(bar) => getComputedStyle(bar).position") == "absolute"


def test_walking_through_the_explorer_keeps_to_it(strict: Page) -> None:
    strict.goto("/explore/resnet34")
    strict.locator("#picture .scene a[data-path]").nth(4).hover()
    expect(strict.locator("#tooltip")).to_be_visible()
    strict.locator("#picture .scene a[data-path]").nth(4).click()
    expect(strict).to_have_url(re.compile("at=layer1"))
    strict.goto("/explore/resnet34?at=conv1")
    strict.locator("[data-walk-by]").last.click()
    expect(strict).to_have_url(re.compile("cell="))


def test_the_gradients_of_the_article_keep_to_it(strict: Page) -> None:
    strict.goto("/article?network=cifar_resnet20")
    strict.locator("div.gradients").scroll_into_view_if_needed()
    strict.locator("div.gradients .scatter").first.wait_for(timeout=2 * DRAWN_WITHIN)


def test_the_charts_of_a_comparison_keep_to_it(strict: Page) -> None:
    strict.goto("/compare?networks=plain34,resnet34")
    strict.get_by_role("button", name="Chart").click()
    strict.locator(".js-plotly-plot .scatterlayer").first.wait_for(timeout=DRAWN_WITHIN)


def test_the_api_is_shown_and_tried_out(strict: Page) -> None:
    strict.goto("/docs")
    strict.get_by_text("List the networks").click()
    strict.get_by_role("button", name="Try it out").click()
    strict.get_by_role("button", name="Execute").click()
    expect(strict.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")


def test_a_diagram_answers_in_a_frame_of_another_site(open_page: Callable[..., Page], visit: Visit) -> None:
    with site(f'<iframe src="{visit.origin}/embed/resnet34" width="1200" height="600"></iframe>') as origin:
        page = open_page()
        page.goto(origin)
        frame = page.frame_locator("iframe")
        frame.get_by_role("link", name=re.compile("^layer2")).first.hover()
        expect(frame.locator("#tooltip")).to_be_visible()
        frame.locator(".scene a[data-at='layer2.0']").click()
        expect(frame.get_by_role("heading", level=1)).to_have_text("layer2")
        with page.expect_popup() as opened:
            frame.get_by_role("link", name="Open in ResNet Volumes").click()
        expect(opened.value).to_have_url(f"{visit.origin}/explore/resnet34?at=layer2")
        visit.requests = [url for url in visit.requests if not url.startswith(origin)]


@pytest.mark.parametrize("address", ["/explore/resnet34", "/article", "/docs", "/explore/resnet34/diagram.svg?"])
def test_nothing_else_is_shown_in_one(open_page: Callable[..., Page], visit: Visit, address: str) -> None:
    with site(f'<iframe src="{visit.origin}{address}"></iframe>') as origin:
        page = open_page()
        page.goto(origin)
        page.wait_for_load_state("networkidle")
        assert page.frame_locator("iframe").locator("svg, #swagger-ui").count() == 0
        visit.requests = [url for url in visit.requests if not url.startswith(origin)]
        assert all("frame-ancestors" in complaint for complaint in visit.complaints)
        visit.complaints.clear()
