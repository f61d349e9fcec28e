"""Where the weights lie that nothing is ever written to, and what becomes of them when their network is let go.

A setting of the whole process, like its threads. Where the C library is not glibc, nothing is done.
"""

import ctypes
import sys
from functools import cache

M_MMAP_THRESHOLD = -3  # its number in glibc's <malloc.h>
MAPPED = 128 * 1024  # bytes: where glibc begins too, before it moves the threshold to whatever has been freed


def map_weights() -> None:
    """Let every large weight have pages of its own, for good.

    glibc stops giving them after the first have been freed, and puts them on its heap. Other things then come to lie
    in the holes that they leave, among gigabytes that were never touched, until all of it is resident.
    """
    if library := _glibc():
        library.mallopt(M_MMAP_THRESHOLD, MAPPED)


def give_back() -> None:
    """Give the system every page in which nothing lies any more. Takes some milliseconds.

    By itself glibc only gives back what is at the end of its heap, and networks that come and go leave holes in it:
    after thousands, a process had twice the memory that everything in it takes.
    """
    if library := _glibc():
        library.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if library and hasattr(library, "gnu_get_libc_version") else None
