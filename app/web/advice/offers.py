"""Fixes as offers: requests that work and mend, with their costs, computed from their traces."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from ...advice.records import Fix, Note
from ...advice.registry import RULES_BY_NAME, advise
from ...networks.bounds import ImpossibleChoice
from ...networks.options import configure
from ...tracing.records import OMIT_NONE, Shape, Trace
from ..compare.selection import Entry
from ..compare.urls import KEPT_PARAMETERS, CompareUrl
from ..networks import PageNetwork
from ..query import VIEW, MemoryQuery, TraceQuery
from ..urls import ExplorerUrl


@dataclass(frozen=True, slots=True)
class Change:
    """A sum in the present configuration and in the fixed one, and the difference."""

    before: int
    after: int
    difference: int


@dataclass(frozen=True, slots=True)
class Costs:
    """What a fix changes.

    `memory` is the bytes that `/api/memory` gives for the batch, precision, optimizer and mode of the request; it is
    null where they are not derived.
    """

    macs: Change
    memory: Change | None
    params: Change


@dataclass(frozen=True, slots=True)
class Offer:
    """A fix that mends the note.

    `parameters` are the query parameters of the fixed configuration. `apply` is its page, `trace` its trace as JSON,
    `compare` the page that compares it with the present configuration, absent if that one cannot run. `last_volume`
    ends its last layer.
    """

    text: str
    parameters: dict[str, str]
    last_volume: Shape
    costs: Costs
    apply: str
    trace: str
    compare: Annotated[str | None, OMIT_NONE] = None


@dataclass(frozen=True, slots=True)
class AdvisedNote(Note):
    """A note with its fixes."""

    fixes: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Advisor:
    """Gives advice on the trace of a request. `url` is the explorer's page of the request."""

    network: PageNetwork
    query: MemoryQuery
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
        changes["note"] = None
        fixed = ExplorerUrl(self.network.name, _changed(self.url.parameters, changes))
        parameters = {name: value for name, value in fixed.parameters.items() if name not in VIEW}
        try:
            trace = self.network.trace(TraceQuery.model_validate(parameters))
        except ImpossibleChoice:
            return None
        costs = _costs(self.query, self.trace, trace)
        urls = (fixed.to(), fixed.trace_url, _compare_url(self.url, fixed) if self._runs else None)
        return Offer(fix.text, parameters, trace.totals.last_volume, costs, *urls), trace

    @property
    def _runs(self) -> bool:
        """Whether the present configuration runs, and can be compared."""
        return RULES_BY_NAME["fixed_pooling"].note(self.trace) is None

    def _advised(self, note: Note) -> AdvisedNote:
        fields = (note.rule, note.severity, note.at, note.sentence, note.consequence, note.also)
        return AdvisedNote(*fields, self.offers(note))

    def offers(self, note: Note) -> tuple[Offer, ...]:
        """The fixes after which the rule finds nothing. Each proposed one is traced."""
        return tuple(self._offers(note))

    def _offers(self, note: Note) -> Iterator[Offer]:
        rule = RULES_BY_NAME[note.rule]
        for fix in rule.candidates(self.trace):
            found = self.offer(fix)
            if found and rule.note(found[1]) is None:
                yield found[0]


def advice_trace(network: PageNetwork, query: TraceQuery) -> Trace:
    """The trace for advice.

    A network whose fixed pooling does not fit its classifier cannot run: its trace is that of the network with adaptive
    pooling, with its own spec. Raises `ImpossibleChoice` for other requests that cannot be traced.
    """
    try:
        return network.trace(query)
    except ImpossibleChoice:
        if query.options().get("head") != "fixed" or network.spec is None:
            raise
        adaptive = query.model_copy(update={"head": None, "features": None})
        return replace(network.trace(adaptive), spec=configure(network.name, query.options()))


def _changed(parameters: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    values: dict[str, str | None] = {**parameters, **changes}
    return {name: value for name, value in values.items() if value}


def _costs(query: MemoryQuery, before: Trace, after: Trace) -> Costs:
    totals, fixed = before.totals, after.totals
    memory = [query.memory_of(trace).bytes for trace in (before, after)]
    return Costs(
        _change(totals.macs, fixed.macs),
        None if memory[0] is None or memory[1] is None else _change(memory[0], memory[1]),
        _change(totals.params, fixed.params),
    )


def _change(before: int, after: int) -> Change:
    return Change(before, after, after - before)


def _compare_url(before: ExplorerUrl, after: ExplorerUrl) -> str:
    """The comparison of two configurations of a network, with a common size where they have one."""
    urls = (before, after)
    sizes = {url.parameters.get("size") for url in urls}
    shared = sizes.pop() if len(sizes) == 1 else None
    dropped = {*VIEW, *(["size"] if shared else [])}
    entries = [{key: value for key, value in url.parameters.items() if key not in dropped} for url in urls]
    parameters = {name: before.parameters.get(name) for name in KEPT_PARAMETERS} | {"size": shared}
    shown = {name: value for name, value in parameters.items() if value}
    return CompareUrl(tuple(Entry(before.network, entry) for entry in entries), shown).to()
