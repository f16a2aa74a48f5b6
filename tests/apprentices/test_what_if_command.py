"""``manage.py off_the_job_whatif``: cases in as JSON, answers out as JSON, and words for what makes no sense."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import make

VECTORS = Path(__file__).parent / "off_the_job" / "vectors.json"


def run(source, monkeypatch=None, typed=None):
    out, err = io.StringIO(), io.StringIO()
    if typed is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call_command("off_the_job_whatif", str(source), stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


@pytest.mark.django_db
def test_every_worked_case_comes_out_as_it_must():
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    answers, said = run(VECTORS)

    assert [answer["id"] for answer in answers] == [vector["id"] for vector in vectors]
    for vector, answer in zip(vectors, answers, strict=True):
        assert {name: answer[name] for name in vector["expected"]} == vector["expected"]
    assert all({"minimum_hours", "planned_hours", "eligible", "explanation"} <= answer.keys() for answer in answers)
    assert said == ""


@pytest.mark.django_db
def test_cases_come_from_standard_input_and_one_that_makes_no_sense_stops_nobody(monkeypatch):
    cases = [{"id": "first", "inputs": {"start": "2021-09-06", "weekly_hours": 22.2, "months": 49}}, {"id": "second"}]
    answers, said = run("-", monkeypatch, json.dumps(cases))

    assert [(answer["id"], answer["minimum_hours"]) for answer in answers] == [("first", 841.23), ("second", None)]
    assert answers[1]["explanation"] == ["Give the day on which the apprentice first started."]
    assert said == (
        "second: Give the day on which the apprentice first started.\n1 case of 2 could not be worked out.\n"
    )


@pytest.mark.django_db
def test_published_minimum_is_the_one_that_the_portal_holds(monkeypatch):
    make.published_minimum(hours=812)
    answers, _ = run("-", monkeypatch, '[{"start": "2027-09-06", "months": 36}]')

    assert answers[0]["minimum_hours"] == 812


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "{",
            "This is not JSON (line 1, column 2: Expecting property name enclosed in double quotes). "
            "Check the file there.",
        ),
        ("5", "Give a list of cases, or a document with such a list under “vectors”."),
        ("[" * 100_000, "The cases are nested too deeply. Give a list of cases."),
    ],
)
def test_what_is_no_list_of_cases_is_refused_in_words(monkeypatch, text, words):
    with pytest.raises(CommandError) as refused:
        run("-", monkeypatch, text)

    assert str(refused.value) == words


@pytest.mark.django_db
def test_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CommandError) as refused:
        run(tmp_path / "nowhere.json")
    assert str(refused.value) == f"{tmp_path / 'nowhere.json'} could not be read: No such file or directory."

    (tmp_path / "photo.json").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(CommandError) as refused:
        run(tmp_path / "photo.json")
    assert str(refused.value) == f"{tmp_path / 'photo.json'} is not text in UTF-8. Save the cases as JSON."
