"""Serves the explorer with the networks that the command line names."""

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from ..loading.errors import LoadError
from ..loading.loader import catalogue_spec
from ..loading.source import OwnSource, parse_source
from ..main import create_app
from ..settings import Settings
from ..web.own.middleware import is_loopback
from ..web.own.registry import OwnNetworks, own_name
from ..web.urls import ExplorerUrl
from .live_reload import start_live_reload
from .live_source import LiveSource
from .messages import Failure, progress, say
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
    """Serve networks of the catalogue and of the operator's own. Raises `LoadError`."""
    urls = {source.text: _catalogue_url(source) for source in sources if parse_source(source.text).is_catalogue}
    own = [*_live_sources([source for source in sources if source.text not in urls])]
    if not own:
        _announce(settings, urls.values())
        serve(settings)
        return
    check_host(settings.host, expose=expose)
    networks = OwnNetworks()
    for source in own:
        with progress(f"Loading and tracing {source.source.text}"):
            networks.add(source.name, source.title, source.load())
        urls[source.source.text] = ExplorerUrl(source.name, {})
    start_live_reload(own, networks)
    _announce(settings, [urls[source.text] for source in sources])
    one_worker = settings.model_copy(update={"workers": 1})  # the models are in this process
    serve(one_worker, partial(create_app, one_worker, networks))


def check_host(host: str, *, expose: bool) -> None:
    """Raise `LoadError` for a host that other machines reach, unless the operator wants that."""
    if not expose and not is_loopback(host):
        raise LoadError(
            f"On {host} other machines could see networks of your own: leave out the host to listen on this machine "
            "alone, or add --expose.",
            is_usage=True,
        )


def _live_sources(sources: Sequence[OwnSource]) -> Iterator[LiveSource]:
    names: list[str] = []
    for source in sources:
        names.append(own_name(parse_source(source.text).name, names))
        yield LiveSource(source, names[-1])


def _catalogue_url(source: OwnSource) -> ExplorerUrl:
    name = parse_source(source.text).name
    catalogue_spec(name, source.arguments)
    size = {"size": "x".join(map(str, source.sizes[0].sides[-2:]))} if source.sizes else {}
    return ExplorerUrl(name, {**source.arguments, **size})


def _announce(settings: Settings, urls: Iterable[ExplorerUrl]) -> None:
    """Print the address of each network."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    for url in urls:
        say(f"http://{host}:{settings.port}{url.to()}")
