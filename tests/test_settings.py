"""What an operator may set, and what is said when a value makes no sense."""

import pytest

from app.settings import Settings, WrongSetting


def test_without_an_environment_everything_has_its_default() -> None:
    assert Settings.read({}) == Settings(torch_threads=1)


def test_the_threads_of_pytorch_are_read_from_the_environment() -> None:
    assert Settings.read({"TORCH_THREADS": "4"}) == Settings(torch_threads=4)


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many", "257", "9" * 5000, "²", " 1"])
def test_a_number_of_threads_that_makes_no_sense_is_refused_in_words(value: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        Settings.read({"TORCH_THREADS": value})

    assert str(refusal.value) == f"TORCH_THREADS is {value!r}; it has to be a whole number from 1 to 256."
