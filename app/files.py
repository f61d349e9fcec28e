"""The folders of the files that the app reads: beside the package in a checkout, inside it when it is installed."""

from pathlib import Path

PACKAGE = Path(__file__).parent
_PARENT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent
TEMPLATES = _PARENT / "templates"
STATIC = _PARENT / "static"
