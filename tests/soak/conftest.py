"""All of this takes minutes and measures: `make soak` runs it, `make test` does not."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks these tests, early enough for `-m "not soak"` to leave them out."""
    item.add_marker(pytest.mark.soak)
