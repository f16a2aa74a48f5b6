"""The pages: log in four taps, same again, questions, the batch, the record; and what they say to others."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apprentices.models import FourTests, Involvement, OffTheJobEntry, ProgressReview, Standing
from core.audit.models import Event
from core.audit.signatures import Signature
from tests import make
from tests.queries import beyond_the_constant_page, queries

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
State = OffTheJobEntry.State


@pytest.fixture(autouse=True)
def kinds_of_activity():
    for code in ("private_study", "shadowing", "assignment", "lecture", "conference", "progress_review"):
        make.activity(code)


@pytest.fixture
def apprentice():
    return make.apprentice("Amara Johnson", cohort=make.cohort(starts_on=TODAY - datetime.timedelta(days=60)))


@pytest.fixture
def manager(apprentice):
    return make.line_manager(apprentice, make.person("Grace Mensah"))


def post_time(browser, url="/apprentices/time/", **typed):
    answers = {"activity": "private_study", "length": "2", "when": TODAY.isoformat(), "four_tests": "yes"} | typed
    return browser.post(url, {name: value for name, value in answers.items() if value is not None}, follow=True)


def dated(field, date):
    """A date as the three boxes of a form post it."""
    return {f"{field}_day": date.day, f"{field}_month": date.month, f"{field}_year": date.year}


def only_entry():
    return OffTheJobEntry.objects.get()


# The log -----------------------------------------------------------------------------------------------------


def test_four_answers_log_the_time_and_say_what_happens_next(apprentice):
    response = post_time(make.signed_in(apprentice.person))

    entry = only_entry()
    assert (entry.state, entry.hours, entry.date, entry.activity.code) == (
        State.SUBMITTED,
        Decimal(2),
        TODAY,
        "private_study",
    )
    [said] = [str(message) for message in response.context["messages"]]
    assert said.endswith("logged. It counts once your line manager has confirmed it.")


def test_the_four_tests_are_asked_on_the_first_of_a_kind_with_everything_kept(apprentice):
    browser = make.signed_in(apprentice.person)

    asked = post_time(browser, four_tests=None, note="Read about the Care Act")
    assert OffTheJobEntry.objects.count() == 0
    assert FourTests.WORDS in asked.content.decode().replace("&#x27;", "'")
    assert "Read about the Care Act" in asked.content.decode()

    post_time(browser, note="Read about the Care Act")
    post_time(browser, four_tests=None, length="1")

    assert OffTheJobEntry.objects.count() == 2


WRONG = {
    "no kind": ({"activity": None}, "activity", "Answer “What did you do?”"),
    "odd kind": ({"activity": "nonsense"}, "activity", "Select an answer from the list"),
    "other kind": ({"activity": "other"}, "other_activity", "Select which kind of training it was"),
    "no length": ({"length": None}, "length", "Select how long it took, or type another length of time"),
    "odd length": (
        {"other_length": "ages"},
        "other_length",
        "Another length of time must be a number of hours, like 7.5 or 7h 30m",
    ),
    "too long": (
        {"other_length": "13"},
        "other_length",
        "At most 12 hours of one day can count. If the training went on the next day, log that part there.",
    ),
    "no day": ({"when": "other"}, "other_date", "Enter the day on which it took place"),
    "odd day": (
        {"when": "other", "other_date_day": "31", "other_date_month": "2", "other_date_year": "2026"},
        "other_date",
        "Date must be a real date",
    ),
    "odd time": ({"starts_at": "25 o'clock"}, "starts_at", "Time must be a time, like 9:30am or 14:00"),
    "long note": ({"note": "x" * 2001}, "note", "Answer must be 2,000 characters or fewer"),
}


@pytest.mark.parametrize(("typed", "field", "words"), WRONG.values(), ids=WRONG)
def test_what_is_missing_or_wrong_is_said_beside_its_field(apprentice, typed, field, words):
    response = post_time(make.signed_in(apprentice.person), **typed)

    assert response.context["form"].errors[field] == [words]
    assert OffTheJobEntry.objects.count() == 0


def test_what_was_typed_goes_before_what_was_tapped(apprentice):
    post_time(make.signed_in(apprentice.person), other_length="1h 30m")

    assert only_entry().hours == Decimal("1.5")


def test_a_rule_of_the_log_is_said_beside_the_field_that_was_used(apprentice):
    future = TODAY + datetime.timedelta(days=2)
    typed = dated("other_date", future)

    response = post_time(make.signed_in(apprentice.person), when="other", **typed)

    assert response.context["form"].errors["other_date"] == [
        "That day has not come yet. Log time once it has taken place."
    ]


def test_a_file_goes_with_the_entry_and_is_asked_for_once(apprentice, manager):
    browser = make.signed_in(apprentice.person)
    upload = SimpleUploadedFile("notes.txt", b"What I learned", "text/plain")

    asked = post_time(browser, four_tests=None, file=upload)
    [kept] = asked.context["form"].data.getlist("kept_files")
    post_time(browser, kept_files=kept)

    stored = only_entry().files.get()
    assert (stored.reference, stored.name) == (kept, "notes.txt")


def test_nobody_attaches_what_somebody_else_uploaded(apprentice):
    other = make.apprentice(cohort=apprentice.cohort)
    browser = make.signed_in(other.person)
    post_time(browser, file=SimpleUploadedFile("mine.txt", b"Mine", "text/plain"))
    theirs = only_entry().files.get()

    post_time(make.signed_in(apprentice.person), kept_files=[theirs.reference, "\x00", "nothing", "x" * 500])

    assert not OffTheJobEntry.objects.get(apprentice=apprentice).files.exists()


@pytest.mark.parametrize("page", ["", "time/", "time/by-link/", "reviews/"])
def test_an_address_with_a_nul_character_is_not_there(apprentice, page):
    assert make.signed_in(apprentice.person).get(f"/apprentices/{page}%00/").status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_logged(apprentice):
    upload = SimpleUploadedFile("notes.pdf", b"not a pdf", "application/pdf")

    response = post_time(make.signed_in(apprentice.person), file=upload)

    assert response.context["form"].errors["file"] == ["This file is named .pdf but is not a PDF."]
    assert OffTheJobEntry.objects.count() == 0


def test_the_same_device_id_sent_again_makes_no_second_entry(apprentice):
    browser = make.signed_in(apprentice.person)
    client_id = "7b6d1f4e-95a1-4a0e-8d8c-0b7a3c1d2e3f"

    post_time(browser, client_id=client_id)
    post_time(browser, client_id=client_id)

    assert OffTheJobEntry.objects.count() == 1


def test_same_again_is_one_press_for_today(apprentice):
    browser = make.signed_in(apprentice.person)
    yesterday = TODAY - datetime.timedelta(days=1)
    post_time(browser, when=yesterday.isoformat())
    entry = only_entry()

    page = browser.get("/apprentices/time/")
    browser.post(reverse("apprentices:same_again", args=[entry.reference]))

    assert "Same again today: 2 hours of Study and reading" in page.content.decode()
    assert list(OffTheJobEntry.objects.order_by("pk").values_list("date", "hours")) == [
        (yesterday, Decimal(2)),
        (TODAY, Decimal(2)),
    ]


def test_same_again_on_a_day_that_has_it_says_why_not(apprentice):
    browser = make.signed_in(apprentice.person)
    post_time(browser)

    response = browser.post(reverse("apprentices:same_again", args=[only_entry().reference]), follow=True)

    [said] = [str(message) for message in response.context["messages"]]
    assert said.startswith("You have logged 2 hours of study and reading on that day already.")


def test_a_draft_is_kept_found_again_and_sent(apprentice):
    browser = make.signed_in(apprentice.person)
    post_time(browser, keep="yes", four_tests=None)
    draft = only_entry()

    home = browser.get("/").content.decode()
    page = post_time(browser, reverse("apprentices:change_entry", args=[draft.reference]), length="3", version=1)

    assert f"Finish the draft of 2 hours on {TODAY:%-d %B %Y}" in home
    assert page.redirect_chain
    draft.refresh_from_db()
    assert (draft.state, draft.hours) == (State.SUBMITTED, Decimal(3))


def test_a_question_is_read_and_answered_on_the_entry(apprentice, manager):
    post_time(make.signed_in(apprentice.person))
    entry = only_entry()
    make.signed_in(manager).post(
        reverse("apprentices:ask_about", args=[entry.reference]), {"question": "Which afternoon?"}
    )
    browser = make.signed_in(apprentice.person)
    change = reverse("apprentices:change_entry", args=[entry.reference])

    page = browser.get(change).content.decode()
    entry.refresh_from_db()
    unanswered = post_time(browser, change, answer="", version=entry.version)
    post_time(browser, change, answer="Thursday.", version=entry.version)

    assert "Which afternoon?" in page
    assert "Answer the question, or put the entry right." in unanswered.context["form"].non_field_errors()
    entry.refresh_from_db()
    assert (entry.state, entry.answer) == (State.SUBMITTED, "Thursday.")


def test_a_second_tab_with_an_older_version_is_told_and_keeps_what_it_holds(apprentice):
    browser = make.signed_in(apprentice.person)
    post_time(browser, keep="yes", four_tests=None, note="First")
    draft = only_entry()
    change = reverse("apprentices:change_entry", args=[draft.reference])
    opened_twice = {"version": draft.version, "keep": "yes"}
    post_time(browser, change, note="Second", **opened_twice)

    answer = post_time(browser, change, note="Third", **opened_twice)

    draft.refresh_from_db()
    assert draft.note == "Second"
    assert [theirs.saved for theirs in answer.context["form"].theirs if theirs.label == "What did you learn?"] == [
        "Second"
    ]
    assert answer.context["form"]["note"].value() == "Third"


def test_the_log_is_there_for_apprentices_alone(manager):
    assert make.signed_in(manager).get("/apprentices/time/").status_code == 404


def test_one_entry_is_confirmed_as_it_was_shown_and_not_as_it_became(apprentice, manager):
    entry = make.entry(apprentice, submitted=True)
    address, desk = reverse("apprentices:confirm_one", args=[entry.reference]), make.signed_in(manager)
    page = desk.get(reverse("apprentices:entry", args=[entry.reference])).content.decode()
    assert f'<input type="hidden" name="version" value="{entry.version}">' in page
    OffTheJobEntry.objects.filter(pk=entry.pk).update(hours=Decimal(9), version=entry.version + 1)
    for posted in ({"version": entry.version}, {}, {"version": "x"}):
        desk.post(address, posted)
        assert OffTheJobEntry.objects.get().state == "submitted"
    desk.post(address, {"version": entry.version + 1})
    assert OffTheJobEntry.objects.get().state == "confirmed"


# The batch ---------------------------------------------------------------------------------------------------


def test_the_odd_ones_stand_first_without_a_tick(apprentice, manager):
    first = make.entry(apprentice, date=TODAY - datetime.timedelta(days=9), hours=Decimal(1), submitted=True)
    make.signed_in(manager).post(reverse("apprentices:confirm_one", args=[first.reference]), {"version": first.version})
    monday = TODAY - datetime.timedelta(days=TODAY.weekday() + 7)
    plain = make.entry(apprentice, date=monday, submitted=True)
    long = make.entry(apprentice, date=monday, hours=Decimal(9), submitted=True)
    weekend = make.entry(apprentice, date=monday - datetime.timedelta(days=1), submitted=True)
    new_kind = make.entry(apprentice, "shadowing", date=monday, submitted=True)

    batch = make.signed_in(manager).get("/apprentices/time/confirm/").context["batch"]

    assert {row.entry: row.oddities for row in batch.odd} == {
        long: ["More than 8 hours"],
        weekend: ["A Sunday"],
        new_kind: ["First of its kind"],
    }
    assert [row.entry for row in batch.rest] == [plain]


def ticked(*entries):
    return {"entry": [f"{entry.reference}:{OffTheJobEntry.objects.get(pk=entry.pk).version}" for entry in entries]}


def test_what_is_ticked_is_confirmed_and_what_is_not_stays(apprentice, manager):
    first, second = make.entry(apprentice, submitted=True), make.entry(apprentice, hours=Decimal(3), submitted=True)

    response = make.signed_in(manager).post("/apprentices/time/confirm/", ticked(first), follow=True)

    [said] = [str(message) for message in response.context["messages"]]
    assert said == "1 entry confirmed: 2 hours of 1 apprentice. They count from now on and cannot be changed."
    assert [row.entry for row in (*response.context["batch"].odd, *response.context["batch"].rest)] == [second]
    assert Signature.objects.get().method == Signature.Method.ACCOUNT


def test_what_somebody_else_dealt_with_is_said_by_name(apprentice, manager):
    other = make.line_manager(apprentice, make.person("Noor Ali"))
    first, second = make.entry(apprentice, submitted=True), make.entry(apprentice, hours=Decimal(3), submitted=True)
    shown = ticked(first, second)
    make.signed_in(other).post("/apprentices/time/confirm/", ticked(first))

    response = make.signed_in(manager).post("/apprentices/time/confirm/", shown, follow=True)

    said = [str(message) for message in response.context["messages"]]
    assert said[0].startswith("1 entry confirmed: 3 hours of 1 apprentice.")
    assert said[1].startswith("Not confirmed by you: 2 hours of Amara Johnson on ")
    assert "Noor Ali confirmed off-the-job time" in said[1]


def test_ticking_what_waits_for_somebody_else_confirms_nothing(apprentice, manager):
    taught = make.entry(apprentice, "lecture", submitted=True)
    other_borough = make.entry(make.apprentice(), submitted=True)

    response = make.signed_in(manager).post("/apprentices/time/confirm/", ticked(taught, other_borough), follow=True)

    [said] = [str(message) for message in response.context["messages"]]
    assert said == "Nothing was ticked, so nothing was confirmed."
    assert not OffTheJobEntry.objects.confirmed().exists()


def test_hostile_ticks_are_no_error(apprentice, manager):
    make.entry(apprentice, submitted=True)
    browser = make.signed_in(manager)

    for value in ("", ":", "x:y:z", "2" * 12 + ":" + "9" * 40, "nothing", "a" * 5000, "ö:1", "\x00:1"):
        assert browser.post("/apprentices/time/confirm/", {"entry": [value]}).status_code == 302, value


def test_the_same_form_posted_twice_confirms_once(apprentice, manager):
    entry = make.entry(apprentice, submitted=True)
    browser = make.signed_in(manager)

    for _ in range(2):
        browser.post("/apprentices/time/confirm/", {**ticked(entry), "once": "one-form"})

    assert Signature.objects.count() == 1


def test_the_batch_costs_the_same_for_3_entries_and_for_40(apprentice, manager):
    browser = make.signed_in(manager)
    make.entry(apprentice, submitted=True)
    make.entry(apprentice, hours=Decimal(9), submitted=True)
    few = beyond_the_constant_page(browser, "/apprentices/time/confirm/")
    for number in range(40):
        other = make.apprentice(cohort=apprentice.cohort)
        make.line_manager(other, manager)
        make.entry(other, date=TODAY - datetime.timedelta(days=number % 30), submitted=True)

    assert beyond_the_constant_page(browser, "/apprentices/time/confirm/") == few
    assert few <= 8


def test_confirming_a_batch_costs_the_same_for_2_and_for_30(apprentice, manager):
    browser = make.signed_in(manager)
    costs = []
    for amount in (1, 2, 30):  # the first one finds no message of an earlier one
        entries = [
            make.entry(apprentice, date=TODAY - datetime.timedelta(days=n % 40), hours=Decimal(1), submitted=True)
            for n in range(amount)
        ]
        shown = ticked(*entries)
        costs.append(len(queries(browser, "/apprentices/time/confirm/", shown)))
    assert costs[1] == costs[2]


def test_a_confirmed_entry_can_be_reversed_by_those_who_may_and_by_nobody_else(apprentice, manager):
    entry = make.entry(apprentice, submitted=True)
    make.signed_in(manager).post("/apprentices/time/confirm/", ticked(entry))
    url = reverse("apprentices:reverse_entry", args=[entry.reference])
    lead = make.appointment(make.person(), apprentice.employer).person

    assert make.signed_in(apprentice.person).post(url, {"reason": "x"}).status_code == 403
    assert make.signed_in(lead).post(url, {"reason": "x"}).status_code == 403
    assert make.signed_in(make.person()).post(url, {"reason": "x"}).status_code == 404
    assert make.signed_in(manager).post(url, {"reason": "It was leave."}).status_code == 302
    assert Standing.objects.get(pk=apprentice.pk).confirmed_hours == 0


STEPS = {
    "apprentices:confirm_one": {"version": 2},
    "apprentices:ask_about": {"question": "Which one?"},
    "apprentices:reject": {"reason": "It was a visit for a case."},
}


@pytest.mark.parametrize("name", STEPS)
def test_only_who_can_know_of_it_decides_and_others_are_told_who_can(apprentice, manager, name):
    entry = make.entry(apprentice, submitted=True)
    url = reverse(name, args=[entry.reference])
    tutor = make.person()
    make.involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
    former = make.line_manager(apprentice, ends_on=TODAY - datetime.timedelta(days=1))

    refused = make.signed_in(tutor).post(url, STEPS[name])
    assert refused.status_code == 403
    assert "Study and reading is confirmed by the line manager of Amara Johnson." in refused.content.decode()
    assert make.signed_in(apprentice.person).post(url, STEPS[name]).status_code == 403
    assert make.signed_in(former).post(url, STEPS[name]).status_code == 404
    assert make.signed_in(make.person()).post(url, STEPS[name]).status_code == 404
    assert make.signed_in(manager).post(url, STEPS[name] | {"version": entry.version}).status_code == 302
    entry.refresh_from_db()
    assert entry.state != State.SUBMITTED


def test_an_entry_that_changed_since_its_page_was_opened_is_not_confirmed(apprentice, manager):
    entry = make.entry(apprentice, submitted=True)
    url = reverse("apprentices:confirm_one", args=[entry.reference])

    for version in ("", "1", "nonsense", "\x00"):
        make.signed_in(manager).post(url, {"version": version})

    assert not OffTheJobEntry.objects.confirmed().exists()


def test_an_apprentice_takes_back_what_waits_and_nobody_else_can(apprentice, manager):
    entry = make.entry(apprentice, submitted=True)
    url = reverse("apprentices:take_back", args=[entry.reference])

    assert make.signed_in(manager).post(url).status_code == 403
    assert make.signed_in(apprentice.person).post(url).status_code == 302
    entry.refresh_from_db()
    assert entry.state == State.WITHDRAWN


# The record --------------------------------------------------------------------------------------------------

RECORD_PAGES = ["record", "requirement", "time", "sharing"]


@pytest.mark.parametrize("name", RECORD_PAGES)
def test_the_record_is_open_to_those_involved_and_is_not_there_for_others(apprentice, manager, name):
    url = reverse(f"apprentices:{name}", args=[apprentice.reference])
    other_lead = make.appointment(make.person(), make.service()).person
    former = make.line_manager(apprentice, ends_on=TODAY - datetime.timedelta(days=1))
    who = [apprentice.person, manager, other_lead, former, make.person()]

    assert [make.signed_in(person).get(url).status_code for person in who] == [200, 200, 404, 404, 404]


def test_the_record_says_how_it_goes_what_is_left_and_who_is_there(apprentice, manager):
    make.entry(apprentice, submitted=True)
    Standing.objects.filter(pk=apprentice.pk).update(
        confirmed_hours=20, expected_hours=30, track=Standing.Track.ON_TRACK, entries_awaiting=1, hours_awaiting=2
    )

    page = make.signed_in(manager).get(reverse("apprentices:record", args=[apprentice.reference])).content.decode()

    for words in ("On track: 20 of 30 planned hours by today.", "Confirm 1 entry (2 hours)", "Grace Mensah"):
        assert words in page, words


def test_the_timeline_tells_steps_but_no_questions_and_no_reasons(apprentice, manager):
    entry = make.entry(apprentice, submitted=True)
    make.signed_in(manager).post(
        reverse("apprentices:reject", args=[entry.reference]), {"reason": "You told me that you were ill."}
    )
    lead = make.appointment(make.person(), apprentice.employer).person

    page = make.signed_in(lead).get(reverse("apprentices:record", args=[apprentice.reference])).content.decode()

    assert "Grace Mensah did not agree off-the-job time" in page
    assert "ill" not in page.split("What happened")[1].split("Who sees")[0].replace("will", "")


def test_every_figure_is_explained_and_a_placeholder_is_marked(apprentice):
    from consortium.models import PublishedMinimum

    standard = apprentice.cohort.standard_version.standard
    PublishedMinimum.objects.create(
        standard=standard, hours=835, valid_from=datetime.date(2020, 1, 1), placeholder=True
    )

    page = make.signed_in(apprentice.person).get(reverse("apprentices:requirement", args=[apprentice.reference]))

    text = page.content.decode()
    assert page.context["required"].minimum_hours == Decimal(835)
    for line in page.context["required"].explanation:
        assert line.replace("'", "&#x27;").replace("“", "“") in text, line
    assert "The published minimum is a placeholder" in text
    assert "<svg" in text


def test_who_sees_the_record_names_the_people_behind_the_organisations(apprentice, manager):
    make.appointment(make.person("Ada Lead"), apprentice.employer.part_of)

    page = make.signed_in(apprentice.person).get(reverse("apprentices:sharing", args=[apprentice.reference]))

    viewers = {(viewer.part, viewer.name): list(viewer.people) for viewer in page.context["viewers"]}
    assert viewers[("Line manager", "Grace Mensah")] == []
    assert viewers[("Employer", apprentice.employer.name)] == ["Ada Lead (workforce lead)"]


def test_every_kind_of_involvement_has_its_words():
    from apprentices.sharing import _words

    assert set(_words()) == set(Involvement.Kind.values)


# People and reviews ------------------------------------------------------------------------------------------


def named(starts_on=TODAY, kind="line_manager", email="noor@example.org"):
    return {"kind": kind, "name": "Noor Ali", "email": email, **dated("starts_on", starts_on)}


def test_a_workforce_lead_names_a_line_manager_who_needs_no_account(apprentice):
    lead = make.appointment(make.person(), apprentice.employer).person
    url = reverse("apprentices:name_person", args=[apprentice.reference])

    assert make.signed_in(lead).post(url, named()).status_code == 302

    held = Involvement.objects.get(kind="line_manager", apprentice=apprentice)
    assert (held.person.name, held.person.email, held.person.has_usable_password()) == (
        "Noor Ali",
        "noor@example.org",
        False,
    )


def test_a_workforce_lead_does_not_name_the_tutor(apprentice):
    lead = make.appointment(make.person(), apprentice.employer).person
    url = reverse("apprentices:name_person", args=[apprentice.reference])

    response = make.signed_in(lead).post(url, named(kind="tutor"))

    assert response.context["form"].errors["kind"] == ["Select an answer from the list"]


def test_nobody_is_line_manager_and_assessor_at_once_nor_their_own_manager(apprentice, manager):
    lead = make.appointment(make.person(), apprentice.employer).person
    url = reverse("apprentices:name_person", args=[apprentice.reference])
    browser = make.signed_in(lead)

    both = browser.post(url, named(kind="workplace_assessor", email=manager.email))
    own = browser.post(url, named(email=apprentice.person.email))

    assert both.context["form"].non_field_errors() == [
        "Grace Mensah cannot be both line manager and workplace assessor of Amara Johnson."
    ]
    assert own.context["form"].non_field_errors() == [
        "Amara Johnson is the apprentice, and cannot be their own line manager."
    ]


def test_ending_a_part_closes_the_record_the_day_after(apprentice, manager):
    lead = make.appointment(make.person(), apprentice.employer).person
    held = Involvement.objects.get(person=manager)
    url = reverse("apprentices:end_part", args=[apprentice.reference, held.pk])
    yesterday = TODAY - datetime.timedelta(days=1)
    typed = dated("ends_on", yesterday)

    assert make.signed_in(manager).post(url, typed).status_code == 403
    assert make.signed_in(lead).post(url, typed).status_code == 302
    record = reverse("apprentices:record", args=[apprentice.reference])
    assert make.signed_in(manager).get(record).status_code == 404


@pytest.fixture
def review(apprentice):
    return ProgressReview.objects.create(apprentice=apprentice, number=1, due_on=TODAY + datetime.timedelta(days=5))


def test_the_tutor_sets_the_day_and_records_that_the_review_was_held(apprentice, review):
    tutor = make.person()
    make.involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
    browser = make.signed_in(tutor)
    day = TODAY + datetime.timedelta(days=3)

    browser.post(reverse("apprentices:plan_review", args=[review.reference]), dated("planned_on", day))
    planned = Standing.objects.get(pk=apprentice.pk).next_review_on
    early = browser.post(reverse("apprentices:hold_review", args=[review.reference]), dated("held_on", day))
    browser.post(reverse("apprentices:hold_review", args=[review.reference]), dated("held_on", TODAY))

    assert planned == day
    assert early.context["form"].errors["held_on"] == ["That day has not come yet. Record the review once it was held."]
    following = ProgressReview.objects.get(number=2)
    assert following.state == ProgressReview.State.SCHEDULED
    assert Standing.objects.get(pk=apprentice.pk).next_review_on == following.due_on
    assert Event.objects.about(apprentice).filter(to_state="held").count() == 1


def test_nobody_but_the_tutor_records_a_review(apprentice, manager, review):
    url = reverse("apprentices:hold_review", args=[review.reference])

    statuses = [make.signed_in(who).post(url, dated("held_on", TODAY)).status_code for who in (manager, make.person())]

    assert statuses == [403, 404]


# Home and search ---------------------------------------------------------------------------------------------


def test_home_tells_the_apprentice_the_manager_and_the_tutor_what_needs_them(apprentice, manager, review):
    tutor = make.person()
    make.involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
    Standing.objects.filter(pk=apprentice.pk).update(next_review_on=review.due_on)
    make.entry(apprentice, submitted=True)

    pages = {who: make.signed_in(who).get("/").content.decode() for who in (apprentice.person, manager, tutor)}

    assert "Log off-the-job time" in pages[apprentice.person]
    assert "Confirm 2 hours of 1 apprentice" in pages[manager]
    assert "1 progress review in the next two weeks" in pages[tutor]


def test_search_finds_apprentices_that_one_may_see(apprentice, manager):
    from apprentices.registrations import search

    assert [hit.title for hit in search(manager, "amara")] == ["Amara Johnson"]
    assert list(search(make.person(), "amara")) == []


def test_calendar_items_name_nobody(apprentice, review):
    from apprentices.models import CalendarEntry
    from apprentices.registrations import reviews
    from apprentices.registrations.record import calendar

    CalendarEntry.objects.create(
        apprentice=apprentice,
        date=TODAY,
        kind="taught_day",
        title="Day at university",
        starts_at=datetime.time(10),
        ends_at=datetime.time(17),
    )
    ProgressReview.objects.filter(pk=review.pk).update(planned_on=TODAY)

    assert [item.title for item in calendar(apprentice.person)] == ["Day at university"]
    assert [item.title for item in reviews.calendar(apprentice.person)] == ["Progress review"]


def test_saving_an_entry_costs_little_beyond_any_page(apprentice):
    browser = make.signed_in(apprentice.person)
    post_time(browser, length="1")
    answers = {"activity": "private_study", "length": "3", "when": TODAY.isoformat()}
    assert beyond_the_constant_page(browser, "/apprentices/time/", answers) <= 10


def test_who_sees_this_is_a_press_away_on_every_page_of_an_apprentice_and_of_nobody_else(apprentice, manager):
    own, url = make.signed_in(apprentice.person), reverse("apprentices:who_sees_mine")
    pages = [reverse("portal:home"), reverse("apprentices:my_time"), reverse("portal:help")]
    assert [f'href="{url}"' in own.get(page).content.decode() for page in pages] == [True, True, True]
    assert own.get(url).url == reverse("apprentices:sharing", args=[apprentice.reference])
    others = make.signed_in(manager)
    assert f'href="{url}"' not in others.get(reverse("portal:home")).content.decode()
    assert others.get(url).status_code == 404
