"""Fixtures of the tests of the command line."""

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple
from unittest.mock import patch

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


@pytest.fixture(autouse=True)
def _restored_environment() -> Iterator[None]:
    """A command changes the environment for its children: `serve` sets HOST and PORT."""
    with patch.dict(os.environ):
        yield


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command line in this process."""

    def run_command(*arguments: str) -> Result:
        capfd.readouterr()  # what a server logged before
        code = run(arguments)
        return Result(code, *capfd.readouterr())

    return run_command
