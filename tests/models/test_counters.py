"""ptflops, fvcore, torchinfo and FlopCounterMode on torchvision's networks print the figures that we derive."""

import contextlib
import io
import warnings
from typing import Any

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from app.networks.catalogue import NETWORKS
from app.studies.conventions import count
from app.tracing import models
from tests.models.foreign import UndrawnWeights, package
from tests.support.traces import spec, trace_network

pytestmark = [pytest.mark.slow, pytest.mark.models, pytest.mark.filterwarnings("ignore")]
torchvision = package("torchvision.models")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # fvcore scripts a function when it is imported, which is deprecated
    ptflops, fvcore, torchinfo = package("ptflops"), package("fvcore.nn"), package("torchinfo")

SIZE = (3, 96, 64)
NAMESAKES = [name for name in torchvision.list_models(module=torchvision) if name in NETWORKS]


def figures(name: str) -> dict[str, int]:
    _, height, width = SIZE
    return {row.name: row.value for row in count(trace_network(name, f"{height}x{width}")).counts}


def measured_by_ptflops(model: nn.Module, backend: str) -> int:
    with contextlib.redirect_stdout(io.StringIO()):
        macs, _ = ptflops.get_model_complexity_info(
            model, SIZE, as_strings=False, print_per_layer_stat=False, backend=backend
        )
    return int(macs)


def measured_by_fvcore(model: nn.Module) -> int:
    analysis: Any = fvcore.FlopCountAnalysis(model.eval(), torch.zeros(1, *SIZE))
    return int(analysis.unsupported_ops_warnings(False).total())


def measured_by_torchinfo(model: nn.Module) -> tuple[int, int]:
    summary: Any = torchinfo.summary(model, input_data=torch.zeros(1, *SIZE), verbose=0)
    return summary.total_mult_adds, summary.total_params


def measured_by_pytorch(model: nn.Module) -> int:
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model.eval()(torch.zeros(1, *SIZE))
    return counter.get_total_flops()


@pytest.mark.parametrize("name", NAMESAKES)
def test_tools_print_our_figures_for_namesakes_of_torchvision(name: str) -> None:
    with UndrawnWeights():
        model: nn.Module = torchvision.get_model(name, weights=None)
    counted = figures(name)
    mult_adds, params = measured_by_torchinfo(model)

    assert {
        "FLOPs": measured_by_pytorch(model),
        "ptflops 0.7.5": measured_by_ptflops(model, "pytorch"),
        "ptflops 0.7.5, aten": measured_by_ptflops(model, "aten"),
        "fvcore 0.1.5": measured_by_fvcore(model),
        "torchinfo 1.8.0": mult_adds,
        "PyTorch": params,
    }.items() <= counted.items()


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "cifar_resnet1202"])
def test_fvcore_and_torchinfo_print_our_figures_for_the_catalogue(name: str) -> None:
    model, counted = models.build(spec(name)).module, figures(name)
    mult_adds, params = measured_by_torchinfo(model)

    assert (measured_by_fvcore(model), mult_adds) == (counted["fvcore 0.1.5"], counted["torchinfo 1.8.0"])
    assert params == counted["PyTorch"]
