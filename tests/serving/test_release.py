"""The digest of a release, and the URLs of its static files."""

from pathlib import Path

import pytest

from app.serving.release import Release


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, text in {
        "app/a.py": "a",
        "templates/a.html": "a",
        "static/css/base.css": "a",
        "pyproject.toml": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_same_sources_have_the_same_digest(checkout: Path) -> None:
    before = Release.of(checkout)
    (checkout / "app/a.py").touch()
    (checkout / "app/__pycache__").mkdir()
    (checkout / "app/__pycache__/a.pyc").write_bytes(b"compiled")
    (checkout / "tests").mkdir()
    (checkout / "tests/test_a.py").write_text("not served")
    assert Release.of(checkout) == before


@pytest.mark.parametrize("name", ["app/a.py", "app/b.py", "templates/a.html", "static/css/base.css", "pyproject.toml"])
def test_changed_source_changes_the_digest(checkout: Path, name: str) -> None:
    before = Release.of(checkout)
    (checkout / name).write_text("changed")
    after = Release.of(checkout)
    assert after.digest != before.digest
    assert after.url("css/base.css") != before.url("css/base.css")


def test_moved_source_changes_the_digest(checkout: Path) -> None:
    before = Release.of(checkout)
    (checkout / "app/a.py").rename(checkout / "app/b.py")
    assert Release.of(checkout).digest != before.digest


def test_setting_changes_the_digest(checkout: Path) -> None:
    digests = {Release.of(checkout, settings=[f"gradients={value}"]).digest for value in ("on", "off")}
    assert len(digests) == 2


def test_generated_files_have_urls_like_static_files(checkout: Path) -> None:
    release = Release.of(checkout, generated=["palette.css"])
    assert release.url("css/base.css") == f"/static/{release.digest}/css/base.css"
    assert release.url("palette.css") == f"/static/{release.digest}/palette.css"


def test_url_of_an_unknown_static_file_raises(checkout: Path) -> None:
    with pytest.raises(LookupError, match=r"css/bas\.css"):
        Release.of(checkout).url("css/bas.css")
