"""Pointing at volumes with a real mouse, where a person could, and reading what is said of them."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, expect

Place = tuple[float, float]
Rows = dict[str, str]

SPOT = """(volume) => {
  const inside = [];
  const { left, top, right, bottom } = volume.getBoundingClientRect();
  for (let x = left + 0.5; x < right; x += Math.max(1, (right - left) / 40))
    for (let y = top + 0.5; y < bottom; y += Math.max(1, (bottom - top) / 30))
      if (document.elementFromPoint(x, y)?.closest("svg [data-path]") === volume) inside.push([x, y]);
  if (!inside.length) return null;
  const middle = [0, 1].map((axis) => inside.reduce((sum, spot) => sum + spot[axis], 0) / inside.length);
  const far = ([x, y]) => Math.hypot(x - middle[0], y - middle[1]);
  return inside.reduce((best, spot) => (far(spot) < far(best) ? spot : best));
}"""


def address(page: Page) -> str:
    """The network and the parameters, as in the address."""
    return page.url.partition("/explore/")[2].partition("#")[0]


def query(page: Page, **expected: str) -> None:
    """Waits until the address has these parameters and no others."""
    page.wait_for_url(lambda url: dict(parse_qsl(urlsplit(url).query)) == expected)


def picture(page: Page | Locator) -> Locator:
    """The picture of a page that has one, or that of a figure."""
    return page.locator("svg[data-view]")


def figure(page: Page, anchor: str) -> Locator:
    """A figure, scrolled to as by its anchor."""
    found = page.locator(f"#{anchor}")
    found.evaluate("figure => figure.scrollIntoView()")
    return found


def volume(page: Page | Locator, path: str) -> Locator:
    return picture(page).locator(f'[data-path="{path}"]')


def paths(page: Page | Locator) -> list[str]:
    """The volumes of the picture, in its order."""
    found: list[str] = picture(page).locator("[data-path]").evaluate_all("all => all.map((a) => a.dataset.path)")
    return found


def spot(page: Page | Locator, path: str) -> Place:
    """Where a volume can be pointed at: a point of it, amid those that nothing covers."""
    volume(page, path).scroll_into_view_if_needed()
    found: list[float] | None = volume(page, path).evaluate(SPOT)
    assert found, f"{path} cannot be pointed at"
    return found[0], found[1]


def point(page: Page, path: str) -> None:
    page.mouse.move(*spot(page, path))
    expect(page.get_by_role("tooltip")).to_be_visible()


def click(page: Page, path: str) -> None:
    page.mouse.click(*spot(page, path))


def leave(page: Page) -> None:
    """The mouse away from everything that could react to it."""
    page.mouse.move(2, 2)
    expect(page.get_by_role("tooltip")).to_be_hidden()


def readout(page: Page) -> Rows:
    """The tooltip's rows by label; its heading is the row `""`."""
    rows: Any = page.get_by_role("tooltip").evaluate(
        """(tip) => Object.fromEntries([
          ["", tip.querySelector("h3").textContent],
          ...[...tip.querySelectorAll("dt")].map((dt) => [dt.textContent, dt.nextElementSibling.textContent]),
        ])"""
    )
    return {str(label): str(value) for label, value in rows.items()}


def made(page: Page) -> str:
    """The shape that is read out."""
    rows = readout(page)
    return (rows.get("in → out") or rows["shape"]).split(" → ")[-1]


def until(page: Page, expression: str) -> None:
    """Waits until an expression holds, asked from outside: its own policy lets no page evaluate text as script."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")
