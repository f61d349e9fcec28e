"""Pointing at a volume reads out what it is; at a row of the table, shows where it is."""

import pytest
from playwright.sync_api import Page

from tests.browser import pointing
from tests.browser.pointing import made, paths, point, readout

# The paper's Table 1 at 224×224: what leaves the stem, the blocks of conv2_x to conv5_x, and the head.
WHOLE = {
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
LAYERS = {
    f"layer{number}": {
        ("maxpool", "layer1.2.relu2", "layer2.3.relu2", "layer3.5.relu2")[number - 1]: before,
        **{f"layer{number}.{block}.relu{half}": inside for block in range(blocks) for half in (1, 2)},
    }
    for number, blocks, before, inside in [
        (1, 3, "56×56×64", "56×56×64"),
        (2, 4, "56×56×64", "28×28×128"),
        (3, 6, "28×28×128", "14×14×256"),
        (4, 3, "14×14×256", "7×7×512"),
    ]
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
PICTURES = {"": WHOLE, **LAYERS, "layer2.0": BLOCK, "layer2.0.1": OPERATION}


@pytest.mark.parametrize("at", PICTURES)
def test_every_volume_of_resnet34_reads_out_its_shape(page: Page, at: str) -> None:
    page.goto(f"/explore/resnet34?at={at}")
    read: dict[str, str] = {}
    for path in paths(page):
        point(page, path)
        read[path] = made(page)

    assert read == PICTURES[at]


def test_a_readout_says_what_it_is_and_how_it_comes_about(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2&size=160x224")
    point(page, "layer2.0.relu1")

    assert readout(page) == {
        "": "layer2.0.1 · conv 3×3, 128, /2 · BN · ReLU",
        "in → out": "40×56×64 → 20×28×128",
        "PyTorch": "1×128×20×28",
        "window": "kernel 3×3, stride 2, padding 1",
        "arithmetic": "height ⌊(40 + 2·1 − 3) / 2⌋ + 1 = 20\nwidth ⌊(56 + 2·1 − 3) / 2⌋ + 1 = 28",
        "parameters": "73,984",
        "MACs": "41.29 M (41,287,680)",
        "memory, 3 volumes": "860.2 kB",
        "sees": "19 to 67 px",
    }


COVERED = """([tip, path]) => {
  const faces = (element) => [...element.querySelectorAll("path, circle")].map((part) => part.getBoundingClientRect());
  const volumes = [...document.querySelectorAll("svg[data-view] [data-path]")];
  const own = volumes.find((volume) => volume.dataset.path === path);
  const near = volumes.filter(({ dataset }) => own.dataset.inputs.split(" ").includes(dataset.path)
    || dataset.inputs.split(" ").includes(path));
  const words = [...document.querySelectorAll("svg[data-view] text")];
  const spot = tip.getBoundingClientRect();
  const covers = (box) => Math.min(spot.right, box.right) - Math.max(spot.left, box.left) > 0.5
    && Math.min(spot.bottom, box.bottom) - Math.max(spot.top, box.top) > 0.5;
  return [
    ...[own, ...near].filter((one) => faces(one).some(covers)).map((one) => one.dataset.path),
    ...words.filter((word) => covers(word.getBoundingClientRect())).map((word) => word.textContent),
    ...(spot.left >= 0 && spot.top >= 0 && spot.right <= innerWidth && spot.bottom <= innerHeight ? [] : ["the edge"]),
  ];
}"""


@pytest.mark.parametrize("at", ["", "layer2", "layer2.0", "layer2.0.1"])
def test_a_readout_covers_neither_its_volume_nor_its_neighbours_nor_a_label(page: Page, at: str) -> None:
    page.goto(f"/explore/resnet34?at={at}")
    covered: dict[str, list[str]] = {}
    for path in paths(page):
        point(page, path)
        tip = page.get_by_role("tooltip").element_handle()
        if found := page.evaluate(COVERED, [tip, path]):
            covered[path] = found

    assert covered == {}


def test_every_card_of_a_deep_network_can_be_pointed_at(page: Page) -> None:
    page.goto("/explore/resnet152")
    for path in paths(page):
        pointing.spot(page, path)
    point(page, "layer3.20.relu3")
    assert (readout(page)[""], made(page)) == ("layer3.20 · bottleneck block, identity shortcut", "14×14×1024")
