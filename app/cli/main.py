"""Runs the command line, and turns errors into one sentence and an exit code."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from .messages import Failure, progress, say, show_traceback
from .missing_numpy import ignore_missing_numpy
from .parser import parse

CLOSED = 0  # exit code when the reader of standard output has enough, as `head`
INTERRUPTED = 130  # exit code after Ctrl-C, as of a shell


def run(argv: Sequence[str]) -> int:
    """Run a command line and return its exit code: 0, 1 (not traced, or a difference), 2 (wrong usage)."""
    try:
        arguments = parse(argv)
    except SystemExit as end:  # argparse, after help or an error
        return int(end.code or 0)
    try:
        code = _run(arguments)
        sys.stdout.flush()  # here, where a closed pipe is handled
        return code
    except Failure as failure:
        if arguments.traceback:
            show_traceback(failure)
        say(str(failure))
        return failure.code
    except BrokenPipeError:
        _close_output()
        return CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: Namespace) -> int:
    """Run the subcommand. Each is imported when it runs: help needs neither PyTorch nor a server."""
    ignore_missing_numpy()
    if arguments.command == "serve":
        from .serve import serve_command

        return serve_command(arguments)
    with progress("Importing PyTorch"):
        from .trace import trace_command
    return trace_command(arguments)


def _close_output() -> None:
    """Discard what standard output has buffered: writing it at exit would fail again."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  # `os.devnull` is a name, not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
