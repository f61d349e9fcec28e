"""The part of a padded input that is drawn so large that its cells can be counted, for a window that walks over it."""

from dataclasses import dataclass

from app.diagrams.sliding_window.axes import Axis

COUNTABLE = 16  # cells along a loupe: a 7×7 window of stride 2, the next four, and one cell before


@dataclass(frozen=True, slots=True)
class Lens:
    """What the loupe shows of an axis. It stands still for a page of several output cells, then goes on to the next."""

    axis: Axis

    @property
    def _stride(self) -> int:
        return -(-self.axis.stride // self.axis.cut)

    @property
    def cells(self) -> int:
        """How many rows are seen: the window, the next one and a row before at the least."""
        return min(self.axis.padded, max(COUNTABLE, self.axis.longest + self._stride + 1))

    @property
    def page(self) -> int:
        """Output cells for which the loupe stands still, with the window after the last of them in it."""
        return max(1, (self.cells - 1 - self.axis.longest) // self._stride)

    def start(self, cell: int) -> int:
        """The first row that is seen, as the input counts them."""
        wanted = self.axis.reads(cell - cell % self.page).start - 1
        return max(-self.axis.padding, min(wanted, self.axis.inputs + self.axis.padding - self.cells))
