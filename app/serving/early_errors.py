"""What is said to a request before the app is asked, or where that had no answer: one sentence, never kept."""

import json
from http import HTTPStatus

from app.serving import security_headers
from app.serving.cache_control import NEVER
from app.serving.response_cache import Answer
from app.web.errors import API_PREFIXES, MAX_URL_BYTES, MEDIA_TYPE, MESSAGES

MOST_ADDRESS = MAX_URL_BYTES


def refusal(path: bytes, status: HTTPStatus) -> Answer:
    """A problem document for programs, the sentence alone for everybody else."""
    detail = MESSAGES[status]
    members = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    of_the_api = path.startswith(tuple(prefix.encode() for prefix in API_PREFIXES))
    body = (json.dumps(members) if of_the_api else f"{detail}\n").encode()
    headers = {
        b"content-type": MEDIA_TYPE.encode() if of_the_api else b"text/plain; charset=utf-8",
        b"content-length": b"%d" % len(body),
        b"cache-control": NEVER,
    }
    return Answer(status.value, (*headers.items(), *security_headers.DATA), body)
