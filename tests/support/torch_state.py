"""The global state of torch, to prove that it is left unchanged."""

from typing import Any

import torch
from torch import nn


def torch_state() -> dict[str, Any]:
    """Everything that building or running a network could change."""
    module = torch.nn.modules.module
    return {
        "random numbers": torch.get_rng_state().tolist(),
        "dtype": torch.get_default_dtype(),
        "device": torch.get_default_device(),
        "gradients": (torch.is_grad_enabled(), torch.is_inference_mode_enabled()),
        "threads": (torch.get_num_threads(), torch.get_num_interop_threads()),
        "initialisers": dict(vars(torch.nn.init)),
        "functions": dict(vars(torch.nn.functional)),
        "classes": [dict(vars(kind)) for kind in (nn.Module, nn.Conv2d, nn.BatchNorm2d, nn.Linear)],
        "hooks": [len(value) for name, value in vars(module).items() if name.endswith("_hooks")],
    }
