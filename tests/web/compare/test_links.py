"""Links and forms of the comparison page: the parameters that each of them changes and keeps."""

import pytest
from starlette.testclient import TestClient

from app.networks.catalogue import NETWORKS
from tests.support.html_reader import Element, one_per_pattern, query, visit

AB = "resnet34;shortcut=A,resnet34"
HERE = f"/compare?networks={AB}&size=64&scale=true&shapes=nchw"


def links(part: Element) -> dict[str, str]:
    return {link.attributes.get("aria-label") or link.text: link["href"] for link in part.all("a", href=None)}


def networks(page: Element) -> list[Element]:
    return page.one(data_part="controls").all("li", aria_label=None)


def test_volume_links_to_its_network_in_explorer(client: TestClient) -> None:
    page = visit(client, "/compare?networks=resnet34;shortcut=A,resnet18;size=32;classes=10&size=64&shapes=nchw")
    hrefs = {volume["data-path"]: volume["href"] for volume in page.one(data_part="picture").all("a", data_path=None)}
    assert hrefs["1/layer2.0.relu2"] == "/explore/resnet34?size=64&shortcut=A&at=layer2.0&shapes=nchw"
    assert hrefs["2/layer2.0.relu2"] == "/explore/resnet18?size=32&classes=10&at=layer2.0&shapes=nchw"
    assert hrefs["2/input"] == "/explore/resnet18?size=32&classes=10&shapes=nchw"
    there = visit(client, hrefs["1/layer2.0.relu2"])
    assert there.one("h1").text == "block 1"
    assert there.one(data_path="layer2.0.downsample")["aria-label"].count("zero padding") == 1


def test_difference_links_to_its_network_in_explorer(client: TestClient) -> None:
    found = links(visit(client, HERE).one("section", data_part="differences"))
    assert found["layer2.0 of network 1, in the explorer"] == (
        "/explore/resnet34?size=64&shortcut=A&at=layer2.0&scale=true&shapes=nchw"
    )


def test_every_control_changes_one_parameter(client: TestClient) -> None:
    page = visit(client, HERE)
    own = query(HERE)
    second = links(networks(page)[1])
    assert query(second["C"]) == own | {"networks": "resnet34;shortcut=A,resnet34;shortcut=C"}
    assert query(second["3×3"]) == own | {"networks": "resnet34;shortcut=A,resnet34;stem=cifar"}
    assert query(links(networks(page)[0])["Reset shortcut"]) == own | {"networks": "resnet34,resnet34"}
    assert query(second["Remove ResNet-34 · shortcut B"]) == own | {"networks": "resnet34;shortcut=A"}
    head = links(page.one(data_part="head"))
    assert query(head["Columns"]) == own | {"view": "columns"}
    assert query(next(href for text, href in head.items() if text.startswith("Picture, SVG"))) == own
    assert query(head["Comparison, JSON"]) == {"networks": AB, "size": "64"}
    assert query(links(page.one(role="group", aria_label="Usual sizes"))["128"]) == own | {"size": "128"}


def test_networks_can_be_added_up_to_four(client: TestClient) -> None:
    *added, own = links(visit(client, HERE).one("details", id="add-network")).values()
    assert [query(href)["networks"] for href in added] == [f"{AB},{name}" for name in NETWORKS]
    assert own == "/docs#own"
    full = visit(client, "/compare?networks=resnet18,resnet34,resnet50,resnet101")
    assert full.all("details", id="add-network") == []


SMALL = "cifar_resnet20;shortcut=A,cifar_resnet20"


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", [f"/compare?networks={SMALL}&size=48&scale=true&shapes=nchw", "/compare?view=columns"]
)
def test_links_of_compare_page_resolve(client: TestClient, address: str) -> None:
    """One per pattern, without those to a fixed pooling: it breaks at other sizes, and its page says so."""
    page = visit(client, address)
    hrefs = {link["href"].partition("#")[0] for link in page.all("a", href=None)} - {""}
    sample = one_per_pattern(href for href in hrefs if "head=fixed" not in href)
    answers = {href: client.get(href).status_code for href in sample}
    assert {href: status for href, status in answers.items() if status != 200} == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("explorer", "comparison"),
    [
        (
            "resnet34?size=64&classes=10&shortcut=A&at=layer2",
            "resnet34;classes=10;shortcut=A,plain34;classes=10&size=64&at=layer2",
        ),
        ("cifar_resnet20?scale=true", "cifar_resnet20,cifar_plain20&scale=true"),
        ("cifar_plain56", "cifar_plain56,cifar_resnet56"),
        ("plain18?stem=cifar", "plain18;stem=cifar,resnet18;stem=cifar"),
        ("seresnet18?classes=5", "seresnet18;classes=5,resnet18;classes=5"),
        ("resnet26d", "resnet26d,resnet26"),
        ("resnetv2_50d", "resnetv2_50d,resnet50d"),
        ("resnetv2_18", "resnetv2_18,resnet18"),
        ("vgg19?classes=5", "vgg19;classes=5,resnet34;classes=5"),
        ("resnet50?stride_on=1x1", "resnet50;stride_on=1x1,resnet50;shortcut=none;stride_on=1x1"),
        ("resnet34?shortcut=none", "resnet34;shortcut=none,resnet34"),
        ("custom?depths=1,2", "custom;depths=1,2,custom;shortcut=none;depths=1,2"),
    ],
)
def test_explorer_links_to_comparison_with_counterpart(client: TestClient, explorer: str, comparison: str) -> None:
    found = visit(client, f"/explore/{explorer}").one("a", title="the nearest relative")["href"]
    assert found == f"/compare?networks={comparison}"
    assert client.get(found).status_code == 200


def fields(form: Element) -> dict[str, str]:
    return {field["name"]: field["value"] for field in form.all("input", name=None)}


def test_network_form_without_script_changes_one_network(client: TestClient) -> None:
    form = networks(visit(client, HERE))[1].one("form")
    sent = fields(form)
    assert sent == {
        **query(HERE),
        "entry": "2",
        "own": "",
        "channels": "3",
        "classes": "1000",
        **dict.fromkeys(("stem_width", "strides", "dilations"), ""),
    }
    answer = client.get(form["action"], params=sent | {"classes": "10", "own": "32x64"}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/compare?networks=resnet34;shortcut=A,resnet34;classes=10;size=32x64&size=64&scale=true&shapes=nchw"
    )


def test_size_form_keeps_other_parameters(client: TestClient) -> None:
    form = visit(client, HERE).one(data_part="controls").all("form")[-1]
    assert (form["action"], fields(form)) == ("/compare", query(HERE))


def test_change_of_missing_entry_is_rejected(client: TestClient) -> None:
    page = visit(client, f"/compare/change?networks={AB}&entry=3", 422)
    assert page.one(role="alert").text == "There is no network 3 here; there are 2."
