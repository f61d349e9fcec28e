"""Navigation through the four levels by mouse, breadcrumb, history and URL."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.volumes import click, explorer_url, paths, picture, tooltip_rows, volume


def expect_level(page: Page, view: str, *crumbs: str) -> None:
    """Expect the level and its breadcrumb."""
    expect(picture(page)).to_have_attribute("data-view", view)
    expect(breadcrumb(page).get_by_role("listitem")).to_have_text(crumbs)


def breadcrumb(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Breadcrumb")


LEVELS = [
    ("network", ("ResNet-34",), "layer2.1.relu2", "resnet34"),
    ("layer", ("ResNet-34", "layer2"), "layer2.1.relu1", "resnet34?at=layer2"),
    ("block", ("ResNet-34", "layer2", "block 2"), "layer2.1.relu1", "resnet34?at=layer2.1"),
    ("operation", ("ResNet-34", "layer2", "block 2", "operation 1"), "", "resnet34?at=layer2.1.1"),
]


def open_all_levels(page: Page) -> None:
    page.goto("/explore/resnet34")
    for view, crumbs, path, url in LEVELS:
        expect_level(page, view, *crumbs)
        assert explorer_url(page) == url
        if path:
            click(page, path)


def test_clicks_open_each_level_and_the_breadcrumb_leads_back(page: Page) -> None:
    open_all_levels(page)
    assert paths(page) == ["layer2.0.relu2", "layer2.1.conv1", "layer2.1.bn1", "layer2.1.relu1"]

    for view, crumbs, _, url in reversed(LEVELS[:-1]):
        breadcrumb(page).get_by_role("link", name=crumbs[-1], exact=True).click()
        expect_level(page, view, *crumbs)
        assert explorer_url(page) == url


def test_back_and_forward_restore_each_level(page: Page) -> None:
    open_all_levels(page)
    for view, crumbs, _, url in reversed(LEVELS[:-1]):
        page.go_back()
        expect_level(page, view, *crumbs)
        assert explorer_url(page) == url
    for view, crumbs, _, url in LEVELS[1:]:
        page.go_forward()
        expect_level(page, view, *crumbs)
        assert explorer_url(page) == url


def test_url_restores_the_whole_view(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto("/explore/resnet50?size=160x224&shortcut=A&scale=true&shapes=nchw")
    click(page, "layer3.0.relu3")
    expect_level(page, "layer", "ResNet-50", "layer3")
    shown = picture_content(page)

    page.reload()
    assert picture_content(page) == shown
    pasted = open_page(viewport={"width": 1440, "height": 900})
    pasted.goto(page.url)
    assert picture_content(pasted) == shown


def picture_content(page: Page) -> tuple[str, list[str], list[str]]:
    """Page title, path data of the picture's lines, and its texts."""
    lines = picture(page).locator("path").evaluate_all('all => all.map((path) => path.getAttribute("d"))')
    return page.title(), lines, picture(page).locator("text").all_text_contents()


def test_neighbour_links_open_the_next_and_the_previous_block(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer1.2")
    page.get_by_role("link", name="After: layer2 block 1").click()
    expect_level(page, "block", "ResNet-34", "layer2", "block 1")
    page.get_by_role("link", name="Before: layer1 block 3").click()
    expect_level(page, "block", "ResNet-34", "layer1", "block 3")


def test_fold_link_expands_the_blocks_in_place(page: Page) -> None:
    page.goto("/explore/cifar_resnet1202?at=layer1")
    folded = len(paths(page))
    fold = page.get_by_role("link", name="more blocks of layer1 are folded here; open them")
    fold.hover()
    rows = tooltip_rows(page)
    assert (rows[""], rows["out of each"]) == ("layer1 · 195 more blocks", "32×32×16")
    fold.click()
    expect(volume(page, "layer1.100.relu1")).to_be_attached()
    assert (folded, len(paths(page))) == (11, 401)


def test_open_panel_is_in_the_url_and_stays_open(page: Page) -> None:
    page.goto("/explore/resnet18")
    panel = page.get_by_role("link", name="How others count")
    neighbour = page.get_by_role("link", name="Memory of a batch")
    left = neighbour.evaluate("link => link.offsetLeft")
    panel.click()
    page.wait_for_url("**/explore/resnet18?panel=counts")
    expect(page.locator("#panels")).to_be_in_viewport(ratio=1)
    assert neighbour.evaluate("link => link.offsetLeft") == left
    click(page, "layer2.1.relu2")
    page.wait_for_url("**/explore/resnet18?at=layer2&panel=counts*")
    expect(panel).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("region", name="Figures by counting convention")).to_be_visible()

    panel.click()
    page.wait_for_url("**/explore/resnet18?at=layer2")
    expect(panel).to_have_attribute("aria-expanded", "false")
