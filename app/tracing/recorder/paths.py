"""Paths of recorded calls: the module's own path, or the function's name below the module that called it."""

from collections import Counter
from collections.abc import Collection, Sequence

from .calls import RecordedCall


def call_paths(calls: Sequence[RecordedCall], modules: Collection[str]) -> list[str]:
    """Name each call. Several calls with one name are numbered from 1: `relu1`, `relu2`.

    A name that is also the path of another module gets a `#`: `relu#1`.
    """
    totals = Counter(call.base for call in calls)
    own = {call.base for call in calls if call.is_module}
    seen: Counter[str] = Counter()
    paths = []
    for call in calls:
        seen[call.base] += 1
        number = seen[call.base]
        several = totals[call.base] > 1
        name = f"{call.base}{number}" if several else call.base
        taken = name in modules and not (call.is_module and name == call.base)
        mixed = call.base in own and not call.is_module
        paths.append(f"{call.base}#{number}" if taken or mixed else name)
    return paths
