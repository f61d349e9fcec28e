"""Derived memory beside that of a real training step and a real inference on an NVIDIA GPU.

    python -m benchmarks.gpu_memory                   # derive and measure here
    python -m benchmarks.gpu_memory --write FILE      # derive only: needs the app's packages, no GPU
    python -m benchmarks.gpu_memory --read FILE       # measure beside derived figures: needs torch alone

Without CUDA it says so and measures nothing. `make bench` does not run it.
"""

import argparse
import gc
import json
import sys
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from app.networks.catalogue import NETWORKS
from app.networks.spec import Spec
from app.tracing import models

NAMES = ("resnet18", "resnet50", "resnet152", "vgg19", "seresnet50")
Precision = Literal["float32", "amp"]
PRECISIONS: tuple[Precision, ...] = ("float32", "amp")
BATCH, SIDE = 32, 224

Figures = dict[str, int]
"""Bytes by name: the sum in training, what autograd keeps of it, and the sum in inference."""


def specs() -> dict[str, Spec]:
    """The networks that this version has."""
    return {name: NETWORKS[name].spec for name in NAMES if name in NETWORKS}


def derive(spec: Spec, precision: Precision) -> Figures:
    """The figures of `app.tracing.memory`; SGD with momentum."""
    from app.tracing import tracer  # imported here: it needs packages that a machine with a GPU may lack
    from app.tracing.memory import estimate

    trace = tracer.trace(spec, SIDE, SIDE)
    training = estimate(trace, BATCH, precision, "momentum", "train")
    inference = estimate(trace, BATCH, precision, "momentum", "inference")
    kept = {item.name: item.bytes for item in training.items}
    saved = (kept["saved_activations"] or 0) + (kept.get("weight_copies") or 0)
    return {"training": training.bytes or 0, "saved": saved, "inference": inference.bytes or 0}


def measure(spec: Spec, precision: Precision) -> Figures:
    """The same figures of real runs: the peak of PyTorch's allocator, and the storages that autograd keeps."""
    gc.collect()
    torch.cuda.empty_cache()
    start = torch.cuda.memory_allocated()
    model = models.build(spec).module.cuda()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.01)
    images = torch.randn(BATCH, spec.channels, SIDE, SIDE, device="cuda")
    lowered = torch.autocast("cuda", torch.float16, enabled=precision == "amp")
    training = _training_peak(model, images, lowered)
    saved = _saved(model, images, lowered)
    return {"training": training - start, "saved": saved, "inference": _inference_peak(model, images, lowered) - start}


def _training_peak(model: nn.Module, images: Tensor, lowered: torch.autocast) -> int:
    """The peak of the second step, which has the optimizer's state from its start."""
    model.train()
    labels = torch.zeros(BATCH, dtype=torch.long, device="cuda")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for _ in range(2):
        optimizer.zero_grad()
        torch.cuda.reset_peak_memory_stats()
        with lowered:
            loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
    peak = torch.cuda.max_memory_allocated()
    optimizer.zero_grad()
    return peak


def _inference_peak(model: nn.Module, images: Tensor, lowered: torch.autocast) -> int:
    """The peak of the second forward: in the first, cuDNN looks for algorithms."""
    model.eval()
    for _ in range(2):
        torch.cuda.reset_peak_memory_stats()
        with torch.no_grad(), lowered:
            model(images)
    return torch.cuda.max_memory_allocated()


def _saved(model: nn.Module, images: Tensor, lowered: torch.autocast) -> int:
    stored = {tensor.untyped_storage().data_ptr() for tensor in (*model.parameters(), *model.buffers())}
    kept: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor.detach()  # the tensor itself would keep its own graph alive

    with saved_tensors_hooks(keep, lambda tensor: tensor), lowered:
        result = model(images)  # holds the graph, so that no address is used twice
    assert result.requires_grad
    return sum(size for key, size in kept.items() if key not in stored)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu_memory", description=__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE", help="derive the figures into a file and measure nothing")
    parser.add_argument("--read", type=Path, metavar="FILE", help="read the derived figures from a file")
    options = parser.parse_args()
    cases = [(name, spec, precision) for name, spec in specs().items() for precision in PRECISIONS]
    if options.write:
        figures = {f"{name} {precision}": derive(spec, precision) for name, spec, precision in cases}
        options.write.write_text(json.dumps(figures, indent=1) + "\n")
        return
    if not torch.cuda.is_available():
        sys.exit("No CUDA device is available here, so nothing was measured.")
    read: dict[str, Figures] = json.loads(options.read.read_text()) if options.read else {}
    print(f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, batch {BATCH}, {SIDE}×{SIDE}, bytes")
    print("| network | precision | figure | derived | measured | measured / derived |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, spec, precision in cases:
        derived, measured = read.get(f"{name} {precision}") or derive(spec, precision), measure(spec, precision)
        for figure, size in derived.items():
            ratio = measured[figure] / size
            print(f"| {name} | {precision} | {figure} | {size:,} | {measured[figure]:,} | {ratio:.3f} |", flush=True)


if __name__ == "__main__":
    main()
