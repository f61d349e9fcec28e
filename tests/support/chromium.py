"""Find a Chromium-family browser for the browser tests; `python -m tests.support.chromium` installs one if needed.

In order: the one that `CHROMIUM` names; an installed one; one that Playwright has downloaded. To install one, Debian's
package is tried first, then Playwright's download.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

HEADLESS = "chromium-headless-shell"  # the same engine without a window: opens a page in a fifth of the time
COMMANDS = (HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
MAC_APPS = ("Chromium", "Google Chrome", "Microsoft Edge")
STARTS_WITHIN = 30  # seconds: a first start on a busy machine reads some 200 MB from disk


def find() -> Path | None:
    """Return the browser to test with, or None. With `CHROMIUM` set, no other one is tried."""
    named = os.environ.get("CHROMIUM")
    candidates = iter([Path(named)]) if named else _installed()
    return next(filter(_runs, candidates), None)


def _installed() -> Iterator[Path]:
    yield from (Path(found) for command in COMMANDS if (found := shutil.which(command)))
    yield from (Path(f"/Applications/{app}.app/Contents/MacOS/{app}") for app in MAC_APPS)
    with sync_playwright() as playwright:
        yield Path(playwright.chromium.executable_path)


def _runs(browser: Path) -> bool:
    """Whether the file starts: one of the right name may be a stub (Ubuntu's) or lack its libraries."""
    try:
        process = subprocess.run([browser, "--version"], capture_output=True, timeout=STARTS_WITHIN, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return process.returncode == 0


def install_debian_package() -> None:
    """Install Debian's package, not Ubuntu's: that one is a stub for another installer."""
    if _distribution() != "debian" or (prefix := as_root()) is None:
        return
    attempt(*prefix, "apt-get", "update")
    install = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes"]
    _ = attempt(*install, HEADLESS) or attempt(*install, "chromium")


def download_with_playwright() -> None:
    attempt(sys.executable, "-m", "playwright", "install", "chromium")


def _distribution() -> str | None:
    try:
        return platform.freedesktop_os_release()["ID"]
    except OSError:
        return None


def as_root() -> list[str] | None:
    """Return the prefix of a command that needs root; None if this user cannot become root without a password."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "--non-interactive"]
    return sudo if shutil.which("sudo") and attempt(*sudo, "true") else None


def attempt(*command: str) -> bool:
    """Run a command; return whether it succeeded."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def missing() -> str:
    """Return the message for the user where `find` returns None."""
    if named := os.environ.get("CHROMIUM"):
        return f"CHROMIUM is {named}, which does not run. Correct it, or unset it to search for a browser."
    return "The browser tests need Chromium, Chrome or Edge. Install one, or set CHROMIUM=/path/to/chromium."


def main() -> None:
    browser = find()
    for install in (install_debian_package, download_with_playwright):
        if browser or os.environ.get("CHROMIUM"):
            break
        print(f"No Chromium, Chrome or Edge is installed. Trying to {install.__name__.replace('_', ' ')}.", flush=True)
        install()
        browser = find()
    if browser is None:
        sys.exit(missing())
    print(f"Browser tests use {browser}")


if __name__ == "__main__":
    main()
