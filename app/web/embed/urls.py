"""URLs of embedded diagrams: the explorer's under another path."""

from dataclasses import dataclass

from ...diagrams.scene.palette import Theme
from ..urls import ExplorerUrl

PATH = "/embed"


@dataclass(frozen=True, slots=True)
class EmbedUrl(ExplorerUrl):
    """A URL of the explorer under `/embed`. All links of the picture stay there: the explorer refuses frames."""

    theme: Theme | None = None

    def to(self, **changes: str | None) -> str:
        url = ExplorerUrl.to(self, **changes).replace("/explore", PATH, 1)
        return f"{url}{'&' if '?' in url else '?'}theme={self.theme}" if self.theme else url
