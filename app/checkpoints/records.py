"""The records of a checkpoint and of its identification."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..networks.options import Options

Shape = tuple[int, ...]
Shapes = Mapping[str, Shape]
"""Shapes of tensors by name."""


class UnreadableCheckpoint(Exception):
    """A file without readable tensor names and shapes. The message is one sentence that names the file."""


@dataclass(frozen=True, slots=True)
class TensorHeader:
    """What a checkpoint states about one tensor besides its values. `dtype` is torch's name: `float32`."""

    shape: Shape
    dtype: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state dicts in a file by their keys, joined by dots: `state_dict`; the file's own mapping has the key ``.

    Each state dict has the headers of its tensors by name. `format` is `zip` and `legacy` of torch, or `safetensors`.
    """

    format: str
    state_dicts: Mapping[str, Mapping[str, TensorHeader]]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A tensor whose shape in the file is not the network's (`expected`)."""

    name: str
    shape: Shape
    expected: Shape


@dataclass(frozen=True, slots=True)
class Comparison:
    """The tensors of a state dict against those of a network; counters of batches (`num_batches_tracked`) are left out.

    `fits` counts the tensors with equal names and shapes. `unexpected` lists tensors inside the network's own modules
    that it does not have, `foreign` those in other modules. `headless` says that all tensors of the head are missing,
    which are then not among `missing`.
    """

    fits: int
    expected: int
    missing: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    foreign: tuple[str, ...] = ()
    headless: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the state dict has this network, possibly without its head and with other modules beside it."""
        return bool(self.fits) and not (self.missing or self.unexpected or self.mismatches)

    @property
    def share(self) -> float:
        """The tensors that fit, as a share of the network's and of those in its modules in the file: 1 if all fit."""
        others = len(self.missing) + len(self.unexpected) + len(self.mismatches)
        return self.fits / max(self.fits + others, 1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A network that the tensors may belong to. `words` is its name in prose: `ResNet-50 with 10 classes`."""

    network: str
    options: Options
    words: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Identification:
    """The network of a checkpoint.

    `sentence` states it. `network` and `options` open it in URLs and on the command line; `network` is `None` if less
    than half of the tensors fit any network. `state_dict` is the key of the state dict in the file, `prefix` the text
    before its names that was removed. `fits` of `expected` tensors of the network are in the file. `misfits` are
    sentences about the others, `notes` about what shapes do not tell. `candidates` are the networks with these tensors,
    or else the nearest ones, nearest first; `network` is the first.
    """

    sentence: str
    network: str | None
    options: Options
    exact: bool
    fits: int
    expected: int
    state_dict: str = ""
    prefix: str = ""
    dtypes: tuple[str, ...] = ()
    misfits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
