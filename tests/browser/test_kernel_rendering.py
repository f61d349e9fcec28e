"""Kernel rendering: the script and the server draw the same position in the plan and in the oblique picture."""

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
    ("resnext50_32x4d?at=layer2.0.2", [(27, 27), (3, 4)]),
    ("resnext50_32x4d?at=layer2.0.2&scale=true", [(0, 27)]),
]


@pytest.mark.parametrize(("start", "cells"), WALKS)
def test_script_and_server_draw_the_kernel_at_the_same_position(
    open_page: Callable[..., Page], start: str, cells: list[tuple[int, int]]
) -> None:
    script_page, server_page = (open_page(viewport={"width": 1440, "height": 900}) for _ in range(2))
    script_page.goto(f"/explore/{start}")
    for row, column in cells:
        set_cell(script_page, (row, column))
        server_page.goto(f"/explore/{start}&cell={row},{column}")
        by_script, by_server = slider_state(script_page), slider_state(server_page)
        assert (by_script["texts"], by_script["hidden"], by_script["fields"]) == (
            by_server["texts"],
            by_server["hidden"],
            by_server["fields"],
        )
        for actual, expected in zip(by_script["positions"], by_server["positions"], strict=True):
            assert actual == pytest.approx(expected, abs=0.16)  # the server rounds to a tenth and sums rounded values
