"""What has to be reached, and whether it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """One promise about speed: what was measured, what it must reach, and whether it does."""

    what: str
    measured: str
    must: str
    holds: bool

    @property
    def verdict(self) -> str:
        return "holds" if self.holds else "does not hold"


def at_least(what: str, times_faster: float, least: float) -> Goal:
    """A ratio to somebody else's time."""
    return Goal(what, f"{times_faster:.1f}× faster", f"at least {least:g}×", times_faster >= least)


def at_most(what: str, times_as_long: float, most: float) -> Goal:
    """A ratio to a time that cannot be undercut."""
    return Goal(what, f"{times_as_long:.1f}×", f"at most {most:g}×", times_as_long <= most)


def within(what: str, milliseconds: float, most: float) -> Goal:
    """A duration in milliseconds."""
    return Goal(what, f"{milliseconds:,.1f} ms", f"under {most:,.0f} ms", milliseconds < most)


def smaller(what: str, size: int, most: int) -> Goal:
    """A size in bytes, told in kB of 1000."""
    return Goal(what, f"{size / 1000:,.1f} kB", f"under {most / 1000:,.0f} kB", size < most)


def never(what: str, found: list[str]) -> Goal:
    """Something that must not be there."""
    return Goal(what, ", ".join(found) or "none", "none", not found)


def reaches(what: str, share: float, least: float) -> Goal:
    """A rate as a share of another that cannot be surpassed."""
    return Goal(what, f"{share:.2f}×", f"at least {least:g}×", share >= least)


def below(what: str, share: float, most: float) -> Goal:
    """A share, in per cent; of what has shrunk it is negative."""
    return Goal(what, f"{share:.1%}", f"under {most:.0%}", share < most)


def above(what: str, share: float, least: float) -> Goal:
    """A share, in per cent, that something must have."""
    return Goal(what, f"{share:.0%}", f"at least {least:.0%}", share >= least)
