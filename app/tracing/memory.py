"""Where the weights lie that nothing is ever written to. A setting of the whole process, like its threads."""

import ctypes
import sys

M_MMAP_THRESHOLD = -3  # its number in glibc's <malloc.h>
MAPPED = 128 * 1024  # bytes: where glibc begins too, before it moves the threshold to whatever has been freed


def map_weights() -> None:
    """Let every large weight have pages of its own, for good; where the C library is another, nothing is done.

    glibc stops giving them after the first have been freed, and puts them on its heap. Other things then come to lie
    in the holes that they leave, among gigabytes that were never touched, until all of it is resident.
    """
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "gnu_get_libc_version"):
            library.mallopt(M_MMAP_THRESHOLD, MAPPED)
