"""How long others may keep an answer. Its address alone decides that: docs/decisions/0007-finished-answers.md."""

import re

from app.serving.release import PREFIX

FOREVER = b"public, max-age=31536000, immutable"
ASKED_AGAIN = b"no-cache"
NEVER = b"no-store"
USUAL = b"public, max-age=60, s-maxage=3600, stale-while-revalidate=600, stale-if-error=86400"
"""A browser asks again after a minute, and is told with a few bytes that nothing has changed; a shared cache, which
can be told of a new release, after an hour."""

MACHINE_MADE = re.compile(rb"/api/gradients/.*|/figures/gradients/.*")
"""What has numbers whose last digits depend on the processor: their entity tags are weak."""

PASSED = re.compile(rb"/figures/gradients/[^/]+|/healthz|/readyz|/metrics")
"""What is sent on as it comes, to whom asked for it: streams, and what a server says of itself."""


FILES = (PREFIX.encode(), b"/docs/assets/", b"/figures/plotly-")
"""Where addresses begin at which a query says nothing, and must not have a large file compressed once more."""


def lifetime(path: bytes, *, lasting: bool) -> bytes:
    """`lasting` is an address that changes with what is there; one of another release must not be taken for it."""
    if lasting:
        return FOREVER
    return ASKED_AGAIN if path.startswith(PREFIX.encode()) else USUAL
