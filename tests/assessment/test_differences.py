"""What changed between two versions: nothing is lost, nothing is invented."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.differences import Piece, differences

texts = st.text(alphabet="ab \n.é", max_size=200)


@given(texts, texts)
def test_the_pieces_make_both_texts(before, after):
    pieces = differences(before, after)
    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert "".join(p.text for p in pieces if p.kind != "removed") == after


def test_a_changed_word_is_shown_as_a_changed_word():
    assert differences("I asked her once.\nThen we left.", "I asked her twice.\nThen we left.") == [
        Piece("same", "I asked her "),
        Piece("removed", "once."),
        Piece("added", "twice."),
        Piece("same", "\nThen we left."),
    ]


def test_several_words_in_a_row_are_one_change():
    assert differences("I put it away after five minutes.", "I put it away and asked what she wanted.") == [
        Piece("same", "I put it away "),
        Piece("removed", "after five minutes."),
        Piece("added", "and asked what she wanted."),
    ]


def test_the_same_text_has_no_changes():
    assert differences("All the same.", "All the same.") == [Piece("same", "All the same.")]


@pytest.mark.parametrize(
    ("before", "after"),
    [("a\n" * 50_000, "b\na\n" * 25_000), ("a b " * 25_000, "b a " * 25_000), ("x" * 100_000, "y" * 100_000)],
)
def test_the_longest_texts_are_compared_while_somebody_waits(before, after):
    began = time.monotonic()
    differences(before, after)
    assert time.monotonic() - began < 3
