"""ResNet Volumes: every volume that flows through a residual network, as a drawing, as numbers and as JSON.

In a notebook: `import resnet_volumes as rv; rv.show(model, (3, 224, 224))`. In tests: `rv.assert_shapes`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .notebook.display import show
    from .notebook.network import Trace, trace
    from .notebook.picture import Picture
    from .notebook.shapes import assert_shapes

__version__ = "0.1.0"

__all__ = ["Picture", "Trace", "__version__", "assert_shapes", "show", "trace"]

_MODULES = {
    "Picture": "picture",
    "Trace": "network",
    "assert_shapes": "shapes",
    "show": "display",
    "trace": "network",
}


def __getattr__(name: str) -> Any:
    """Import the functions for notebooks on first use: they import torch, which takes a second."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".notebook.{_MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
