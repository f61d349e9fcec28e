"""A hollow forward computes nothing from weights, and follows what a value sees through gates."""

import torch
from torch import Tensor, nn

from tests.support.own_networks import SENet
from tests.tracing.recorder.recordings import record_hollow, trace_module


def test_hollow_forward_reads_no_weights() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4, 2))
    outputs: list[Tensor] = []
    for parameter in model.parameters():
        nn.init.constant_(parameter, torch.nan)
    for module in model:
        module.register_forward_hook(lambda _, __, output: outputs.append(output))
    record_hollow(model, 3, 3, 3)

    assert [tuple(output.shape) for output in outputs] == [(1, 4, 1, 1), (1, 4), (1, 2)]
    assert not any(output.isnan().any() for output in outputs)


def test_receptive_field_of_a_gate_is_the_mean_of_its_whole_volume() -> None:
    """The stem's 3×3 with stride 2 sees 3 pixels, 2 apart; two 3×3 more see 11, and the mean of 32 of them 11 + 31·2.

    The product sees as little as the branch and as much as the mean; the identity shortcut adds the stem's 3.
    """
    fields = {step.path: step.receptive_field for step in trace_module(SENet(), (3, 64, 64)).steps}
    seen = {path: field and (field.min, field.max) for path, field in fields.items()}
    first = "blocks.0"
    gate = next(path for path in seen if path.startswith(f"{first}.se.") and path.endswith(".mul"))

    assert (seen["stem.0"], seen[gate]) == ((3, 3), (11, 73))
    assert seen[f"{first}.add"] == (3, 73)
