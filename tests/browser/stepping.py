"""Moving a walking kernel as a hand would, and reading where it stands."""

from typing import Any

from playwright.sync_api import Locator, Page

DRAWN = """(view) => {
  const numbers = (text) => (text.match(/-?[\\d.]+(?:e-?\\d+)?/g) ?? []).map(Number);
  const of = (element, names) => names.flatMap((name) => numbers(element.getAttribute(name) ?? ""));
  const names = ["x", "y", "width", "height", "x2", "d", "transform", "viewBox"];
  const parts = [...view.querySelectorAll("svg [data-walk], [data-walk] line, .scene .part path, .scene .ray")];
  return {
    places: parts.map((part) => of(part, names)),
    seen: parts.map((part) => part.hasAttribute("hidden")),
    words: [...view.querySelectorAll("[data-walk=sentence], .plan text")].map((one) => one.textContent),
    fields: [...view.querySelectorAll("[data-walk-side]")].map((one) => [one.value, one.ariaValueText]),
  };
}"""


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=f"Output {name}")


def put(page: Page, cell: tuple[int, int]) -> None:
    """By the sliders, as a hand would."""
    for name, value in zip(("row", "column"), cell, strict=True):
        slider(page, name).fill(str(value))


def sentence(page: Page) -> str:
    return page.locator('[data-walk="sentence"]').text_content() or ""


def drawn(page: Page) -> dict[str, Any]:
    """Everything that moves, as numbers and words."""
    found: dict[str, Any] = page.locator("#view").evaluate(DRAWN)
    return found
