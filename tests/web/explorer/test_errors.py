"""Errors of the explorer: one sentence beside the control, a picture, and links to requests that work."""

import pytest
from starlette.testclient import TestClient

from app.web.explorer import routes as pages
from app.web.explorer.view import PageQuery
from tests.support.html_reader import Element, read, visit
from tests.support.problems import problem

IMPOSSIBLE: list[tuple[str, str, str]] = [
    (
        "vgg19?size=16",
        "size",
        "An input of 16×16 is too small for vgg19: features.36 is given 1×1×512, and ⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. "
        "Choose 32×32 or larger.",
    ),
    ("resnet34?size=5000", "size", "The height of the input is 5000; it has to be between 1 and 4096 pixels."),
    (
        "resnet34?size=wide",
        "size",
        "size is 'wide'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224.",
    ),
    ("resnet34?classes=0", "classes", "classes is '0'; it has to be a whole number from 1 to 100,000."),
    ("resnet34?channels=three", "channels", "channels is 'three'; it has to be a whole number from 1 to 100,000."),
    ("resnet50?stride_on=5x5", "stride_on", "stride_on is '5x5'; it has to be '3x3' or '1x1'."),
    ("resnet34?shortcut=E", "shortcut", "shortcut is 'E'; it has to be 'A', 'B', 'C', 'D' or 'none'."),
    (
        "custom?depths=3,four",
        "depths",
        "depths is '3,four'; it has to be 1 to 5 whole numbers from 1 to 9999, as 3,4,6,3.",
    ),
]


def beside(error: Element, page: Element) -> str:
    """The option of the control that the error follows."""
    field = page.before(error)
    is_field = field is not None and "field" in field.attributes.get("class", "").split()
    return field.attributes.get("data-option", "size") if field and is_field else "none"


@pytest.mark.parametrize(("address", "option", "sentence"), IMPOSSIBLE)
def test_impossible_choice_is_explained_beside_its_control(
    client: TestClient, address: str, option: str, sentence: str
) -> None:
    page = visit(client, f"/explore/{address}", 422)

    error = page.one(role="alert", data_error=None)
    assert (error.text, error["data-error"], beside(error, page)) == (sentence, option, option)


@pytest.mark.parametrize("address", [address for address, _, _ in IMPOSSIBLE])
def test_page_of_an_impossible_choice_shows_the_network_without_it(client: TestClient, address: str) -> None:
    page = visit(client, f"/explore/{address}", 422)
    network = address.partition("?")[0]

    assert len(page.all("svg", data_view="network")) == 1
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
        ("resnet34?chart=maybe", "chart", "chart is 'maybe'; it has to be 'true' or 'false'."),
        (f"resnet34?at={'a' * 401}", "at", f"at is '{'a' * 40}'; it has to have at most 400 characters."),
    ],
)
def test_error_of_an_option_without_a_control_is_among_the_controls(
    client: TestClient, address: str, option: str, sentence: str
) -> None:
    page = visit(client, f"/explore/{address}", 422)

    error = page.one(role="alert", data_error=None)
    assert (error.text, error["data-error"]) == (sentence, option)
    assert error in page.one("form", data_part="controls").descendants()


def test_empty_parameter_counts_as_not_given(client: TestClient) -> None:
    page = visit(client, "/explore/resnet34?size=&classes=&at=&shortcut=")
    assert page.one("title").text == "ResNet-34 · 224×224×3 · ResNet Volumes"


UNKNOWN: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "/explore/resnet38?size=64&at=layer2&shapes=nchw&stride_on=1x1",
        [
            (
                "Custom ResNet · basic blocks · 4,5,5,4 per layer · input 64×64",
                "/explore/custom?size=64&block=basic&depths=4,5,5,4&at=layer2&shapes=nchw",
            ),
            ("ResNet-34 · input 64×64", "/explore/resnet34?size=64&at=layer2&shapes=nchw"),
            (
                "ResNet-50 · stride on the first 1×1 · input 64×64",
                "/explore/resnet50?size=64&stride_on=1x1&at=layer2&shapes=nchw",
            ),
        ],
    ),
    ("/explore/resnet1202", [("CIFAR ResNet-1202", "/explore/cifar_resnet1202")]),
    ("/explore/ResNet50?stride_on=1x1", [("ResNet-50 · stride on the first 1×1", "/explore/resnet50?stride_on=1x1")]),
    ("/embed/RESNET-50?theme=dark", [("ResNet-50", "/embed/resnet50?theme=dark")]),
]


@pytest.mark.parametrize(("url", "links"), UNKNOWN, ids=[url for url, _ in UNKNOWN])
def test_unknown_network_links_to_networks_that_exist(
    client: TestClient, url: str, links: list[tuple[str, str]]
) -> None:
    page = visit(client, url, 404)

    assert page.one("h1").text == "Unknown network"
    found = [(link.text, link["href"]) for link in page.one("main").all("a")][:-1]
    assert found[-len(links) :] == links
    assert {href for _, href in found} == {href for _, href in links}
    for _, href in links:
        visit(client, href)


def test_unknown_depth_says_why_it_cannot_be_built(client: TestClient) -> None:
    main = visit(client, "/explore/resnet25", 404).one("main")

    assert main.all("p")[1].text == (
        "Unknown network 'resnet25'. No ResNet has 25 weighted layers: 25 − 2 is a multiple of neither 2 nor 3. "
        "Did you mean resnet26 or resnet18?"
    )
    named = [(link.text, link["href"]) for link in main.all("p")[1].all("a")]
    assert named == [("resnet26", "/explore/resnet26"), ("resnet18", "/explore/resnet18")]


@pytest.mark.parametrize("path", ["/explore/resnet50", "/"])
def test_unknown_parameter_is_rejected_above_the_picture_without_it(client: TestClient, path: str) -> None:
    page = visit(client, f"{path}?zoom=2&size=64&at=layer2&shortcut=A", 422)

    error = page.one(role="alert", data_error="zoom")
    assert error.text.startswith("Unknown parameter 'zoom'. Known parameters: size, channels, classes, stem,")
    assert page.one("svg", data_view=None)["data-view"] == "layer"
    network = "ResNet-34" if path == "/" else "ResNet-50"
    assert page.one("p", class_="input").text == "input 64×64×3 · shortcut A"
    link = page.one(data_instead=None).one("a")
    assert (link.text, link["href"]) == (
        f"{network} · shortcut A · input 64×64",
        f"{path}?size=64&shortcut=A&at=layer2",
    )
    visit(client, link["href"])


def test_misspelt_parameter_links_to_the_request_that_was_meant(client: TestClient) -> None:
    page = visit(client, "/explore/resnet34?steam=cifar&size=32", 422)

    assert page.one(role="alert", data_error="steam").text == "Unknown parameter 'steam'. Did you mean stem?"
    link = page.one(data_instead=None).one("a")
    assert (link.text, link["href"]) == ("ResNet-34 · stem 3×3 · input 32×32", "/explore/resnet34?size=32&stem=cifar")


def test_impossible_option_links_to_the_network_that_has_it(client: TestClient) -> None:
    page = visit(client, "/explore/resnet50?base_width=32", 422)

    link = page.one(data_instead=None).one("a")
    assert link["href"] == "/explore/custom?block=bottleneck&depths=3,4,6,3&base_width=32"
    assert visit(client, link["href"]).one("h1").text == "Custom ResNet"


def test_too_small_input_links_to_a_size_that_works(client: TestClient) -> None:
    link = visit(client, "/explore/vgg19?size=16", 422).one(data_part="controls").one(data_instead=None).one("a")

    assert (link.text, link["href"]) == ("VGG-19 · input 32×32", "/explore/vgg19?size=32")


@pytest.mark.parametrize("address", ["/nothing", "/explore", "/explore/", "/explore/resnet34/picture.gif"])
def test_unknown_path_is_a_page_with_a_link_to_the_explorer(client: TestClient, address: str) -> None:
    page = visit(client, address, 404)
    assert page.one("main").one("h1").text == "Not Found"
    assert [link["href"] for link in page.one("main").all("a")] == ["/"]


@pytest.mark.parametrize(
    "url", ["/explore/vgg19/diagram.svg?size=16", "/explore/vgg19/steps.csv?size=16", "/figures/volumes/vgg19?size=16"]
)
def test_impossible_download_is_a_problem_document(client: TestClient, url: str) -> None:
    answer = problem(client, url)

    assert (answer["status"], answer["option"]) == (422, "size")
    assert [each["url"] for each in answer["suggestions"]] == [url.replace("16", "32")]


def test_unexpected_exception_is_a_page_without_its_message(fresh: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(network: str, query: PageQuery) -> None:
        raise RuntimeError(f"secret of {network} {query}")

    monkeypatch.setattr(pages, "explore", fail)
    answer = fresh.get("/explore/resnet34")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert read(answer.text).one("main").one("h1").text == "Internal Server Error"


def test_page_answers_wrong_numbers_itself_without_bubbles_of_the_browser(client: TestClient) -> None:
    paths = ("/explore/resnet18?at=layer1.0.1&panel=memory", "/explore/resnet18?panel=inputs", "/article", "/table")
    forms = [form for path in paths for form in visit(client, path).all("form", method="get")]
    with_numbers = [form for form in forms if any(field.has({"type": "number"}) for field in form.all("input"))]

    assert len(with_numbers) >= 6
    assert [form.attributes for form in with_numbers if "novalidate" not in form.attributes] == []
    assert [field for form in forms for field in form.all("input", pattern=None)] == []
