"""Equal blocks are duplicates of one that its constructor has made."""

import pytest
import torch
from torch import nn

from app.networks.catalogue import NETWORKS
from app.networks.modules import duplicate
from app.networks.resnet import ResNet, blocks
from app.networks.spec import Spec, block_shapes

NAMES = ("resnet34", "resnet152", "seresnet50", "resnetv2_50d", "cifar_resnet20", "custom")


def initialised(module: nn.Module) -> nn.Module:
    """Set the weights, which are not initialised, to random numbers."""
    with torch.no_grad():
        for weight in module.parameters():
            nn.init.uniform_(weight, -0.1, 0.1)
    return module


@pytest.mark.parametrize("name", NAMES)
def test_duplicated_blocks_are_what_their_constructor_returns(name: str) -> None:
    spec: Spec = NETWORKS[name].spec
    for shapes in block_shapes(spec):
        copies = [*blocks(spec, shapes)]
        made = [next(blocks(spec, [shape])) for shape in shapes]

        image = torch.rand(2, shapes[-1].outputs, 7, 7)
        for copy, block in [*zip(copies, made, strict=True)][1:]:
            assert repr(copy) == repr(block)
            assert vars(copy).keys() == vars(block).keys()
            copy.load_state_dict(initialised(block).state_dict())
            torch.testing.assert_close(copy.eval()(image), block.eval()(image), rtol=0, atol=0)


def test_duplicates_share_no_weight_buffer_child_or_hook() -> None:
    model = ResNet(NETWORKS["seresnet50"].spec)
    block = model.get_submodule("layer1.1")
    copy = duplicate(block)
    copy.get_submodule("conv1").register_forward_hook(lambda *_: None)

    assert not {*map(id, copy.modules())} & {*map(id, block.modules())}
    tensors = [{each.data_ptr() for each in one.state_dict().values()} for one in (copy, block)]
    assert not tensors[0] & tensors[1]
    assert not any(module._forward_hooks for module in block.modules())
    everything = [*model.parameters()]
    assert len({*map(id, everything)}) == len(everything) == len([*model.named_parameters(remove_duplicate=False)])


def test_duplicate_keeps_the_mode_and_what_is_trained() -> None:
    block = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)).eval().requires_grad_(False)
    copy = duplicate(block)

    assert not any(module.training for module in copy.modules())
    assert not any(weight.requires_grad for weight in copy.parameters())
    assert torch.equal(copy.get_buffer("1.running_var"), torch.ones(2))
