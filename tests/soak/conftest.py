"""Tests that take minutes: `make soak` runs them, `make test` does not."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of this folder, early enough for `-m "not soak"` to deselect them."""
    item.add_marker(pytest.mark.soak)
