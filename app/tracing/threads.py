"""How many threads PyTorch may use. A setting of the whole process, so only the program that runs it sets it."""

import torch


def use_threads(count: int) -> None:
    """Let one operation of PyTorch use this many threads."""
    torch.set_num_threads(count)
