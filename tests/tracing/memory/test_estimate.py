"""The parts of the memory with their formulas, the sum, and the largest batch that fits."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from app.tracing import models
from app.tracing.memory import Memory, estimate
from app.tracing.memory.items import Optimizer
from tests.support.saved_tensors import most_live_bytes
from tests.support.traces import spec, trace_network


def sizes(memory: Memory) -> dict[str, int | None]:
    return {item.name: item.bytes for item in memory.items}


def test_resnet50_in_training_is_the_sum_of_its_parts() -> None:
    """25,557,032 parameters; 85,909,504 bytes for each image and 53 normalizations with 26,560 channels."""
    memory = estimate(trace_network("resnet50"), 32, "float32", "momentum", "train")
    assert sizes(memory) == {
        "weights": 102_228_128,
        "buffers": 53_120 * 4 + 53 * 8,
        "gradients": 102_228_128,
        "optimizer": 102_228_128,
        "saved_activations": 32 * 85_909_504 + 2 * 26_560 * 4,
    }
    assert memory.bytes == 3 * 102_228_128 + 212_904 + 32 * 85_909_504 + 212_480
    assert [item.formula for item in memory.items] == [
        "25,557,032 parameters × 4 bytes",
        "53,120 values × 4 bytes + 53 counters × 8 bytes",
        "25,557,032 parameters × 4 bytes",
        "1 × 25,557,032 parameters × 4 bytes, a running sum of gradients",
        "32 × (84,303,872 in 105 volumes + 1,605,632 in indices) bytes + 212,480 bytes in statistics of the batch",
    ]


OPTIMIZERS: dict[Optimizer, Callable[[Any], torch.optim.Optimizer]] = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=1.0),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=1.0, momentum=0.9),
    "adam": lambda parameters: torch.optim.Adam(parameters),
}


@pytest.mark.slow
@pytest.mark.parametrize(("optimizer", "values"), [("sgd", 0), ("momentum", 1), ("adam", 2)])
def test_optimizer_keeps_what_torch_optim_keeps(optimizer: Optimizer, values: int) -> None:
    model = torch.nn.Linear(3, 2)
    made = OPTIMIZERS[optimizer](model.parameters())
    model(torch.ones(1, 3)).sum().backward()
    made.step()
    state = [each for states in made.state.values() for each in states.values() if torch.is_tensor(each)]
    assert sum(each.numel() for each in state if each.dim()) == values * 8
    memory = estimate(trace_network("resnet18"), 1, "float32", optimizer)
    assert sizes(memory)["optimizer"] == values * 11_689_512 * 4


def test_autocast_keeps_weights_in_both_types_and_the_images_in_float32() -> None:
    memory = estimate(trace_network("resnet18"), 8, "amp", "adam")
    convolutions_and_classifier = 11_689_512 - 9_600 - 1_000  # without normalizations and the bias
    assert sizes(memory) == {
        "weights": 4 * 11_689_512,
        "weight_copies": 2 * convolutions_and_classifier,
        "buffers": 9_600 * 4 + 20 * 8,
        "gradients": 4 * 11_689_512,
        "optimizer": 2 * 4 * 11_689_512,
        "images": 8 * 3 * 224 * 224 * 4,
        "saved_activations": 8 * (20_574_208 // 2 + 1_605_632) + 9_600 * 4,
    }


def test_bfloat16_halves_all_but_indices_and_counters() -> None:
    memory = estimate(trace_network("resnet18"), 8, "bfloat16", "sgd")
    assert sizes(memory) == {
        "weights": 2 * 11_689_512,
        "buffers": 9_600 * 2 + 20 * 8,
        "gradients": 2 * 11_689_512,
        "optimizer": 0,
        "saved_activations": 8 * (20_574_208 // 2 + 1_605_632) + 9_600 * 2,
    }


def test_inference_needs_the_largest_set_of_live_volumes() -> None:
    """While the projection's normalization runs, the branch waits: three volumes of 56×56×256, and the images."""
    memory = estimate(trace_network("resnet50"), 32, mode="inference")
    assert memory.items[-1].bytes == 32 * 4 * (3 * 56 * 56 * 256 + 3 * 224 * 224)
    assert memory.items[-1].formula == (
        "32 × (602,112 of input + 3,211,264 of layer1.0.bn3 + 3,211,264 of layer1.0.downsample.0 "
        "+ 3,211,264 of layer1.0.downsample.1) bytes, while layer1.0.downsample.1 runs"
    )
    assert [item.name for item in memory.items] == ["weights", "buffers", "live_volumes"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "options"),
    [
        *((name, {}) for name in ("resnet18", "resnet50", "cifar_resnet20", "plain18", "vgg19")),
        ("resnet18", {"pre_activation": True, "norm": "group", "attention": "se"}),
        ("resnet50", {"output_stride": 8, "shortcut": "D", "stem": "deep"}),
    ],
)
@pytest.mark.parametrize("size", [32, 64])
def test_live_volumes_equal_those_of_a_real_forward(name: str, options: dict[str, Any], size: int) -> None:
    memory = estimate(trace_network(name, str(size), **options), 2, mode="inference")
    model = models.build(spec(name, **options)).module
    for tensor in (*model.parameters(), *model.buffers()):
        tensor.data.zero_()
    assert memory.items[-1].bytes == most_live_bytes(model, torch.zeros(2, 3, size, size))


def test_largest_batch_fits_and_one_more_image_does_not() -> None:
    trace = trace_network("resnet50")
    memory = estimate(trace, 1, "float32", "adam", "train", fits=11.5)
    assert [budget.gb for budget in memory.budgets] == [8, 12, 16, 24, 40, 80]
    assert memory.fits
    for budget in (*memory.budgets, memory.fits):
        assert budget.bytes == budget.gb * 1_073_741_824
        assert budget.batch
        fits, more = (estimate(trace, budget.batch + extra, optimizer="adam").bytes for extra in (0, 1))
        assert fits
        assert more
        assert fits <= budget.bytes < more


def test_a_card_too_small_for_the_weights_has_the_batch_zero() -> None:
    memory = estimate(trace_network("resnet152"), fits=0.5)
    assert memory.fits
    assert memory.fits.batch == 0


def test_differences_of_cuda_are_said_where_there_are_some() -> None:
    assert estimate(trace_network("resnet18")).differences == ()
    assert estimate(trace_network("vgg19")).differences == (
        "On CUDA a dropout keeps 1 byte for each value and not 4: 24,576 bytes less per image.",
    )
    assert estimate(trace_network("resnet18"), precision="bfloat16").differences == (
        "On CUDA the statistics of normalizations stay in float32: 4 bytes each and not 2.",
    )
