"""Browser pages that tests use one after another: a new context for each test would take twice the time of the page.

A page that returns to the pool goes to the server's smallest page (`IDLE`). From a blank page, or from one without the
same Cross-Origin-Opener-Policy, Chromium would start a new process for the next test, a third of the test's time. The
page loses its history, storage, routes, emulated media and pop-ups. It keeps the browser's cache of files. A test that
adds to a page what cannot be taken away again (an init script, an exposed function, a clock) asks for a page of its
own.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

IDLE = "/404"
STORAGE = "cookies,local_storage"


@dataclass
class PooledPage:
    """A page, its context, and the options of the context."""

    context: BrowserContext
    page: Page
    session: CDPSession
    options: dict[str, Any]

    def reset(self) -> None:
        """Make the page as new."""
        for popup in self.context.pages:
            if popup is not self.page:
                popup.close()
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.goto(IDLE)
        self.page.mouse.move(0, 0)
        self.page.emulate_media(
            media="null",
            color_scheme=self.options.get("color_scheme", "light"),
            reduced_motion=self.options["reduced_motion"],
        )
        self.session.send("Page.resetNavigationHistory")
        origin = self.options["base_url"]
        self.session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORAGE})


@dataclass
class PagePool:
    """Pages that no test uses now, by the options of their contexts."""

    browser: Browser
    timeout: float  # milliseconds
    idle: list[PooledPage] = field(default_factory=list)

    def take(self, **options: Any) -> PooledPage:
        """An empty page with these options. Only the size of a window may differ from that of an idle one."""
        key = {**options, "viewport": None}
        for number, each in enumerate(self.idle):
            if {**each.options, "viewport": None} == key:
                each.page.set_viewport_size(options["viewport"])
                return self.idle.pop(number)
        return self.open(**options)

    def open(self, **options: Any) -> PooledPage:
        """A page in a new context."""
        context = self.browser.new_context(**options)
        context.set_default_timeout(self.timeout)
        page = context.new_page()
        return PooledPage(context, page, context.new_cdp_session(page), options)

    def give_back(self, page: PooledPage) -> None:
        page.reset()
        self.idle.append(page)
