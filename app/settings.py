"""What an operator may set by environment: read once, when the app is put together."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class WrongSetting(ValueError):
    """An environment variable has a value that it cannot have: a sentence for whoever starts the server."""


def _whole(default: int, least: int, most: int) -> Any:
    """A field for a whole number. Like every description here, its own goes on from "it has to be"."""
    return Field(default, ge=least, le=most, description=f"a whole number from {least} to {most}")


def _listed(text: object) -> object:
    """What stands between commas. Defaults and arguments are tuples already."""
    return tuple(part.strip() for part in text.split(",") if part.strip()) if isinstance(text, str) else text


def _switched(text: object) -> object:
    return {"on": True, "off": False}.get(text.lower(), text) if isinstance(text, str) else text


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    """Nothing would be answered where no host is trusted."""
    if not values:
        raise ValueError("empty")
    return values


HostName = Annotated[str, StringConstraints(pattern=r"^(\*|(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*)$")]
Origin = Annotated[str, StringConstraints(pattern=r"^(\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?)$")]
Level = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
Format = Annotated[Literal["json", "text"], BeforeValidator(_lower)]
Switch = Annotated[Literal[True, False], BeforeValidator(_switched)]  # not bool: that also takes `t`, `y`, `1`

MB = 1_000_000  # bytes: what the settings that end in _MB count


class Settings(BaseSettings):
    """One field per environment variable, whose name is the field's in capitals; README.md says what each is for.

    `Settings(...)` reads the environment too, for what it is not told, and raises Pydantic's `ValidationError`.
    """

    model_config = SettingsConfigDict(frozen=True)

    host: str = Field(default="127.0.0.1", min_length=1, description="an address or the name of this machine")
    port: int = _whole(8000, 1, 65535)
    workers: int = _whole(1, 1, 256)
    torch_threads: int = _whole(1, 1, 256)
    answers_mb: int = _whole(64, 1, 65536)
    traces_mb: int = _whole(64, 1, 65536)
    models_mb: int = _whole(192, 1, 65536)
    cold_at_once: int = _whole(1, 1, 256)
    cold_waiting: int = _whole(16, 0, 10000)
    gradients: Switch = Field(default=True, description="on or off")
    trusted_hosts: Annotated[tuple[HostName, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_some)] = Field(
        default=("*",),
        description="host names without a port, with commas between them, as in example.org,*.example.org",
    )
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(), description="* or origins with commas between them, as in https://example.org,http://localhost:3000"
    )
    log_level: Level = Field(default="info", description="debug, info, warning or error")
    log_format: Format = Field(default="json", description="json or text")

    @classmethod
    def read(cls) -> "Settings":
        """The settings of this environment. Raises `WrongSetting`."""
        try:
            return cls()
        except ValidationError as wrong:
            raise WrongSetting(" ".join(_sentence(dict(error)) for error in wrong.errors())) from None


def _sentence(error: dict[str, Any]) -> str:
    """What is wrong with one variable. The value is the part of a list that is wrong, cut where it is very long."""
    name = str(error["loc"][0])
    due = Settings.model_fields[name].description
    return f"{name.upper()} is {str(error['input'])[:40]!r}; it has to be {due}."
