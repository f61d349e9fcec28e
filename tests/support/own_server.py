"""A client of an app that shows modules of a user's own, as `resnet-volumes serve` does."""

from collections.abc import Mapping

from starlette.testclient import TestClient
from torch import nn

from app.main import create_app
from app.settings import Settings
from app.tracing.own import trace_own
from app.tracing.records import IMAGE, Shape
from app.web.own.model import OwnModel
from app.web.own.registry import OwnNetworks

ORIGIN = "http://127.0.0.1:8000"


def own_model(name: str, module: nn.Module, *shape: int, **shapes: Shape) -> OwnModel:
    """A model with one input of this shape, or with several by name."""
    inputs: Mapping[str, Shape] = shapes or {IMAGE: shape}
    return OwnModel(lambda each: trace_own(module, each, name=name, title=name), inputs)


def own_client(networks: OwnNetworks, settings: Settings | None = None) -> TestClient:
    """A client on the machine of the server. Unexpected errors are answered with 500, not raised."""
    return TestClient(create_app(settings or Settings(), networks), base_url=ORIGIN, raise_server_exceptions=False)
