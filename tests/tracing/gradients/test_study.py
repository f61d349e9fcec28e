"""Gradients of residual networks and their plain twins: the right ones, of what was asked for."""

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
from tests.support.gradient_studies import asked, norms, silent, tiny


def normalized(x: Tensor) -> Tensor:
    """Batch normalization as its formula has it."""
    mean = x.mean((0, 2, 3), keepdim=True)
    return (x - mean) / ((x - mean).square().mean((0, 2, 3), keepdim=True) + 1e-5).sqrt()


def by_hand(
    weights: dict[str, Tensor], images: Tensor, labels: Tensor, plain: bool, norm: bool
) -> tuple[Tensor, Tensor]:
    """The tiny network written out: the mean cross-entropy of its batch, and what its last convolution puts out."""
    tame = normalized if norm else lambda x: x
    x = tame(F.conv2d(images, weights["conv1.weight"], padding=1)).clamp(min=0)
    inner = x
    for layer, stride in (("layer1.0", 1), ("layer2.0", 2)):
        y = tame(F.conv2d(x, weights[f"{layer}.conv1.weight"], stride=stride, padding=1)).clamp(min=0)
        inner = y = F.conv2d(y, weights[f"{layer}.conv2.weight"], padding=1)
        y = tame(y)
        if not plain:
            down = f"{layer}.downsample.0.weight"
            y = y + (tame(F.conv2d(x, weights[down], stride=stride)) if down in weights else x)
        x = y.clamp(min=0)
    logits = x.mean((2, 3)) @ weights["fc.weight"].T + weights["fc.bias"]
    losses = logits.exp().sum(1).log() - logits[torch.arange(len(labels)), labels]
    return losses.mean(), inner


@pytest.mark.parametrize("normalization", ["on", "off"])
@pytest.mark.parametrize("plain", [False, True], ids=["residual", "plain"])
def test_loss_and_norms_are_those_of_the_same_network_written_out(normalization: str, plain: bool) -> None:
    it = tiny(normalization=normalization)
    spec = plain_twin(it.spec) if plain else it.spec
    weights = {path: weight.detach() for path, weight in prepare_model(it, spec, lambda: None).named_parameters()}
    images, labels = random_batch((3, 8, 6), 5, 3, 0)
    paths = [path for path in weights if weights[path].dim() == 4]
    for path in paths:
        weights[path].requires_grad_()
    loss, last = by_hand(weights, images.double(), labels, plain, normalization == "on")
    *slopes, volume = torch.autograd.grad(loss, [*(weights[path] for path in paths), last])

    done = training_pass(it, spec, silent)
    assert done.loss == pytest.approx(loss.item(), rel=1e-10)
    expected = {path.removesuffix(".weight"): slope.norm().item() for path, slope in zip(paths, slopes, strict=True)}
    assert norms(done) == pytest.approx(expected, rel=1e-8)
    by_path = {gradient.path: gradient for gradient in done.gradients}
    assert by_path["layer2.0.conv2"].volume_norm == pytest.approx(volume.norm().item(), rel=1e-8)
    weight = weights["conv1.weight"].detach().norm().item()
    assert by_path["conv1"].relative == pytest.approx(expected["conv1"] / weight, rel=1e-8)


def test_a_step_along_the_gradient_changes_the_loss_by_its_norm() -> None:
    it, length = tiny(), 1e-6
    model = prepare_model(it, it.spec, lambda: None)
    images, labels = random_batch((3, 8, 6), 5, 3, 0)
    weight = model.get_parameter("layer1.0.conv1.weight")
    (slope,) = torch.autograd.grad(F.cross_entropy(model(images.double()), labels), weight)
    losses = []
    for step in (length, -2 * length):
        weight.data += step * slope / slope.norm()
        losses.append(F.cross_entropy(model(images.double()), labels).item())

    assert (losses[0] - losses[1]) / (2 * length) == pytest.approx(
        norms(training_pass(it, it.spec, silent))["layer1.0.conv1"]
    )


def test_equal_seeds_give_equal_numbers_and_another_seed_others() -> None:
    assert run_study(tiny(), silent) == run_study(tiny(), silent)
    assert norms(run_study(tiny(seed=1), silent).residual) != norms(run_study(tiny(), silent).residual)


def test_both_networks_begin_with_the_same_values_wherever_both_have_the_weight() -> None:
    it = asked("resnet18")
    residual, plain = (prepare_model(it, spec, lambda: None).state_dict() for spec in (it.spec, plain_twin(it.spec)))

    assert {path.split(".")[2] for path in residual.keys() - plain.keys()} == {"downsample"}
    assert plain.keys() <= residual.keys()
    assert all(torch.equal(residual[path], plain[path]) for path in plain)


def test_the_twin_has_no_shortcut_and_normalization_can_be_taken_out_of_both() -> None:
    it = asked("resnet50", normalization="off")
    for spec, additions in ((it.spec, 16), (plain_twin(it.spec), 0)):
        kinds = [type(module) for module in prepare_model(it, spec, lambda: None).modules()]
        assert kinds.count(Add) == additions
        assert not any(issubclass(kind, nn.BatchNorm2d) for kind in kinds)


def test_convolutions_begin_as_he_and_as_pytorch_have_it() -> None:
    weights = {
        init: prepare_model(it, it.spec, lambda: None).get_parameter("layer4.0.conv1.weight").detach()
        for init in ("he", "default")
        for it in [asked("resnet18", init=init)]
    }
    assert weights["he"].std().item() == pytest.approx(math.sqrt(2 / (512 * 9)), rel=0.01)
    assert weights["he"].mean().item() == pytest.approx(0, abs=1e-4)
    bound = 1 / math.sqrt(256 * 9)
    assert weights["default"].abs().max().item() == pytest.approx(bound, rel=0.001)
    assert weights["default"].std().item() == pytest.approx(bound / math.sqrt(3), rel=0.01)


def test_positions_count_along_the_depth_and_a_projection_stands_beside_its_block() -> None:
    it = tiny()
    places = [(place.path, place.layer, place.position) for place in convolutions(trace(it.spec, 8, 6))]
    assert places == [
        ("conv1", "stem", 1),
        ("layer1.0.conv1", "layer1", 2),
        ("layer1.0.conv2", "layer1", 3),
        ("layer2.0.conv1", "layer2", 4),
        ("layer2.0.conv2", "layer2", 5),
        ("layer2.0.downsample.0", "layer2", 5),
    ]
