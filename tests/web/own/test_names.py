"""Modules whose names have spaces and commas: links between volumes, and layers that unfold."""

import json

import pytest
from starlette.testclient import TestClient
from torch import Tensor, nn

from app.web.own.registry import OwnNetworks
from tests.support.html_reader import visit
from tests.support.own_server import own_client, own_model


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.add_module("the conv, first", nn.Conv2d(4, 4, 3, padding=1))
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.relu(self.get_submodule("the conv, first")(x) + x)
        return result


class Named(nn.Module):
    """A stem, and a layer of 64 residual blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.add_module("my stem", nn.Conv2d(3, 4, 3, padding=1))
        self.add_module("blocks, all", nn.Sequential(*(Residual() for _ in range(64))))

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.get_submodule("blocks, all")(self.get_submodule("my stem")(x))
        return result


@pytest.fixture(scope="module")
def named() -> TestClient:
    networks = OwnNetworks()
    networks.add("named", "named", own_model("named", Named(), 3, 16, 16))
    return own_client(networks)


def test_inputs_of_a_volume_are_whole_paths(named: TestClient) -> None:
    volumes = visit(named, "/explore/named?at=blocks%2C+all.3").all("a", data_path=None)
    inputs = {volume["data-path"]: json.loads(volume["data-inputs"] or "") for volume in volumes}

    assert inputs["blocks, all.3.the conv, first"] == ["blocks, all.2.relu"]
    assert inputs["blocks, all.3.add"] == ["blocks, all.3.the conv, first", "blocks, all.2.relu"]


def test_layer_with_a_comma_in_its_name_unfolds_and_folds(named: TestClient) -> None:
    folded = visit(named, "/explore/named?at=blocks%2C+all")
    [unfold] = {link["href"] for link in folded.all("a") if "open=" in (link["href"] or "")}
    unfolded = visit(named, unfold or "")

    assert len(unfolded.all("a", data_path=None)) > len(folded.all("a", data_path=None))
    assert "/explore/named?at=blocks,+all" in [link["href"] for link in unfolded.all("a")]
