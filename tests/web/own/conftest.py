"""A server with an SE-ResNet-50 and a network of tokens."""

import pytest
from starlette.testclient import TestClient

from app.web.own.registry import OwnNetworks
from tests.support.own_modules import SEResNet, Tokens
from tests.support.own_server import own_client, own_model


@pytest.fixture(scope="package")
def networks() -> OwnNetworks:
    networks = OwnNetworks()
    networks.add("my_seresnet50", "my_seresnet50", own_model("my_seresnet50", SEResNet(), 3, 224, 224))
    networks.add("tokens", "my_net.py:Tokens", own_model("tokens", Tokens(), 10, 16))
    return networks


@pytest.fixture(scope="package")
def own(networks: OwnNetworks) -> TestClient:
    return own_client(networks)
