"""What a recording could not establish, in sentences."""

from collections.abc import Sequence

from ..records import Step
from .calls import Recording

LISTED = 3


def sentences(recording: Recording, steps: Sequence[Step], *, loops: bool) -> tuple[str, ...]:
    """Return the warnings of a trace. `loops` says that a forward of two images took another way."""
    found = [
        _hidden(recording),
        _unknown(recording.unknown),
        "An output comes from no recorded step: the trace is incomplete." if None in recording.outputs.values() else "",
        _reads(recording.reads),
        _aliased(recording.aliased),
        "A forward of two images makes other steps: the network treats images one by one, or mixes them."
        if loops
        else "",
        _folded([step.path for step in steps if step.folded]),
        _unused(recording.unused),
        _uncounted([step.path for step in steps if step.macs is None]),
    ]
    return tuple(sentence for sentence in found if sentence)


def _listed(paths: Sequence[str]) -> str:
    unique = [*dict.fromkeys(path or "the network's own forward" for path in paths)]
    rest = len(unique) - LISTED
    return ", ".join(unique[:LISTED]) + (f" and {rest:,} more" if rest > 0 else "")


def _hidden(recording: Recording) -> str:
    if not recording.operators:
        return ""
    before = f" before {_listed(recording.hidden)}" if recording.hidden else ""
    return f"Functions{before} are compiled or hidden: their steps are PyTorch's operators, seen in a real forward."


def _unknown(paths: Sequence[str]) -> str:
    return (
        f"The maker of a volume is unknown: {_listed(paths)} was given a tensor that no recorded step made. "
        "Steps before it are missing."
        if paths
        else ""
    )


def _reads(paths: Sequence[str]) -> str:
    return (
        f"Values are read in {_listed(paths)}: the trace shows the way that an image of zeros takes." if paths else ""
    )


def _aliased(paths: Sequence[str]) -> str:
    return (
        f"A part of a volume is overwritten by {_listed(paths)}: the whole volume is shown as its output."
        if paths
        else ""
    )


def _folded(paths: Sequence[str]) -> str:
    return (
        f"Positions of one image lie in the batch in {_listed(paths)}: their first axis is not the batch alone."
        if paths
        else ""
    )


def _unused(unused: dict[str, int]) -> str:
    if not unused:
        return ""
    return f"{sum(unused.values()):,} parameters are not used by this forward: {_listed([*unused])}."


def _uncounted(paths: Sequence[str]) -> str:
    return f"MACs count convolutions and linear layers; products in {_listed(paths)} are not counted." if paths else ""
