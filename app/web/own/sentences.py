"""Sentences of errors in a user's code, for pages: without the folders of this machine."""

import re

FOLDERS = re.compile(r"(?<![\w.)\]])(?:~|[A-Za-z]:)?(?:[/\\][^\s/\\'\"<>:|]+)*[/\\](?=[^\s/\\'\"<>:|])")
"""The folders of an absolute path, on POSIX and on Windows."""


def without_folders(text: str) -> str:
    """The text in one line, with the last part alone of every absolute path."""
    return FOLDERS.sub("", " ".join(text.split()))
