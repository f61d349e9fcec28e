"""Finds a Chromium-family browser for the browser tests; `python -m tests.support.chromium` installs one if need be.

In this order: what `CHROMIUM` names; one that is installed; one that Playwright downloaded before; then, only
as a program, Debian's package; then Playwright's own download. Each candidate is started once (`--version`),
because a file of the right name may be a stub or lack its libraries.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
MAC_APPS = ("Chromium", "Google Chrome", "Microsoft Edge")
STARTS_WITHIN = 30  # seconds: a first start on a busy machine reads some 200 MB from disk


def find() -> Path | None:
    """The browser to test with, or None. `CHROMIUM` is not overruled: if it does not run, none is found."""
    named = os.environ.get("CHROMIUM")
    candidates = iter([Path(named)]) if named else installed()
    return next(filter(runs, candidates), None)


def installed() -> Iterator[Path]:
    yield from (Path(found) for command in COMMANDS if (found := shutil.which(command)))
    for applications in (Path("/Applications"), Path.home() / "Applications"):
        yield from (applications / f"{app}.app/Contents/MacOS/{app}" for app in MAC_APPS)
    yield downloaded()


def downloaded() -> Path:
    """Where Playwright's own download is, or would be."""
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def runs(browser: Path) -> bool:
    try:
        command = [str(browser), "--version"]
        answer = subprocess.run(command, capture_output=True, timeout=STARTS_WITHIN, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def install_from_debian() -> None:
    """Does nothing where that cannot work: on Ubuntu the package is a stub for another installer."""
    if not is_debian() or (may := as_root()) is None:
        return
    attempt(*may, "apt-get", "update")
    attempt(*may, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "chromium")


def is_debian() -> bool:
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


def as_root() -> list[str] | None:
    """What to put before a command that only root may run; None if this user may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and attempt("sudo", "--non-interactive", "true"):
        return ["sudo", "--non-interactive"]
    return None


def download_with_playwright() -> None:
    attempt(sys.executable, "-m", "playwright", "install", "chromium")


def attempt(*command: str) -> bool:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def find_or_install() -> Path | None:
    browser = find()
    if browser or os.environ.get("CHROMIUM"):
        return browser
    for install in (install_from_debian, download_with_playwright):
        what = install.__name__.replace("_", " ")
        print(f"No Chromium, Chrome or Edge that runs is here yet. Trying to {what}.", flush=True)
        install()
        if browser := find():
            return browser
    return None


def missing() -> str:
    if named := os.environ.get("CHROMIUM"):
        return f"CHROMIUM names {named}, which cannot be run. Correct it, or unset it to have one looked for."
    return (
        "The browser tests need Chromium, Chrome or Edge: none is installed, and none could be installed. "
        "Install one, or name one: CHROMIUM=/path/to/chromium make test"
    )


def main() -> None:
    browser = find_or_install()
    if browser is None:
        sys.exit(missing())
    print(f"Browser tests use {browser}")


if __name__ == "__main__":
    main()
