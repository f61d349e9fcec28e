"""The figure of gradients on a page: its switches, its addresses, and the network that it is about."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app.diagrams import svg
from app.main import create_app
from app.networks.bounds import ImpossibleChoice
from app.settings import Settings
from app.web.article.gradient_figure import gradient_figure, runnable_networks
from app.web.assets import PLOTLY_URL
from tests.support.html_reader import Element, query, read, visit


@dataclass(frozen=True)
class Given:
    gradients: str = ""
    normalization: Literal["on", "off"] = "off"
    init: Literal["he", "default"] = "he"


def link(**changes: str) -> str:
    return f"/article?{urlencode({'size': 64, **changes})}"


def part(network: str, given: Given) -> Element:
    figure = gradient_figure(network, given, link)
    html = svg.ENVIRONMENT.get_template("parts/gradients.html").render(gradients=figure, plotly_url=PLOTLY_URL)
    return read(f"<!doctype html>{html}")


def test_every_switch_is_a_link_to_this_page_with_one_thing_changed() -> None:
    shown = part("resnet50", Given(normalization="on"))
    links = [a for group in shown.all(role="group") for a in group.all("a")]
    assert [a.text for a in links] == ["18", "34", "50", "101", "152", "off", "on", "He", "PyTorch's default"]
    assert [a.text for a in links if a.has({"aria-current": "true"})] == ["50", "on", "He"]
    assert query(links[0]["href"]) == {"size": "64", "gradients": "resnet18"}
    assert query(links[5]["href"]) == {"size": "64", "normalization": "off"}
    assert query(links[8]["href"]) == {"size": "64", "init": "default"}


def test_picture_numbers_and_run_are_all_of_what_is_chosen() -> None:
    shown = part("resnet50", Given("resnet18", "on", "default"))
    chosen = "resnet18{}?normalization=on&init=default"
    assert shown.one(data_gradients=None)["data-gradients"] == "/figures/gradients/" + chosen.format("")
    picture = "/figures/gradients/" + chosen.format("/chart.svg")
    assert shown.one("noscript").one("img")["src"] == picture
    assert [a["href"] for a in shown.all("a")][-2:] == ["/api/gradients/" + chosen.format(""), picture]


def test_a_network_that_is_too_much_to_run_has_the_deepest_of_its_family_that_is_not() -> None:
    assert gradient_figure("cifar_resnet1202", Given(), link).network.name == "cifar_resnet110"
    assert [one.label for one in runnable_networks("CIFAR ResNets")] == ["20", "32", "44", "56", "110"]


def test_a_choice_of_another_family_gives_way_to_the_pages_network() -> None:
    assert gradient_figure("cifar_resnet20", Given("resnet18"), link).network.name == "cifar_resnet20"


def test_a_network_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ImpossibleChoice, match=r"There is no network called 'resnet35'") as refused:
        gradient_figure("resnet34", Given("resnet35"), link)
    assert refused.value.option == "gradients"


def test_a_server_without_studies_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(svg.ENVIRONMENT.globals, "studies", True)  # of the process: as it was, when this test is over
    with TestClient(create_app(Settings(gradients=False))) as without:
        assert without.get("/api/gradients/resnet34").status_code == 404
        page = visit(without, "/article")
    assert "its operator has switched them off" in page.one("section", id="gradients").text
    assert not page.all(data_gradients=None)
