"""Networks from files and modules of a user: imports, arguments, and loading again after a change."""

import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from app.loading.loader import load, reload, watched_files
from tests.support.user_code import Folder

ROOT = Path(__file__).parents[2]


def weight_shape(model: nn.Module) -> list[int]:
    return [*next(model.parameters()).shape]


@pytest.mark.parametrize(
    ("name", "arguments", "shape"),
    [
        ("Net", {"width": "6"}, [6, 1, 3, 3]),
        ("build", {}, [4, 1, 3, 3]),
        ("build", {"width": "8"}, [8, 1, 3, 3]),
        ("net", {}, [2, 1, 3, 3]),
    ],
)
def test_class_function_and_instance_give_a_network(
    folder: Folder, name: str, arguments: dict[str, str], shape: list[int]
) -> None:
    folder.write("my_net.py")
    assert weight_shape(load(f"my_net.py:{name}", arguments)) == shape
    assert weight_shape(load(f"my_net:{name}", arguments)) == shape


def test_catalogue_name_gives_its_module_with_options() -> None:
    model = load("resnet50", {"classes": "10", "channels": "1"})
    assert sum(parameter.numel() for parameter in model.parameters()) == 25_557_032 - 990 * 2049 - 2 * 64 * 49


def test_arguments_are_literals_and_plain_words(folder: Folder) -> None:
    folder.write(
        "echo.py",
        """
        from torch import nn

        class Echo(nn.Module):
            def __init__(self, **values):
                super().__init__()
                self.values = values
        """,
    )
    texts = {
        "a": "(3, 4)",
        "b": "0.5",
        "c": "relu",
        "d": "True",
        "e": "'False'",
        "f": "a/b.c-1",
        "g": "None",
        "h": "-3",
    }
    values = {"a": (3, 4), "b": 0.5, "c": "relu", "d": True, "e": "False", "f": "a/b.c-1", "g": None, "h": -3}
    assert load("echo.py:Echo", texts).values == values


def test_relative_imports_and_files_beside_the_file_work(folder: Folder) -> None:
    folder.write("zoo/__init__.py", "")
    folder.write("zoo/blocks.py", "WIDTH = 5")
    folder.write("zoo/nets/__init__.py", "")
    folder.write("zoo/nets/heads.py", "CLASSES = 7")
    folder.write("zoo/nets/beside_it.py", "BIAS = False")
    folder.write(
        "zoo/nets/net.py",
        """
        from torch import nn
        import beside_it
        import zoo.blocks
        from . import heads
        from ..blocks import WIDTH

        def build():
            return nn.Linear(WIDTH, heads.CLASSES, bias=beside_it.BIAS)

        assert __name__ == "zoo.nets.net"
        """,
    )
    model = load("zoo/nets/net.py:build", {})
    assert [[*parameter.shape] for parameter in model.parameters()] == [[7, 5]]


def test_relative_import_works_in_a_folder_without_init(folder: Folder) -> None:
    folder.write("loose/blocks.py", "WIDTH = 5")
    folder.write(
        "loose/net.py",
        """
        from torch import nn
        from .blocks import WIDTH

        def build():
            return nn.Linear(WIDTH, 1)
        """,
    )
    assert weight_shape(load("loose/net.py:build", {})) == [1, 5]


def test_import_runs_no_main_block_and_hides_the_arguments_of_the_command(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder.write(
        "script.py",
        """
        import sys
        from torch import nn

        model = nn.Linear(len(sys.argv), 1)
        seen = sys.argv
        if __name__ == "__main__":
            raise SystemExit("the main block ran")
        """,
    )
    monkeypatch.setattr(sys, "argv", ["resnet-volumes", "trace", "--json"])
    assert weight_shape(load("script.py:model", {})) == [1, 1]
    assert sys.modules["script"].seen == [str(file)]
    assert sys.argv == ["resnet-volumes", "trace", "--json"]


@pytest.mark.parametrize("name", ["types.py", "torch.py", "my-net.v2.py"])
def test_file_with_the_name_of_a_module_or_of_none_is_loaded(folder: Folder, name: str) -> None:
    folder.write(name, "from torch import nn\nmodel = nn.Linear(3, 1)\n")
    before = sys.modules["types"], sys.modules["torch"]
    assert weight_shape(load(f"{name}:model", {})) == [1, 3]
    assert (sys.modules["types"], sys.modules["torch"]) == before


def test_package_itself_is_a_source(folder: Folder) -> None:
    folder.write("zoo/__init__.py", "from .inner import model")
    folder.write("zoo/inner.py", "from torch import nn\nmodel = nn.Linear(2, 1)\n")
    assert weight_shape(load("zoo/__init__.py:model", {})) == [1, 2]


def test_reload_reads_all_changed_files_of_the_folder_also_within_a_second(folder: Folder) -> None:
    folder.write("pkg/__init__.py", "")
    folder.write("pkg/sizes.py", "WIDTH = 3")
    folder.write("pkg/net.py", "from torch import nn\nfrom .sizes import WIDTH\nmodel = nn.Linear(WIDTH, 1)\n")
    before = load("pkg/net.py:model", {})
    folder.write("pkg/sizes.py", "WIDTH = 4")
    assert weight_shape(load("pkg/net.py:model", {})) == [1, 3]
    assert weight_shape(reload("pkg/net.py:model", {})) == [1, 4]
    assert before(torch.zeros(2, 3)).shape == (2, 1)


def test_reload_keeps_the_modules_of_other_folders(folder: Folder) -> None:
    folder.write("net.py", "import torch, app.loading\nmodel = torch.nn.Linear(2, 1)\n")
    load("net.py:model", {})
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in ("torch", "app")}
    reload("net.py:model", {})
    assert all(sys.modules[name] is module for name, module in kept.items())


def test_watched_files_are_the_source_and_what_it_imports_from_its_folder(folder: Folder) -> None:
    folder.write("pkg/__init__.py", "")
    folder.write("pkg/sizes.py", "WIDTH = 3")
    folder.write("pkg/unused.py", "")
    folder.write(".venv/lib/installed.py", "")
    folder.write("pkg/net.py", "from torch import nn\nfrom .sizes import WIDTH\nmodel = nn.Linear(WIDTH, 1)\n")
    assert watched_files("pkg/net.py:model") == (folder.path / "pkg/net.py",)
    load("pkg/net.py:model", {})
    expected = [folder.path / "pkg" / name for name in ("__init__.py", "net.py", "sizes.py")]
    assert watched_files("pkg/net.py:model") == (*expected,)
    assert watched_files("resnet50") == ()


def test_network_of_an_installed_package_has_no_watched_files(folder: Folder) -> None:
    folder.write("net.py", "from torch import nn\nmodel = nn.Conv2d(1, 1, 1)\n")
    load("net:model", {})
    load("torch.nn:Identity", {})

    assert watched_files("net:model") == (folder.path / "net.py",)
    assert watched_files("torch.nn:Identity") == ()
