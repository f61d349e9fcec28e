"""What a request says of the answer that it can use, after RFC 9110."""

import pytest

from app.serving.compression import packed, unpacked
from app.serving.content_negotiation import any_matches, chosen, matches

TAG = b'"abc"'


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (b"", "identity"),
        (b"gzip, deflate, br, zstd", "br"),
        (b"gzip", "gzip"),
        (b"GZIP", "gzip"),
        (b"x-gzip", "gzip"),
        (b"deflate", "identity"),
        (b"gzip;q=0.8, br;q=0.5", "gzip"),
        (b"br;q=0, gzip", "gzip"),
        (b"br ; q=0 ,gzip ; q=0.001", "gzip"),
        (b"br;q=0, gzip;q=0", "identity"),
        (b"identity, gzip;q=0.5", "identity"),
        (b"identity;q=0.5, gzip;q=0.5", "gzip"),
        (b"identity;q=0, gzip", "gzip"),
        (b"*", "br"),
        (b"br;q=0, *", "gzip"),
        (b"gzip, *;q=0", "gzip"),
        (b"*;q=0, identity", "identity"),
        (b"identity;q=0", None),
        (b"*;q=0", None),
        (b"deflate, identity;q=0", None),
        (b"gzip;q=2, br;q=0.9", "br"),  # not a weight: as if it were not there
        (b"gzip;q=abc", "identity"),
        (b", ,;=\xff", "identity"),
        (b"deflate, " * 500 + b"gzip", "gzip"),
    ],
)
def test_the_encoding_is_the_smallest_of_those_that_are_most_welcome(accepted: bytes, encoding: str | None) -> None:
    assert chosen(accepted) == encoding


@pytest.mark.parametrize("known", [b'"abc"', b'W/"abc"', b'"x", "abc"', b'"x",W/"y" , W/"abc"', b'"a,b", "abc"'])
def test_a_tag_is_found_in_any_list_by_weak_comparison(known: bytes) -> None:
    assert matches(known, TAG)
    assert matches(known, b"W/" + TAG)


@pytest.mark.parametrize("known", [b"", b"abc", b'"ab"', b'"x", "y"', b'abc", "', b"*", b'"*"'])
def test_another_tag_is_not_found(known: bytes) -> None:
    assert not matches(known, TAG)


def test_only_a_star_alone_stands_for_anything() -> None:
    assert [any_matches(known) for known in (b"*", b" * ", b'"*"', b"", b"**")] == [True, True, False, False, False]


@pytest.mark.parametrize("body", [b"", b"x", b"volume " * 10_000])
@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_what_is_packed_can_be_unpacked_and_is_always_packed_alike(body: bytes, encoding: str) -> None:
    known = chosen(b"identity" if encoding == "identity" else encoding.encode())
    assert known == encoding
    assert unpacked(packed(body, known), known) == body
    assert packed(body, known) == packed(body, known)
