"""Finds nginx for the tests of `deploy/`; `python -m tests.support.nginx` downloads it if necessary.

Search order: the path in `NGINX`; an installed nginx; an earlier download. As a program, this module then downloads the
Debian or Ubuntu package and unpacks it into the virtual environment, without root and without starting a service;
on other systems it uses Homebrew. Each candidate is started once with `-v`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.chromium import as_root, attempt

EXTRA_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin", "/opt/homebrew/bin")
"""Folders of nginx that may be missing in a user's PATH."""
DOWNLOAD_FOLDER = Path(sys.prefix) / "nginx"
DOWNLOADED_NGINX = DOWNLOAD_FOLDER / "usr/sbin/nginx"
PACKAGES = ("nginx", "nginx-core")  # older Ubuntu releases have the program in nginx-core
START_TIMEOUT = 30  # seconds


def find() -> Path | None:
    """Return the nginx to test with, or None. If `NGINX` is set but does not run, there is no fallback."""
    path = os.environ.get("NGINX")
    candidates = iter([Path(path)]) if path else installed()
    return next(filter(runs, candidates), None)


def installed() -> Iterator[Path]:
    if found := shutil.which("nginx"):
        yield Path(found)
    yield from (Path(folder) / "nginx" for folder in EXTRA_FOLDERS)
    yield DOWNLOADED_NGINX


def runs(nginx: Path) -> bool:
    try:
        result = subprocess.run([str(nginx), "-v"], capture_output=True, timeout=START_TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


def download() -> None:
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        unpack_package()
    elif shutil.which("brew"):
        attempt("brew", "install", "nginx")


def unpack_package() -> None:
    if (sudo := as_root()) is not None:  # without root, apt uses its current package lists
        attempt(*sudo, "apt-get", "update")
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["apt-get", "download", package], cwd=folder, stdin=subprocess.DEVNULL, check=False)
            for archive in Path(folder).glob("*.deb"):
                attempt("dpkg-deb", "--extract", str(archive), str(DOWNLOAD_FOLDER))
        if runs(DOWNLOADED_NGINX):
            return


def find_or_download() -> Path | None:
    nginx = find()
    if nginx is None and not os.environ.get("NGINX"):
        print("No working nginx found. Downloading it.", flush=True)
        download()
        nginx = find()
    return nginx


def missing() -> str:
    if path := os.environ.get("NGINX"):
        return f"NGINX is {path}, which does not run. Correct it, or unset it to search for an installed nginx."
    return (
        "The tests of deploy/ require nginx: none is installed, and the download failed. "
        "Install it (apt install nginx, brew install nginx), or set its path: NGINX=/path/to/nginx make test"
    )


def main() -> None:
    nginx = find_or_download()
    if nginx is None:
        sys.exit(missing())
    print(f"The tests of deploy/ use {nginx}")


if __name__ == "__main__":
    main()
