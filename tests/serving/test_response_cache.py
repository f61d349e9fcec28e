"""Finished answers, kept within a bound of bytes."""

from app.serving.response_cache import Answer, Answers, Key

MOST = 100_000


def key(name: str, query: str = "") -> Key:
    return name.encode(), query.encode(), "br"


def answer(size: int = 20_000) -> Answer:
    return Answer(200, ((b"content-type", b"text/html"),), bytes(size), b'"tag"')


def test_what_is_kept_is_found_under_its_key_alone() -> None:
    answers, kept = Answers(MOST), answer()
    answers.keep(key("/a", "b"), kept)
    assert answers.get(key("/a", "b")) is kept
    others: list[Key] = [key("/a"), key("/a", "b="), key("/a?b"), (b"/a", b"b", "gzip")]
    assert [answers.get(other) for other in others] == [None] * 4


def test_what_was_asked_for_last_stays() -> None:
    answers = Answers(MOST)
    for name in "abcd":
        answers.keep(key(name), answer())
    answers.get(key("a"))
    answers.keep(key("e"), answer())
    assert [name for name in "abcde" if answers.get(key(name))] == ["a", "c", "d", "e"]


def test_bytes_are_bounded_whatever_comes() -> None:
    answers = Answers(MOST)
    for number in range(2000):
        answers.keep(key(f"/{number}", "q" * (number % 700)), answer(number * 7 % 9000))
        assert answers.meters().bytes <= MOST
    assert answers.meters().bytes > MOST * 0.8


def test_small_answers_are_counted_with_what_keeping_them_takes() -> None:
    answers = Answers(MOST)
    for number in range(2000):
        answers.keep(key(f"/{number}"), answer(0))
    assert answers.meters().kept < 200


def test_an_answer_that_is_too_large_is_not_kept_and_drops_no_other() -> None:
    answers = Answers(MOST)
    answers.keep(key("small"), answer())
    answers.keep(key("large"), answer(MOST))
    assert answers.get(key("large")) is None
    assert answers.get(key("small"))


def test_lasting_ones_are_never_dropped_and_counted_apart() -> None:
    answers = Answers(MOST)
    answers.keep(key("file"), answer(2 * MOST), lasting=True)
    for number in range(100):
        answers.keep(key(f"/{number}"), answer())
    assert answers.get(key("file"))
    meters = answers.meters()
    assert meters.bytes <= MOST
    assert meters.lasting_bytes > 2 * MOST


def test_another_encoding_of_an_answer_is_found() -> None:
    answers, kept = Answers(MOST), answer()
    answers.keep(key("/a"), kept)
    assert answers.other_form((b"/a", b"", "gzip")) == (kept, "br")
    assert answers.other_form(key("/a")) is None
    assert answers.other_form((b"/b", b"", "gzip")) is None


def test_hits_and_misses_are_counted() -> None:
    answers = Answers(MOST)
    answers.keep(key("/a"), answer())
    answers.keep(key("/b"), answer(), lasting=True)
    for name in ("/a", "/b", "/c"):
        answers.get(key(name))
    meters = answers.meters()
    assert (meters.hits, meters.misses, meters.kept, meters.most_bytes) == (2, 1, 2, MOST)
