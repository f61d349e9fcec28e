"""Requests and errors of the pages that a test opens."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

FAILED_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d{3})")


@dataclass
class BrowserLog:
    """`errors` are console errors and uncaught exceptions, except responses with an expected status.

    `requests` are those of a page from `record_requests` on: their events take a sixth of the time of a page.
    """

    origin: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected_statuses: set[int] = field(default_factory=set)
    recorded: Page | None = None

    def expect_status(self, *statuses: int) -> None:
        """From now on, responses with these statuses are not errors."""
        self.expected_statuses.update(statuses)

    def attach(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def record_requests(self, page: Page) -> None:
        """From now on, the URLs that the page requests are in `requests`."""
        self.recorded = page
        page.on("request", self._on_request)

    def detach(self, context: BrowserContext) -> None:
        """Record what has happened until now, and nothing more."""
        context.pages[0].evaluate("0")  # events arrive in order, before this value
        if self.recorded:
            self.recorded.remove_listener("request", self._on_request)
            self.recorded = None
        context.remove_listener("console", self._on_console)
        context.remove_listener("weberror", self._on_error)

    def discard_errors(self, text: str) -> None:
        """Remove the errors that contain `text`."""
        self.errors[:] = [error for error in self.errors if text not in error]

    def foreign_requests(self) -> list[str]:
        """The requested URLs of other origins than the server's."""
        return [url for url in self.requests if not self._is_own(url)]

    def _on_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _on_error(self, thrown: WebError) -> None:
        self.errors.append(f"exception: {thrown.error}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_expected(message.text):
            self.errors.append(f"console: {message.text} ({message.location['url']})")

    def _is_expected(self, text: str) -> bool:
        status = FAILED_STATUS.match(text)
        return status is not None and int(status[1]) in self.expected_statuses

    def _is_own(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in {"data", "blob"} or f"{parts.scheme}://{parts.netloc}" == self.origin
