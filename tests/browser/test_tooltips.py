"""Tooltips of volumes: their values, and that they cover neither the volume, its neighbours, a label nor a control."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.volumes import VISIBLE_POINT, hover, output_shape, paths, picture, tooltip_rows

# The paper's Table 1 at 224×224: the outputs of the stem, of the blocks of conv2_x to conv5_x, and of the head.
NETWORK = {
    "input": "224×224×3",
    "relu": "112×112×64",
    "maxpool": "56×56×64",
    **{f"layer1.{block}.relu2": "56×56×64" for block in range(3)},
    **{f"layer2.{block}.relu2": "28×28×128" for block in range(4)},
    **{f"layer3.{block}.relu2": "14×14×256" for block in range(6)},
    **{f"layer4.{block}.relu2": "7×7×512" for block in range(3)},
    "avgpool": "1×1×512",
    "fc": "1000",
}
LAYER = {
    "layer1.2.relu2": "56×56×64",
    **{f"layer2.{block}.relu{half}": "28×28×128" for block in range(4) for half in (1, 2)},
}
BLOCK = {
    "layer1.2.relu2": "56×56×64",
    "layer2.0.relu1": "28×28×128",
    "layer2.0.bn2": "28×28×128",
    "layer2.0.downsample.1": "28×28×128",
    "layer2.0.add": "28×28×128",
    "layer2.0.relu2": "28×28×128",
}
OPERATION = {
    "layer1.2.relu2": "56×56×64",
    "layer2.0.conv1": "28×28×128",
    "layer2.0.bn1": "28×28×128",
    "layer2.0.relu1": "28×28×128",
}
SHAPES = {"": NETWORK, "layer2": LAYER, "layer2.0": BLOCK, "layer2.0.1": OPERATION}

# The paths and texts that the tooltip covers, and whether it leaves the window.
COVERED = """(path) => {
  const tooltip = document.getElementById("tooltip").getBoundingClientRect();
  const faces = (element) => [...element.querySelectorAll("path, circle")].map((part) => part.getBoundingClientRect());
  const volumes = [...document.querySelectorAll("svg[data-view] [data-path]")];
  const own = volumes.find((volume) => volume.dataset.path === path);
  const neighbours = volumes.filter(({ dataset }) => JSON.parse(own.dataset.inputs).includes(dataset.path)
    || JSON.parse(dataset.inputs).includes(path));
  const texts = [...document.querySelectorAll("svg[data-view] text, .tools > *, .setup .field")]
    .filter((text) => !text.textContent.includes("scale: ")); // the last entry of the key may be covered
  const covers = (box) => Math.min(tooltip.right, box.right) - Math.max(tooltip.left, box.left) > 0.5
    && Math.min(tooltip.bottom, box.bottom) - Math.max(tooltip.top, box.top) > 0.5;
  const inside = tooltip.left >= 0 && tooltip.top >= 0 && tooltip.right <= innerWidth && tooltip.bottom <= innerHeight;
  return [
    ...[own, ...neighbours].filter((one) => faces(one).some(covers)).map((one) => one.dataset.path),
    ...texts.filter((text) => covers(text.getBoundingClientRect())).map((text) => text.textContent),
    ...(inside ? [] : ["outside the window"]),
  ];
}"""


@pytest.mark.parametrize("at", SHAPES)
def test_tooltip_of_every_volume_has_its_shape_and_covers_nothing(page: Page, at: str) -> None:
    page.goto(f"/explore/resnet34?at={at}")
    shapes: dict[str, str] = {}
    covered: dict[str, list[str]] = {}
    for path in paths(page):
        hover(page, path)
        shapes[path] = output_shape(page)
        covered[path] = page.evaluate(COVERED, path)

    assert shapes == SHAPES[at]
    assert covered == {path: [] for path in SHAPES[at]}


def test_tooltip_of_a_focused_volume_is_hidden_while_it_is_scrolled_away(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/explore/resnet34")
    picture(page).locator('[data-path="maxpool"]').focus()
    page.keyboard.press("ArrowRight")
    tooltip = page.get_by_role("tooltip")
    expect(tooltip).to_be_visible()
    page.mouse.wheel(0, 900)
    expect(tooltip).to_be_hidden()
    page.mouse.wheel(0, -900)
    expect(tooltip).to_be_visible()


def test_tooltip_of_a_convolution_has_every_row(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2&size=160x224")
    hover(page, "layer2.0.relu1")

    assert tooltip_rows(page) == {
        "": "layer2.0.1 · conv 3×3, 128, /2 · BN · ReLU",
        "in → out": "40×56×64 → 20×28×128",
        "PyTorch": "1×128×20×28",
        "window": "kernel 3×3, stride 2, padding 1",
        "arithmetic": "height ⌊(40 + 2·1 − 3) / 2⌋ + 1 = 20\nwidth ⌊(56 + 2·1 − 3) / 2⌋ + 1 = 28",
        "parameters": "73,984",
        "MACs": "41.29 M (41,287,680)",
        "memory, 3 volumes": "860.2 kB",
        "receptive field": "19 to 67 px",
    }


def test_every_volume_of_a_deep_network_can_be_hovered(page: Page) -> None:
    page.goto("/explore/resnet152")
    points = picture(page).locator("[data-path]").evaluate_all(f"all => all.map({VISIBLE_POINT})")
    assert [path for path, point in zip(paths(page), points, strict=True) if not point] == []
    hover(page, "layer3.20.relu3")
    assert (tooltip_rows(page)[""], output_shape(page)) == (
        "layer3.20 · bottleneck block, identity shortcut",
        "14×14×1024",
    )
