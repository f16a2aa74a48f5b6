"""A visitor reads and writes nowhere: of all that can be posted, only the code by which they sign in is theirs."""

from tests.access.matrix import ROWS

SIGNING_IN = {"apprentices:send_visit_code", "apprentices:visit_code"}


def test_a_visitor_posts_nothing_but_their_code():
    """What anybody at all may post, without an account and without a link, is a door to the street and not theirs."""
    posted = {name for (name, method), who in ROWS.items() if method == "post" and "visit_link" in who}
    public = {name for (name, method), who in ROWS.items() if method == "post" and {"nobody", "visit_link"} <= who}

    assert posted - public == SIGNING_IN


def test_a_visitor_opens_no_page_but_those_of_the_visit_and_public_ones():
    opened = {name for (name, method), who in ROWS.items() if method == "get" and "visit_link" in who}
    public = {name for (name, method), who in ROWS.items() if method == "get" and {"nobody", "visit_link"} <= who}

    assert opened - public == {
        "apprentices:visit",
        "apprentices:visit_code",
        "apprentices:visit_file",
        "apprentices:visit_record",
        "apprentices:visit_section",
    }
