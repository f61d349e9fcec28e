"""Serves the explorer with the networks that the command line names."""

from argparse import Namespace
from collections.abc import Sequence

from ..loading.errors import LoadError
from ..loading.loader import catalogue_spec
from ..loading.source import OwnSource, parse_source
from ..settings import Settings
from .messages import Failure
from .network import own_source
from .serve import serve


def serve_sources(arguments: Namespace, settings: Settings) -> None:
    """Serve the sources of the command line. Raises `Failure`."""
    try:
        if len(arguments.sources) > 1 and (arguments.arg or arguments.size):
            raise LoadError("--arg and --size are of one network: name one SOURCE.", is_usage=True)
        sources = [own_source(text, arguments) for text in arguments.sources]
        serve_own(sources, settings, expose=arguments.expose)
    except LoadError as error:
        raise Failure(str(error), 2 if error.is_usage else 1) from error


def serve_own(sources: Sequence[OwnSource], settings: Settings, *, expose: bool) -> None:
    """Serve networks of the catalogue. Raises `LoadError` for a network of a user's own."""
    del expose  # networks of the catalogue run no code of a user
    for source in sources:
        parsed = parse_source(source.text)
        if not parsed.is_catalogue:
            raise LoadError(f"{source.text} is not in the catalogue: only `trace` shows it.", is_usage=True)
        catalogue_spec(parsed.name, source.arguments)
    serve(settings)
