"""Requests that no server has an answer to yet, and what a right answer says."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, cycle, islice

from app.networks.bounds import params
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS
from app.networks.spec import Spec
from benchmarks.client import Answer

ALL = tuple(NETWORKS)
GZIP = "gzip"  # an encoding that Python reads by itself


@dataclass(frozen=True, slots=True)
class Ask:
    """One network of which nobody has asked before, since no other has as many classes, at one size."""

    spec: Spec
    side: int

    @property
    def choices(self) -> str:
        return f"{self.spec.network}?classes={self.spec.classes}&size={self.side}"

    @property
    def trace(self) -> str:
        return f"/api/trace/{self.choices}"

    @property
    def page(self) -> str:
        return f"/explore/{self.choices}"

    def wrong(self, answer: Answer) -> str:
        """What is not right about an answer with the trace; empty if all is.

        Every step is left to the tests. This is what tells one answer from all others that are under way.
        """
        if answer.status != 200:
            return f"{self.trace}: status {answer.status}"
        packed = answer.headers.get("content-encoding") == GZIP
        found = json.loads(gzip.decompress(answer.body) if packed else answer.body)
        said = (found["network"], found["spec"]["classes"], found["input"]["shape"], found["totals"]["params"])
        right = (self.spec.network, self.spec.classes, [3, self.side, self.side], params(self.spec))
        return "" if said == right else f"{self.trace}: {said} where {right} is right"


def cold(names: Sequence[str], number: int) -> list[Ask]:
    """So many different requests, going round the networks."""
    return [*islice(_asks(names), number)]


def _asks(names: Sequence[str]) -> Iterator[Ask]:
    for name, classes in zip(cycle(names), count(1001), strict=False):
        yield Ask(replace(NETWORKS[name].spec, classes=classes), DEFAULT_SIZE[name] + classes % 64)
