"""What was measured on: enough to judge the milliseconds by, and nothing that names a person's machine."""

import os
import platform
from pathlib import Path

import torch

CPUINFO = Path("/proc/cpuinfo")


def description() -> dict[str, str]:
    """Processor, system and versions, as a reader would want them beside a number."""
    return {
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "system": f"{system()}, {platform.machine()}",
        "Python": platform.python_version(),
        "PyTorch": f"{torch.__version__}, one thread",
    }


def processor() -> str:
    """The processor's model; on other systems than Linux what Python knows of it."""
    if CPUINFO.exists():
        for line in CPUINFO.read_text().splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    return platform.processor() or platform.machine()


def system() -> str:
    """The operating system and its version."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"
