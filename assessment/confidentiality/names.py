"""Which words of a text are probably somebody's name, and why: plain rules, in an order, each of which can say so.

A name is known by what stands before it ("Mrs", "his mother", "called"), by being in a list of names that Londoners
have, or by a capital inside a sentence on a word that is none. Places, laws, days, services and authors who are quoted
with their year are nobody who is served, and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessment.confidentiality import lists

_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(rf"{_LETTER}+(?:['’\-]{_LETTER}+)*")
_ENDS_A_SENTENCE = re.compile(r"[.!?:;\n\r\t•|*“\"(\[—]|[-–]\s|‘")
_YEAR_AFTER = re.compile(
    r"(?:['’]s)?(?:,? et al\.?)?(?:,? (?:and|&) (?:others|[^\W\d_][\w'’\-]{0,30}))?,? ?"
    r"(?:[A-Z]\.,? ?){0,3}[(\[,]? ?\(?(?:19|20)\d\d[a-z]?\b"
)
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,3}(?!\w)")
_INITIAL_BEFORE = re.compile(r"(?<![\w.])(?:[A-Z]\.? ){1,2}$")

TITLES, FAMILY_TITLES = lists.cues("titles"), lists.cues("family_titles")
PEOPLE, CALLED, OWNERS = lists.cues("people"), lists.cues("called"), lists.cues("owners")
VERBS, BEFORE_A_PERSON = lists.cues("verbs"), lists.cues("before_a_person")
INSTITUTIONS, JOINS, PARTICLES = lists.cues("institutions"), lists.cues("joins"), lists.cues("particles")
THEORY = lists.cues("theory")
SAYS = frozenset(["argues", "argued", "writes", "describes", "suggests", "calls"])
NOT_INITIALS, ACRONYMS = lists.cues("not_initials"), lists.cues("acronyms")

ACCORDING = ("according to", "theory of", "work of", "ideas of", "words of", "cited in", "writes", "argues")
LONGEST_RUN = 8
"""Words before an institution's last that belong to its name."""


@dataclass(frozen=True)
class Name:
    """A stretch that is probably a name, and why it was taken for one."""

    start: int
    end: int
    why: str


@dataclass
class Token:
    """One word of the text, with what the rules ask about it."""

    text: str
    start: int
    end: int
    opens: bool
    """Whether it begins a sentence, a line or a quotation, where any word has a capital."""
    nobody: bool = False
    why: str = ""

    @property
    def low(self) -> str:
        return _bare(self.text).lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def shouted(self) -> bool:
        return len(self.text) > 1 and _bare(self.text).isupper()

    @property
    def owns(self) -> bool:
        return self.text[-2:] in ("'s", "’s")

    @property
    def bare_end(self) -> int:
        return self.start + len(_bare(self.text))


def names_in(text: str, *, taken: list[tuple[int, int]]) -> list[Name]:
    """Every probable name, in order. ``taken``: stretches that are something else (an address, a school)."""
    tokens = _tokens(text)
    _mark_nobodies(text, tokens, taken)
    for place in range(len(tokens)):
        if not tokens[place].nobody:
            tokens[place].why = _why(text, tokens, place)
    _same_again(tokens)
    return sorted([*_joined(text, tokens), *_initials(text, tokens, taken)], key=lambda name: name.start)


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    before = 0
    for match in _TOKEN.finditer(text):
        gap = text[before : match.start()]
        opens = not found or (bool(_ENDS_A_SENTENCE.search(gap)) and not _after_a_short_form(found[-1], gap))
        found.append(Token(match[0], *match.span(), opens))
        before = match.end()
    return found


def _after_a_short_form(before: Token, gap: str) -> bool:
    """ "Mr. Osei" and "J. Osei" do not begin a sentence with Osei."""
    return gap == ". " and (before.low in TITLES | {"st", "vs", "al", "cf", "eg", "ie"} or len(before.text) == 1)


def _bare(word: str) -> str:
    return word[:-2] if word[-2:] in ("'s", "’s") else word


# What is nobody ---------------------------------------------------------------------------------------------


def _mark_nobodies(text: str, tokens: list[Token], taken: list[tuple[int, int]]) -> None:
    for token in tokens:
        token.nobody = any(start <= token.start < end for start, end in taken)
    _mark_listed(tokens)
    _mark_institutions(text, tokens)
    for place, token in enumerate(tokens):
        if token.capital and _is_cited(text, tokens, place):
            token.nobody = True


def _mark_listed(tokens: list[Token]) -> None:
    """Places, faiths, days and the like; the longest that fits. A place that is a first name too may be a person."""
    known, longest = lists.nobodies(), lists.longest_nobody()
    low = [token.text.lower().replace("’", "'") for token in tokens]
    for place, token in enumerate(tokens):
        if not token.capital or token.nobody:
            continue
        for length in range(min(longest, len(tokens) - place), 0, -1):
            words = tuple(low[place : place + length])
            if words in known or (*words[:-1], words[-1].removesuffix("'s")) in known:
                if length == 1 and _is_a_person_here(tokens, place):
                    break
                for one in tokens[place : place + length]:
                    one.nobody = True
                break


def _is_a_person_here(tokens: list[Token], place: int) -> bool:
    """Chelsea, Jordan, India: a person where a title, a relative or "called" is before, or a verb of speech after."""
    token = tokens[place]
    if token.low not in lists.first_names():
        return False
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    return bool(_cue_before(tokens, place)) or after in {"said", "told", "asked", "cried", "felt", "wants", "wanted"}


def _mark_institutions(text: str, tokens: list[Token]) -> None:
    """A run of capitals that ends in Act, Council, Team, Model …, with the small words that join it."""
    for place, token in enumerate(tokens):
        if not token.capital or token.low not in INSTITUTIONS or (token.opens and not _next_joins(text, tokens, place)):
            continue
        token.nobody = True
        back = place - 1
        while back >= max(0, place - LONGEST_RUN) and _touches(text, tokens[back], tokens[back + 1]):
            one = tokens[back]
            if one.low in TITLES:
                break
            if not one.capital and not (one.low in JOINS and back and tokens[back - 1].capital):
                break
            one.nobody = one.nobody or one.capital
            if one.opens:
                break
            back -= 1


def _next_joins(text: str, tokens: list[Token], place: int) -> bool:
    return place + 1 < len(tokens) and _touches(text, tokens[place], tokens[place + 1]) and tokens[place + 1].capital


def _touches(text: str, one: Token, other: Token) -> bool:
    """Whether two words stand side by side, with nothing but a space, a hyphen or an ampersand between."""
    return text[one.end : other.start] in (" ", "-", " & ", "\u00a0", "’ ", "' ")


def _is_cited(text: str, tokens: list[Token], place: int) -> bool:
    """An author of theory: with a year, with "according to", or one known for it beside a word of theory."""
    token = tokens[place]
    if _YEAR_AFTER.match(text, token.bare_end) and not _titled(tokens, place):
        return True
    if token.low not in lists.theorists():
        return False
    if not lists.is_in_list(token.low) and token.low not in lists.first_names() | lists.last_names():
        return True
    if place > 1 and tokens[place - 1].low in ("and", "al") and tokens[place - 2].nobody and tokens[place - 2].capital:
        return True
    before = text[max(0, token.start - 18) : token.start].lower().rstrip()
    return before.endswith(ACCORDING) or before.endswith("lord") or _beside_theory(tokens, place)


def _beside_theory(tokens: list[Token], place: int) -> bool:
    """ "Gibbs' reflective cycle", "Thompson argues": a word of theory soon after, and nothing of a person between."""
    after = [one.low for one in tokens[place + 1 : place + 5]]
    if not THEORY.intersection(after) and not SAYS.intersection(after):
        return False
    return tokens[place].owns or after[0] in THEORY | SAYS | {"and"}


def _titled(tokens: list[Token], place: int) -> bool:
    return place > 0 and tokens[place - 1].low in TITLES


# What is a name ---------------------------------------------------------------------------------------------


def _why(text: str, tokens: list[Token], place: int) -> str:
    """Why this word is taken for a name; "" = it is not."""
    token = tokens[place]
    if len(token.text) == 1:
        return ""
    if token.capital and (cue := _cue_before(tokens, place)) and not _is_plain(token, after_a_title=cue == "title"):
        before = tokens[place - 1].text
        return f"“{before}” stands before it"
    if not token.capital:
        return _why_small(tokens, place)
    if _INITIAL_BEFORE.search(text, max(0, token.start - 6), token.start) and not lists.is_in_list(token.low):
        return "an initial stands before it"
    return _why_listed(tokens, place) or _why_unknown(text, tokens, place)


def _cue_before(tokens: list[Token], place: int) -> str:
    """ "title", "called" or "relative": what stands before a word and says that it is a name."""
    if not place:
        return ""
    before = tokens[place - 1]
    if before.low in TITLES or (before.low in FAMILY_TITLES and before.capital):
        return "title"
    if tokens[place].opens:
        return ""
    if before.low in CALLED or (before.low in ("is", "was", "as") and _says_a_name(tokens, place - 2)):
        return "called"
    if before.low in PEOPLE and not before.owns and _is_owned(tokens, place - 1):
        return "relative"
    return ""


def _says_a_name(tokens: list[Token], place: int) -> bool:
    return place >= 0 and tokens[place].low in ("name", "known", "named", "surname")


def _is_owned(tokens: list[Token], place: int) -> bool:
    """ "his mother", "the boy", "her younger sister", "Mrs A’s son"."""
    before = tokens[max(0, place - 3) : place]
    return any(one.low in OWNERS or one.owns for one in before)


def _is_plain(token: Token, *, after_a_title: bool) -> bool:
    """A word that is no name even after "his mother": I, PE, Monday. After a title hardly any word is plain."""
    if after_a_title:
        return False
    return (token.shouted and len(token.text) < 5) or (
        lists.is_in_list(token.low) and token.low not in lists.first_names()
    )


def _why_small(tokens: list[Token], place: int) -> str:
    """A name typed in small letters, as on a phone: only one that is no word, and only where a person is spoken of."""
    token = tokens[place]
    if token.low not in lists.first_names() or lists.is_word(token.low) or len(token.low) < 3:
        return ""
    before = tokens[place - 1].low if place else ""
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    if before in TITLES | PEOPLE | CALLED | BEFORE_A_PERSON or after in VERBS or token.owns:
        return "it is in the list of first names"
    return ""


def _why_listed(tokens: list[Token], place: int) -> str:
    token = tokens[place]
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    spoken_of = token.owns or (after is not None and not after.opens and after.low in VERBS)
    is_first, is_last = token.low in lists.first_names(), token.low in lists.last_names()
    if token.shouted and len(token.text) < 4:
        return ""
    if is_first and not lists.is_in_list(token.low):
        return "it is in the list of first names"
    if is_first and (
        not token.opens or (spoken_of and after is not None and after.low not in ("is", "was", "and", "has"))
    ):
        return "it is a first name as well as a word, and has a capital"
    if is_last and not lists.is_word(token.low) and (not token.opens or spoken_of):
        return "it is in the list of family names"
    return ""


def _why_unknown(text: str, tokens: list[Token], place: int) -> str:
    """A capital inside a sentence on a word that is none; at the start of one, only where a person is spoken of."""
    token = tokens[place]
    if (
        token.shouted
        or len(token.text) < 3
        or token.low in TITLES
        or lists.is_word(token.low)
        or any(c.isupper() for c in token.text[1:3])
    ):
        return ""
    if token.low.endswith(("ish", "ese", "ian", "ians", "ean")) and len(token.low) > 5:
        return ""
    if not token.opens:
        return "it has a capital inside a sentence and is not a word that we know"
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is not None and not after.opens and after.low in VERBS - {"and", "can", "will", "is", "was", "has", "had"}:
        return "it does what a person does, and is not a word that we know"
    return ""


def _same_again(tokens: list[Token]) -> None:
    """What was found once is found wherever it stands again with a capital."""
    found = {token.low for token in tokens if token.why and not lists.is_in_list(token.low)}
    for token in tokens:
        if token.low in found and not token.why and not token.nobody and token.capital:
            token.why = "it was found as a name elsewhere in this text"


def _joined(text: str, tokens: list[Token]) -> Iterator[Name]:
    """Names of several words as one: "Amina van den Berg", "K. Osei", "Grace Hope"."""
    place = 0
    while place < len(tokens):
        if not tokens[place].why:
            place += 1
            continue
        first = last = place
        while last + 1 < len(tokens) and _goes_on(text, tokens, last):
            last += 1
        start = tokens[first].start
        initial = _INITIAL_BEFORE.search(text, max(0, start - 6), start)
        if initial and not initial[0].startswith(("I ", "A ")):
            start = initial.start()
        yield Name(start, tokens[last].bare_end, tokens[place].why)
        place = last + 1


def _goes_on(text: str, tokens: list[Token], place: int) -> bool:
    """Whether the word after this one is part of the same name."""
    one, other = tokens[place], tokens[place + 1]
    if one.owns or other.nobody or text[one.end : other.start] not in (" ", "\u00a0"):
        return False
    if other.low in PARTICLES and place + 2 < len(tokens) and tokens[place + 2].capital and tokens[place + 2].why:
        return True
    if other.why:
        return True
    if not other.capital or len(other.text) == 1:
        return False
    known = lists.first_names() | lists.last_names()
    return other.low in known or (not lists.is_word(other.low) and not other.shouted)


def _initials(text: str, tokens: list[Token], taken: list[tuple[int, int]]) -> Iterator[Name]:
    """ "T.K. told me", "his aunt T.K.": a person’s own initials are no disguise to whoever knows them."""
    for match in _INITIALS.finditer(text):
        if match[0] in NOT_INITIALS or any(start <= match.start() < end for start, end in taken):
            continue
        yield Name(*match.span(), "initials stand for a name")
    for place, token in enumerate(tokens):
        if (
            not (token.shouted and 2 <= len(_bare(token.text)) <= 3 and _bare(token.text) not in ACRONYMS)
            or token.nobody
        ):
            continue
        relative = token.owns and place + 1 < len(tokens) and tokens[place + 1].low in PEOPLE
        if relative or (place and tokens[place - 1].low in PEOPLE - {"worker", "officer", "manager", "adult"}):
            yield Name(token.start, token.bare_end, "initials stand for a name")
