"""What the pages of one test asked for, and what they complained of."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage

FAILED_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d{3})")


@dataclass
class Visit:
    origin: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected_statuses: set[int] = field(default_factory=set)

    def expect_status(self, *statuses: int) -> None:
        """From here on an answer with one of these statuses is part of the test, not a complaint."""
        self.expected_statuses.update(statuses)

    def watch(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", self.hear)
        context.on("weberror", lambda thrown: self.complaints.append(f"exception: {thrown.error}"))

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self.is_expected(message.text):
            self.complaints.append(f"console: {message.text} ({message.location['url']})")

    def is_expected(self, text: str) -> bool:
        status = FAILED_STATUS.match(text)
        return status is not None and int(status[1]) in self.expected_statuses

    def strangers(self) -> list[str]:
        """Every address asked that is not the server's own."""
        return [url for url in self.requests if not self.is_own(url)]

    def is_own(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in {"data", "blob"} or f"{parts.scheme}://{parts.netloc}" == self.origin
