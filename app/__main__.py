"""The command `resnet-volumes`, and `python -m app` in a checkout."""

import sys

from .cli.main import run


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
