"""The gradient chart as a standalone SVG file: for pages without script, for print and for download."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from ...tracing.gradients.study import Study
from ..plotly_figures.gradient_chart import QUANTITY, TINT, Band, Curve, bands, curves, decades
from ..scene.palette import FRONTS, THEMES, Theme
from ..svg import ENVIRONMENT
from ..text.text_metrics import width, wrap
from .sentences import observations, power_of_ten, run_description

WIDTH, LEFT, RIGHT = 900, 62, 20
TOP, HEIGHT = 96, 320  # of the plot
TEXT, LINE = 12, 17  # size and height of a line of text
ROOM = WIDTH - 40  # for a line of text
LEGEND_GAP = 26


class Point(NamedTuple):
    """A point in pixels."""

    x: float
    y: float


class LegendEntry(NamedTuple):
    """A curve in the legend."""

    x: float
    curve: Curve


@dataclass(frozen=True, slots=True)
class SvgChart:
    """The layout of the chart."""

    study: Study

    @property
    def height(self) -> int:
        return self.foot + LINE * len(self.words) + 12

    @property
    def foot(self) -> int:
        """Baseline of the first line of text under the plot."""
        return TOP + HEIGHT + 62

    @property
    def words(self) -> list[str]:
        return [
            line for text in (*observations(self.study), run_description(self.study)) for line in wrap(text, ROOM, TEXT)
        ]

    @property
    def bands(self) -> list[tuple[Band, float, float, str]]:
        """Each layer with its left edge, width and colour."""
        return [
            (band, self.x(band.left), self.x(band.right) - self.x(band.left), FRONTS[band.layer])
            for band in self._bands
        ]

    @property
    def ticks(self) -> list[tuple[float, str]]:
        low, high, step = decades(self.study)
        return [(self.y(10.0**exponent), power_of_ten(exponent)) for exponent in range(low, high + 1, step)]

    @property
    def legend(self) -> list[LegendEntry]:
        entries, x = [], float(LEFT)
        for curve in curves(self.study):
            entries.append(LegendEntry(x, curve))
            x += LEGEND_GAP + width(curve.name, TEXT) + LEGEND_GAP
        return entries

    def runs(self, curve: Curve) -> list[list[Point]]:
        """Return the points of a curve, in pieces where some are missing."""
        pieces: list[list[Point]] = [[]]
        for gradient in curve.gradients:
            if gradient.norm:
                pieces[-1].append(Point(self.x(gradient.position), self.y(gradient.norm)))
            else:
                pieces.append([])
        return [piece for piece in pieces if piece]

    def x(self, position: float) -> float:
        first, last = self._bands[0].left, self._bands[-1].right
        return LEFT + (position - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(self, norm: float) -> float:
        low, high, _ = decades(self.study)
        return TOP + (high - math.log10(norm)) / (high - low) * HEIGHT

    @property
    def _bands(self) -> list[Band]:
        return bands(self.study)


def standalone(study: Study, theme: Theme) -> str:
    """Render the chart with its sentences as a self-contained SVG file."""
    sizes = {"width": WIDTH, "left": LEFT, "right": WIDTH - RIGHT, "top": TOP, "bottom": TOP + HEIGHT}
    return ENVIRONMENT.get_template("diagram/gradients.svg").render(
        chart=SvgChart(study), colours=THEMES[theme], what=QUANTITY, tint=TINT, text=TEXT, line=LINE, **sizes
    )
