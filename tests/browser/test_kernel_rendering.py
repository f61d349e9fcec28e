"""The script and the server put a walking kernel in the same place, in the plan and in the oblique picture."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.kernel_slider import set_cell, slider_state

WALKS = [
    ("resnet34?at=conv1", [(0, 1), (5, 4), (111, 111), (111, 0)]),
    ("resnet34?at=maxpool&size=97x131", [(24, 32), (12, 0)]),
    ("resnet34?at=layer2.0.downsample&scale=true", [(27, 27), (3, 4)]),
    ("vgg19?at=avgpool&size=320x500", [(1, 1), (6, 3)]),
    ("resnet34?at=conv1&size=7", [(3, 3), (1, 2)]),
]


@pytest.mark.parametrize(("start", "cells"), WALKS)
def test_what_the_script_moves_stands_where_the_server_would_draw_it(
    open_page: Callable[..., Page], start: str, cells: list[tuple[int, int]]
) -> None:
    walked, asked = (open_page(viewport={"width": 1440, "height": 900}) for _ in range(2))
    walked.goto(f"/explore/{start}")
    for row, column in cells:
        set_cell(walked, (row, column))
        asked.goto(f"/explore/{start}&cell={row},{column}")
        moved, rendered = slider_state(walked), slider_state(asked)
        assert (moved["words"], moved["seen"], moved["fields"]) == (
            rendered["words"],
            rendered["seen"],
            rendered["fields"],
        )
        for one, other in zip(moved["places"], rendered["places"], strict=True):
            assert one == pytest.approx(other, abs=0.16)  # the server rounds to a tenth, and adds what it rounded
