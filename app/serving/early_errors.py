"""What is said to a request before the app is asked, or where that had no answer: one sentence, never kept."""

import json
from http import HTTPStatus

from app.serving import security_headers
from app.serving.cache_control import NEVER
from app.serving.response_cache import Answer
from app.web.errors import MEDIA_TYPE, OF_THE_API, SENTENCES

MOST_ADDRESS = 8_000  # bytes of path and query: the longest that a page here links to has a few hundred


def refusal(path: bytes, status: HTTPStatus) -> Answer:
    """A problem document for programs, the sentence alone for everybody else."""
    detail = DETAILS[status]
    members = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    of_the_api = path.startswith(tuple(prefix.encode() for prefix in OF_THE_API))
    body = (json.dumps(members) if of_the_api else f"{detail}\n").encode()
    headers = {
        b"content-type": MEDIA_TYPE.encode() if of_the_api else b"text/plain; charset=utf-8",
        b"content-length": b"%d" % len(body),
        b"cache-control": NEVER,
    }
    return Answer(status.value, (*headers.items(), *security_headers.DATA), body)


DETAILS = {
    HTTPStatus.NOT_ACCEPTABLE: "Answers are plain or compressed with gzip or br; Accept-Encoding refuses all three.",
    HTTPStatus.REQUEST_URI_TOO_LONG: f"Addresses have at most {MOST_ADDRESS:,} characters here, and this one has more.",
    HTTPStatus.INTERNAL_SERVER_ERROR: SENTENCES[500],
}
