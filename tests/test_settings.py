"""Settings from the environment, and the error messages for invalid values."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import InvalidSetting, Settings

README = Path("README.md").read_text()


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_settings_have_defaults() -> None:
    assert Settings.read().model_dump() == {
        "host": "127.0.0.1",
        "port": 8000,
        "workers": 1,
        "torch_threads": 1,
        "answers_mb": 64,
        "traces_mb": 64,
        "models_mb": 192,
        "cold_at_once": 1,
        "cold_waiting": 16,
        "gradients": True,
        "own_networks": True,
        "trusted_hosts": ("*",),
        "cors_origins": (),
        "log_level": "info",
        "log_format": "json",
    }


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("TORCH_THREADS", "4", 4),
        ("PORT", "65535", 65535),
        ("COLD_WAITING", "0", 0),
        ("GRADIENTS", "off", False),
        ("OWN_NETWORKS", "off", False),
        ("GRADIENTS", "ON", True),
        ("TRUSTED_HOSTS", "example.org, *.example.org", ("example.org", "*.example.org")),
        ("CORS_ORIGINS", "", ()),
        ("CORS_ORIGINS", "https://example.org,http://localhost:3000", ("https://example.org", "http://localhost:3000")),
        ("CORS_ORIGINS", "*", ("*",)),
        ("LOG_LEVEL", "WARNING", "warning"),
        ("LOG_FORMAT", "text", "text"),
    ],
)
def test_setting_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, value: object
) -> None:
    monkeypatch.setenv(variable, text)

    assert getattr(Settings.read(), variable.lower()) == value


HOSTS = "host names without a port, with commas between them, as in example.org,*.example.org"
ORIGINS = "* or origins with commas between them, as in https://example.org,http://localhost:3000"


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        *[("TORCH_THREADS", value, "a whole number from 1 to 256") for value in ("", "0", "-1", "1.5", "many", "²")],
        ("WORKERS", "257", "a whole number from 1 to 256"),
        ("PORT", "65536", "a whole number from 1 to 65535"),
        ("ANSWERS_MB", "64MB", "a whole number from 1 to 65536"),
        ("COLD_WAITING", "-1", "a whole number from 0 to 10000"),
        *[("GRADIENTS", value, "on or off") for value in ("", "1", "yes")],
        *[("TRUSTED_HOSTS", value, HOSTS) for value in ("", "https://example.org", "example.org:80", "a b")],
        *[("CORS_ORIGINS", value, ORIGINS) for value in ("example.org", "https://example.org/", "null")],
        ("LOG_LEVEL", "loud", "debug, info, warning or error"),
        ("LOG_FORMAT", "xml", "json or text"),
    ],
)
def test_invalid_value_is_rejected_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSetting) as error:
        Settings.read()

    assert str(error.value) == f"{variable} is {value!r}; it must be {expected}."


def test_message_names_the_invalid_item_of_a_list_and_truncates_long_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRUSTED_HOSTS", "example.org,no host,*.example.org")
    monkeypatch.setenv("PORT", "9" * 5000)
    with pytest.raises(InvalidSetting) as error:
        Settings.read()

    port = f"PORT is {'9' * 40!r}; it must be a whole number from 1 to 65535."
    assert str(error.value) == f"{port} TRUSTED_HOSTS is 'no host'; it must be {HOSTS}."


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings.read().port = 1  # pyrefly: ignore[read-only]  # as the checker says too


def test_server_with_invalid_setting_exits_without_traceback() -> None:
    environment = os.environ | {"PORT": "x", "PYTHONWARNINGS": "ignore"}
    process = subprocess.run([sys.executable, "-m", "app"], env=environment, capture_output=True, text=True, timeout=60)

    assert process.returncode != 0
    assert process.stderr.strip() == "PORT is 'x'; it must be a whole number from 1 to 65535."
    assert process.stdout == ""


def test_readme_lists_every_setting_with_its_default() -> None:
    documented = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? *\|", README, re.MULTILINE))

    assert documented == {name.upper(): _formatted(getattr(Settings.read(), name)) for name in Settings.model_fields}


def _formatted(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
