"""Examples: requests in three languages, networks of one's own, and shape assertions for a project's own tests."""

from dataclasses import dataclass

from .reference import Endpoint

ORIGIN = "http://127.0.0.1:8000"
"""Where a server listens unless it is configured otherwise; the page's script writes the origin of the page there."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code that can be copied; `key` is the name of its language in forms and in storage."""

    key: str
    language: str
    code: str


def snippets(endpoint: Endpoint) -> tuple[Snippet, ...]:
    """The example request of an endpoint in every language."""
    url = ORIGIN + endpoint.request
    return (
        Snippet("curl", "curl", f"curl -s '{url}'"),
        Snippet("python", "Python", _python(url, endpoint.value)),
        Snippet("javascript", "JavaScript", _javascript(url, endpoint.value)),
    )


def _python(url: str, value: tuple[str | int, ...]) -> str:
    item = "".join(f"[{key}]" if isinstance(key, int) else f'["{key}"]' for key in value)
    return f"""\
import json
from urllib.request import urlopen

url = "{url}"
with urlopen(url) as response:
    answer = json.load(response)

print(answer{item})"""


def _javascript(url: str, value: tuple[str | int, ...]) -> str:
    item = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in value)
    return f"""\
const url = "{url}";
const response = await fetch(url);
const answer = await response.json();
if (!response.ok) throw new Error(answer.detail);

console.log(answer{item});"""


OWN_NETWORKS = (
    Snippet(
        "terminal",
        "In a terminal",
        """\
resnet-volumes serve my_net.py:Net --size 3x224x224
resnet-volumes trace timm.models:seresnet50 --check
resnet-volumes trace checkpoint.pth""",
    ),
    Snippet(
        "notebook",
        "In a notebook",
        """\
import resnet_volumes as rv

from my_project import backbone

rv.show(backbone, (3, 224, 224))""",
    ),
)
"""Any `nn.Module`, on the machine that has it: a server runs no code of its clients."""

SHAPE_TESTS = (
    Snippet(
        "api",
        "With the API",
        f"""\
import json
from urllib.request import urlopen

import torch

from my_project import backbone

URL = "{ORIGIN}/api/trace/resnet34"


def test_backbone_has_last_volume_of_resnet34():
    with urlopen(URL) as response:
        trace = json.load(response)
    image = torch.zeros(1, *trace["input"]["shape"])
    _, *shape = backbone(image).shape

    assert shape == trace["totals"]["last_volume"]""",
    ),
    Snippet(
        "package",
        "With the package, without a server",
        """\
import resnet_volumes as rv

from my_project import backbone


def test_backbone_has_shapes_of_resnet34():
    rv.assert_shapes(
        backbone,
        (3, 224, 224),
        {"layer1": (64, 56, 56), "layer4": (512, 7, 7)},
    )""",
    ),
)
"""Tests of another project, whose module `my_project` has a ResNet-34 without its head."""
