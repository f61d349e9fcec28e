"""The values of a gate, which shapes and counts do not show."""

import math

import torch
from torch import nn

from app.networks.parts import SqueezeExcitation


def test_gate_multiplies_each_channel_by_the_sigmoid_of_its_factor() -> None:
    """Channel 1 follows the mean of channel 0, which is ln 3: sigmoid(ln 3) = 3/4. All others get sigmoid(0) = 1/2."""
    gate = SqueezeExcitation(4)
    for parameter in gate.parameters():
        nn.init.zeros_(parameter)
    with torch.no_grad():
        gate.fc1.weight[0, 0] = 1
        gate.fc2.weight[1, 0] = 1
        image = torch.full((1, 4, 2, 2), 8.0)
        image[0, 0] = torch.tensor([[0.0, 2.0], [0.5, 1.5]]) * math.log(3)
        expected = image * torch.tensor([0.5, 0.75, 0.5, 0.5])[None, :, None, None]

        assert torch.allclose(gate(image), expected)
