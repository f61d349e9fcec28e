"""Gradients of residual networks and their plain twins against independent computations."""

import math

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.networks.modules import Add
from app.tracing.gradients.hooks import convolutions
from app.tracing.gradients.initialisation import random_batch
from app.tracing.gradients.study import plain_twin, prepare_model, run_study, training_pass
from app.tracing.tracer import trace
from tests.support.gradient_studies import ignore_progress, norms, study_request, tiny_request


def normalized(x: Tensor) -> Tensor:
    """Batch normalization by its formula."""
    mean = x.mean((0, 2, 3), keepdim=True)
    return (x - mean) / ((x - mean).square().mean((0, 2, 3), keepdim=True) + 1e-5).sqrt()


def run_by_hand(
    weights: dict[str, Tensor], images: Tensor, labels: Tensor, plain: bool, norm: bool
) -> tuple[Tensor, Tensor]:
    """The tiny network written out: the mean cross-entropy of the batch and the output of the last convolution."""
    normalize = normalized if norm else lambda x: x
    x = normalize(F.conv2d(images, weights["conv1.weight"], padding=1)).clamp(min=0)
    inner = x
    for layer, stride in (("layer1.0", 1), ("layer2.0", 2)):
        y = normalize(F.conv2d(x, weights[f"{layer}.conv1.weight"], stride=stride, padding=1)).clamp(min=0)
        inner = y = F.conv2d(y, weights[f"{layer}.conv2.weight"], padding=1)
        y = normalize(y)
        if not plain:
            down = f"{layer}.downsample.0.weight"
            y = y + (normalize(F.conv2d(x, weights[down], stride=stride)) if down in weights else x)
        x = y.clamp(min=0)
    logits = x.mean((2, 3)) @ weights["fc.weight"].T + weights["fc.bias"]
    losses = logits.exp().sum(1).log() - logits[torch.arange(len(labels)), labels]
    return losses.mean(), inner


@pytest.mark.parametrize("normalization", ["on", "off"])
@pytest.mark.parametrize("plain", [False, True], ids=["residual", "plain"])
def test_loss_and_norms_equal_the_network_written_out(normalization: str, plain: bool) -> None:
    request = tiny_request(normalization=normalization)
    spec = plain_twin(request.spec) if plain else request.spec
    weights = {path: weight.detach() for path, weight in prepare_model(request, spec, lambda: None).named_parameters()}
    images, labels = random_batch((3, 8, 6), 5, 3, 0)
    paths = [path for path in weights if weights[path].dim() == 4]
    for path in paths:
        weights[path].requires_grad_()
    loss, last = run_by_hand(weights, images.double(), labels, plain, normalization == "on")
    *gradients, volume = torch.autograd.grad(loss, [*(weights[path] for path in paths), last])

    done = training_pass(request, spec, ignore_progress)
    assert done.loss == pytest.approx(loss.item(), rel=1e-10)
    expected = {
        path.removesuffix(".weight"): gradient.norm().item() for path, gradient in zip(paths, gradients, strict=True)
    }
    assert norms(done) == pytest.approx(expected, rel=1e-8)
    by_path = {gradient.path: gradient for gradient in done.gradients}
    assert by_path["layer2.0.conv2"].volume_norm == pytest.approx(volume.norm().item(), rel=1e-8)
    weight = weights["conv1.weight"].detach().norm().item()
    assert by_path["conv1"].relative == pytest.approx(expected["conv1"] / weight, rel=1e-8)


def test_gradient_norm_equals_the_finite_difference_of_the_loss() -> None:
    request, length = tiny_request(), 1e-6
    model = prepare_model(request, request.spec, lambda: None)
    images, labels = random_batch((3, 8, 6), 5, 3, 0)
    weight = model.get_parameter("layer1.0.conv1.weight")
    (gradient,) = torch.autograd.grad(F.cross_entropy(model(images.double()), labels), weight)
    losses = []
    for step in (length, -2 * length):
        weight.data += step * gradient / gradient.norm()
        losses.append(F.cross_entropy(model(images.double()), labels).item())

    assert (losses[0] - losses[1]) / (2 * length) == pytest.approx(
        norms(training_pass(request, request.spec, ignore_progress))["layer1.0.conv1"]
    )


def test_numbers_depend_on_the_seed_alone() -> None:
    assert run_study(tiny_request(), ignore_progress) == run_study(tiny_request(), ignore_progress)
    assert norms(run_study(tiny_request(seed=1), ignore_progress).residual) != norms(
        run_study(tiny_request(), ignore_progress).residual
    )


def test_both_networks_share_the_initial_values_of_common_weights() -> None:
    request = study_request("resnet18")
    residual, plain = (
        prepare_model(request, spec, lambda: None).state_dict() for spec in (request.spec, plain_twin(request.spec))
    )

    assert {path.split(".")[2] for path in residual.keys() - plain.keys()} == {"downsample"}
    assert plain.keys() <= residual.keys()
    assert all(torch.equal(residual[path], plain[path]) for path in plain)


def test_plain_twin_has_no_additions_and_normalization_is_removed_from_both() -> None:
    request = study_request("resnet50", normalization="off")
    for spec, additions in ((request.spec, 16), (plain_twin(request.spec), 0)):
        kinds = [type(module) for module in prepare_model(request, spec, lambda: None).modules()]
        assert kinds.count(Add) == additions
        assert not any(issubclass(kind, nn.BatchNorm2d) for kind in kinds)


def test_initial_weights_have_the_distributions_of_he_and_of_pytorch() -> None:
    weights = {
        init: prepare_model(request, request.spec, lambda: None).get_parameter("layer4.0.conv1.weight").detach()
        for init in ("he", "default")
        for request in [study_request("resnet18", init=init)]
    }
    assert weights["he"].std().item() == pytest.approx(math.sqrt(2 / (512 * 9)), rel=0.01)
    assert weights["he"].mean().item() == pytest.approx(0, abs=1e-4)
    bound = 1 / math.sqrt(256 * 9)
    assert weights["default"].abs().max().item() == pytest.approx(bound, rel=0.001)
    assert weights["default"].std().item() == pytest.approx(bound / math.sqrt(3), rel=0.01)


def test_projection_has_the_position_of_its_blocks_last_convolution() -> None:
    request = tiny_request()
    places = [(place.path, place.layer, place.position) for place in convolutions(trace(request.spec, 8, 6))]
    assert places == [
        ("conv1", "stem", 1),
        ("layer1.0.conv1", "layer1", 2),
        ("layer1.0.conv2", "layer1", 3),
        ("layer2.0.conv1", "layer2", 4),
        ("layer2.0.conv2", "layer2", 5),
        ("layer2.0.downsample.0", "layer2", 5),
    ]
