"""What an operator may set by environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

MOST_THREADS = 256  # more than any machine that serves shapes has cores for


class WrongSetting(ValueError):
    """An environment variable has a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`torch_threads` are the threads that one of PyTorch's operations may use.

    One by default: a forward of no images has no arithmetic to share out, and idle threads only wait for each other.
    """

    torch_threads: int = 1

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of this environment. Raises `WrongSetting`."""
        return cls(torch_threads=_threads(environment.get("TORCH_THREADS", "1")))


def _threads(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_THREADS):
        raise WrongSetting(f"TORCH_THREADS is {text!r}; it has to be a whole number from 1 to {MOST_THREADS}.")
    return int(text)
