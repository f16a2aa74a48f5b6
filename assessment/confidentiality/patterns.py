"""Personal details that have a shape: numbers, addresses, dates of birth, schools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from assessment.confidentiality import lists

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}"
    r"|\d{4}-\d{2}-\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s\d{{2,4}})?(?!\w)"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})"
)
_NAMED = r"(?:St\.? |The )?[A-Z][\w'’\-]{0,30}(?: (?:[A-Z][\w'’\-]{0,30}|of|and|the|&)){0,3}"
_STREET = "Road|Rd|Street|St|Avenue|Ave|Lane|Crescent|Terrace|Gardens|Mews"
_STREET_TOO = (
    "Close|Court|Drive|Grove|Place|Square|Way|Walk|Hill|Park|Row|Rise|House|Mansions|Towers?|Point|Heights|View|Green"
    "|Estate|Buildings|Parade|Vale"
)
_ANY_STREET = f"(?:{_STREET}|{_STREET_TOO})"
_SMALL_WORDS = (
    "in|on|the|of|to|at|down|across|from|along|up|and|or|for|my|her|his|their|this|that|years?|days?|minutes?"
    "|people|per"
)
_STREET_WORD = r"[A-Z][\w'’.\-]{0,30} "
_FLAT_BEFORE = r"(?:(?:Flat|Apartment|Apt|Room|Unit) \w{1,4},? )?"
_HOUSE = r"\d{1,4}[A-Za-z]?,? "
_LIVES = (
    r"(?:live[sd]?|living|stay(?:s|ed|ing)|address|moved|home|house|flat|round|opposite|outside|door|corner)(?: \w+)? "
    r"(?:is |was |to |in |on |at |of |off )+(?:the |his |her )?"
)
_SORT_OF_SCHOOL = (
    "Primary|Secondary|Infants?|Junior|Nursery|High|Grammar|Community|Free|Special|Catholic|RC|C of E|CofE|CE"
    "|Girls[’']?|Boys[’']?|Church of England|Independent|Comprehensive|Preparatory|Prep"
)
_SCHOOL_WORD = (
    r"(?:School|Academy|Nursery|Pre-?[Ss]chool|Sixth Form(?: College)?|Sixth Form Centre|Primary|Secondary|Infants"
    r"|Juniors)"
)
_ATTENDS = (
    r"(?:attends?|attended|attending|pupil at|goes to|went to school at|at school at|enrolled at|excluded from"
    r"|transferred to|place at|Year \d{1,2} at|reception at|teacher at|teachers at|headteacher of|head of year at"
    r"|SENCO at|SENCo at)"
)
_CASE_WORDS = "(?:" + "|".join(word.replace("_", " ?") for word in sorted(lists.cues("records"), reverse=True)) + ")"
_SYSTEMS = r"(?:mosaic|liquid ?logic|lcs|rio|systmone|emis|upn|cad|ref(?:erence)?|case|id)"
_NUMBER_WORDS = r"(?:numbers?|no\.?|nr\.?|ref(?:erence)?\.?|id|#)"
_NUMBER = r"(?=[A-Z0-9/\-]{0,40}\d{3})[A-Z]{0,5}[-/ ]?\d[A-Z0-9/\-]{3,18}"
_BIRTH = r"(?:born|birthday|birthdate|birth\sdate|d\.?o\.?b\b\.?|date\sof\sbirth|turn(?:s|ed|ing)?\s\w{1,20}\son)"
_AMOUNTS = "pounds|people|children|adults|households|hours|words|in England"


@dataclass(frozen=True)
class Rule:
    """One shape: what it is, its pattern (group 1 is the stretch, where it has one), and why it was taken for it."""

    what: str
    pattern: re.Pattern[str]
    why: str


_RULES = (
    Rule(
        "an e-mail address",
        re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
        "it has the shape of an e-mail address",
    ),
    Rule(
        "a date of birth",
        re.compile(
            rf"\b{_BIRTH}[^\n\d]{{0,20}}({_DATE})",
            re.IGNORECASE,
        ),
        "words about a birth stand before it",
    ),
    Rule(
        "an NHS number",
        re.compile(r"\bNHS\s(?:number|no\.?|num)?[^\d\n]{0,10}(\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)", re.IGNORECASE),
        "“NHS” stands before ten digits",
    ),
    Rule(
        "an NHS number",
        re.compile(r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])"),
        "ten digits with the check digit of an NHS number",
    ),
    Rule(
        "a phone number",
        re.compile(r"(?<![\d+])(?:\+44|0044|\(?0)(?:[ ().-]{0,3}\d){9,10}(?!\d)"),
        "it has the shape of a phone number",
    ),
    Rule(
        "a case number",
        re.compile(
            rf"\b{_CASE_WORDS}\s?{_CASE_WORDS}?\s?{_NUMBER_WORDS}(?:\s(?:is|was))?\s?[:#.]?\s?({_NUMBER})",
            re.IGNORECASE,
        ),
        "words about a record stand before it",
    ),
    Rule(
        "a case number",
        re.compile(
            rf"\b{_SYSTEMS}\.?\s?[:#]?\s?({_NUMBER})(?!\w)",
            re.IGNORECASE,
        ),
        "words about a record stand before it",
    ),
    Rule(
        "a case number",
        re.compile(r"\b(?:[A-CEGHJ-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]|[A-Z]{2}\d{2}[CPF]\d{5}|[A-Z]\d{12})\b"),
        "it has the shape of a National Insurance, court or pupil number",
    ),
    Rule(
        "a case number",
        re.compile(rf"(?<![\w£$€.,/:+\-])\d{{6,9}}(?![\w%]|[,.]\d| ?(?:{_AMOUNTS}))"),
        "a long number that is no amount",
    ),
    Rule(
        "a postcode",
        re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE),
        "it has the shape of a postcode",
    ),
    Rule(
        "a school",
        re.compile(rf"\b({_NAMED} (?:(?:{_SORT_OF_SCHOOL}) ){{0,3}}{_SCHOOL_WORD})\b"),
        "it is named as a school",
    ),
    Rule(
        "a school",
        re.compile(rf"\b{_ATTENDS} (?:the )?((?:St\.? )?[A-Z][\w'’\-]{{1,30}}(?: [A-Z][\w'’\-]{{1,30}}){{0,3}})"),
        "words about a school stand before it",
    ),
    Rule(
        "an address",
        re.compile(
            rf"\b({_FLAT_BEFORE}{_HOUSE}(?:(?!(?:{_SMALL_WORDS})\b)[A-Za-z][\w'’.\-]{{0,30}} ){{1,3}}(?:{_STREET}))\b",
            re.IGNORECASE,
        ),
        "a number and a street",
    ),
    Rule(
        "an address",
        re.compile(rf"\b({_FLAT_BEFORE}{_HOUSE}(?:The {_ANY_STREET}|(?:{_STREET_WORD}){{1,3}}(?:{_STREET_TOO})))\b"),
        "a number and a street",
    ),
    Rule(
        "an address",
        re.compile(
            r"\b((?:[Ff]lat|[Aa]partment|[Aa]pt) (?:\d{1,4}[A-Za-z]?|[A-Z])\b"
            rf"(?:,? (?:{_STREET_WORD}){{1,3}}{_ANY_STREET})?)\b"
        ),
        "it names a flat",
    ),
    Rule(
        "an address",
        re.compile(rf"\b{_LIVES}((?:{_STREET_WORD}){{1,3}}{_ANY_STREET})\b"),
        "a street where somebody lives",
    ),
)

_NO_SCHOOL_BY = (
    "Social Work|Practice|Children|National|Law|Medical|Business|London School of|Early Years|Sunday|Summer|Saturday"
)
_NOT_A_SCHOOL = re.compile(
    r"^(?:The |A |An |Her |His |Their |My |Our |At |In |From |Every |Each |Local |Primary|Secondary|High|Special|Junior"
    rf"|Infant|Nursery|{_NO_SCHOOL_BY})"
    r"(?:(?: (?:Primary|Secondary|High|Special|Junior|Infant|Nursery|Work|School|Academy|Worker|Leaders))*)$"
)


def patterns_in(text: str, *, most: int) -> Iterator[tuple[str, int, int, str]]:
    """Each stretch that has one of the shapes as (what, start, end, why); none twice, the earlier rule first."""
    taken: list[tuple[int, int]] = []
    for rule in _RULES:
        for match in islice(rule.pattern.finditer(text), most):
            start, end = match.span(1 if rule.pattern.groups else 0)
            if _is_none(rule, text[start:end]) or any(start < other_end and end > other for other, other_end in taken):
                continue
            taken.append((start, end))
            yield rule.what, start, end, rule.why


def _is_none(rule: Rule, found: str) -> bool:
    """What has the shape and is nothing of the sort."""
    if rule.what == "an NHS number" and rule.why.startswith("ten"):
        return not is_nhs_number(found)
    if rule.what == "a school":
        return bool(_NOT_A_SCHOOL.match(found))
    return False


def is_nhs_number(text: str) -> bool:
    """Whether ten digits have the check digit of an NHS number (modulus 11)."""
    digits = [int(character) for character in text if character.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == digits[9]
