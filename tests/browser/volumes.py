"""Helpers to hover and click the volumes of a picture with a real mouse, and to read the tooltip."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, expect

Position = tuple[float, float]
TooltipRows = dict[str, str]

# The point of a volume that nothing covers and that is nearest to the middle of all such points.
VISIBLE_POINT = """(volume) => {
  const points = [];
  const { left, top, right, bottom } = volume.getBoundingClientRect();
  for (let x = left + 0.5; x < right; x += Math.max(1, (right - left) / 20))
    for (let y = top + 0.5; y < bottom; y += Math.max(1, (bottom - top) / 15))
      if (document.elementFromPoint(x, y)?.closest("svg [data-path]") === volume) points.push([x, y]);
  if (!points.length) return null;
  const middle = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
  const offset = ([x, y]) => Math.hypot(x - middle[0], y - middle[1]);
  return points.reduce((best, point) => (offset(point) < offset(best) ? point : best));
}"""


def explorer_url(page: Page) -> str:
    """The part of an explorer URL after `/explore/`, without the fragment."""
    return page.url.partition("/explore/")[2].partition("#")[0]


def wait_for_query(page: Page, **expected: str) -> None:
    """Wait until the URL has exactly these parameters."""
    page.wait_for_url(lambda url: dict(parse_qsl(urlsplit(url).query)) == expected)


def picture(page: Page | Locator) -> Locator:
    """The picture of a page or of a figure, in the form that is shown."""
    return page.locator("svg[data-view]:visible").first  # while styles load, both forms are visible


def figure(page: Page, anchor: str) -> Locator:
    """A figure of the article, scrolled to as by its anchor."""
    found = page.locator(f"#{anchor}")
    found.evaluate("figure => figure.scrollIntoView()")
    return found


def volume(page: Page | Locator, path: str) -> Locator:
    return picture(page).locator(f'[data-path="{path}"]')


def paths(page: Page | Locator) -> list[str]:
    """Paths of the volumes, in the order of the picture."""
    found: list[str] = picture(page).locator("[data-path]").evaluate_all("all => all.map((a) => a.dataset.path)")
    return found


def visible_point(page: Page | Locator, path: str) -> Position:
    """A point at which the mouse is over a volume. Fails if the volume is covered everywhere."""
    volume(page, path).scroll_into_view_if_needed()
    found: list[float] | None = volume(page, path).evaluate(VISIBLE_POINT)
    assert found, f"{path} is covered everywhere"
    return found[0], found[1]


def hover(page: Page, path: str) -> None:
    page.mouse.move(*visible_point(page, path))
    expect(page.get_by_role("tooltip")).to_be_visible()


def click(page: Page, path: str) -> None:
    page.mouse.click(*visible_point(page, path))


def move_mouse_away(page: Page) -> None:
    """Move the mouse to where nothing reacts to it."""
    page.mouse.move(2, 2)
    expect(page.get_by_role("tooltip")).to_be_hidden()


def tooltip_rows(page: Page) -> TooltipRows:
    """Rows of the tooltip by label; the heading has the label `""`."""
    rows: Any = page.get_by_role("tooltip").evaluate(
        """(tooltip) => Object.fromEntries([
          ["", tooltip.querySelector("h3").textContent],
          ...[...tooltip.querySelectorAll("dt")].map((dt) => [dt.textContent, dt.nextElementSibling.textContent]),
        ])"""
    )
    return {str(label): str(value) for label, value in rows.items()}


def output_shape(page: Page) -> str:
    """The output shape in the tooltip."""
    rows = tooltip_rows(page)
    return (rows.get("in → out") or rows["shape"]).split(" → ")[-1]


def wait_until(page: Page, expression: str) -> None:
    """Wait until an expression is true. Polls from outside: the page's policy forbids to evaluate strings inside it."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")
