"""Fixtures of the tests of the command line."""

import os
from collections.abc import Callable
from typing import NamedTuple

import pytest

from app.cli.main import run
from tests.support.user_code import folder

__all__ = ["command", "folder"]


class Result(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    answer: str
    error: str


Command = Callable[..., Result]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command line in this process."""
    monkeypatch.setenv("PYTHONWARNINGS", os.environ.get("PYTHONWARNINGS", ""))  # the command sets it for its children

    def run_command(*arguments: str) -> Result:
        capfd.readouterr()  # what a server logged before
        code = run(arguments)
        return Result(code, *capfd.readouterr())

    return run_command
