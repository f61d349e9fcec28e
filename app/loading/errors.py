"""The error of a source that gives no network, with the place in the user's code that raised."""

import os
import site
import sys
import sysconfig
import traceback
from pathlib import Path
from typing import NamedTuple

LONGEST = 400  # characters of a foreign error message


class LoadError(Exception):
    """A source gives no network. The message is one sentence for the terminal.

    `is_usage` says that the command line is wrong, and not the code. `file` is the file to correct, if there is one.
    """

    def __init__(self, message: str, *, is_usage: bool = False, file: Path | None = None) -> None:
        super().__init__(message)
        self.is_usage = is_usage
        self.file = file


class CodeLine(NamedTuple):
    """A line of a file."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{shown(self.file)}, line {self.line}"


def code_error(error: BaseException, root: Path | None) -> LoadError:
    """The error for an exception that the user's code raised, with the line. `root` is the folder of that code."""
    if isinstance(error, SyntaxError) and error.filename:
        place = CodeLine(Path(error.filename), error.lineno or 0)
        return LoadError(f"{place}: {type(error).__name__}: {error.msg}.", file=place.file)
    found = raising_line(error, root)
    message = f"{found}: {summary(error)}" if found else summary(error)
    return LoadError(message, file=found.file if found else None)


def user_line(error: BaseException, root: Path | None) -> CodeLine | None:
    """The innermost line of the user's code below `root` that an exception passed."""
    return next((line for line in _lines(error) if root and is_user_file(line.file, root)), None)


def raising_line(error: BaseException, root: Path | None) -> CodeLine | None:
    """The innermost line of the user's code; without one, the innermost line outside of this program."""
    foreign = (line for line in _lines(error) if not line.file.is_relative_to(PROGRAM) and line.file.is_absolute())
    return user_line(error, root) or next(foreign, None)


def _lines(error: BaseException) -> list[CodeLine]:
    """The lines that an exception passed, innermost first."""
    passed = [CodeLine(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return passed[::-1]


def summary(error: BaseException) -> str:
    """`ValueError: width has to be positive.`: an exception as one line, with a remedy for a missing package."""
    text = " ".join(str(error).split())[:LONGEST].rstrip(".")
    sentence = f"{type(error).__name__}: {text}." if text else f"{type(error).__name__}."
    if isinstance(error, ModuleNotFoundError):
        return f"{sentence} Install it into the environment of this command, {sys.prefix}."
    if isinstance(error, SystemExit):
        return f"The code calls exit ({text or '0'}) when it is imported; put that under `if __name__ == '__main__':`."
    return sentence


def is_user_file(file: Path, root: Path) -> bool:
    """Whether a file is code of the user below `root`, and neither an installed package nor this program."""
    return file.is_relative_to(root) and not any(
        file.is_relative_to(folder) and not root.is_relative_to(folder) for folder in (*INSTALLED, PROGRAM)
    )


def shown(path: Path) -> str:
    """A path for a message: relative to the current folder if it lies below it."""
    resolved = Path(os.path.abspath(path))  # noqa: PTH100  # `resolve` would follow links, and the user wrote the link
    return str(resolved.relative_to(Path.cwd())) if resolved.is_relative_to(Path.cwd()) else str(path)


PROGRAM = Path(__file__).parents[1]
INSTALLED = tuple(
    {Path(folder) for folder in (*site.getsitepackages(), site.getusersitepackages(), sysconfig.get_path("stdlib"))}
)
"""Folders of installed packages, which may lie in the user's folder: an environment `.venv` in a project."""
