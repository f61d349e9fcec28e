"""The cumulative costs of several networks over one axis."""

import json
from typing import Any

import plotly.graph_objects as go
import pytest

from app.diagrams.plotly_figures.renderer import overlay_chart
from app.diagrams.scene.palette import Theme
from app.tracing.records import Trace
from tests.support.published import TORCHVISION
from tests.support.traces import trace_network

NETWORKS = ("resnet18", "resnet50", "resnet152", "vgg19")


@pytest.fixture(scope="module")
def traces() -> list[Trace]:
    return [trace_network(network) for network in NETWORKS]


def chart(traces: list[Trace], theme: Theme = "light") -> dict[str, Any]:
    made: dict[str, Any] = json.loads(overlay_chart(NETWORKS, traces, theme))
    return made


def lines(traces: list[Trace], axis: str) -> list[dict[str, Any]]:
    return [line for line in chart(traces)["data"] if line["yaxis"] == axis]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_overlay_is_valid_plotly_figure(traces: list[Trace], theme: Theme) -> None:
    made = chart(traces, theme)
    go.Figure(data=made["data"], layout=made["layout"])  # raises for names and values unknown to Plotly
    assert made["config"]["showSendToCloud"] is False


def test_lines_end_at_depth_and_totals(traces: list[Trace]) -> None:
    macs, params, memory = (lines(traces, axis) for axis in ("y", "y2", "y3"))
    assert [line["name"] for line in macs] == list(NETWORKS)
    assert [line["x"][-1] for line in macs] == [18, 50, 152, 19]
    assert [round(line["y"][-1] / 1e9, 3) for line in macs] == [TORCHVISION[network].gmacs for network in NETWORKS]
    assert [line["y"][-1] for line in params] == [TORCHVISION[network].params for network in NETWORKS]
    assert [line["y"][-1] for line in memory] == [trace.totals.bytes for trace in traces]


def test_lines_differ_in_name_colour_dash_and_marker(traces: list[Trace]) -> None:
    for axis in ("y", "y2", "y3"):
        drawn = lines(traces, axis)
        for looks in (
            {line["name"] for line in drawn},
            {line["line"]["color"] for line in drawn},
            {line["line"]["dash"] for line in drawn},
            {line["marker"]["symbol"] for line in drawn},
        ):
            assert len(looks) == len(NETWORKS)


def test_legend_has_one_entry_per_network(traces: list[Trace]) -> None:
    made = chart(traces)["data"]
    assert [line["name"] for line in made if line["showlegend"]] == list(NETWORKS)
    assert all(line["legendgroup"] == line["name"] for line in made)


def test_point_tooltip_states_layer_and_cumulative_costs(traces: list[Trace]) -> None:
    first = lines(traces, "y")[0]["customdata"][0]
    assert first == [
        "conv1",
        "resnet18<br>after weighted layer 1, conv1<br>MACs: 118,013,952<br>parameters: 9,536<br>memory: 10.44 MB",
    ]
