"""Finished answers, ready to be sent, within a bound of bytes: what was asked for last stays longest."""

from dataclasses import dataclass

from cachetools import LRUCache

from app.serving.content_negotiation import PREFERRED, Encoding

Header = tuple[bytes, bytes]

Key = tuple[bytes, bytes, Encoding]
"""Path and query as they came, and the encoding. No host: no answer that is kept depends on it."""

Sought = tuple[bytes, bytes, Encoding | None]
"""A key, or with no encoding that is acceptable none that anything is kept under."""

OVERHEAD = 500  # bytes of an entry beside what is counted: records, tuples, and the cache's own, measured


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `tag` is empty where it must not be kept; `unchanged` are the headers of its 304."""

    status: int
    headers: tuple[Header, ...]
    body: bytes
    tag: bytes = b""
    unchanged: tuple[Header, ...] = ()

    def __len__(self) -> int:
        return len(self.body)


@dataclass(frozen=True, slots=True)
class Meters:
    """`bytes` are those of what can be dropped, at most `most_bytes`; `lasting_bytes` those of the static files."""

    hits: int
    misses: int
    kept: int
    bytes: int
    most_bytes: int
    lasting_bytes: int


class Answers:
    """For one event loop: nothing here is locked."""

    def __init__(self, most_bytes: int) -> None:
        self._kept: LRUCache[Sought, tuple[Answer, int]] = LRUCache(most_bytes, lambda entry: entry[1])
        self._lasting: dict[Sought, Answer] = {}
        self._hits = self._misses = 0

    def get(self, key: Sought) -> Answer | None:
        """The answer, if it is kept."""
        try:
            answer = self._kept[key][0]
        except KeyError:
            if (lasting := self._lasting.get(key)) is None:
                self._misses += 1
                return None
            answer = lasting
        self._hits += 1
        return answer

    def other_form(self, key: Key) -> tuple[Answer, Encoding] | None:
        """The same answer in another encoding, if that is kept."""
        path, query, wanted = key
        for encoding in PREFERRED:
            entry = self._kept.get((path, query, encoding))
            answer = entry[0] if entry else self._lasting.get((path, query, encoding))
            if answer and encoding != wanted:
                return answer, encoding
        return None

    def keep(self, key: Key, answer: Answer, *, lasting: bool = False) -> None:
        """`lasting` ones are never dropped: there are only as many as the release has static files."""
        size = _size(key, answer)
        if lasting:
            self._lasting[key] = answer
        elif size <= self._kept.maxsize:
            self._kept[key] = answer, size

    def meters(self) -> Meters:
        """How it is doing."""
        lasting = sum(_size(key, answer) for key, answer in self._lasting.items())
        kept = len(self._kept) + len(self._lasting)
        return Meters(self._hits, self._misses, kept, int(self._kept.currsize), int(self._kept.maxsize), lasting)


def _size(key: Sought, answer: Answer) -> int:
    headers = sum(len(name) + len(value) + OVERHEAD // 5 for name, value in answer.headers)
    return len(key[0]) + len(key[1]) + len(answer.body) + headers + OVERHEAD
