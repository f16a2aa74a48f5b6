"""The words people read: no page, mail, document or message says what the glossary asks us to avoid.

Only what a person can read is looked at: sentences in the code (labels, refusals, subjects), text, the attributes that
are read out or shown (alt, title, placeholder, aria-label, the value of a button) and sentences handed to template
tags. Names of code, addresses and classes are not.
A word may stand in a phrase that `allowed` in the glossary names with its reason.
"""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = json.loads((ROOT / "core" / "data" / "glossary.json").read_text(encoding="utf-8"))
FOLDERS = sorted({ROOT / "templates", *ROOT.glob("*/templates")})
APPS = ("core", "consortium", "apprentices", "placements", "assessment", "recruitment", "portal", "demo")
READ_BY_PEOPLE = {".html", ".txt", ".md"}

UNREAD = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1>|{% comment.*?endcomment %}|{#.*?#}|{{.*?}}", re.DOTALL | re.IGNORECASE
)
TEMPLATE_TAG = re.compile(r"{%.*?%}", re.DOTALL)
STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
WORDING = re.compile(r".*\s.*|[A-Z][^./_]*", re.DOTALL)
ANYTHING = re.compile(r".*", re.DOTALL)
ELEMENT = re.compile(r"<(?:\"[^\"]*\"|'[^']*'|[^'\"<>])*>", re.DOTALL)
READ_ATTRIBUTE = re.compile(r"\b(?:alt|title|placeholder|aria-label|value)=\"([^\"]*)\"", re.IGNORECASE)


def keep_only(text, pattern, part=None, wording=ANYTHING):
    """Blank out whatever matches, save those parts of it that people read; lines and columns stay where they are."""

    def blank(match):
        found = match.group(0)
        kept = [letter if letter == "\n" else " " for letter in found]
        for read in part.finditer(found) if part else ():
            start, end = read.span(read.lastindex)
            if wording.fullmatch(found[start:end]):
                kept[start:end] = found[start:end]
        return "".join(kept)

    return pattern.sub(blank, text)


def what_people_read(source):
    """The text of a template with everything else blanked out."""
    text = keep_only(source, UNREAD)
    text = keep_only(text, TEMPLATE_TAG, STRING, WORDING)
    return keep_only(text, ELEMENT, READ_ATTRIBUTE)


def phrase(words, *, flags=re.IGNORECASE):
    """A pattern for whole words, wherever a line is broken between them."""
    return re.compile(r"(?<![\w-])" + r"\s+".join(map(re.escape, words.split())) + r"(?![\w-])", flags)


ALLOWED = [phrase(entry["phrase"]) for entry in GLOSSARY["allowed"]]
AVOIDED = [
    (word, phrase(word, flags=0 if word.isupper() else re.IGNORECASE), entry)
    for entry in GLOSSARY["words"]
    if entry["enforced"]
    for word in entry["avoid"]
]


def words_to_avoid(source):
    """(line, word, what to say instead) for each word of a template that should not be read there."""
    text = what_people_read(source)
    for allowed in ALLOWED:
        text = keep_only(text, allowed)
    for word, pattern, entry in AVOIDED:
        if entry.get("abbreviation") and f"({word})" in text:
            continue
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, word, entry["say"]


CODED = re.compile(r"[A-Z0-9-]+")
"""A string of capitals alone is a code, and is read nowhere without its words."""


def sentences(path):
    """(line, text) of each string in a module that people may read: wording, and no docstring or key of code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unread = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    written = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in unread)
    for node in written:
        text = node.value
        if isinstance(text, str) and WORDING.fullmatch(text) and not CODED.fullmatch(text):
            yield node.lineno, text


def modules():
    tested = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return sorted(path for path in tested if "migrations" not in path.parts)


def templates():
    return sorted(
        path for folder in FOLDERS for path in folder.rglob("*") if path.is_file() and path.suffix in READ_BY_PEOPLE
    )


def test_no_template_uses_a_word_to_avoid():
    found = [
        f"{path.relative_to(ROOT)}:{line}: “{word}”. Say: {say}."
        for path in templates()
        for line, word, say in sorted(words_to_avoid(path.read_text(encoding="utf-8")))
    ]

    assert found == [], "\n".join(found)


def test_no_label_refusal_or_subject_in_the_code_uses_a_word_to_avoid():
    found = [
        f"{path.relative_to(ROOT)}:{line}: “{word}”. Say: {say}."
        for path in modules()
        for line, text in sentences(path)
        for _, word, say in sorted(words_to_avoid(text))
    ]

    assert found == [], "\n".join(found)


def test_what_the_check_of_the_code_sees(tmp_path):
    module = tmp_path / "module.py"
    module.write_text('"""A client."""\nkey = "client"\nSTAGE = "RFDP"\nlabel = f"Ask {key}\'s client first"\n')

    assert list(sentences(module)) == [(4, "Ask "), (4, "'s client first")]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Feedback from\n  service\n  users</p>", [(2, "service users")]),
        ("<p>A Client came.</p>", [(1, "client")]),
        ("<p>Nobody is blindfolded.</p>", []),
        ('<input name="client_id" id="client" class="no-show">', []),
        ('<a href="{% url "students:list" %}">Apprentices</a>', []),
        ("{# the client's own words #}{% comment %}vulnerable{% endcomment %}{{ student.name }}", []),
        ('<script nonce="x">var client = 1;</script><style>.blind {}</style><!-- client -->', []),
        ('<img alt="A vulnerable person" src="/client.png">', [(1, "vulnerable")]),
        ('<button value="Mark as no-show">Go</button>', [(1, "no-show")]),
        ('{% button "Add a student" name="student_id" %}', [(1, "student")]),
        ('{% include "students/list.html" with title="Students" %}', [(1, "students")]),
        ("<p>Social worker (integrated degree)</p>", []),
        ("<p>Your social worker apprentice</p>", [(1, "social worker"), (1, "social worker apprentice")]),
        ("<p>Observed by a registered\nsocial worker.</p>", []),
        ("<p>Practice assessment panel (PAP). The PAP meets in June.</p>", []),
        ("<p>The PAP meets in June. Write on paper, or pap.</p>", [(1, "PAP")]),
        ("<p>if a > b, students</p>", [(1, "students")]),
    ],
)
def test_what_the_check_sees(source, found):
    assert sorted((line, word) for line, word, _ in words_to_avoid(source)) == found


def test_glossary_says_what_to_say_and_why():
    assert [
        entry["avoid"] for entry in GLOSSARY["words"] if not (entry["avoid"] and entry["say"] and entry["why"])
    ] == []
    assert [entry["phrase"] for entry in GLOSSARY["allowed"] if not entry["why"]] == []


def test_every_allowed_phrase_is_needed():
    """A phrase without a word to avoid in it would only hide mistakes to come."""
    assert [
        entry["phrase"] for entry in GLOSSARY["allowed"] if not any(p.search(entry["phrase"]) for _, p, _ in AVOIDED)
    ] == []


@pytest.mark.parametrize(
    "path",
    sorted([*ROOT.glob("consortium/data/**/*.json"), *ROOT.glob("apprentices/data/*.json")]),
    ids=lambda path: path.name,
)
def test_reference_data_that_people_read_follows_the_glossary_too(path):
    """Official titles keep their words: those of standards and frameworks are their publishers'."""
    official = {"title", "name", "note", "code"}

    def texts(value, key=""):
        if isinstance(value, dict):
            return [text for name, part in value.items() for text in texts(part, name)]
        if isinstance(value, list):
            return [text for part in value for text in texts(part, key)]
        return [value] if isinstance(value, str) and key not in official else []

    found = [
        (word, text)
        for text in texts(json.loads(path.read_text(encoding="utf-8")))
        for _, word, _ in words_to_avoid(text)
    ]

    assert found == []
