"""Advice on networks of a user's own: the rules that any trace can answer, and sizes as fixes."""

import pytest
from starlette.testclient import TestClient

from app.web.own.registry import OwnNetworks
from tests.support.own_modules import SEResNet, Tokens
from tests.support.own_networks import UNet
from tests.support.own_server import own_client, own_model


@pytest.fixture(scope="module")
def own() -> TestClient:
    networks = OwnNetworks()
    networks.add("my_seresnet50", "my_seresnet50", own_model("my_seresnet50", SEResNet(), 3, 224, 224))
    networks.add("tokens", "tokens", own_model("tokens", Tokens(), 10, 16))
    networks.add("unet", "unet", own_model("unet", UNet(), 1, 64, 64))
    return own_client(networks)


@pytest.mark.parametrize("network", ["my_seresnet50", "tokens", "unet"])
def test_own_network_at_its_own_size_has_no_notes(own: TestClient, network: str) -> None:
    assert own.get(f"/api/advice/{network}").json()["notes"] == []


def test_small_input_of_an_own_network_is_advised(own: TestClient) -> None:
    answer = own.get("/api/advice/my_seresnet50?size=32").json()
    found = {note["rule"]: [(note["at"], [fix["text"] for fix in note["fixes"]])] for note in answer["notes"]}

    assert found.keys() == {"stem", "last_map", "norm_of_one_value"}
    assert found["last_map"][0][1] == ["Input 96×96"]
    assert own.get("/explore/my_seresnet50?size=32").text.count('class="finding"') == 3


def test_sizes_that_a_u_net_does_not_halve_evenly_are_named(own: TestClient) -> None:
    """Its pooling leaves a column over, which the skip connection reads."""
    (note,) = own.get("/api/advice/unet?size=64x66").json()["notes"]

    assert note["sentence"] == (
        "64×66 is not divisible by the network's stride of 4: its map of 16×16 at down2.0 stands for 64×64 pixels."
    )
    assert [fix["text"] for fix in note["fixes"]] == ["Input 64×64", "Input 64×68"]


def test_inputs_of_an_own_network_follow_from_its_windows(own: TestClient) -> None:
    path = own.get("/api/trace/my_seresnet50").json()["layers"][-1]["path"]
    answer = own.get(f"/api/inputs/my_seresnet50?at={path}&map=10").json()

    assert answer["sentence"] == f"{path} is 10×10 for sides 289 to 320."


def test_question_about_a_sequence_is_refused(own: TestClient) -> None:
    answer = own.get("/api/inputs/tokens")

    assert answer.status_code == 422
    assert answer.json()["option"] == "at"
    assert own.get("/explore/tokens").status_code == 200
