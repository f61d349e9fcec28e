"""The command in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

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
    result = start(folder, "resnet-volumes trace cifar_resnet1202 | head -n 1")
    expected = "CIFAR ResNet-1202 · input 3×32×32 (the size that it was published for)\n"
    assert (result.returncode, result.stdout, result.stderr) == (0, expected, "")


def test_failed_trace_exits_with_1_and_leaves_standard_output_empty(folder: Folder) -> None:
    folder.write("net.py", "import missing_part\n")
    result = start(folder, "resnet-volumes trace net.py:net")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("net.py, line 1: ModuleNotFoundError: No module named 'missing_part'. Install")
    assert result.stderr.count("\n") == 1
