"""Settings from environment variables, read once when the app is created."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, NoDecode


class InvalidSetting(ValueError):
    """An environment variable has an invalid value. The message is written for the operator."""


def _integer(default: int, minimum: int, maximum: int) -> Any:
    """Return an integer field. All descriptions of fields complete the sentence "it must be …"."""
    return Field(default, ge=minimum, le=maximum, description=f"a whole number from {minimum} to {maximum}")


def _split(text: object) -> object:
    """Split a comma-separated string. Defaults and arguments are tuples already."""
    return tuple(part.strip() for part in text.split(",") if part.strip()) if isinstance(text, str) else text


def _on_off(text: object) -> object:
    return {"on": True, "off": False}.get(text.lower(), text) if isinstance(text, str) else text


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _not_empty(values: tuple[str, ...]) -> tuple[str, ...]:
    """Reject an empty list: without a trusted host, no request would be answered."""
    if not values:
        raise ValueError("empty")
    return values


HostName = Annotated[str, StringConstraints(pattern=r"^(\*|(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*)$")]
Origin = Annotated[str, StringConstraints(pattern=r"^(\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?)$")]
Level = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
Format = Annotated[Literal["json", "text"], BeforeValidator(_lower)]
Switch = Annotated[Literal[True, False], BeforeValidator(_on_off)]  # not bool: that also takes `t`, `y`, `1`

MB = 1_000_000  # bytes: the unit of the settings that end in _MB


class Settings(BaseSettings, frozen=True):
    """One field per environment variable (the same name in capitals). README.md documents them.

    `Settings(...)` reads the environment for all fields without an argument, and raises Pydantic's `ValidationError`.
    """

    host: str = Field(default="127.0.0.1", min_length=1, description="an address or the name of this machine")
    port: int = _integer(8000, 1, 65535)
    workers: int = _integer(1, 1, 256)
    torch_threads: int = _integer(1, 1, 256)
    answers_mb: int = _integer(64, 1, 65536)
    traces_mb: int = _integer(64, 1, 65536)
    models_mb: int = _integer(192, 1, 65536)
    cold_at_once: int = _integer(1, 1, 256)
    cold_waiting: int = _integer(16, 0, 10000)
    gradients: Switch = Field(default=True, description="on or off")
    own_networks: Switch = Field(default=True, description="on or off")
    trusted_hosts: Annotated[tuple[HostName, ...], NoDecode, BeforeValidator(_split), AfterValidator(_not_empty)] = (
        Field(
            default=("*",),
            description="host names without a port, with commas between them, as in example.org,*.example.org",
        )
    )
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(), description="* or origins with commas between them, as in https://example.org,http://localhost:3000"
    )
    log_level: Level = Field(default="info", description="debug, info, warning or error")
    log_format: Format = Field(default="json", description="json or text")

    @classmethod
    def read(cls) -> "Settings":
        """Return the settings of this environment. Raises `InvalidSetting`."""
        try:
            return cls()
        except ValidationError as invalid:
            raise InvalidSetting(" ".join(_sentence(dict(error)) for error in invalid.errors())) from None


def _sentence(error: dict[str, Any]) -> str:
    """Describe one invalid variable. The value is the invalid item of a list, at most 40 characters."""
    name = str(error["loc"][0])
    expected = Settings.model_fields[name].description
    return f"{name.upper()} is {str(error['input'])[:40]!r}; it must be {expected}."
