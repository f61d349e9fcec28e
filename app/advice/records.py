"""The records of advice. With the offers of `app.web.advice` they are the JSON contract of `/api/advice`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from ..tracing.records import OMIT_EMPTY, Trace

Severity = Literal["problem", "notice", "hint"]
"""`problem`: a part of the network computes nothing, or the network fails. `notice`: it works far below what it was
made for. `hint`: it matters for some uses only."""

SEVERITIES: tuple[Severity, ...] = ("problem", "notice", "hint")

Changes = Mapping[str, str | None]
"""Query parameters to set, or to remove (`None`)."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the request that may mend a note. Whether it does, only its trace shows."""

    text: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Note:
    """One finding. `at` is the path of the layer, operation or step it is about, empty for the whole network; `also`
    are further ones. `sentence` has the numbers, `consequence` what follows from them."""

    rule: str
    severity: Severity
    at: str
    sentence: str
    consequence: str
    also: Annotated[tuple[str, ...], OMIT_EMPTY] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding: `name` in JSON, `about` in documentation.

    `check` yields at most one note. `fixes` propose changes; one is offered if the network has the options and the
    rule finds nothing in its trace.
    """

    name: str
    about: str
    check: Callable[[Trace], Iterator[Note]]
    fixes: tuple[Callable[[Trace], Iterator[Fix]], ...]

    def note(self, trace: Trace) -> Note | None:
        """The finding in a trace, if there is one."""
        return next(self.check(trace), None)

    def candidates(self, trace: Trace) -> Iterator[Fix]:
        """The proposed changes, which may be impossible or useless."""
        return (fix for propose in self.fixes for fix in propose(trace))
