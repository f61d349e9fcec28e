"""Finds nginx for the tests of what stands in front of the app; `python -m tests.support.nginx` fetches one if need be.

In this order: what `NGINX` names; one that is installed; one that was fetched before; then, only as a program, the
Debian or Ubuntu package, unpacked into the environment and not installed: that takes no root, and starts no service.
Elsewhere Homebrew's. Each candidate is started once (`-v`).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.chromium import as_root, attempt

OUTSIDE_PATH = ("/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin", "/opt/homebrew/bin")
"""Where it may be although a user's PATH does not say so."""
FETCHED = Path(sys.prefix) / "nginx"
UNPACKED = FETCHED / "usr/sbin/nginx"
PACKAGES = ("nginx", "nginx-core")  # older Ubuntu has the program in the second
STARTS_WITHIN = 30  # seconds


def find() -> Path | None:
    """The nginx to test with, or None. `NGINX` is not overruled: if it does not run, none is found."""
    named = os.environ.get("NGINX")
    candidates = iter([Path(named)]) if named else installed()
    return next(filter(runs, candidates), None)


def installed() -> Iterator[Path]:
    if found := shutil.which("nginx"):
        yield Path(found)
    yield from (Path(folder) / "nginx" for folder in OUTSIDE_PATH)
    yield UNPACKED


def runs(nginx: Path) -> bool:
    try:
        answer = subprocess.run([str(nginx), "-v"], capture_output=True, timeout=STARTS_WITHIN, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def fetch() -> None:
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        unpack_package()
    elif shutil.which("brew"):
        attempt("brew", "install", "nginx")


def unpack_package() -> None:
    if (may := as_root()) is not None:  # else with the lists that are there
        attempt(*may, "apt-get", "update")
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["apt-get", "download", package], cwd=folder, stdin=subprocess.DEVNULL, check=False)
            for archive in Path(folder).glob("*.deb"):
                attempt("dpkg-deb", "--extract", str(archive), str(FETCHED))
        if runs(UNPACKED):
            return


def find_or_fetch() -> Path | None:
    nginx = find()
    if nginx is None and not os.environ.get("NGINX"):
        print("No nginx that runs is here yet. Trying to fetch one.", flush=True)
        fetch()
        nginx = find()
    return nginx


def missing() -> str:
    if named := os.environ.get("NGINX"):
        return f"NGINX names {named}, which cannot be run. Correct it, or unset it to have one looked for."
    return (
        "The tests of what stands in front of the app need nginx: none is installed, and none could be fetched. "
        "Install one (apt install nginx, brew install nginx), or name one: NGINX=/path/to/nginx make test"
    )


def main() -> None:
    nginx = find_or_fetch()
    if nginx is None:
        sys.exit(missing())
    print(f"The tests of what stands in front of the app use {nginx}")


if __name__ == "__main__":
    main()
