"""The answer of `trace checkpoint.pth`: which network of the catalogue the file belongs to."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from ..checkpoints.identification import identify
from ..checkpoints.records import Identification, UnreadableCheckpoint
from ..networks.option_types import option_text
from ..networks.options import Options
from .messages import Failure, printable, progress
from .parser import PROGRAM

SUFFIXES = (".pth", ".pt", ".safetensors", ".ckpt", ".bin", ".pth.tar", ".pt2")
IDENTIFICATION = TypeAdapter(Identification)


def is_checkpoint(source: str) -> bool:
    """Whether a source is a file of weights, by its name."""
    return source.lower().endswith(SUFFIXES)


def print_identification(arguments: Namespace) -> int:
    """Print which network the file belongs to. Returns 1 if it is none of the catalogue. Raises `Failure`."""
    file = Path(arguments.source).expanduser()
    for option in ("csv", "svg", "check", "at", "theme", "arg", "size"):
        if getattr(arguments, option):
            raise Failure(f"--{option} is for a network; a checkpoint takes --json alone.", 2)
    if not file.is_file():
        raise Failure(f"There is no file {arguments.source}.", 2)
    try:
        with progress(f"Reading {file.name}"):
            found = identify(file)
    except UnreadableCheckpoint as error:
        raise Failure(str(error), 1) from error
    if arguments.json:
        sys.stdout.buffer.write(IDENTIFICATION.dump_json(found) + b"\n")
    else:
        print("\n".join(map(printable, _lines(found))))
    return 1 if found.network is None else 0


def _lines(found: Identification) -> Iterator[str]:
    """The sentence, then what does not fit, what was assumed, other networks, and the command that traces it."""
    yield found.sentence
    yield from found.misfits
    yield from found.notes
    if others := found.candidates[1:]:
        yield "Others: " if found.exact else "The next nearest:"
        for candidate in others:
            fits = f"{candidate.comparison.fits:,} of {candidate.comparison.expected:,} tensors fit"
            yield f"  {candidate.words}: {fits}"
    if found.network:
        yield f"To see its volumes: {command(found.network, found.options)}"


def command(network: str, options: Options) -> str:
    """`resnet-volumes trace resnet50 --arg classes=10`."""
    arguments = [f"--arg {name}={option_text(value)}" for name, value in options.items() if value is not None]
    return " ".join([PROGRAM, "trace", network, *arguments])
