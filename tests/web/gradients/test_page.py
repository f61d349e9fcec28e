"""The gradient figure of a page: settings, URLs and the choice of the network."""

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
class FigureSettings:
    gradients: str = ""
    normalization: Literal["on", "off"] = "off"
    init: Literal["he", "default"] = "he"


def link(**changes: str) -> str:
    return f"/article?{urlencode({'size': 64, **changes})}"


def part(network: str, settings: FigureSettings) -> Element:
    figure = gradient_figure(network, settings, link)
    html = svg.ENVIRONMENT.get_template("parts/gradients.html").render(gradients=figure, plotly_url=PLOTLY_URL)
    return read(f"<!doctype html>{html}")


def test_settings_are_links_that_change_one_parameter() -> None:
    shown = part("resnet50", FigureSettings(normalization="on"))
    links = [a for group in shown.all(role="group") for a in group.all("a")]
    assert [a.text for a in links] == ["18", "34", "50", "101", "152", "off", "on", "He", "PyTorch's default"]
    assert [a.text for a in links if a.has({"aria-current": "true"})] == ["50", "on", "He"]
    assert query(links[0]["href"]) == {"size": "64", "gradients": "resnet18"}
    assert query(links[5]["href"]) == {"size": "64", "normalization": "off"}
    assert query(links[8]["href"]) == {"size": "64", "init": "default"}


def test_urls_of_figure_have_chosen_settings() -> None:
    shown = part("resnet50", FigureSettings("resnet18", "on", "default"))
    chosen = "resnet18{}?normalization=on&init=default"
    assert shown.one(data_gradients=None)["data-gradients"] == "/figures/gradients/" + chosen.format("")
    picture = "/figures/gradients/" + chosen.format("/chart.svg")
    assert shown.one("noscript").one("img")["src"] == picture
    assert [a["href"] for a in shown.all("a")][-2:] == ["/api/gradients/" + chosen.format(""), picture]


def test_expensive_network_is_replaced_by_deepest_runnable_of_family() -> None:
    assert gradient_figure("cifar_resnet1202", FigureSettings(), link).network.name == "cifar_resnet110"
    assert [network.label for network in runnable_networks("CIFAR ResNets")] == ["20", "32", "44", "56", "110"]


def test_network_of_other_family_is_replaced_by_network_of_page() -> None:
    assert gradient_figure("cifar_resnet20", FigureSettings("resnet18"), link).network.name == "cifar_resnet20"


def test_unknown_gradient_network_is_rejected() -> None:
    with pytest.raises(ImpossibleChoice, match=r"Unknown network 'resnet35'") as error:
        gradient_figure("resnet34", FigureSettings("resnet35"), link)
    assert error.value.option == "gradients"


def test_article_without_gradient_studies_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(svg.ENVIRONMENT.globals, "studies", True)  # global to the process; restored after the test
    with TestClient(create_app(Settings(gradients=False))) as without:
        assert without.get("/api/gradients/resnet34").status_code == 404
        page = visit(without, "/article")
    assert "its operator has switched them off" in page.one("section", id="gradients").text
    assert not page.all(data_gradients=None)
