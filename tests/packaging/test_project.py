"""pyproject.toml agrees with the folders and the constants of the app."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.files import PACKAGE, STATIC, TEMPLATES
from app.main import SUMMARY

ROOT = Path(__file__).parents[2]
DATA = ("resnet_volumes.static", "resnet_volumes.templates")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_packages_are_the_folders_with_python_files(project: dict[str, Any]) -> None:
    folders = {path.parent.relative_to(PACKAGE).parts for path in PACKAGE.rglob("*.py")}
    expected = sorted([*(".".join(["resnet_volumes", *folder]) for folder in folders), *DATA])
    assert project["tool"]["setuptools"]["packages"] == expected, "list every folder of app/ in pyproject.toml"


def test_checkout_has_templates_and_static_files_beside_the_package() -> None:
    assert (PACKAGE, TEMPLATES, STATIC) == (ROOT / "app", ROOT / "templates", ROOT / "static")


def test_api_has_the_summary_of_the_project(project: dict[str, Any]) -> None:
    assert project["project"]["description"] == SUMMARY


def test_build_context_is_what_the_image_copies() -> None:
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(name for names in copies for name in names.split()) == sorted(allowed)
