"""What looks like personal details is found; what does not is left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.confidentiality import findings, is_nhs_number, without_findings


@pytest.mark.parametrize(
    ("text", "what", "found"),
    [
        ("The new postcode is SE15 4QN now", "a postcode", "SE15 4QN"),
        ("posted to n16ab by mistake", "a postcode", "n16ab"),
        ("Write to a.person+x@camden.gov.uk today", "an e-mail address", "a.person+x@camden.gov.uk"),
        ("Ring 020 7946 0123 after six", "a phone number", "020 7946 0123"),
        ("Ring +44 7700 900123 after six", "a phone number", "+44 7700 900123"),
        ("mobile (07700) 900-123", "a phone number", "(07700) 900-123"),
        ("NHS number 943 476 5919 on the form", "an NHS number", "943 476 5919"),
        ("born on 3 March 2014 in Hackney", "a date of birth", "3 March 2014"),
        ("DOB: 03/03/2014", "a date of birth", "03/03/2014"),
        ("date of birth 2014-03-03", "a date of birth", "2014-03-03"),
    ],
)
def test_personal_details_are_found_where_they_stand(text, what, found):
    finding = findings(text)[0]
    assert (finding.what, finding.found, text[finding.start : finding.start + len(found)]) == (what, found, found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I visited on 3 March 2026 and wrote it down on 4/3/26.",
        "Section 47 of the 1989 Act, and PCF-1 to PCF-9.",
        "The budget was 1234567890 pounds over 3 years.",
        "She was born in Lagos and came here at six.",
        "We agreed to meet @ ten.",
    ],
)
def test_ordinary_writing_is_left_alone(text):
    assert findings(text) == []


def test_ten_digits_are_an_nhs_number_only_with_their_check_digit():
    assert [is_nhs_number(n) for n in ("943 476 5919", "943 476 5918", "94347659", "0000000000")] == [
        True,
        False,
        False,
        True,
    ]


def test_one_stretch_of_text_is_found_once():
    assert [(f.what, f.found) for f in findings("born 03/03/2014, 020 7946 0123, SE1 2AB")] == [
        ("a date of birth", "03/03/2014"),
        ("a phone number", "020 7946 0123"),
        ("a postcode", "SE1 2AB"),
    ]


@given(st.lists(st.sampled_from(["SE1 2AB", "020 7946 0123", "a@b.org", "born 03/03/2014", "a visit", " ", "\n"])))
def test_what_is_found_is_left_out_at_one_press_and_everything_else_stays(parts):
    text = " ".join(parts)
    without = without_findings(text)
    assert findings(without) == []
    assert without.count("a visit") == text.count("a visit")


@given(st.text(max_size=300))
def test_any_text_is_read_and_every_finding_is_a_piece_of_it(text):
    found = findings(text)
    assert [text[f.start : f.start + len(f.found)] for f in found] == [f.found for f in found]
    assert [f.start for f in found] == sorted(f.start for f in found)


@pytest.mark.parametrize("text", ["a@" * 50_000, "0 " * 50_000, "born " * 20_000, "1" * 100_000, "aA1 " * 25_000])
def test_the_longest_text_is_read_in_no_time(text):
    began = time.monotonic()
    findings(text)
    assert time.monotonic() - began < 1
