"""Fixes as offers: requests that work and mend, with their costs, computed from their traces."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...advice.records import Fix, Note
from ...advice.registry import RULES_BY_NAME, advise
from ...networks.bounds import ImpossibleChoice
from ...tracing.records import Shape, Trace
from ..compare.selection import Entry
from ..compare.urls import CompareUrl
from ..networks import PageNetwork
from ..query import VIEW, TraceQuery
from ..urls import ExplorerUrl


@dataclass(frozen=True, slots=True)
class Change:
    """A sum over all steps in the present configuration and in the fixed one, and the difference."""

    before: int
    after: int
    difference: int


@dataclass(frozen=True, slots=True)
class Costs:
    """What a fix changes. `bytes` are those of every step's volume in float32, for one image."""

    macs: Change
    bytes: Change
    params: Change


@dataclass(frozen=True, slots=True)
class Offer:
    """A fix that mends the note.

    `parameters` are the query parameters of the fixed configuration. `apply` is its page, `compare` the page that
    compares it with the present configuration, `trace` its trace as JSON; `last_volume` ends its last layer.
    """

    text: str
    parameters: dict[str, str]
    last_volume: Shape
    costs: Costs
    apply: str
    compare: str
    trace: str


@dataclass(frozen=True, slots=True)
class AdvisedNote(Note):
    """A note with its fixes."""

    fixes: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Advisor:
    """Gives advice on the trace of a request. `url` is the explorer's page of the request."""

    network: PageNetwork
    url: ExplorerUrl
    trace: Trace

    def notes(self) -> tuple[Note, ...]:
        """The notes without fixes. Cheap: nothing is traced."""
        return advise(self.trace)

    def advised(self, notes: Iterable[Note]) -> tuple[AdvisedNote, ...]:
        """The notes with their fixes, each of which is traced."""
        return tuple(self._advised(note) for note in notes)

    def offer(self, fix: Fix) -> tuple[Offer, Trace] | None:
        """The fix with its costs, and its trace; `None` if the network cannot have it."""
        default = {"size": self.network.default_size}
        changes = {name: None if value == default.get(name) else value for name, value in fix.changes.items()}
        fixed = ExplorerUrl(self.network.name, _changed(self.url.parameters, changes))
        parameters = {name: value for name, value in fixed.parameters.items() if name not in VIEW}
        try:
            trace = self.network.trace(TraceQuery.model_validate(parameters))
        except ImpossibleChoice:
            return None
        costs = _costs(self.trace, trace)
        urls = (fixed.to(), _compare_url(self.url, fixed), fixed.trace_url)
        return Offer(fix.text, parameters, trace.totals.last_volume, costs, *urls), trace

    def _advised(self, note: Note) -> AdvisedNote:
        fields = (note.rule, note.severity, note.at, note.sentence, note.consequence, note.also)
        return AdvisedNote(*fields, tuple(self._offers(note)))

    def _offers(self, note: Note) -> Iterator[Offer]:
        """The fixes after which the rule finds nothing."""
        rule = RULES_BY_NAME[note.rule]
        for fix in rule.candidates(self.trace):
            found = self.offer(fix)
            if found and rule.note(found[1]) is None:
                yield found[0]


def _changed(parameters: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    values: dict[str, str | None] = {**parameters, **changes}
    return {name: value for name, value in values.items() if value}


def _costs(before: Trace, after: Trace) -> Costs:
    def change(name: str) -> Change:
        old, new = getattr(before.totals, name), getattr(after.totals, name)
        return Change(old, new, new - old)

    return Costs(change("macs"), change("bytes"), change("params"))


def _compare_url(before: ExplorerUrl, after: ExplorerUrl) -> str:
    """The comparison of two configurations of a network, with a common size where they have one."""
    urls = (before, after)
    sizes = {url.parameters.get("size") for url in urls}
    shared = sizes.pop() if len(sizes) == 1 else None
    dropped = {*VIEW, *(["size"] if shared else [])}
    entries = [{key: value for key, value in url.parameters.items() if key not in dropped} for url in urls]
    parameters = {name: before.parameters.get(name) for name in ("scale", "shapes")} | {"size": shared}
    shown = {name: value for name, value in parameters.items() if value}
    return CompareUrl(tuple(Entry(before.network, entry) for entry in entries), shown).to()
