"""What stands in a frame on another site: the picture of a place, what it reads out, and the way to the explorer."""

from dataclasses import dataclass, replace

from app.diagrams.scene.palette import Theme
from app.web.embed.urls import EmbedUrl
from app.web.explorer.page import Explorer, explore
from app.web.explorer.view import PageQuery


class EmbedQuery(PageQuery):
    """A frame may have to suit the page around it; otherwise it is light or dark as the reader's system is."""

    theme: Theme | None = None


@dataclass(frozen=True, slots=True)
class Embedded:
    """`page` leads within the frame, `explorer` out of it to the same place."""

    page: Explorer
    explorer: str
    theme: Theme | None


def embed(name: str, query: EmbedQuery) -> Embedded:
    """The frame that was asked for. Raises `UnknownNetwork` or `ImpossibleChoice`."""
    page = explore(name, query)
    within = EmbedUrl(name, page.url.parameters, query.theme)
    return Embedded(replace(page, url=within), page.url.to(), query.theme)
