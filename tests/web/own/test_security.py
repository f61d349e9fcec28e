"""Own networks are code and names of a user: no request runs code, and no name becomes markup, formula or path."""

from collections import OrderedDict
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from torch import Tensor, nn

from app.settings import Settings
from app.web.own.middleware import is_loopback
from app.web.own.registry import OwnNetworks, own_name
from app.web.own.sentences import without_folders
from tests.support.html_reader import visit
from tests.support.injection_payloads import PAYLOADS, assert_cells_harmless, assert_harmless, assert_page_harmless
from tests.support.own_modules import SEResNet
from tests.support.own_server import own_client, own_model

NAMES = [
    "a/b<c>",
    '"><script>alert(1)</script>',
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(1)",
    "' onmouseover='alert(1)",
    "</script><script>alert(1)",
    "a&b#c?d%20e",
    "javascript:alert(1)",
    "{{7*7}}",
    "größe 層",
]
"""Legal names of modules: every text without a dot."""


def hostile(*names: str) -> nn.Sequential:
    """A network with a block of each name. Each has other channels, so that none is folded."""
    blocks: list[tuple[str, nn.Module]] = []
    for number, name in enumerate(names, 4):
        conv = nn.Conv2d(number, number + 1, 3, padding=1)
        blocks.append((name, nn.Sequential(OrderedDict[str, nn.Module]([(name, conv), ("relu", nn.ReLU())]))))
    return nn.Sequential(OrderedDict[str, nn.Module]([("conv", nn.Conv2d(3, 4, 3)), *blocks, ("fc", nn.Flatten())]))


@pytest.fixture(scope="module")
def client() -> TestClient:
    """A client of a server with a network in which every name is used, and whose source has one."""
    networks = OwnNetworks()
    networks.add("own", f"{NAMES[1]}.py:Net", own_model("own", hostile(*NAMES), 3, 8, 8))
    return own_client(networks)


@pytest.mark.parametrize(
    "path",
    [
        "/explore/own",
        "/explore/own/diagram.svg",
        "/explore/own/steps.csv",
        "/figures/volumes/own",
        "/explore/own?chart=true",
        "/api/trace/own",
        "/compare?networks=own,resnet18",
        "/compare?networks=own,resnet18&view=columns",
        "/compare/differences.csv?networks=own,resnet18",
        "/compare/diagram.svg?networks=own,resnet18",
        "/figures/compare?networks=own,resnet18",
        "/",
    ],
)
def test_names_of_modules_are_data_everywhere(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert_harmless(response)


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_place_is_data_and_links_lead_to_it(client: TestClient, name: str) -> None:
    path = f"{name}.{name}"
    for address in ("/embed/own", "/explore/own/diagram.svg", "/figures/volumes/own"):
        response = client.get(f"{address}?at={quote(path, safe='')}")
        assert response.status_code == 200
        assert_harmless(response)

    (link,) = [row.all("a")[0]["href"] for row in visit(client, "/explore/own").all("tr", data_step=path)]

    page = visit(client, link)
    assert_page_harmless(page)
    assert urlsplit(link).path == "/explore/own"
    assert page.all("p", class_="notice") == []
    assert path in [row["data-step"] for row in page.all("tr", data_step=None)]


def test_formulas_in_csv_are_text(client: TestClient) -> None:
    text = client.get("/explore/own/steps.csv").text

    assert_cells_harmless(text)
    assert "\n'=HYPERLINK(1).=HYPERLINK(1),conv," in text


def test_plotly_shows_names_as_text() -> None:
    names = ("<b>x</b>", "<a href='javascript:alert(1)'>")
    networks = OwnNetworks()
    networks.add("own", "own", own_model("own", hostile(*names), 3, 8, 8))
    client = own_client(networks)

    for path in ("/figures/volumes/own", "/figures/compare?networks=own,resnet18"):
        for text in _texts(client.get(path).json()):
            assert not any(name in text for name in names) or text.startswith(names)  # not rendered customdata


def _texts(node: object) -> list[str]:
    """The strings that Plotly renders: texts, names and the last item of customdata."""
    if isinstance(node, dict):
        rendered = [value for key, value in node.items() if key in ("text", "name") and isinstance(value, str)]
        rows = node.get("customdata") or []
        rendered += [row[-1] for row in rows if isinstance(row, list) and row and isinstance(row[-1], str)]
        return rendered + [text for value in node.values() for text in _texts(value)]
    return [text for value in node for text in _texts(value)] if isinstance(node, list) else []


# ------------------------------------------------------------------------------------- no request runs code


@pytest.mark.parametrize("payload", [*PAYLOADS, "os:system", "my_net.py:Net", "timm.models:resnet18", "builtins:exec"])
def test_no_path_names_code(own: TestClient, payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a request has imported code")

    monkeypatch.setattr("app.loading.importing.import_source", refuse)
    monkeypatch.setattr("app.loading.loader.import_source", refuse)
    for path in ("/explore/", "/api/trace/", "/embed/", "/figures/volumes/", "/api/compare?networks=resnet18,"):
        response = own.get(f"{path}{quote(payload, safe='')}")
        assert response.status_code in (404, 422)
        assert_harmless(response)


def test_no_endpoint_takes_a_body(networks: OwnNetworks) -> None:
    own = own_client(networks)
    for method in ("post", "put", "patch", "delete"):
        for path in ("/", "/explore/my_seresnet50", "/api/trace/my_seresnet50", "/own/generations", "/api/networks"):
            assert getattr(own, method)(path).status_code == 405


def test_only_get_routes_exist() -> None:
    from app.web.own import routes

    assert [(route.path, route.methods) for route in routes.router.routes if isinstance(route, APIRoute)] == [
        ("/own/generations", {"GET"})
    ]


# --------------------------------------------------------------------------------------------- host and hosts


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:9", "[::1]", "[::1]:8000"])
def test_loopback_names_are_answered(own: TestClient, host: str) -> None:
    assert own.get("/api/networks", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "192.168.1.5", "[::2]", "", "127.0.0.1@evil"]
)
@pytest.mark.parametrize("path", ["/", "/api/trace/my_seresnet50", "/own/generations"])
def test_rebound_names_are_refused(own: TestClient, host: str, path: str) -> None:
    response = own.get(path, headers={"host": host})

    assert (response.status_code, response.text) == (400, "Invalid host header")


def test_trusted_hosts_of_the_operator_are_answered(networks: OwnNetworks) -> None:
    own = own_client(networks, Settings(trusted_hosts=("box.example",)))

    assert own.get("/api/networks", headers={"host": "box.example:8000"}).status_code == 200
    assert own.get("/api/networks", headers={"host": "evil.example"}).status_code == 400


def test_exposed_server_is_reached_by_address_and_not_by_a_foreign_name(networks: OwnNetworks) -> None:
    own = own_client(networks, Settings(host="0.0.0.0"))

    expected = {"192.168.1.5:8000": 200, "[fe80::1]:8000": 200, "evil.example": 400, "1.2.3.evil": 400}
    statuses = {host: own.get("/api/networks", headers={"host": host}).status_code for host in expected}
    assert statuses == expected
    assert own.get("/healthz", headers={"host": "10.1.2.3.pod"}).status_code == 200  # a probe of an orchestrator


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        *((host, True) for host in ("localhost", "127.0.0.1", "127.1.2.3", "::1")),
        *((host, False) for host in ("0.0.0.0", "::", "192.168.1.5", "example.org", "localhost.example.org", "")),
    ],
)
def test_loopback_hosts(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


# ------------------------------------------------------------------------------------------ no path, no traceback


class Raises(nn.Module):
    """A forward that names a file of the machine in its error, unless the image has the default size."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[-1] != 16:
            raise FileNotFoundError(f"{Path('/home/ada/secret/weights.bin')} is missing")
        result: Tensor = self.conv(x)
        return result


def test_error_of_a_forward_is_a_sentence_without_folders() -> None:
    networks = OwnNetworks()
    networks.add("own", "own", own_model("own", Raises(), 3, 16, 16))
    own = own_client(networks)

    for path in ("/api/trace/own?size=8", "/explore/own?size=8", "/embed/own?size=8"):
        response = own.get(path)
        assert response.status_code == 422
        assert "An input of 3×8×8 cannot pass Raises: weights.bin is missing" in response.text
        assert not any(word in response.text for word in ("/home", "secret", "Traceback", "site-packages"))


def test_unexpected_error_of_a_model_is_a_500_without_details() -> None:
    def run(_: object) -> None:
        raise RuntimeError("/home/ada/net.py went wrong")

    networks = OwnNetworks()
    model = own_model("own", SEResNet((1,)), 3, 32, 32)
    model._run = run  # pyrefly: ignore[bad-assignment]  # a tracer that fails as none should
    networks.add("own", "own", model)

    response = own_client(networks).get("/api/trace/own")

    assert (response.status_code, response.json()["detail"]) == (
        500,
        "Internal server error. Details are in the server log.",
    )


def test_page_shows_no_problem_page_loop_when_the_default_size_fails() -> None:
    networks = OwnNetworks()
    networks.add("own", "own", own_model("own", Raises(), 3, 17, 17))

    page = visit(own_client(networks), "/explore/own", status=422)

    assert "An input of 3×17×17 cannot pass Raises: weights.bin is missing" in page.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/ada/nets/my_net.py, line 3: NameError.", "my_net.py, line 3: NameError."),
        ("nets/my_net.py, line 3", "my_net.py, line 3"),
        ("../nets/my-net.py, line 3", "my-net.py, line 3"),
        ("No such file: '/data/w.bin'", "No such file: 'w.bin'"),
        ("~/w.bin and C:\\Users\\ada\\w.bin", "w.bin and w.bin"),
        ("two\nlines", "two lines"),
        ("An input of 3×8×8 cannot pass a/b<c> (Conv2d): 1/2", "An input of 3×8×8 cannot pass a/b<c> (Conv2d): 1/2"),
    ],
)
def test_sentences_have_no_folders(text: str, shown: str) -> None:
    assert without_folders(text) == shown


# --------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "used", "name"),
    [
        ("my_seresnet50", (), "my_seresnet50"),
        ("MyNet", (), "mynet"),
        ("resnet50", (), "resnet50_2"),
        ("build", ("build",), "build_2"),
        ("build", ("build", "build_2"), "build_3"),
        ("Net.small", (), "net_small"),
        ("_", (), "own"),
        ("50", (), "own_50"),
        ("größe", (), "gr_e"),
        ("../../etc/passwd", (), "etc_passwd"),
    ],
)
def test_names_in_urls(text: str, used: tuple[str, ...], name: str) -> None:
    assert own_name(text, used) == name
