"""The outermost layer: what is made, what is kept, and what a client has already."""

import asyncio
import gzip

import brotli
import pytest

from tests.support.asgi import RELEASE, Inner, Sent, ask, asked, front

BODY = Inner().body


# ------------------------------------------------------------------------------------------------ kept


def test_what_was_made_once_is_sent_again_with_all_its_headers() -> None:
    inner = Inner()
    first, second = asked(inner, ("/a?b", {}), ("/a?b", {}))
    assert len(inner.asked) == 1
    assert (first.status, first.body) == (second.status, second.body) == (200, BODY)
    assert first.headers.pop("x-request-id") != second.headers.pop("x-request-id")
    assert (
        first.headers
        == second.headers
        == {
            "content-type": "text/plain",
            "content-length": str(len(BODY)),
            "cache-control": "public, max-age=60, s-maxage=3600, stale-while-revalidate=600, stale-if-error=86400",
            "vary": "Accept-Encoding",
            "etag": RELEASE.tag(b"/a?b", "identity").decode(),
        }
    )


def test_another_encoding_of_what_is_kept_is_made_from_that() -> None:
    inner = Inner()
    answers = asked(inner, *[("/", {"accept_encoding": encoding}) for encoding in ("br", "gzip", "identity", "br")])
    assert len(inner.asked) == 1
    assert [answer.headers.get("content-encoding") for answer in answers] == ["br", "gzip", None, "br"]
    assert brotli.decompress(answers[0].body) == gzip.decompress(answers[1].body) == answers[2].body == BODY
    assert [int(answer.headers["content-length"]) for answer in answers] == [len(answer.body) for answer in answers]
    assert len({answer.headers["etag"] for answer in answers}) == 3


def test_static_files_of_this_release_are_never_made_twice_whatever_else_is_asked_for() -> None:
    inner, (file,) = Inner(), [address.decode() for address in RELEASE.addresses()]

    async def run() -> None:
        app = front(inner, most_bytes=20_000)
        for address in (file, *(f"/{number}" for number in range(50)), file, "/0"):
            await ask(app, address)

    asyncio.run(run())
    paths = [scope["path"] for scope in inner.asked]
    assert (paths.count(file), paths.count("/0")) == (1, 2)


def test_even_the_shortest_answer_is_compressed_for_who_accepts_nothing_else() -> None:
    (answer,) = asked(Inner(body=b"x"), ("/", {"accept_encoding": "gzip, identity;q=0"}))
    assert gzip.decompress(answer.body) == b"x"


@pytest.mark.parametrize(("address", "kind"), [("/", "text/plain"), ("/api/x", "application/problem+json")])
def test_who_accepts_no_encoding_that_there_is_is_told_so(address: str, kind: str) -> None:
    inner = Inner()
    (answer,) = asked(inner, (address, {"accept_encoding": "*;q=0"}))
    assert (answer.status, answer.headers["content-type"].split(";")[0]) == (406, kind)
    assert inner.asked == []


def test_the_app_hears_nothing_of_who_asks_but_the_host() -> None:
    inner = Inner()
    headers = {"host": "a", "cookie": "b", "range": "bytes=0-1", "if_none_match": '"x"', "accept_encoding": "br"}
    asked(inner, ("/", {**headers, "if_modified_since": "Mon, 23 Nov 2026 18:00:00 GMT", "origin": "http://b"}))
    assert inner.asked[0]["headers"] == [(b"host", b"a")]


def test_a_part_of_an_answer_is_answered_with_the_whole() -> None:
    first, second = asked(Inner(), ("/", {"range": "bytes=0-9"}), ("/", {"range": "bytes=0-9", "if_range": '"x"'}))
    assert [(answer.status, answer.body) for answer in (first, second)] == [(200, BODY)] * 2


# ------------------------------------------------------------------------------------------- unchanged


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"a",W/"b" , W/{}'])
def test_who_has_an_answer_is_told_so_without_making_it(form: str) -> None:
    inner = Inner()
    tag = RELEASE.tag(b"/a?b", "br").decode()
    (answer,) = asked(inner, ("/a?b", {"if_none_match": form.format(tag), "accept_encoding": "br"}))
    assert inner.asked == []
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)
    assert {"cache-control", "vary"} < answer.headers.keys()
    assert "content-length" not in answer.headers


def test_a_tag_of_another_encoding_is_not_that_of_this_one() -> None:
    tag = RELEASE.tag(b"/", "gzip").decode()
    (answer,) = asked(Inner(), ("/", {"if_none_match": tag, "accept_encoding": "br"}))
    assert answer.status == 200


def test_a_star_matches_what_exists_and_nothing_else() -> None:
    known = {"if_none_match": "*"}
    assert [answer.status for answer in asked(Inner(), ("/", known), ("/", known))] == [304, 304]
    assert [answer.status for answer in asked(Inner(status=404), ("/", known), ("/", known))] == [404, 404]


def test_the_tag_of_what_depends_on_the_processor_is_weak() -> None:
    (first,) = asked(Inner(), ("/api/gradients/resnet18", {}))
    assert first.headers["etag"].startswith('W/"')
    (again,) = asked(Inner(), ("/api/gradients/resnet18", {"if_none_match": first.headers["etag"]}))
    assert (again.status, again.headers["etag"]) == (304, first.headers["etag"])


# ------------------------------------------------------------------------------------------- HEAD, POST


def test_head_is_get_without_the_body_and_makes_it_for_get_too() -> None:
    inner = Inner()

    async def run() -> tuple[Sent, Sent]:
        app = front(inner)
        return await ask(app, method="HEAD"), await ask(app)

    head, get = asyncio.run(run())
    assert [scope["method"] for scope in inner.asked] == ["GET"]
    assert (head.status, head.body, get.body) == (200, b"", BODY)
    del head.headers["x-request-id"], get.headers["x-request-id"]
    assert head.headers == get.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_what_is_no_reading_is_passed_on_and_never_kept(method: str) -> None:
    inner = Inner()
    answers = asked(inner, ("/", {}), ("/", {}), method=method)
    assert [scope["method"] for scope in inner.asked] == [method] * 2
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 2
