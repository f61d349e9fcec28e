"""The command `trace`: the steps of a network as a table, JSON, CSV or picture, or compared with a real forward."""

import difflib
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from ..diagrams.svg import standalone
from ..diagrams.tables.steps import steps_csv
from ..diagrams.views.context import ViewContext
from ..diagrams.views.place import Place, find_place, place_scene
from ..loading.errors import LoadError
from ..networks.bounds import ImpossibleChoice
from ..tracing.records import Trace
from .check import print_check
from .checkpoint import is_checkpoint, print_identification
from .messages import Failure, say
from .network import TracedNetwork, own_source, trace_source
from .table import print_table

TRACE = TypeAdapter(Trace)


def trace_command(arguments: Namespace) -> int:
    """Print the answer and return the exit code. Raises `Failure`."""
    try:
        if is_checkpoint(arguments.source):
            return print_identification(arguments)
        _check_options(arguments)
        network = trace_source(own_source(arguments.source, arguments))
        return _answer(network, arguments)
    except SystemExit as end:
        raise Failure(f"The forward of {arguments.source} calls exit ({end.code}).", 1) from end
    except LoadError as error:
        raise Failure(str(error), 2 if error.is_usage else 1) from error
    except ImpossibleChoice as error:
        raise Failure(str(error), 1) from error


def _check_options(arguments: Namespace) -> None:
    """Raise `Failure` for options that have no meaning together."""
    if arguments.theme and not arguments.svg:
        raise Failure("--theme is for the picture: add --svg FILE.", 2)
    for option in ("json", "csv", "check"):
        if arguments.at and getattr(arguments, option):
            raise Failure(f"--at is for the table and the picture; --{option} is about the whole network.", 2)


def _answer(network: TracedNetwork, arguments: Namespace) -> int:
    if arguments.json:
        write(TRACE.dump_json(network.trace) + b"\n")
    elif arguments.csv:
        write(steps_csv(network.trace).encode())
    elif arguments.svg:
        _draw(network, arguments)
    elif arguments.check:
        return print_check(network)
    else:
        print_table(network, arguments.at and _place(network.trace, arguments.at))
        return 0
    for warning in () if arguments.json else network.trace.warnings:
        say(f"Warning: {warning}")
    return 0


def write(answer: bytes) -> None:
    """Write bytes to standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(answer)


def _draw(network: TracedNetwork, arguments: Namespace) -> None:
    place = _place(network.trace, arguments.at or "")
    scene = place_scene(ViewContext(network.trace, variant=network.variant), place)
    picture = standalone(scene, arguments.theme or "light").encode()
    if arguments.svg == "-":
        return write(picture)
    try:
        Path(arguments.svg).write_bytes(picture)
    except OSError as error:
        raise Failure(f"{arguments.svg} cannot be written: {error.strerror}.", 2) from error
    return None


def _place(trace: Trace, at: str) -> Place:
    """The place with this path, or the network for an empty one. Raises `Failure` for another path."""
    place = find_place(trace, at)
    if at in (place.at, place.step):
        return place
    near = difflib.get_close_matches(at, dict.fromkeys(_paths(trace)), n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "The table without --at has all paths."
    raise Failure(f"{trace.title} has no {at}. {hint}", 2)


def _paths(trace: Trace) -> Iterator[str]:
    """The paths of all layers, blocks, operations and steps."""
    for layer in trace.layers:
        yield layer.path
        yield from (block.path for block in layer.blocks)
    for operation in trace.operations():
        yield operation.path
        yield from operation.steps
