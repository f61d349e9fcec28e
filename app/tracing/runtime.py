"""Settings of the whole process: PyTorch's threads, the garbage collector, and malloc where it is glibc's."""

import ctypes
import gc
import sys
from functools import cache

import torch

M_MMAP_THRESHOLD = -3  # from glibc's <malloc.h>
MMAP_THRESHOLD = 128 * 1024  # bytes: glibc's initial value, before it adapts to the sizes that are freed


def use_threads(count: int) -> None:
    """Let one PyTorch operation use this many threads."""
    torch.set_num_threads(count)


def collect_less_often() -> None:
    """Run the garbage collector less often, and never over what exists now: modules, classes and functions.

    Traces and pages leave thousands of records and few cycles, and a full collection of what importing torch leaves
    pauses responses for 50 ms. Measured under load: a middle generation of 10,000 objects pauses them for 8 ms, one of
    100,000 for 50 to 130, and a full collection of cached models for 370. It found no garbage in any, so that it runs
    once in ten thousand times. Collecting less often than this makes no trace faster.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 2, 10_000)


def set_mmap_threshold() -> None:
    """Allocate every large weight with mmap, for as long as the process runs.

    By default glibc raises the threshold when such a weight is freed, and puts later ones on its heap. Other objects
    then fill the holes between gigabytes that were never touched, until all of it is resident.
    """
    if libc := _glibc():
        libc.mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD)


def trim_heap() -> None:
    """Return all free pages of the heap to the system. Takes some milliseconds.

    By default glibc returns only the end of its heap. Networks that come and go leave holes in it: after thousands of
    them a process had twice the memory of its live objects.
    """
    if libc := _glibc():
        libc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if library and hasattr(library, "gnu_get_libc_version") else None
