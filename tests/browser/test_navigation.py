"""Four levels in and back out, by mouse, by keyboard and by the address."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.volumes import click, explorer_url, paths, picture, volume


def shows(page: Page, view: str, *crumbs: str) -> None:
    """Waits until a level is shown, with the breadcrumb that leads there."""
    expect(picture(page)).to_have_attribute("data-view", view)
    expect(breadcrumb(page).get_by_role("listitem")).to_have_text(crumbs)


def breadcrumb(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Breadcrumb")


IN = [
    ("network", ("ResNet-34",), "layer2.1.relu2", "resnet34"),
    ("layer", ("ResNet-34", "layer2"), "layer2.1.relu1", "resnet34?at=layer2"),
    ("block", ("ResNet-34", "layer2", "block 2"), "layer2.1.relu1", "resnet34?at=layer2.1"),
    ("operation", ("ResNet-34", "layer2", "block 2", "operation 1"), "", "resnet34?at=layer2.1.1"),
]


def walk_in(page: Page) -> None:
    page.goto("/explore/resnet34")
    for view, crumbs, path, there in IN:
        shows(page, view, *crumbs)
        assert explorer_url(page) == there
        if path:
            click(page, path)


def test_by_mouse_one_walks_into_a_convolution_and_back_along_the_breadcrumb(page: Page) -> None:
    walk_in(page)
    assert paths(page) == ["layer2.0.relu2", "layer2.1.conv1", "layer2.1.bn1", "layer2.1.relu1"]

    for view, crumbs, _, there in reversed(IN[:-1]):
        breadcrumb(page).get_by_role("link", name=crumbs[-1], exact=True).click()
        shows(page, view, *crumbs)
        assert explorer_url(page) == there


def test_back_and_forward_show_what_was_shown(page: Page) -> None:
    walk_in(page)
    for view, crumbs, _, there in reversed(IN[:-1]):
        page.go_back()
        shows(page, view, *crumbs)
        assert explorer_url(page) == there
    for view, crumbs, _, there in IN[1:]:
        page.go_forward()
        shows(page, view, *crumbs)
        assert explorer_url(page) == there


def test_the_address_brings_everything_back(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto("/explore/resnet50?size=160x224&shortcut=A&scale=true&shapes=nchw")
    click(page, "layer3.0.relu3")
    shows(page, "layer", "ResNet-50", "layer3")
    shown = drawn(page)

    page.reload()
    assert drawn(page) == shown
    pasted = open_page(viewport={"width": 1440, "height": 900})
    pasted.goto(page.url)
    assert drawn(pasted) == shown


def drawn(page: Page) -> tuple[str, list[str], list[str]]:
    """The page's title, every line of the picture and every word in it."""
    lines = picture(page).locator("path").evaluate_all('all => all.map((path) => path.getAttribute("d"))')
    return page.title(), lines, picture(page).locator("text").all_text_contents()


def test_neighbours_are_one_step_away(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer1.2")
    page.get_by_role("link", name="After: layer2 block 1").click()
    shows(page, "block", "ResNet-34", "layer2", "block 1")
    page.get_by_role("link", name="Before: layer1 block 3").click()
    shows(page, "block", "ResNet-34", "layer1", "block 3")


def test_a_fold_opens_where_it_is(page: Page) -> None:
    page.goto("/explore/cifar_resnet1202?at=layer1")
    folded = len(paths(page))
    page.get_by_role("link", name="more blocks of layer1 are folded here; open them").click()
    expect(volume(page, "layer1.100.relu1")).to_be_attached()
    assert (folded, len(paths(page))) == (11, 401)
