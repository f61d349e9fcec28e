"""Every rule: a network on which it finds something, with its sentence, and one on which it does not."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from app.advice.records import Severity
from app.advice.registry import RULES, RULES_BY_NAME, advise
from app.networks.catalogue import NETWORKS
from app.tracing.records import Trace
from tests.support.traces import spec, trace_network


class Finding(NamedTuple):
    """What a rule finds in a network, and a configuration of it in which it finds nothing."""

    network: str
    size: str
    options: dict[str, Any]
    severity: Severity
    at: str
    sentence: str
    silent_size: str
    silent_options: dict[str, Any]


FINDINGS = {
    "stem": Finding(
        *("resnet18", "32", {}, "problem", "maxpool"),
        "The stem takes 32×32 to 8×8: it leaves 1 value of every 16 pixels.",
        *("32", {"stem": "cifar"}),
    ),
    "last_map": Finding(
        *("resnet18", "64", {}, "notice", "layer4"),
        "layer4 ends with a map of 2×2: 52 % of the multiply-adds of its 3×3 convolutions multiply padding.",
        *("96", {}),
    ),
    "receptive_field_beyond": Finding(
        *("resnet34", "112", {}, "notice", "layer4"),
        "A value at the end of layer4 depends on 899 px, 8.0 times the 112 px of the image.",
        *("224", {}),
    ),
    "norm_of_one_value": Finding(
        *("resnet18", "32", {}, "notice", "layer4.0.bn1"),
        "5 batch normalizations, from layer4.0.bn1 on, have one value per channel for each image.",
        *("33", {}),
    ),
    "class_activation_map": Finding(
        *("resnet18", "32", {}, "notice", "layer4"),
        "A class-activation map of layer4 (Grad-CAM) has one pixel: its volume is 1×1×512.",
        *("33", {}),
    ),
    "fixed_pooling": Finding(
        *("resnet50", "244", {"head": "fixed"}, "problem", "avgpool"),
        "The classifier gets 2·2·2,048 = 8,192 values and expects 2,048.",
        *("224", {"head": "fixed"}),
    ),
    "receptive_field_within": Finding(
        *("cifar_resnet20", "224", {}, "hint", "layer3"),
        "A value at the end of layer3 depends on 81 px of 224.",
        *("160", {}),
    ),
    "unread_values": Finding(
        *("vgg19", "250", {}, "hint", "features.9"),
        "features.9 reads 124 of 125 rows and 124 of 125 columns of features.8.",
        *("256", {}),
    ),
    "ceil_mode": Finding(
        *("resnet50", "240", {"shortcut": "D"}, "hint", "layer4.0.downsample.0"),
        "layer4.0.downsample.0 takes 15×15 to 8×8 in ceil mode; 7×7 without it would not fit the branch.",
        *("256", {"shortcut": "D"}),
    ),
    "feature_pyramid": Finding(
        *("resnet50", "500", {}, "hint", "layer2"),
        "A feature pyramid's addition would fail at layer2: 2·32 = 64 ≠ 63.",
        *("512", {}),
    ),
    "size_not_divisible": Finding(
        *("resnet50", "222", {}, "hint", ""),
        "222×222 is not divisible by the network's stride of 32: its map of 7×7 at layer4.0.conv2 stands for 224×224 "
        "pixels.",
        *("224", {}),
    ),
}


def advised_trace(network: str, size: str, options: dict[str, Any]) -> Trace:
    """The trace; of a network whose fixed pooling does not fit, that with adaptive pooling, as the API has it."""
    adaptive = {name: value for name, value in options.items() if name != "head"}
    return replace(trace_network(network, size, **adaptive), spec=spec(network, **options))


@pytest.mark.parametrize("name", RULES_BY_NAME)
def test_rule_states_its_finding(name: str) -> None:
    finding = FINDINGS[name]
    note = RULES_BY_NAME[name].note(advised_trace(finding.network, finding.size, finding.options))

    assert note is not None
    assert (note.rule, note.severity, note.at, note.sentence) == (name, finding.severity, finding.at, finding.sentence)
    assert note.consequence.endswith(".")


@pytest.mark.parametrize("name", RULES_BY_NAME)
def test_rule_is_silent_where_nothing_is_wrong(name: str) -> None:
    finding = FINDINGS[name]

    assert (
        RULES_BY_NAME[name].note(trace_network(finding.network, finding.silent_size, **finding.silent_options)) is None
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_states_its_source(rule: Any) -> None:
    assert any(word in rule.check.__doc__ for word in ("Source", "Derived", "et al."))


@pytest.mark.slow
@pytest.mark.parametrize("network", NETWORKS)
def test_published_configuration_has_no_notes(network: str) -> None:
    assert advise(trace_network(network)) == ()


@pytest.mark.parametrize("network", ["resnet18", "resnet50"])
def test_usual_sizes_have_no_notes(network: str) -> None:
    sizes = ("160", "192", "256", "256x128", "288", "320", "384", "448", "512", "640", "800x1344")
    assert {size: advise(trace_network(network, size)) for size in sizes} == dict.fromkeys(sizes, ())


@pytest.mark.parametrize("size", ["160", "256x128"])
def test_smallest_usual_sizes_of_the_largest_receptive_field_have_no_notes(size: str) -> None:
    assert advise(trace_network("resnet152", size)) == ()


@pytest.mark.parametrize("options", [{"stem": "cifar"}, {"stem": "cifar", "attention": "se"}, {"stem_pool": False}])
@pytest.mark.parametrize("network", ["resnet18", "resnet50"])
def test_configurations_for_small_images_have_no_notes(network: str, options: dict[str, Any]) -> None:
    assert advise(trace_network(network, "32" if "stem" in options else "128", **options)) == ()


@pytest.mark.parametrize("stride", ["8", "16"])
def test_networks_for_segmentation_have_no_notes(stride: str) -> None:
    assert advise(trace_network("resnet50", "512", output_stride=stride)) == ()


def test_small_receptive_field_is_a_finding_only_if_it_is_not_as_published() -> None:
    """With a CIFAR stem, ResNet-18 sees 109 px of the 224 of which it was published to see 435."""
    rule = RULES_BY_NAME["receptive_field_within"]
    note = rule.note(trace_network("resnet18", stem="cifar"))

    assert note is not None
    assert note.sentence == "A value at the end of layer4 depends on 109 px of 224."
    assert rule.note(trace_network("resnet18")) is None


def test_notes_are_in_the_order_of_their_severity() -> None:
    assert [(note.severity, note.rule) for note in advise(trace_network("resnet18", "31"))] == [
        ("problem", "stem"),
        ("problem", "last_map"),
        ("notice", "receptive_field_beyond"),
        ("notice", "norm_of_one_value"),
        ("notice", "class_activation_map"),
    ]


def test_stride_of_a_1x1_convolution_leaves_three_quarters_unread() -> None:
    note = RULES_BY_NAME["unread_values"].note(trace_network("resnet50", stride_on="1x1"))

    assert note is not None
    assert note.sentence == (
        "layer2.0.conv1 and layer2.0.downsample.0 read 28 of 56 rows and 28 of 56 columns of layer1.2.relu3."
    )
    assert note.consequence == "75 % of that volume reach no output. So it is at 2 further volumes."


def test_class_activation_map_names_the_layers_to_hook() -> None:
    note = RULES_BY_NAME["class_activation_map"].note(trace_network("resnet18", "32"))

    assert note is not None
    assert note.consequence == (
        "One pixel says nothing about places. Hook an earlier layer: layer1 has 8×8, layer2 has 4×4, layer3 has 2×2. "
        "layer4 is torchvision's name; relu1 … add are this project's: layer4.1.relu2 is the output of torchvision's "
        "layer4.1, whose one relu is called several times and whose addition is no module."
    )


def test_rules_accept_every_size() -> None:
    for size in ("1", "1x64", "7", "33x500", "4096x1"):
        for network in ("resnet18", "cifar_resnet20", "plain34"):
            trace: Trace = trace_network(network, size)
            assert all(note.sentence.endswith(".") for note in advise(trace))
