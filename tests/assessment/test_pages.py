"""The pages: saved as typed, two tabs, what is refused and in which words, whose page it is."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apprentices.models import Involvement
from assessment import operations
from assessment.models import Claim, Evidence, EvidenceVersion, PortfolioReview, SignOff
from core.files.models import StoredFile
from tests import make

pytestmark = pytest.mark.django_db
State = Evidence.State


@pytest.fixture
def apprentice():
    return make.portfolio_owner("Amara Johnson")


@pytest.fixture
def browser(apprentice):
    return make.signed_in(apprentice.person)


def url(evidence: Evidence, page: str = "") -> str:
    return f"/assessment/evidence/{evidence.reference}/{page}"


def typed(evidence: Evidence, **changes) -> dict[str, object]:
    """What the writing page posts."""
    draft = EvidenceVersion.objects.get(evidence=evidence, submitted_at__isnull=True)
    return {
        "title": draft.title,
        "text": draft.text,
        "happened_on_day": "3",
        "happened_on_month": "3",
        "happened_on_year": "2026",
        "version": draft.version,
        "page": "this-page",
    } | changes


def while_typing(browser, evidence, **changes):
    return browser.post(url(evidence, "write/"), typed(evidence, **changes), headers={"HX-Request": "true"})


# Writing ------------------------------------------------------------------------------------------------------


def test_one_press_begins_a_reflective_log(browser, apprentice):
    answer = browser.post(f"/assessment/portfolio/{apprentice.reference}/begin/", {"kind": "reflective_log"})
    assert answer.url == url(Evidence.objects.get(), "write/")


def test_another_kind_is_chosen_on_a_page_and_an_unknown_one_is_refused(browser, apprentice):
    address = f"/assessment/portfolio/{apprentice.reference}/begin/"
    assert "Critical incident analysis" in browser.get(address).content.decode()
    assert browser.post(address, {"kind": "diary"}).status_code == 200
    assert Evidence.objects.count() == 0


def test_what_is_typed_is_saved_while_it_is_typed(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    answer = while_typing(browser, evidence, text="Half a sent")
    saved = EvidenceVersion.objects.get()
    assert (saved.text, saved.written_in) == ("Half a sent", "this-page")
    assert f'value="{saved.version}" id="id_version" hx-swap-oob="true"' in answer.content.decode()
    assert answer["HX-Trigger-After-Settle"] == "draft-saved"


def test_half_a_date_keeps_no_word_from_being_saved(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    while_typing(browser, evidence, text="Words.", happened_on_year="")
    saved = EvidenceVersion.objects.get()
    assert (saved.text, saved.happened_on) == ("Words.", make.HAPPENED)


def test_the_same_page_saves_as_often_as_it_likes_whatever_version_it_holds(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    old = typed(evidence)
    for text in ("One", "One two", "One two three"):
        browser.post(url(evidence, "write/"), old | {"text": text}, headers={"HX-Request": "true"})
    assert EvidenceVersion.objects.get().text == "One two three"


def test_a_second_tab_does_not_overwrite_the_first_and_shows_both_texts(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    opened = typed(evidence)
    browser.post(url(evidence, "write/"), opened | {"text": "From the phone.", "page": "phone"})
    answer = browser.post(url(evidence, "write/"), opened | {"text": "From the laptop.", "page": "laptop"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert EvidenceVersion.objects.get().text == "From the phone."
    assert "This was changed in another tab or on another device" in page
    assert "From the phone." in page
    assert "From the laptop." in page


def test_saving_again_puts_the_second_in_place_of_the_first_knowingly(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    opened = typed(evidence)
    browser.post(url(evidence, "write/"), opened | {"text": "From the phone.", "page": "phone"})
    laptop = opened | {"text": "From the laptop.", "page": "laptop"}
    refused = browser.post(url(evidence, "write/"), laptop)
    version = refused.context["form"]["version"].value()
    browser.post(url(evidence, "write/"), laptop | {"version": version})
    assert EvidenceVersion.objects.get().text == "From the laptop."


def test_a_save_that_would_overwrite_is_refused_while_typing_too(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    opened = typed(evidence)
    browser.post(url(evidence, "write/"), opened | {"text": "First.", "page": "phone"})
    answer = browser.post(
        url(evidence, "write/"), opened | {"text": "Second.", "page": "laptop"}, headers={"HX-Request": "true"}
    )
    assert "Not saved here:" in answer.content.decode()
    assert EvidenceVersion.objects.get().text == "First."


def test_a_file_comes_in_with_the_words_and_a_refused_one_loses_none(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    notes = SimpleUploadedFile("notes.txt", b"What I saw.")
    browser.post(url(evidence, "write/"), typed(evidence, text="With a file.", file=notes))
    assert [a.file.name for a in evidence.draft.attachments.all()] == ["notes.txt"]
    program = SimpleUploadedFile("notes.pdf", b"MZ this is no PDF")
    answer = browser.post(url(evidence, "write/"), typed(evidence, text="And one more.", file=program))
    assert "is not a PDF" in answer.content.decode()
    assert EvidenceVersion.objects.get().text == "And one more."


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", 'a"b\r\nX-Evil: 1.txt', "<script>.txt", "‮gpj.txt", "x" * 300 + ".txt", "CON.txt", ".txt"],
)
def test_a_file_with_an_odd_name_is_harmless(browser, apprentice, name):
    evidence = make.draft_evidence(apprentice)
    upload = SimpleUploadedFile("placeholder.txt", b"What I saw.")
    upload._name = name
    browser.post(url(evidence, "write/"), typed(evidence, file=upload))
    make.do_owed_work()
    stored = StoredFile.objects.first()
    page = browser.get(url(evidence, "write/"))
    assert page.status_code == 200
    assert "<script>.txt" not in page.content.decode()
    if stored is not None:
        answer = browser.get(f"/files/{stored.reference}/")
        assert (answer.status_code, answer["Content-Disposition"].startswith("attachment")) == (200, True)
        assert "X-Evil" not in answer


@pytest.mark.parametrize(
    "text",
    ["\u202eright to left\u202c", "مرحبا بالعالم", "<b>bold</b> & {{ braces }} {% tag %}", "🙂" * 500, "a" * 99_999],
)
def test_any_text_is_stored_as_it_was_typed_and_shown_as_text(browser, apprentice, text):
    evidence = make.draft_evidence(apprentice)
    browser.post(url(evidence, "write/"), typed(evidence, text=text))
    assert EvidenceVersion.objects.get().text == text
    page = browser.get(url(evidence))
    assert page.status_code == 200
    assert "<b>bold</b>" not in page.content.decode()


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("text", "a\x00b", "holds a character that cannot be stored"),
        ("text", "a" * 100_001, "must be 100,000 characters or fewer"),
        ("title", "a" * 151, "must be 150 characters or fewer"),
        ("happened_on_month", "13", "must be a real date"),
    ],
)
def test_what_cannot_be_stored_is_refused_kindly_and_stays_in_the_form(browser, apprentice, field, text, words):
    evidence = make.draft_evidence(apprentice)
    answer = browser.post(url(evidence, "write/"), typed(evidence, **{field: text}))
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_a_file_is_removed_by_its_owner_alone(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    stored = make.attached_file(evidence)
    address = url(evidence, f"files/{stored.reference}/remove/")
    assert make.signed_in(make.practice_educator(apprentice)).post(address).status_code == 404
    assert browser.post(address).status_code == 302
    assert not StoredFile.objects.exists()


# Linking ------------------------------------------------------------------------------------------------------


def linked(evidence: Evidence, **claims) -> dict[str, object]:
    draft = evidence.versions.get(submitted_at__isnull=True)
    return {"version": draft.version, "page": "this-page"} | claims


def test_a_link_needs_its_sentence(browser, apprentice):
    evidence = make.draft_evidence(apprentice, claims={})
    judged, _ = make.first_statements(apprentice)
    answer = browser.post(url(evidence, "link/"), linked(evidence, **{f"claim_{judged.pk}": "on"}))
    assert "Say in one sentence why it shows PCF-1" in answer.content.decode()
    browser.post(
        url(evidence, "link/"), linked(evidence, **{f"claim_{judged.pk}": "on", f"why_{judged.pk}": "It does."})
    )
    assert [(claim.statement, claim.why) for claim in Claim.objects.all()] == [(judged, "It does.")]


def test_what_is_taken_away_is_no_longer_claimed(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    browser.post(url(evidence, "link/"), linked(evidence))
    assert not Claim.objects.exists()


def test_links_made_in_another_tab_are_shown_beside_these(browser, apprentice):
    evidence = make.draft_evidence(apprentice, claims={})
    judged, other = make.first_statements(apprentice)
    opened = linked(evidence)
    browser.post(
        url(evidence, "link/"), opened | {f"claim_{judged.pk}": "on", f"why_{judged.pk}": "Phone.", "page": "phone"}
    )
    answer = browser.post(
        url(evidence, "link/"), opened | {f"claim_{other.pk}": "on", f"why_{other.pk}": "Laptop.", "page": "laptop"}
    )
    page = answer.content.decode()
    assert "PCF-1 PCF statement 1: Phone." in page
    assert "Laptop." in page
    assert Claim.objects.get().why == "Phone."


# Sending ------------------------------------------------------------------------------------------------------


def test_the_last_screen_says_what_is_missing_and_where(browser, apprentice):
    evidence = make.draft_evidence(apprentice, title="", claims={})
    page = browser.get(url(evidence, "send/")).content.decode()
    assert "Give it a title." in page
    assert "Link it to at least one thing that it shows." in page
    browser.post(url(evidence, "send/"))
    assert Evidence.objects.get().state == State.DRAFT


def test_a_file_still_being_looked_through_is_a_calm_word_at_first_and_an_error_once_one_sends(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    operations.attach(evidence, upload=io.BytesIO(b"Notes."), name="notes.txt", by=apprentice.person)
    page = browser.get(url(evidence, "send/")).content.decode()
    assert "notes.txt is being looked through" in page
    assert "There is a problem" not in page
    assert "Before you can send it" not in page
    answer = browser.post(url(evidence, "send/")).content.decode()
    assert "There is a problem" in answer
    assert "The file notes.txt is being looked through. Send it in a minute." in answer
    assert Evidence.objects.get().state == State.DRAFT
    make.do_owed_work()
    browser.post(url(evidence, "send/"))
    assert Evidence.objects.get().state == State.SUBMITTED


def test_personal_details_are_marked_and_stay_only_with_a_reason(browser, apprentice):
    evidence = make.draft_evidence(apprentice, text="Her flat, SE15 4QN, was cold.")
    page = browser.get(url(evidence, "send/")).content.decode()
    assert "looks like a postcode" in page
    assert ">SE15 4QN</mark>" in page
    answer = browser.post(url(evidence, "send/"), {"kept_reason": ""})
    assert "Change the 1 place marked above, or say why they may stay" in answer.content.decode()
    browser.post(url(evidence, "send/"), {"kept_reason": "It is the office."})
    assert Evidence.objects.get().shown.kept_reason == "It is the office."


def test_sending_twice_sends_once(browser, apprentice):
    evidence = make.draft_evidence(apprentice)
    form = {"once": "token"}
    assert browser.post(url(evidence, "send/"), form).url == browser.post(url(evidence, "send/"), form).url
    assert EvidenceVersion.objects.count() == 1


def test_what_was_sent_can_no_longer_be_written_and_the_page_says_why(browser, apprentice):
    evidence = make.sent_evidence(apprentice)
    answer = browser.get(url(evidence, "write/"))
    assert answer.status_code == 403
    assert "Until somebody opens it, you can take it back." in answer.content.decode()


def test_taken_back_in_one_press_and_refused_in_words_once_it_is_opened(browser, apprentice):
    evidence = make.sent_evidence(apprentice)
    browser.post(url(evidence, "take-back/"))
    operations.submit(Evidence.objects.get(), by=apprentice.person)
    make.signed_in(make.practice_educator(apprentice, "Grace Mensah")).get(url(evidence))
    answer = browser.post(url(evidence, "take-back/"), follow=True)
    assert "Grace Mensah opened this on" in answer.content.decode()
    assert Evidence.objects.get().state == State.SUBMITTED


def test_withdrawn_and_deleted_after_a_page_that_asks(browser, apprentice):
    evidence = make.sent_evidence(apprentice)
    operations.open_shown(evidence, by=make.practice_educator(apprentice))
    assert browser.get(url(evidence, "withdraw/")).status_code == 200
    browser.post(url(evidence, "withdraw/"))
    draft = make.draft_evidence(apprentice, title="Never mind")
    assert browser.get(url(draft, "delete/")).status_code == 200
    browser.post(url(draft, "delete/"))
    assert [e.state for e in Evidence.objects.all()] == [State.WITHDRAWN]


# Assessing ----------------------------------------------------------------------------------------------------


def test_reading_it_opens_it_once_and_the_writer_sees_by_whom(browser, apprentice):
    evidence = make.sent_evidence(apprentice)
    for name in ("Grace Mensah", "Tomasz Nowak"):
        make.signed_in(make.practice_educator(apprentice, name)).get(url(evidence))
    assert EvidenceVersion.objects.get().opened_by.name == "Grace Mensah"
    assert "opened by Grace Mensah" in browser.get(url(evidence)).content.decode()


def checked(browser, address: str) -> dict[str, str]:
    """What the check page posts: the fingerprint of what it showed."""
    return {"checked": browser.get(address).context["form"]["checked"].value()}


def judged_as(evidence: Evidence, judgement: str = "sufficient", **changes) -> dict[str, object]:
    claim = evidence.shown.claims.get(statement__framework__judged=True)
    return {f"judgement_{claim.pk}": judgement, "number": "1", "statement": "I saw it."} | changes


def test_judged_checked_and_signed_in_two_presses(apprentice):
    desk = make.signed_in(make.practice_educator(apprentice))
    evidence = make.sent_evidence(apprentice)
    answer = desk.post(url(evidence, "judge/"), judged_as(evidence))
    assert (answer.url, SignOff.objects.count()) == (url(evidence, "sign/"), 0)
    page = desk.get(url(evidence, "sign/")).content.decode()
    for said in ("I saw it.", "Sufficient", "Linked, not judged", "Nobody can change them afterwards."):
        assert said in page, said
    desk.post(url(evidence, "sign/"), checked(desk, url(evidence, "sign/")))
    assert SignOff.objects.get().statement == "I saw it."


def test_what_was_rewritten_in_another_tab_is_checked_again_before_it_is_signed(apprentice):
    desk = make.signed_in(make.practice_educator(apprentice))
    evidence = make.sent_evidence(apprentice)
    desk.post(url(evidence, "judge/"), judged_as(evidence))
    before = checked(desk, url(evidence, "sign/"))
    desk.post(url(evidence, "judge/"), judged_as(evidence, statement="In the other tab."))
    answer = desk.post(url(evidence, "sign/"), before)
    assert "What you wrote has changed since you opened this page." in answer.content.decode()
    assert "In the other tab." in answer.content.decode()
    assert not SignOff.objects.exists()


def test_going_back_from_the_check_page_finds_what_was_filled_in(apprentice):
    desk = make.signed_in(make.practice_educator(apprentice))
    evidence = make.sent_evidence(apprentice)
    desk.post(url(evidence, "judge/"), judged_as(evidence))
    form = desk.get(url(evidence)).context["form"]
    claim = evidence.shown.claims.get(statement__framework__judged=True)
    assert (form["statement"].value(), form[f"judgement_{claim.pk}"].value()) == ("I saw it.", "sufficient")


def test_nothing_sufficient_is_sent_back_rather_than_signed_off(apprentice):
    desk = make.signed_in(make.practice_educator(apprentice))
    evidence = make.sent_evidence(apprentice)
    answer = desk.post(url(evidence, "judge/"), judged_as(evidence, "not_yet"))
    assert "Where nothing is sufficient yet, return it for more work instead." in answer.content.decode()


def test_a_signature_that_comes_second_hears_who_was_first(apprentice):
    grace = make.practice_educator(apprentice, "Grace Mensah")
    other = make.practice_educator(apprentice, "Tomasz Nowak")
    evidence = make.sent_evidence(apprentice)
    desk = make.signed_in(other)
    desk.post(url(evidence, "judge/"), judged_as(evidence))
    operations.sign_off(evidence, number=1, judgements=make.all_sufficient(evidence), statement="Mine.", by=grace)
    answer = desk.post(url(evidence, "sign/"))
    assert answer.status_code == 403
    assert "This was accepted by Grace Mensah on" in answer.content.decode()


def test_returned_in_two_steps_to_a_day_that_has_not_passed(apprentice):
    desk = make.signed_in(make.practice_educator(apprentice))
    evidence = make.sent_evidence(apprentice)
    form = {"number": "1", "reason": "r", "enough": "e", "again_by_day": "1", "again_by_month": "1"}
    refused = desk.post(url(evidence, "return/"), form | {"again_by_year": "2020"})
    assert "must be today or later" in refused.content.decode()
    desk.post(url(evidence, "return/"), form | {"again_by_year": "2099"})
    assert Evidence.objects.get().state == State.RETURNED


@pytest.mark.parametrize("page", ["judge/", "sign/", "return/"])
def test_a_tutor_reads_and_hears_who_assesses_a_stranger_finds_nothing(apprentice, page):
    make.practice_educator(apprentice, "Grace Mensah")
    evidence = make.sent_evidence(apprentice)
    tutor = make.signed_in(make.tutor(apprentice))
    assert tutor.get(url(evidence)).status_code == 200
    refused = tutor.post(url(evidence, page))
    assert refused.status_code == 403
    assert "Grace Mensah (practice educator) assesses this." in refused.content.decode()
    assert make.signed_in(make.person()).post(url(evidence, page)).status_code == 404


@pytest.mark.parametrize("page", ["", "write/", "link/", "send/", "withdraw/", "delete/", "versions/1/"])
def test_a_draft_does_not_exist_for_anybody_else(apprentice, page):
    evidence = make.draft_evidence(apprentice)
    for person in (make.practice_educator(apprentice), make.tutor(apprentice), make.person()):
        assert make.signed_in(person).get(url(evidence, page)).status_code == 404


def test_next_and_previous_go_through_what_waits_oldest_first(apprentice):
    now = timezone.now()
    desk = make.signed_in(make.practice_educator(apprentice))
    first, second, third = (
        make.sent_evidence(apprentice, title=title, at=now - datetime.timedelta(days=days))
        for title, days in (("One", 3), ("Two", 2), ("Three", 1))
    )
    page = desk.get(url(second)).content.decode()
    assert f'href="{url(first)}" rel="prev"' in page
    assert f'href="{url(third)}" rel="next"' in page
    assert "2 of 3 waiting for you" in page


def test_an_earlier_version_can_be_read_as_it_was_sent(apprentice, browser):
    grace = make.practice_educator(apprentice)
    evidence = make.sent_evidence(apprentice)
    operations.return_for_more(
        evidence, number=1, reason="Because.", enough="More.", again_by=timezone.localdate(), by=grace
    )
    for reader in (browser, make.signed_in(grace)):
        page = reader.get(url(evidence, "versions/1/"))
        assert "Because." in page.content.decode()
        assert reader.get(url(evidence, "versions/2/")).status_code == 404
        assert reader.get(url(evidence, "versions/99999999999999999999/")).status_code == 404


def test_personal_details_are_left_out_at_one_press(browser, apprentice):
    judged, _ = make.first_statements(apprentice)
    written = {"title": "Ring 020 7946 0123", "text": "She lives in SE1 2AB. We talked."}
    evidence = make.draft_evidence(apprentice, **written, claims={judged.pk: "To a@b.org"})
    assert "Leave all of these out" in browser.get(url(evidence, "send/")).content.decode()
    answer = browser.post(url(evidence, "leave-out/"), follow=True).content.decode()
    draft = EvidenceVersion.objects.get()
    assert (draft.title, draft.text, draft.claims.get().why) == (
        "Ring [left out]",
        "She lives in [left out]. We talked.",
        "To [left out]",
    )
    assert "Leave all of these out" not in answer
    browser.post(url(evidence, "send/"), {"confirmed": "on"})
    assert Evidence.objects.get().state == State.SUBMITTED


# The portfolio ------------------------------------------------------------------------------------------------


def test_everybody_begins_where_their_work_is(apprentice):
    grace, helen = make.practice_educator(apprentice), make.tutor(apprentice)
    starts = {apprentice.person: "portfolio/", grace: "queue/", helen: "portfolios/"}
    for person, begins in starts.items():
        assert make.signed_in(person).get("/assessment/").url.startswith(f"/assessment/{begins}")


def test_a_line_manager_has_no_portfolio_page(apprentice):
    manager = make.involvement(apprentice, Involvement.Kind.LINE_MANAGER, person=make.person()).person
    desk = make.signed_in(manager)
    for page in ("", "coverage/", "review/"):
        assert desk.get(f"/assessment/portfolio/{apprentice.reference}/{page}").status_code == 404


def test_the_list_shows_what_this_person_may_read(apprentice, browser):
    make.draft_evidence(apprentice, title="Still mine")
    make.sent_evidence(apprentice, title="Sent already")
    address = f"/assessment/portfolio/{apprentice.reference}/"
    own, tutors = browser.get(address), make.signed_in(make.tutor(apprentice)).get(address)
    assert ("Still mine" in own.content.decode(), "Sent already" in own.content.decode()) == (True, True)
    assert ("Still mine" in tutors.content.decode(), "Sent already" in tutors.content.decode()) == (False, True)
    exported = make.signed_in(make.tutor(apprentice)).get(address + "?format=csv").content.decode()
    assert ("Still mine" in exported, "Sent already" in exported) == (False, True)


def test_the_review_is_written_checked_and_signed(apprentice):
    make.accepted_evidence(apprentice, by=make.practice_educator(apprentice))
    desk = make.signed_in(make.tutor(apprentice))
    address = f"/assessment/portfolio/{apprentice.reference}/review/"
    read = desk.get(address).context["form"]["read"].value()
    desk.post(address, {"read": read, "statement": "A good beginning."})
    assert "A good beginning." in desk.get(address + "sign/").content.decode()
    desk.post(address + "sign/", checked(desk, address + "sign/"))
    review = PortfolioReview.objects.get()
    assert (review.statement, len(review.covers)) == ("A good beginning.", 1)
    assert "A good beginning." in desk.get(f"/assessment/review/{review.reference}/").content.decode()


def test_a_review_of_a_set_that_has_grown_is_refused_in_words(apprentice):
    grace = make.practice_educator(apprentice)
    make.accepted_evidence(apprentice, by=grace)
    desk = make.signed_in(make.tutor(apprentice))
    address = f"/assessment/portfolio/{apprentice.reference}/review/"
    desk.post(address, {"read": desk.get(address).context["form"]["read"].value(), "statement": "x"})
    make.accepted_evidence(apprentice, by=grace, title="One more")
    answer = desk.post(address + "sign/", checked(desk, address + "sign/"), follow=True)
    assert "The accepted evidence has changed since you opened this page." in answer.content.decode()
    assert not PortfolioReview.objects.exists()


def test_nobody_but_the_tutor_reviews_and_others_hear_who(apprentice):
    make.tutor(apprentice, "Dr Helen Brooks")
    desk = make.signed_in(make.practice_educator(apprentice))
    answer = desk.get(f"/assessment/portfolio/{apprentice.reference}/review/")
    assert answer.status_code == 403
    assert "Dr Helen Brooks reviews this portfolio." in answer.content.decode()
