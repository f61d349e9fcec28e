"""The command in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import main
from tests.cli.conftest import Command
from tests.support.user_code import Folder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FAKE_TORCHVISION = 'import torch\ntorch.library.register_fake("torchvision::nms")(lambda *_: None)\n'
"""Registers an operator when it is imported, as torchvision 0.28 does, also where its C++ part is missing."""


def start(folder: Folder, line: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of shell in which `resnet-volumes` is the command, in the folder."""
    command = f'resnet-volumes() {{ PYTHONPATH="{ROOT}" "{sys.executable}" -m app "$@"; }}; set -o pipefail; {line}'
    return subprocess.run(["bash", "-c", command], cwd=folder.path, capture_output=True, text=True, timeout=120)


def test_torchvision_without_its_cpp_part_is_imported_and_prints_are_no_answer(folder: Folder) -> None:
    folder.write("torchvision/__init__.py", FAKE_TORCHVISION)
    folder.write(
        "net.py",
        """
        import os
        import torchvision
        from torch import nn
        print("imported", torchvision.__name__)
        net = nn.Conv2d(3, 4, 1)
        """,
    )
    result = start(folder, "resnet-volumes trace net.py:net --size 8 --json")
    assert (result.returncode, result.stderr) == (0, "imported torchvision\n")
    assert json.loads(result.stdout)["totals"]["params"] == 16


def test_closed_pipe_is_silent(folder: Folder) -> None:
    """`true` reads nothing and ends while PyTorch is imported."""
    result = start(folder, "resnet-volumes trace resnet18 | true")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize("code", [0, 1])
def test_process_exits_with_the_code_of_the_command(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr("app.__main__.run", lambda arguments: {("trace", "x"): code}[tuple(arguments)])
    monkeypatch.setattr(sys, "argv", ["resnet-volumes", "trace", "x"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == code


def test_failed_trace_exits_with_1_and_leaves_standard_output_empty(folder: Folder, command: Command) -> None:
    folder.write("net.py", "import missing_part\n")
    result = command("trace", "net.py:net")
    assert (result.code, result.answer) == (1, "")
    assert result.error.startswith("net.py, line 1: ModuleNotFoundError: No module named 'missing_part'. Install")
    assert result.error.count("\n") == 1
