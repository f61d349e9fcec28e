"""Pages with script disabled: pictures, navigation, input size and options work."""

import re

from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import click, paths, picture


def test_links_open_all_four_levels(no_script: Page) -> None:
    no_script.goto("/")
    for path, view, at in [
        ("layer2.0.relu2", "layer", "layer2"),
        ("layer2.0.relu1", "block", "layer2.0"),
        ("layer2.0.relu1", "operation", "layer2.0.1"),
    ]:
        click(no_script, path)
        expect(picture(no_script)).to_have_attribute("data-view", view)
        expect(no_script).to_have_url(re.compile(rf"/explore/resnet34\?at={re.escape(at)}(#.*)?$"))
    assert paths(no_script) == ["layer1.2.relu2", "layer2.0.conv1", "layer2.0.bn1", "layer2.0.relu1"]

    crumbs = no_script.get_by_role("navigation", name="Breadcrumb")
    for name, view in [("block 1", "block"), ("layer2", "layer"), ("ResNet-34", "network")]:
        crumbs.get_by_role("link", name=name, exact=True).click()
        expect(picture(no_script)).to_have_attribute("data-view", view)


def test_size_form_changes_the_size_and_keeps_the_other_settings(no_script: Page) -> None:
    no_script.goto("/explore/resnet34?shortcut=A&at=layer2&shapes=nchw")
    size = no_script.get_by_label("Input size")
    size.fill("160x224")
    size.press("Enter")

    expect(no_script).to_have_title("ResNet-34 › layer2 · 1×3×160×224 · ResNet Volumes")
    assert "shortcut=A" in no_script.url


def test_option_form_changes_the_option(no_script: Page) -> None:
    no_script.goto("/explore/resnet34")
    no_script.get_by_text("Options").click()
    no_script.get_by_label("Classes").fill("7")
    no_script.locator("#options").get_by_role("button", name="Show").click()
    assert picture(no_script).locator('[data-path="fc"]').get_attribute("aria-label") == "fc, linear, 7: 512 in, 7 out"


def test_impossible_size_shows_an_error_above_the_picture(no_script: Page, browser_log: BrowserLog) -> None:
    browser_log.expect_status(422)
    answer = no_script.goto("/explore/vgg19?size=16")
    assert answer
    assert answer.status == 422
    expect(no_script.get_by_role("alert")).to_contain_text("Choose 32×32 or larger.")
    expect(picture(no_script)).to_be_visible()


def test_controls_that_need_script_are_absent_and_3d_address_says_so(no_script: Page) -> None:
    no_script.goto("/explore/resnet34?view=3d")
    expect(no_script.locator(".notices .notice")).to_contain_text("needs JavaScript")
    expect(picture(no_script)).to_be_visible()
    no_script.goto("/explore/resnet34")
    for name in ("3-D", "Copy link", "Colour theme"):
        expect(no_script.get_by_role("button", name=name)).to_have_count(0)
    no_script.get_by_role("link", name="Chart").click()
    expect(no_script.locator('.cost[data-bar="fc"]:visible')).to_have_attribute(
        "href", "/explore/resnet34?at=fc&chart=true"
    )
