"""Where code of a user's own may run: not where `OWN_NETWORKS` is off, as in the container image."""

from ..loading.errors import LoadError
from ..loading.source import is_path
from ..settings import InvalidSetting, Settings


def check_code_allowed(source: str) -> None:
    """Raise `LoadError` for a source that names code, where none may run."""
    if ":" not in source and not is_path(source):
        return
    try:
        allowed = Settings.read().own_networks
    except InvalidSetting as wrong:
        raise LoadError(str(wrong), is_usage=True) from wrong
    if not allowed:
        raise LoadError(
            f"{source} is code of your own, and OWN_NETWORKS=off forbids it here, as in the container image. "
            "Install resnet-volumes on your machine and run it there.",
            is_usage=True,
        )
