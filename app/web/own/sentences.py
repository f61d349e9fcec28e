"""Sentences of errors in a user's code, for pages: without the folders of this machine."""

import re

FOLDERS = re.compile(r"(?<![\w.)\]])(?:~|[A-Za-z]:)?(?:[/\\][^\s/\\'\"<>:|]+)*[/\\](?=[^\s/\\'\"<>:|])")
"""The folders of an absolute path, on POSIX and on Windows."""


PYTHON_FILE = re.compile(r"(?:[\w.~-]+[/\\])+(?=[\w.-]+\.py\b)")
"""The folders of a Python file below the folder in which the server was started."""


def without_folders(text: str) -> str:
    """The text in one line, with the last part alone of every absolute path and of every Python file."""
    return PYTHON_FILE.sub("", FOLDERS.sub("", " ".join(text.split())))
