"""The page for a frame: the picture of a place with its tooltips, and a link to the explorer."""

from dataclasses import dataclass, replace

from ...diagrams.scene.palette import Theme
from ..explorer.page import Explorer, explore
from ..explorer.view import PageQuery
from .urls import EmbedUrl


class EmbedQuery(PageQuery):
    """Adds the colour theme; the default is that of the user's system."""

    theme: Theme | None = None


@dataclass(frozen=True, slots=True)
class Embedded:
    """An embedded page. The links of `page` stay in the frame; `explorer` is the URL of the same place outside."""

    page: Explorer
    explorer: str
    theme: Theme | None


def embed(name: str, query: EmbedQuery) -> Embedded:
    """Build the frame of a request. Raises `UnknownNetwork` or `ImpossibleChoice`."""
    page = explore(name, query)
    url = EmbedUrl(name, page.url.parameters, query.theme)
    return Embedded(replace(page, url=url), page.url.to(), query.theme)
