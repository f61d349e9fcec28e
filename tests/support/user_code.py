"""A folder of a user's own Python files, whose modules are forgotten after the test."""

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

NET = """
import torch.nn.functional as F
from torch import nn

class Net(nn.Module):
    def __init__(self, width, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(1, width, 3, padding=1)
        self.fc = nn.Linear(width, classes)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean((2, 3)))

def build(width=4):
    return Net(width)

net = build(2)
size = 64
"""
"""A file with a class, a function, a module instance and a number."""


class Folder:
    """Writes files below a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, text: str = NET) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip())
        return file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """The current folder, empty. Modules imported from it are forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    before = {*sys.modules}
    yield Folder(tmp_path)
    for name in {*sys.modules} - before:
        places = [getattr(sys.modules[name], "__file__", None), *getattr(sys.modules[name], "__path__", [])]
        if any(place and Path(place).is_relative_to(tmp_path) for place in places):
            del sys.modules[name]
