"""Resident memory, measured in a process of its own, because freed memory of this one would be used again."""

import subprocess
import sys

RESIDENT = """
import gc, sys
from app.tracing import models, tracer
from app.tracing.runtime import MMAP_THRESHOLD, set_mmap_threshold, trim_heap
from tests.support.traces import spec

def resident():
    gc.collect()
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) * 1024
"""

ESTIMATE = """
name, count = sys.argv[1], int(sys.argv[2])
tracer.run_trace(models.build(spec("resnet18")), 64, 64)
before = resident()
built = [models.build(spec(name, classes=100 + number)) for number in range(count)]
for each in built:
    tracer.run_trace(each, 64, 64)
    for weight in each.module.parameters():  # as if small weights lay in memory that was used before
        if weight.nbytes < MMAP_THRESHOLD:
            weight.data.zero_()
print(sum(map(models.model_bytes, built)) / (resident() - before))
"""


def printed(program: str, *arguments: str) -> list[float]:
    """The numbers that a program prints, a line each. `resident()` and the tracing modules are defined in it."""
    command = [sys.executable, "-W", "ignore", "-c", RESIDENT + program, *arguments]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [float(line) for line in lines]


def estimate_ratio(network: str, count: int) -> float:
    """The estimated bytes of `count` models of a network, as a multiple of the resident memory that they take."""
    [ratio] = printed(ESTIMATE, network, str(count))
    return ratio
