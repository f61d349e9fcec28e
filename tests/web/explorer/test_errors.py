"""What a page says when something is wrong: one sentence where it belongs, and still a picture."""

import pytest
from starlette.testclient import TestClient

from app.web.explorer import routes as pages
from app.web.explorer.view import PageQuery
from tests.support.html_reader import Element, read, visit

IMPOSSIBLE: list[tuple[str, str, str]] = [
    (
        "vgg19?size=16",
        "size",
        "An input of 16×16 is too small for vgg19: features.36 is given 1×1×512, and ⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. "
        "Choose 32×32 or larger.",
    ),
    ("resnet34?size=5000", "size", "The input's height is 5000; it has to be between 1 and 4096 pixels."),
    ("resnet34?size=wide", "size", "The size 'wide' is neither a side, as 224, nor height x width, as 160x224."),
    ("resnet34?classes=0", "classes", "classes is '0'; it has to be at least 1."),
    ("resnet34?channels=three", "channels", "channels is 'three'; it has to be a whole number."),
    ("resnet50?stride_on=5x5", "stride_on", "stride_on is '5x5'; it has to be '3x3' or '1x1'."),
    ("resnet34?shortcut=D", "shortcut", "shortcut is 'D'; it has to be 'A', 'B', 'C' or 'none'."),
    (
        "custom?depths=3,four",
        "depths",
        "The depths '3,four' are not one to five numbers of blocks, each at least 1, as 3,4,6,3.",
    ),
]


def beside(error: Element, page: Element) -> str:
    """The option of the control that holds the sentence."""
    fields = [field for field in page.all("div") if error in field.inside() and "field" in field["class"].split()]
    return fields[-1].attributes.get("data-option", "size") if fields else "none"


@pytest.mark.parametrize(("address", "option", "sentence"), IMPOSSIBLE)
def test_an_impossible_choice_is_explained_beside_its_control(
    client: TestClient, address: str, option: str, sentence: str
) -> None:
    page = visit(client, f"/explore/{address}", 422)

    error = page.one(role="alert", data_error=None)
    assert (error.text, error["data-error"], beside(error, page)) == (sentence, option, option)


@pytest.mark.parametrize("address", [address for address, _, _ in IMPOSSIBLE])
def test_beside_an_impossible_choice_stands_the_network_as_published(client: TestClient, address: str) -> None:
    page = visit(client, f"/explore/{address}", 422)
    network = address.partition("?")[0]

    assert page.one("svg", data_view=None)["data-view"] == "network"
    published = visit(client, f"/explore/{network}")
    paths = [[volume["data-path"] for volume in it.all("a", data_path=None)] for it in (page, published)]
    assert paths[0] == paths[1]


@pytest.mark.parametrize(
    ("address", "option", "sentence"),
    [
        ("vgg19?shortcut=A", "shortcut", "VGG-19 is not a residual network and has no shortcut to choose."),
        (
            "custom?base_width=1&width_per_group=1&block=bottleneck",
            "width_per_group",
            "layer1.0.conv1 would have ⌊1·1 / 64⌋·1 = 0 channels. Choose a larger width_per_group or base_width.",
        ),
        ("resnet34?scale=huge", "scale", "scale is 'huge'; it has to be 'readable' or 'true'."),
        (f"resnet34?at={'a' * 81}", "at", f"at is '{'a' * 40}'; it has to have at most 80 characters."),
    ],
)
def test_an_option_without_a_control_is_explained_among_the_controls(
    client: TestClient, address: str, option: str, sentence: str
) -> None:
    page = visit(client, f"/explore/{address}", 422)

    error = page.one(role="alert", data_error=None)
    assert (error.text, error["data-error"]) == (sentence, option)
    assert error in page.one("form", data_part="controls").inside()


def test_an_empty_value_counts_as_not_given(client: TestClient) -> None:
    page = visit(client, "/explore/resnet34?size=&classes=&at=&shortcut=")
    assert page.one("title").text == "ResNet-34 · 224×224×3 · ResNet Volumes"


def test_an_unknown_network_is_answered_with_links_to_the_nearest(client: TestClient) -> None:
    page = visit(client, "/explore/resnet35?size=64", 404)

    assert page.one("h1").text == "Unknown network"
    main = page.one("main")
    assert main.all("p")[1].text == (
        "There is no network called 'resnet35'. Did you mean resnet50 or resnet34 or resnet152?"
    )
    assert [link["href"] for link in main.all("a")] == (
        ["/explore/resnet50", "/explore/resnet34", "/explore/resnet152", "/"]
    )


@pytest.mark.parametrize("address", ["/nothing", "/explore", "/explore/", "/explore/resnet34/picture.gif"])
def test_an_address_that_does_not_exist_is_a_page_that_leads_on(client: TestClient, address: str) -> None:
    page = visit(client, address, 404)
    assert page.one("main").one("h1").text == "Not Found"
    assert [link["href"] for link in page.one("main").all("a")] == ["/"]


@pytest.mark.parametrize("place", ["diagram.svg", "steps.csv"])
def test_an_impossible_download_is_answered_with_the_page_that_explains(client: TestClient, place: str) -> None:
    error = visit(client, f"/explore/vgg19/{place}?size=16", 422).one(role="alert", data_error=None)
    assert error["data-error"] == "size"


def test_what_nobody_foresaw_gives_nothing_away(fresh: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(network: str, query: PageQuery) -> None:
        raise RuntimeError(f"secret of {network} {query}")

    monkeypatch.setattr(pages, "explore", fail)
    answer = fresh.get("/explore/resnet34")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert read(answer.text).one("main").one("h1").text == "Internal Server Error"
