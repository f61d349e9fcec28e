"""Saved changes: a network is loaded again; a broken save leaves the last good one until the next good save."""

import os

import pytest
from starlette.testclient import TestClient

from app.cli.live_reload import update
from app.cli.live_source import LiveSource
from app.loading.errors import LoadError
from app.loading.shapes import Size
from app.loading.source import OwnSource
from app.web.own.registry import OwnNetworks
from tests.support.html_reader import visit
from tests.support.own_server import own_client
from tests.support.user_code import Folder, folder

__all__ = ["folder"]

pytestmark = pytest.mark.slow

NET = """
from torch import nn
from parts import first

class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv = first(width)

    def forward(self, x):
        return self.conv(x).relu()
"""
PARTS = """
from torch import nn

def first(width):
    return nn.Conv2d(3, width, 3, stride=2, padding=1)
"""


class Served:
    """A source in a server; `save` writes a file and looks at the files once, as the thread does."""

    def __init__(self, folder: Folder, text: str = "net.py:Net", *sources: str) -> None:
        self.folder, self.networks = folder, OwnNetworks()
        self.sources = [
            LiveSource(OwnSource(each, {}, (Size(None, (3, 32, 32)),)), f"own{number}")
            for number, each in enumerate((text, *sources))
        ]
        for source in self.sources:
            self.networks.add(source.name, source.title, source.load())
        self.client: TestClient = own_client(self.networks)
        self._stamp = 0

    def save(self, name: str, text: str) -> None:
        file = self.folder.write(name, text)
        self._stamp += 1
        os.utime(file, (self._stamp, self._stamp))  # two saves may have the same size and time
        update(self.sources, self.networks)

    def shape(self, step: str = "conv", name: str = "own0") -> list[int]:
        steps = self.client.get(f"/api/trace/{name}").json()["steps"]
        return next(found["output_shape"] for found in steps if found["path"] == step)

    def warnings(self) -> list[str]:
        return list(self.client.get("/api/trace/own0").json().get("warnings", []))


@pytest.fixture
def served(folder: Folder) -> Served:
    folder.write("net.py", NET)
    folder.write("parts.py", PARTS)
    return Served(folder)


def test_saved_change_of_the_file_is_served(served: Served) -> None:
    assert served.shape() == [8, 16, 16]

    served.save("net.py", NET.replace("width=8", "width=12"))

    assert served.shape() == [12, 16, 16]


def test_saved_change_of_a_file_beside_it_is_served(served: Served) -> None:
    served.save("parts.py", PARTS.replace("stride=2", "stride=4"))

    assert served.shape() == [8, 8, 8]


def test_generation_changes_with_every_save_and_not_without(served: Served) -> None:
    def generation() -> str:
        return str(served.client.get("/own/generations").json()["own0"])

    first = generation()
    update(served.sources, served.networks)
    assert generation() == first

    served.save("net.py", NET + "\n# a comment\n")
    second = generation()
    served.save("net.py", NET + "\nx = (\n")
    assert len({first, second, generation()}) == 3


def test_broken_save_keeps_the_last_good_picture_under_its_error(served: Served) -> None:
    served.save("parts.py", PARTS + "x = (\n")

    sentence = "parts.py, line 5: SyntaxError: '(' was never closed."
    assert served.warnings() == [f"The last save cannot be shown: {sentence} This is the version before it."]
    page = visit(served.client, "/explore/own0")
    assert [notice.text for notice in page.all("p", role="status")] == served.warnings()
    assert served.shape() == [8, 16, 16]


BROKEN = {
    "raise ValueError('no')": "net.py, line 1: ValueError: no.",
    "import nothing_of_that_name": "net.py, line 1: ModuleNotFoundError: No module named 'nothing_of_that_name'.",
    "from torch import nn\nNetwork = nn.ReLU": "net.py has no Net.",
    "from torch import nn\nNet = nn.Linear(5, 5)": "cannot pass Linear",
    "import sys\nsys.exit(3)": "The code calls exit (3)",
    "open('/home/ada/w.bin')": "line 1: FileNotFoundError: [Errno 2] No such file or directory: 'w.bin'.",
}


def test_every_kind_of_broken_save_is_a_sentence(served: Served) -> None:
    for text, sentence in BROKEN.items():
        served.save("net.py", text)

        (warning,) = served.warnings()
        assert sentence in warning, text
        assert "/home" not in warning
        assert str(served.folder.path) not in warning


def test_next_good_save_clears_the_error(served: Served) -> None:
    served.save("net.py", "x = (")
    served.save("net.py", NET.replace("width=8", "width=16"))

    assert (served.warnings(), served.shape()) == ([], [16, 16, 16])


def test_file_that_a_broken_save_lacks_is_seen_when_it_is_written(served: Served) -> None:
    served.save("net.py", NET.replace("from parts", "from other_parts"))
    assert "No module named 'other_parts'" in served.warnings()[0]

    served.save("other_parts.py", PARTS.replace("stride=2", "stride=1"))

    assert (served.warnings(), served.shape()) == ([], [8, 32, 32])


def test_deleted_file_is_a_problem_until_it_is_back(served: Served) -> None:
    (served.folder.path / "net.py").unlink()
    update(served.sources, served.networks)
    assert "There is no file net.py." in served.warnings()[0]

    served.save("net.py", NET)

    assert served.warnings() == []


def test_save_while_the_network_is_loaded_is_not_missed(served: Served) -> None:
    file = served.folder.path / "net.py"
    (source,) = served.sources
    later = NET.replace("width=8", "width=20")
    file.write_text(f"import pathlib\npathlib.Path({str(file)!r}).write_text({later!r})\n{NET}")
    source.reload()

    assert source.is_saved()
    update(served.sources, served.networks)
    assert served.shape() == [20, 16, 16]


def test_two_networks_of_one_file_change_together(folder: Folder) -> None:
    folder.write("net.py", NET + "\nwide = Net(24)\n")
    folder.write("parts.py", PARTS)
    served = Served(folder, "net.py:Net", "net.py:wide")

    served.save("parts.py", PARTS.replace("stride=2", "stride=1"))

    assert [served.shape(name=name) for name in ("own0", "own1")] == [[8, 32, 32], [24, 32, 32]]


def test_size_of_a_page_is_kept_across_a_save(served: Served) -> None:
    assert visit(served.client, "/explore/own0?size=64").one("input", id="height")["value"] == "64"

    served.save("parts.py", PARTS.replace("stride=2", "stride=1"))

    steps = served.client.get("/api/trace/own0?size=64").json()["steps"]
    assert steps[0]["output_shape"] == [8, 64, 64]


def test_unexpected_error_of_a_reload_leaves_the_server_running(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise KeyError("unexpected")

    monkeypatch.setattr(served.sources[0], "reload", fail)
    served.save("net.py", NET + "\n# changed\n")

    assert "Loading it failed; the terminal of the server shows why." in served.warnings()[0]
    assert served.shape() == [8, 16, 16]


def test_source_that_cannot_be_loaded_at_the_start_is_an_error(folder: Folder) -> None:
    folder.write("net.py", "x = (")
    source = LiveSource(OwnSource("net.py:Net"), "net")

    with pytest.raises(LoadError, match=r"net.py, line 1: SyntaxError"):
        source.load()
