"""The command line: subcommands, options and help."""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from .. import __version__

PROGRAM = "resnet-volumes"

DESCRIPTION = """\
See every volume that flows through a network: as a picture, as a table and as JSON.
Without a subcommand, the explorer is served, with settings from the environment."""

SOURCES = """\
A network (SOURCE) is one of
  resnet50                  a network of the catalogue
  my_net.py:Net             a class, a function or an nn.Module in a file
  timm.models:resnet50d     the same in an installed module, or in one of this folder
The code of a file or module is run, so name only code that you trust."""

SERVE = """\
Serve the explorer, the article and the API on this machine, until Ctrl-C. Networks of
your own are at the front of the picker, and a saved change of their files is on the
page within two seconds."""

SERVE_EXAMPLES = f"""\
{SOURCES}

settings:
  HOST, PORT, WORKERS, TORCH_THREADS, TRUSTED_HOSTS and further environment
  variables are described in README.md. Options have priority over them.

examples:
  resnet-volumes serve
  resnet-volumes serve --port 9000
  resnet-volumes serve my_net.py:Net --arg width=64 --size 1x28x28
  resnet-volumes serve timm.models:seresnet50 my_net.py:build resnet50"""

TRACE = """\
Trace a network: run a forward of one image and print every step with its shapes,
parameters, MACs and receptive field. A checkpoint (.pth, .pt, .safetensors) in place
of SOURCE is compared with the networks of the catalogue: which network is it?"""

TRACE_EXAMPLES = f"""\
{SOURCES}

examples:
  resnet-volumes trace resnet50
  resnet-volumes trace resnet50 --size 160x224 --at layer2.0
  resnet-volumes trace custom --arg block=basic --arg depths=1,1 --size 1x28x28
  resnet-volumes trace my_net.py:Net --arg width=64 --size 1x28x28
  resnet-volumes trace my_net.py:build --svg net.svg --theme dark
  resnet-volumes trace two.py:net --size rgb=3x224x224 --size depth=1x224x224
  resnet-volumes trace my_net.py:Net --check
  resnet-volumes trace checkpoint.pth

exit codes:
  0  the answer is on standard output
  1  the network could not be traced, or --check found a difference
  2  wrong usage"""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence. Options have to be written in full."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Exit with 2. argparse writes `argument --size: expected one argument`."""
        sentence = f"{message[:1].upper()}{message[1:]}"
        end = "" if sentence.endswith(("?", ".")) else "."
        self.exit(2, f"{sentence}{end} `{self.prog} --help` has examples.\n")


COMMANDS = ("serve", "trace")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line; `command` is `serve` or `trace`. Exits with 0 after help, with 2 for wrong usage."""
    epilog = f"{SOURCES}\n\n`{PROGRAM} COMMAND --help` has the options and examples."
    parser = Parser(prog=PROGRAM, description=DESCRIPTION, epilog=epilog)
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", required=True)
    _add_serve(commands.add_parser("serve", help="serve the explorer", description=SERVE, epilog=SERVE_EXAMPLES))
    _add_trace(
        commands.add_parser("trace", help="print the steps of a network", description=TRACE, epilog=TRACE_EXAMPLES)
    )
    if argv and not argv[0].startswith("-") and argv[0] not in COMMANDS:
        parser.error(f"{argv[0]!r} is no command. Did you mean `{PROGRAM} trace {argv[0]}`?")
    return parser.parse_args(argv or ["serve"])


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="networks to show; the first one opens")
    parser.add_argument("--host", help="address to listen on (default: HOST, or 127.0.0.1)")
    parser.add_argument("--port", help="port to listen on (default: PORT, or 8000)")
    parser.add_argument(
        "--expose", action="store_true", help="allow own networks on an address that other machines can reach"
    )
    _add_network_options(parser)


def _add_trace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="a network, as below, or a checkpoint")
    _add_network_options(parser)
    parser.add_argument("--at", metavar="PLACE", help="only this layer, block, operation or step: layer2.0")
    answers = parser.add_mutually_exclusive_group()
    answers.add_argument("--json", action="store_true", help="print the trace as JSON, as GET /api/trace does")
    answers.add_argument("--csv", action="store_true", help="print the steps as CSV")
    answers.add_argument("--svg", metavar="FILE", help="write the picture to a file; - is standard output")
    answers.add_argument(
        "--check", action="store_true", help="run a real forward of one random image and compare all shapes"
    )
    parser.add_argument("--theme", choices=("light", "dark"), help="colours of the picture (default: light)")


def _add_network_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        *("--arg", "-a"),
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument of the class or function, or an option of the catalogue; repeatable",
    )
    parser.add_argument(
        *("--size", "-s"),
        action="append",
        default=[],
        metavar="SIZE",
        help="shape of the input: 224, HxW, CxHxW, or NAME=CxHxW for each of several inputs",
    )
    parser.add_argument("--traceback", action="store_true", help="after an error, show the whole traceback too")
