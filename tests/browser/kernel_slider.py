"""Helpers to move the sliding window of an operation and to read its state."""

from typing import Any

from playwright.sync_api import Locator, Page

# Every number and every text of the plan, the zoomed view, the oblique picture and the fields.
STATE = """(view) => {
  const numbers = (text) => (text.match(/-?[\\d.]+(?:e-?\\d+)?/g) ?? []).map(Number);
  const valuesOf = (element, names) => names.flatMap((name) => numbers(element.getAttribute(name) ?? ""));
  const names = ["x", "y", "width", "height", "x2", "d", "transform", "viewBox"];
  const parts = [...view.querySelectorAll("svg [data-walk], [data-walk] line, .scene .part path, .scene .ray")];
  return {
    positions: parts.map((part) => valuesOf(part, names)),
    hidden: parts.map((part) => part.hasAttribute("hidden")),
    texts: [...view.querySelectorAll("[data-walk=sentence], .plan text")].map((text) => text.textContent),
    fields: [...view.querySelectorAll("[data-walk-side]")].map((field) => [field.value, field.ariaValueText]),
  };
}"""


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=f"Output {name}")


def set_cell(page: Page, cell: tuple[int, int]) -> None:
    """Move both sliders."""
    for name, value in zip(("row", "column"), cell, strict=True):
        slider(page, name).fill(str(value))


def sentence(page: Page) -> str:
    return page.locator('[data-walk="sentence"]').text_content() or ""


def slider_state(page: Page) -> dict[str, Any]:
    """Everything that moves with the window: `positions`, `hidden`, `texts` and `fields`."""
    found: dict[str, Any] = page.locator("#view").evaluate(STATE)
    return found
