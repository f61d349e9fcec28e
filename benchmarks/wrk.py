"""Load by wrk (https://github.com/wg/wrk): keep-alive connections that request again as soon as they are answered."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parent
ENCODINGS = "gzip, deflate, br"  # what browsers accept over plain HTTP
TIMEOUT = "30s"
MISSING = (
    "The benchmarks need wrk: install it with `apt-get install wrk` (Debian, Ubuntu) or `brew install wrk` (macOS)."
)


def is_installed() -> bool:
    return shutil.which("wrk") is not None


def run(url: str, connections: int, seconds: int, script: str, *arguments: str) -> dict[str, Any]:
    """Load `url` from one thread; return the JSON object that the script's `done` writes."""
    options = ["--threads=1", f"--connections={connections}", f"--duration={seconds}s", f"--timeout={TIMEOUT}"]
    command = ["wrk", *options, f"--script={SCRIPTS / script}", f"--header=Accept-Encoding: {ENCODINGS}", url]
    output = subprocess.run([*command, "--", *arguments], check=True, capture_output=True, text=True).stdout
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result
