"""The operations before, between and after the blocks, and the layers that they belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .flow import Flow
from .layers import Run, spatial_size
from .modules import Module, ancestors
from .operations import Draft


@dataclass(slots=True)
class Unit:
    """Operations of one module between blocks, or one operation outside of such modules."""

    module: str
    drafts: list[Draft]


class Between:
    """Finds the units between blocks. `zones` has the zone of each step, `drafts` the operations of each zone."""

    def __init__(
        self, flow: Flow, modules: Mapping[str, Module], zones: Sequence[int], drafts: Mapping[int, list[Draft]]
    ) -> None:
        self.flow, self.modules, self.zones, self.drafts = flow, modules, zones, drafts

    def units(self, zone: int) -> list[Unit]:
        """The operations of a zone, by the outermost module that ran in this zone only."""
        units: list[Unit] = []
        for draft in self.drafts.get(zone, ()):
            module = self._outermost(draft)
            if module and units and units[-1].module == module:
                units[-1].drafts.append(draft)
            else:
                units.append(Unit(module, [draft]))
        return units

    def _outermost(self, draft: Draft) -> str:
        found = ""
        for path in ancestors(self.flow.step(draft.main).owner):
            module = self.modules[path]
            if self.zones[module.start] != self.zones[module.end]:
                break
            found = path
        return found

    def before(self, units: Sequence[Unit], run: Run) -> int:
        """The number of units before the first layer that belong to the stem."""
        return next((number for number, unit in enumerate(units) if self._is_held(unit, run)), len(units))

    def after(self, units: Sequence[Unit], run: Run) -> int:
        """The number of units behind a layer's last block that its module holds, with those between them."""
        return 1 + max((number for number, unit in enumerate(units) if self._is_held(unit, run)), default=-1)

    def closing(self, units: Sequence[Unit], run: Run, following: Run) -> int:
        """The number of units between two layers that belong to the first: the next one begins with a new size."""
        start = self.after(units, run)
        for number, unit in enumerate(units[start:], start):
            if self._is_held(unit, following) or any(self.changes_size(draft) for draft in unit.drafts):
                return number
        return len(units)

    def _is_held(self, unit: Unit, run: Run) -> bool:
        return run.holds and f"{self.flow.step(unit.drafts[0].main).owner}.".startswith(f"{run.module}.")

    def changes_size(self, draft: Draft) -> bool:
        """Whether height or width of an operation's output differ from those of its first input."""
        shapes = self.flow.step(min(draft.steps)).input_shapes
        return bool(shapes) and shapes[0][1:] != spatial_size(self.flow, draft.last)
