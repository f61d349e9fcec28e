"""What a request says of the answer that it can use: `Accept-Encoding` and `If-None-Match`, after RFC 9110."""

import re
from functools import lru_cache
from typing import Literal

Encoding = Literal["br", "gzip", "identity"]

PREFERRED: tuple[Encoding, ...] = ("br", "gzip", "identity")
"""Among what is equally welcome: the smaller first."""

USUAL_LENGTH = 100  # bytes; browsers send some 25. Longer ones are read too, but not remembered

_CODING = re.compile(rb"""[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*(?:;[ \t]*[qQ]=([01](?:\.[0-9]{0,3})?)[ \t]*)?""")
_TAG = re.compile(rb'(?:W/)?("[^"]*")')


def chosen(accept_encoding: bytes) -> Encoding | None:
    """The encoding to answer in; None where not even plain bytes are acceptable (section 12.5.3)."""
    if not accept_encoding:
        return "identity"
    return _usual(accept_encoding) if len(accept_encoding) <= USUAL_LENGTH else _chosen(accept_encoding)


def _chosen(accept_encoding: bytes) -> Encoding | None:
    weights = _weights(accept_encoding)
    others = weights.get("*", 0.0)
    welcome = {coding: weights.get(coding, others) for coding in PREFERRED}
    if "identity" not in weights and "*" not in weights:
        welcome["identity"] = 0.0001  # acceptable without being named, after all that is named
    best = max(PREFERRED, key=lambda coding: welcome[coding])  # the first of equals
    return best if welcome[best] > 0 else None


_usual = lru_cache(maxsize=256)(_chosen)


def _weights(accept_encoding: bytes) -> dict[str, float]:
    """The weights by coding in lower case. What cannot be understood is as if it were not there."""
    found = (_CODING.fullmatch(part) for part in accept_encoding.split(b","))
    return {
        one[1].decode().lower().removeprefix("x-"): min(float(one[2] or 1), 1.0)  # x-gzip is gzip (section 8.4.1.3)
        for one in found
        if one
    }


def matches(if_none_match: bytes, tag: bytes) -> bool:
    """Whether one of the tags listed is this one, by weak comparison (sections 13.1.2, 8.8.3.2); `*` lists none."""
    return if_none_match == tag or tag.removeprefix(b"W/") in _TAG.findall(if_none_match)


def any_matches(if_none_match: bytes) -> bool:
    """Whether anything at all that exists at the address is known already."""
    return if_none_match.strip() == b"*"
