"""Addresses of embedded diagrams: those of the explorer, in a place of their own."""

from dataclasses import dataclass

from app.diagrams.scene.palette import Theme
from app.web.urls import ExplorerUrl

PATH = "/embed"


@dataclass(frozen=True, slots=True)
class EmbedUrl(ExplorerUrl):
    """Every way through the picture stays in the frame: no page of the explorer may be shown in one."""

    theme: Theme | None = None

    def to(self, **changes: str | None) -> str:
        url = ExplorerUrl.to(self, **changes).replace("/explore", PATH, 1)
        return f"{url}{'&' if '?' in url else '?'}theme={self.theme}" if self.theme else url
