"""The digest of a release, and the URLs of its static files."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from app.serving.release import Release


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("app/a.py", "templates/a.html", "static/css/base.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a")
    return tmp_path


def release_of(checkout: Path, **details: Iterable[str]) -> Release:
    return Release.of({name: checkout / name for name in ("app", "templates", "static")}, **details)


def test_same_sources_have_the_same_digest(checkout: Path) -> None:
    before = release_of(checkout)
    (checkout / "app/a.py").touch()
    (checkout / "app/__pycache__").mkdir()
    (checkout / "app/__pycache__/a.pyc").write_bytes(b"compiled")
    (checkout / "tests").mkdir()
    (checkout / "tests/test_a.py").write_text("not served")
    assert release_of(checkout) == before


@pytest.mark.parametrize("name", ["app/a.py", "app/b.py", "templates/a.html", "static/css/base.css"])
def test_changed_source_changes_the_digest(checkout: Path, name: str) -> None:
    before = release_of(checkout)
    (checkout / name).write_text("changed")
    after = release_of(checkout)
    assert after.digest != before.digest
    assert after.url("css/base.css") != before.url("css/base.css")


def test_moved_source_changes_the_digest(checkout: Path) -> None:
    before = release_of(checkout)
    (checkout / "app/a.py").rename(checkout / "app/b.py")
    assert release_of(checkout).digest != before.digest


def test_installed_package_has_the_digest_of_its_checkout(checkout: Path) -> None:
    package = checkout.rename(checkout.with_name("checkout")) / "app"
    before = release_of(package.parent)
    for name in ("templates", "static"):
        (package.parent / name).rename(package / name)
    installed = {"app": package, "templates": package / "templates", "static": package / "static"}
    assert Release.of(installed) == before


def test_setting_changes_the_digest(checkout: Path) -> None:
    digests = {release_of(checkout, settings=[f"gradients={value}"]).digest for value in ("on", "off")}
    assert len(digests) == 2


def test_generated_files_have_urls_like_static_files(checkout: Path) -> None:
    release = release_of(checkout, generated=["palette.css"])
    assert release.url("css/base.css") == f"/static/{release.digest}/css/base.css"
    assert release.url("palette.css") == f"/static/{release.digest}/palette.css"


def test_url_of_an_unknown_static_file_raises(checkout: Path) -> None:
    with pytest.raises(LookupError, match=r"css/bas\.css"):
        release_of(checkout).url("css/bas.css")
