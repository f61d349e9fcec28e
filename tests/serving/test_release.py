"""What runs, as one digest."""

from pathlib import Path

import pytest

from app.serving.release import NoSuchFile, Release


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


def test_the_same_sources_are_the_same_release(checkout: Path) -> None:
    before = Release.of(checkout)
    (checkout / "app/a.py").touch()
    (checkout / "app/__pycache__").mkdir()
    (checkout / "app/__pycache__/a.pyc").write_bytes(b"compiled")
    (checkout / "tests").mkdir()
    (checkout / "tests/test_a.py").write_text("not served")
    assert Release.of(checkout) == before


@pytest.mark.parametrize("name", ["app/a.py", "app/b.py", "templates/a.html", "static/css/base.css", "pyproject.toml"])
def test_whatever_is_changed_makes_another_release(checkout: Path, name: str) -> None:
    before = Release.of(checkout)
    (checkout / name).write_text("changed")
    after = Release.of(checkout)
    assert after.digest != before.digest
    assert after.tag(b"/", "br") != before.tag(b"/", "br")
    assert after.address("css/base.css") != before.address("css/base.css")


def test_a_file_that_is_moved_makes_another_release(checkout: Path) -> None:
    before = Release.of(checkout)
    (checkout / "app/a.py").rename(checkout / "app/b.py")
    assert Release.of(checkout).digest != before.digest


def test_a_setting_that_changes_answers_makes_another_release(checkout: Path) -> None:
    assert (
        Release.of(checkout, choices=["gradients=on"]).digest != Release.of(checkout, choices=["gradients=off"]).digest
    )


def test_every_address_has_a_tag_of_its_own_in_every_encoding(checkout: Path) -> None:
    release = Release.of(checkout)
    addresses = [b"/a", b"/a?b", b"/a?b=", b"/A", b"/a%20br", b"/a b"]
    tags = {release.tag(address, encoding) for address in addresses for encoding in ("br", "gzip", "identity")}
    assert len(tags) == 3 * len(addresses)
    assert all(tag.startswith(b'"') and tag.endswith(b'"') for tag in tags)


def test_static_files_and_what_is_made_like_them_have_addresses(checkout: Path) -> None:
    release = Release.of(checkout, made=["palette.css"])
    assert release.addresses() == {
        f"/static/{release.digest}/css/base.css".encode(),
        f"/static/{release.digest}/palette.css".encode(),
    }


def test_a_static_file_that_does_not_exist_has_no_address(checkout: Path) -> None:
    with pytest.raises(NoSuchFile, match=r"css/bas\.css"):
        Release.of(checkout).address("css/bas.css")
