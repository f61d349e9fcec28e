"""Types of options: how each parses text and values, and the conditions of single values."""

from dataclasses import replace
from typing import get_args

import pytest

from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import NETWORKS
from app.networks.conditions import BOTTLENECK
from app.networks.option_table import OPTIONS
from app.networks.option_types import (
    Choice,
    Integer,
    Integers,
    Option,
    OptionType,
    SpecValue,
    Value,
    option_text,
    unmet,
)
from app.networks.spec import BlockKind, Shortcut, Stem, StrideOn

SWITCH = Choice((Value(True, "yes", "with a pool"), Value(False, "no", "without one")))
STRIDES = Integers(count=(1, 5), least=1, most=4, examples=("1,2,2,2",))


@pytest.mark.parametrize(
    ("kind", "raw", "value", "text"),
    [
        (Integer(0, 9), " 7 ", 7, "7"),
        (Integer(0, 9), 7, 7, "7"),
        (STRIDES, "1, 2,2 ,2", (1, 2, 2, 2), "1,2,2,2"),
        (STRIDES, (1, 2), (1, 2), "1,2"),
        (SWITCH, "true", True, "true"),
        (SWITCH, False, False, "false"),
        (OPTIONS["stem"].type, "cifar", "cifar", "cifar"),
    ],
)
def test_type_parses_text_and_values(
    kind: Integer | Integers | Choice, raw: object, value: SpecValue, text: str
) -> None:
    assert kind.parse("name", raw) == value
    assert option_text(value) == text


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        (Integer(2, 9), "1", "name is '1'; it has to be a whole number from 2 to 9."),
        (Integer(2, 2000), "9" * 30, f"name is '{'9' * 30}'; it has to be a whole number from 2 to 2,000."),
        (STRIDES, "1,5", "name is '1,5'; it has to be 1 to 5 whole numbers from 1 to 4, as 1,2,2,2."),
        (SWITCH, "maybe", "name is 'maybe'; it has to be 'true' or 'false'."),
    ],
)
def test_type_rejects_invalid_text_in_a_sentence(kind: OptionType, raw: str, sentence: str) -> None:
    with pytest.raises(ImpossibleChoice) as error:
        kind.parse("name", raw)

    assert str(error.value) == sentence


def test_value_with_a_condition_is_a_choice_of_some_networks() -> None:
    shortcut = OPTIONS["shortcut"]
    wide = Value("D", "D", "pooling before the projection", (BOTTLENECK,))
    option: Option = replace(shortcut, type=Choice((*SWITCH.values, wide)))
    basic, bottleneck = NETWORKS["resnet18"], NETWORKS["resnet50"]

    assert option.choices(basic, basic.spec) == SWITCH.values
    assert option.choices(bottleneck, bottleneck.spec) == (*SWITCH.values, wide)
    assert unmet(option.conditions_of("D"), basic, basic.spec) == BOTTLENECK
    assert unmet(option.conditions_of("D"), bottleneck, bottleneck.spec) is None


@pytest.mark.parametrize(
    ("name", "literal"), [("stem", Stem), ("shortcut", Shortcut), ("stride_on", StrideOn), ("block", BlockKind)]
)
def test_values_of_a_row_are_those_of_the_field_of_spec(name: str, literal: object) -> None:
    kind = OPTIONS[name].type

    assert isinstance(kind, Choice)
    assert {*kind.examples} == {*get_args(literal)} - {"vgg"}
