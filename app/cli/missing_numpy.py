"""Silences torch's warning that NumPy is absent: nothing here converts a tensor to an array."""

import os
import warnings


def ignore_missing_numpy() -> None:
    """Ignore the warning, here and in processes that this one starts."""
    message = "Failed to initialize NumPy"
    warnings.filterwarnings("ignore", message, UserWarning)
    os.environ.setdefault("PYTHONWARNINGS", f"ignore:{message}:UserWarning")
