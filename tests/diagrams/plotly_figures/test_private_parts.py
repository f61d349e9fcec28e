"""What the page's script uses of Plotly beyond its documented functions; docs/decisions/0003 lists it. A newer Plotly
without one of these fails here, before anyone sees faces that flicker or a style that the policy refuses."""

import re
import tomllib

import pytest

from app.diagrams.plotly_figures.renderer import BUNDLE, VERSION
from app.files import STATIC


@pytest.fixture(scope="module")
def bundle() -> str:
    return BUNDLE.read_text(encoding="utf-8")


def test_version_is_pinned_exactly() -> None:
    project = tomllib.loads((STATIC.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"plotly=={VERSION}" in project["project"]["dependencies"]


def test_style_of_maps_has_the_id_that_the_page_occupies(bundle: str) -> None:
    plots = (STATIC / "js" / "plots.js").read_text(encoding="utf-8")
    (own,) = re.findall(r'MAP_STYLES = "(\w+)"', plots)
    assert f'document.getElementById("{own}")' in bundle


@pytest.mark.parametrize("name", ["_fullLayout", "_scene", "glplot", "zFar", "redraw"])
def test_private_name_is_in_the_script(bundle: str, name: str) -> None:
    assert re.search(rf"[.{{,]{name}\b", bundle)
