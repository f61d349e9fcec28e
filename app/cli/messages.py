"""What goes to standard error: sentences, and a spinner for what takes long."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from threading import Lock, Timer

from rich.console import Console

DELAY = 0.5  # seconds: what is shorter shows no spinner


class Failure(Exception):
    """The command fails: the message is one sentence for standard error, `code` the exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def printable(text: str) -> str:
    """Text of a user's code for a terminal: control characters as escapes."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def say(sentence: str) -> None:
    """Print a sentence on standard error."""
    print(printable(sentence), file=sys.stderr)


def show_traceback(error: BaseException) -> None:
    """Print the traceback of an error and of the errors that caused it."""
    traceback.print_exception(error, file=sys.stderr)


@contextmanager
def progress(words: str) -> Iterator[None]:
    """Show a spinner while the block runs, if it takes long and standard error is a terminal.

    What the block prints goes to standard error: standard output has the answer alone.
    """
    console = Console(stderr=True)
    with redirect_stdout(sys.stderr), ExitStack() as stack:
        if console.is_terminal:
            stack.enter_context(_spinner(console, printable(words)))
        yield


@contextmanager
def _spinner(console: Console, words: str) -> Iterator[None]:
    status = console.status(words, spinner="line")
    lock = Lock()
    ended = False

    def start() -> None:
        with lock:
            if not ended:
                status.start()

    timer = Timer(DELAY, start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            ended = True
            status.stop()
