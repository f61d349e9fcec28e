"""Load on a server: as many requests as it answers, by wrk."""

import json
import subprocess
from pathlib import Path
from typing import Any

ENCODINGS = "gzip, deflate, br"  # what browsers accept over plain HTTP
WARM = {"/api/trace/resnet34": "trace as JSON", "/explore/resnet34": "explorer page"}


def wrk(url: str, connections: int, seconds: int, script: str, *arguments: str) -> dict[str, Any]:
    """Load `url` from one thread; return the JSON object that the script's `done` writes."""
    options = ["--threads=1", f"--connections={connections}", f"--duration={seconds}s", "--timeout=30s"]
    script = str(Path(__file__).with_name(script))
    command = ["wrk", *options, f"--script={script}", f"--header=Accept-Encoding: {ENCODINGS}", url, "--", *arguments]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result
