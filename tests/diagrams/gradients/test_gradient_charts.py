"""The gradient study in sentences, in the Plotly figure and in the standalone SVG chart."""

import json
import re
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from app.diagrams.gradients.sentences import chart_rows, magnitude, observations
from app.diagrams.gradients.svg_chart import WIDTH, standalone
from app.diagrams.plotly_figures.gradient_chart import bands, decades
from app.diagrams.plotly_figures.renderer import gradient_chart
from app.diagrams.scene.palette import Theme
from app.diagrams.text.text_metrics import width
from app.networks.catalogue import NETWORKS
from app.tracing.gradients.hooks import convolutions
from app.tracing.gradients.study import Gradient, Study, Switch, TrainingPass
from app.tracing.records import Input
from tests.support.traces import trace_network

SVG = "{http://www.w3.org/2000/svg}"


def with_norms(*norms: float | None) -> tuple[Gradient, ...]:
    """Gradients of convolutions with these norms; those of their volumes are ten times as large."""
    return tuple(
        Gradient(f"layer1.0.conv{n}", "layer1", n, "convolution", norm, norm, None if norm is None else 10 * norm)
        for n, norm in enumerate(norms, 1)
    )


def study_with(plain: tuple[Gradient, ...], residual: tuple[Gradient, ...]) -> Study:
    """A study of ResNet-34 with batch normalization and these gradients."""
    spec, image = NETWORKS["resnet34"].spec, Input((3, 64, 64))
    return Study(
        "resnet34", spec, image, 8, 0, "on", "he", TrainingPass("B", 7, residual), TrainingPass("none", 6, plain)
    )


def study_of(network: str, normalization: Switch = "on", decay: float = 0.5) -> Study:
    """A study of all convolutions of a network, whose gradients shrink by `decay` from each to the one before."""
    spec = NETWORKS[network].spec
    gradients = tuple(
        Gradient(site.path, site.layer, site.position, site.kind, decay**-site.position, 0.1, 2.0 * site.position)
        for site in convolutions(trace_network(network, "64"))
    )
    plain = tuple(gradient for gradient in gradients if gradient.kind == "convolution")
    residual, twin = TrainingPass("B", 7, gradients), TrainingPass("none", 6, plain)
    return Study(network, spec, Input((3, 64, 64)), 8, 0, normalization, "he", residual, twin)


# ------------------------------------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0098, "0.0098"),
        (0.00096, "9.6·10⁻⁴"),
        (0.999, "1.0"),
        (9.96, "10"),
        (73.4, "73"),
        (7349, "7,300"),
        (99_900, "1.0·10⁵"),
        (7.46e-15, "7.5·10⁻¹⁵"),
        (None, "too large for a number"),
    ],
)
def test_magnitude_has_two_digits(value: float | None, text: str) -> None:
    assert magnitude(value) == text


def test_observations_state_ends_median_and_rate() -> None:
    study = study_with(with_norms(920, 60, 4), with_norms(8, 6, 4))
    assert observations(study) == (
        "In the plain network the gradient of the first convolution's weights is 230 times that of the last; "
        "in ResNet-34 it is 2.0 times that of the last.",
        "Half of the convolutions have a gradient of norm above 60 in the plain network and above 6.0 in ResNet-34.",
        "On the way back from the last convolution to the first, the gradient of the plain network's volumes becomes "
        "230 times what it was, and that of ResNet-34's volumes 2.0 times what it was.",
        "From one convolution to the one before it, the gradient of the weights is multiplied on average by 15.17 in "
        "the plain network and by 1.41 in ResNet-34. Nothing vanishes: with batch normalization the paper's section "
        "4.1 found the same of plain networks. But what is above 1 multiplies with depth, and the shortcuts keep it "
        "nearer to 1.",
    )


def test_fading_gradients_are_not_called_stable() -> None:
    study = study_with(with_norms(1, 10, 3400), with_norms(3.9, 4, 4))
    assert "is 1/3,400 of that of the last; in ResNet-34 it is about that of the last." in observations(study)[0]
    assert "vanishes" not in observations(study)[3]
    assert "nearer" not in observations(study)[3]


@pytest.mark.parametrize(
    ("first", "ratio"),
    [(3.9, "about that"), (3.0, "1/1.3 of that"), (8.0, "2.0 times that"), (4e-9, "1.0·10⁻⁹ times that")],
)
def test_ratio_of_first_to_last_gradient(first: float, ratio: str) -> None:
    study = study_with(with_norms(first, 4), with_norms(4, 4))
    assert f"the first convolution's weights is {ratio} of the last;" in observations(study)[0]


def test_underflow_in_single_precision_is_stated() -> None:
    assert "the former is zero" in observations(study_with(with_norms(1e-60, 1e-60), with_norms(1, 1)))[1]
    assert "the former is zero" not in observations(study_with(with_norms(1e-44, 1e-60), with_norms(1, 1)))[1]


def test_non_finite_gradients_are_stated_and_not_drawn() -> None:
    study = study_with(with_norms(None, 0, 3), with_norms(1, 1, 1))
    assert "not to be compared with" in observations(study)[0]
    assert chart_rows(study)[0] == ("layer1.0.conv1", "too large for a number", "too large for a number", "1.0", "10")
    chart = json.loads(gradient_chart(study, "light"))
    assert chart["data"][0]["y"] == [None, None, 3]
    drawn = ElementTree.fromstring(standalone(study, "light"))
    assert len(drawn.findall(f"{SVG}path[@class='open']")) == 1 + 1  # in the legend, and the third


# ----------------------------------------------------------------------------------------------- charts


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("network", "projections"), [("resnet18", 3), ("cifar_resnet20", 0)])
def test_chart_has_both_networks_on_logarithmic_axis(network: str, projections: int, theme: Theme) -> None:
    study = study_of(network)
    chart = json.loads(gradient_chart(study, theme))
    go.Figure(data=chart["data"], layout=chart["layout"])  # raises for names and values unknown to Plotly
    plain, residual, *rest = chart["data"]

    assert plain["y"] == [gradient.norm for gradient in study.plain.gradients]
    assert plain["x"] == residual["x"] == list(range(1, len(plain["y"]) + 1))
    assert [len(one["x"]) for one in rest] == [projections] * bool(projections)
    assert plain["marker"]["symbol"] != residual["marker"]["symbol"]
    assert plain["name"] == "plain network"
    assert chart["layout"]["yaxis"]["type"] == "log"
    assert plain["customdata"][0].startswith("conv1, plain network<br>gradient of its weights: ")


def test_bands_cover_layers() -> None:
    assert [tuple(band) for band in bands(study_of("resnet18"))] == [
        ("stem", 0.5, 1.5),
        ("layer1", 1.5, 5.5),
        ("layer2", 5.5, 9.5),
        ("layer3", 9.5, 13.5),
        ("layer4", 13.5, 17.5),
    ]


@pytest.mark.parametrize(
    ("norms", "expected"),
    [((3.0, 40.0), (0, 2, 1)), ((2.0, 2.0), (0, 1, 1)), ((1e-61, 0.5), (-61, 3, 8)), ((0.0, 0.0), (0, 1, 1))],
)
def test_axis_covers_whole_decades(norms: tuple[float, float], expected: tuple[int, int, int]) -> None:
    assert decades(study_with(with_norms(norms[0]), with_norms(norms[1]))) == expected


@pytest.mark.parametrize("network", ["resnet18", "resnet50", "cifar_resnet20"])
@pytest.mark.parametrize(("normalization", "decay"), [("on", 0.8), ("off", 1e-4)])
def test_svg_chart_contains_every_convolution(network: str, normalization: Switch, decay: float) -> None:
    study = study_of(network, normalization, decay)
    root = ElementTree.fromstring(standalone(study, "light"))
    height = float(root.attrib["height"])
    circles, texts = root.findall(f"{SVG}circle"), root.findall(f"{SVG}text")

    assert len(circles) == len(study.plain.gradients) + 1  # and one in the legend
    for circle in circles:
        assert 0 < float(circle.attrib["cx"]) < WIDTH
        assert 0 < float(circle.attrib["cy"]) < height
    for text in texts:
        if "text-anchor" not in text.attrib:
            size = 17 if text.attrib.get("class") == "title" else 12
            assert float(text.attrib["x"]) + width(text.text or "", size) <= WIDTH
        assert float(text.attrib["y"]) < height
    lines = [text.text or "" for text in texts]
    assert " ".join(observations(study)) in " ".join(lines)


def test_chart_texts_contain_no_markup_but_line_breaks() -> None:
    texts = json.dumps(json.loads(gradient_chart(study_of("resnet18"), "light")))
    assert set(re.findall(r"<\w+", texts)) == {"<br", "<extra"}
