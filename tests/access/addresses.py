"""Which record each address of the portal is asked for, by the beginning of its path."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

OF_ALLAUTH = ("account_", "mfa_", "usersessions_")
"""allauth's own pages: each shows a person their own account and nobody else's."""


def every_address() -> dict[str, str]:
    """Name → path of every address of ours."""
    return {name: path for name, path in walk(get_resolver()) if not name.startswith(OF_ALLAUTH)}


def walk(resolver: URLResolver, space: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", path
        else:
            yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, path)


SUBJECTS = (
    ("link/", {"token": "live_token"}),
    ("work/", {"reference": "job"}),
    ("files/", {"reference": "file"}),
    ("packs/<str:reference>/file/", {"reference": "built"}),
    ("packs/", {"reference": "pack"}),
    ("imports/", {"reference": "brought"}),
    ("spreadsheets/", {"kind": "invitations"}),
    ("calendar/", {"token": "calendar_token"}),
    ("consortium/organisations/", {"reference": "camden"}),
    ("consortium/known-as/", {"reference": "identifier"}),
    ("consortium/memberships/", {"reference": "membership"}),
    ("consortium/people/<str:reference>/resend", {"reference": "invited"}),
    ("consortium/people/<str:reference>/withdraw", {"reference": "invited"}),
    ("consortium/people/", {"reference": "appointment"}),
    ("consortium/join/", {"reference": "invitation"}),
    ("consortium/standards/", {"code": "ST0510", "version": "1.0"}),
    ("consortium/frameworks/", {"code": "PCF", "edition": "pcf_edition"}),
    ("recruitment/sessions/", {"reference": "session", "booking": "booking"}),
    ("recruitment/from/", {"code": "channel_code"}),
    ("recruitment/session-feedback/", {"reference": "attended"}),
    ("recruitment/apply/", {"reference": "campaign"}),
    ("recruitment/bookings/", {"reference": "booking"}),
    (
        "recruitment/my-application/<str:reference>/certificates/",
        {"reference": "unfinished", "document": "certificate"},
    ),
    ("recruitment/my-application/", {"reference": "unfinished", "slug": "why", "code": "sex"}),
    ("recruitment/endorse/", {"reference": "endorsement"}),
    ("recruitment/campaigns/", {"reference": "campaign", "to": "closed", "employer": "camden", "channel": "channel"}),
    ("recruitment/applications/<str:reference>/exception/", {"reference": "exceptional"}),
    ("recruitment/applications/<str:reference>/decide/", {"reference": "recommended", "side": "employer"}),
    (
        "recruitment/applications/<str:reference>/conditions/<str:kind>/met/",
        {"reference": "accepted_offer", "kind": "dbs"},
    ),
    (
        "recruitment/applications/<str:reference>/conditions/<str:kind>/reopen/",
        {"reference": "accepted_offer", "kind": "references"},
    ),
    ("recruitment/applications/<str:reference>/offer/", {"reference": "accepted_offer"}),
    ("recruitment/applications/<str:reference>/refer/", {"reference": "recommended"}),
    ("recruitment/later-starts/", {"reference": "deferral", "side": "employer"}),
    ("recruitment/reviews/", {"reference": "procedure_review"}),
    ("recruitment/suitability/", {"reference": "referral"}),
    ("recruitment/applications/", {"reference": "application", "assurance": "assurance"}),
    ("recruitment/sifts/<str:reference>/change/", {"reference": "planned_sift"}),
    ("recruitment/sifts/<str:reference>/criteria/", {"reference": "planned_sift", "position": 1}),
    ("recruitment/sifts/", {"reference": "sift", "sifter": "colleague", "step": "close"}),
    ("recruitment/my-sift/", {"reference": "sifter"}),
    ("recruitment/sift-answers/", {"reference": "sift_mark"}),
    ("recruitment/sift-readings/", {"reference": "apart"}),
    ("recruitment/bank-versions/", {"reference": "bank_version", "position": 1}),
    ("recruitment/bank/", {"reference": "bank_item"}),
    ("recruitment/selection/days/<str:reference>/practice/", {"reference": "selection_day", "member": "seat"}),
    ("recruitment/selection/plan/", {"reference": "campaign"}),
    ("recruitment/selection/days/<str:reference>/outcomes/", {"reference": "discussed"}),
    ("recruitment/selection/days/<str:reference>/fairness/", {"reference": "discussed"}),
    ("recruitment/selection/days/<str:reference>/outcome-book/", {"reference": "concluded"}),
    ("recruitment/selection/days/<str:reference>/who-can-come/", {"reference": "staffed_day"}),
    ("recruitment/selection/days/<str:reference>/substitutes/", {"reference": "staffed_day"}),
    ("recruitment/selection/days/<str:reference>/afterwards/", {"reference": "selection_day", "debrief": "debrief"}),
    ("recruitment/selection/campaigns/", {"reference": "campaign"}),
    (
        "recruitment/selection/days/",
        {
            "reference": "selection_day",
            "step": "stop",
            "kind": "gone",
            "room": "room_pk",
            "change": "change_pk",
            "slot": "timetable_slot_pk",
        },
    ),
    ("recruitment/panellists/<str:reference>/under-18/", {"reference": "young"}),
    ("recruitment/panellists/", {"reference": "panellist"}),
    ("recruitment/selection/panels/<str:reference>/register/", {"reference": "staffed_panel"}),
    ("recruitment/selection/panels/<str:reference>/substitutes/", {"reference": "staffed_panel"}),
    ("recruitment/selection/vacancies/", {"reference": "vacancy"}),
    ("recruitment/panel-payments/runs/<str:reference>/", {"reference": "payment_run"}),
    ("recruitment/panel-payments/<str:reference>/take-back/", {"reference": "paid_claim"}),
    ("recruitment/panel-payments/", {"reference": "sent_claim"}),
    ("recruitment/my-claims/", {"reference": "owed", "expense": "expense"}),
    ("recruitment/stand-in/", {"reference": "stand_in"}),
    ("recruitment/my-register/", {"reference": "panellist"}),
    ("recruitment/selection/timetables/", {"reference": "timetable", "slot": "timetable_slot_pk"}),
    ("recruitment/selection/expected/", {"reference": "day_candidate"}),
    ("recruitment/selection/panels/", {"reference": "panel"}),
    ("recruitment/selection/members/", {"reference": "seat", "candidate": "slot"}),
    ("recruitment/selection/candidates/<str:reference>/agreed-score/", {"reference": "in_discussion"}),
    ("recruitment/selection/candidates/<str:reference>/recommendation/", {"reference": "in_discussion"}),
    ("recruitment/selection/candidates/", {"reference": "slot"}),
    (
        "recruitment/my-panels/<str:reference>/candidates/<str:candidate>/colleagues/",
        {"reference": "seat", "candidate": "scored"},
    ),
    (
        "recruitment/my-panels/<str:reference>/candidates/<str:candidate>/paper/",
        {"reference": "seat", "candidate": "on_paper"},
    ),
    ("recruitment/my-panels/<str:reference>/sessions/", {"reference": "seat", "slot": "timetable_slot_pk"}),
    ("recruitment/my-panels/", {"reference": "seat", "candidate": "slot", "number": 1, "edition": "usual"}),
    ("recruitment/my-selection-day/", {"reference": "slot"}),
    ("apprentices/audit/files/", {"reference": "audit_file"}),
    ("apprentices/audit/comparisons/", {"reference": "record_comparison"}),
    ("apprentices/audit/visits/", {"reference": "visit", "kind": "csv"}),
    ("apprentices/visits/", {"reference": "visit", "apprentice": "apprentice", "name": "log"}),
    ("apprentices/time/by-link/", {"reference": "time_manager", "entry": "waiting"}),
    ("apprentices/time/<str:reference>/confirm/", {"reference": "waiting"}),
    ("apprentices/time/<str:reference>/ask/", {"reference": "waiting"}),
    ("apprentices/time/<str:reference>/not-agree/", {"reference": "waiting"}),
    ("apprentices/time/<str:reference>/reverse/", {"reference": "confirmed"}),
    ("apprentices/time/usual/", {"reference": "usual_time"}),
    ("apprentices/plans/by-link/", {"reference": "manager_person", "change": "plan_change"}),
    ("apprentices/quarters/", {"reference": "quarter_close"}),
    ("apprentices/time/", {"reference": "entry"}),
    (
        "apprentices/reviews/by-link/<str:reference>/<str:review>/prepare/",
        {"reference": "link_person", "review": "progress_review"},
    ),
    ("apprentices/reviews/by-link/", {"reference": "link_person", "review": "signing_review"}),
    ("apprentices/reviews/<str:reference>/write/", {"reference": "held_review"}),
    ("apprentices/reviews/<str:reference>/send/", {"reference": "held_review", "action": "draft_action"}),
    ("apprentices/reviews/<str:reference>/caught-up/", {"reference": "held_review"}),
    (
        "apprentices/reviews/<str:reference>/actions/",
        {"reference": "signing_review", "action": "agreed_action", "to": "done"},
    ),
    ("apprentices/reviews/<str:reference>/sign/", {"reference": "signing_review"}),
    ("apprentices/reviews/<str:reference>/unsigned/", {"reference": "signing_review"}),
    ("apprentices/reviews/<str:reference>/reopen/", {"reference": "closed_review"}),
    ("apprentices/reviews/<str:reference>/settle/", {"reference": "disputed_review"}),
    ("apprentices/reviews/", {"reference": "progress_review"}),
    ("apprentices/hours-changes/", {"reference": "hours_change"}),
    ("apprentices/transfers/", {"reference": "transfer"}),
    ("apprentices/statements/", {"reference": "statement"}),
    ("apprentices/reorganisations/", {"reference": "reorganisation"}),
    (
        "apprentices/adjustments/<str:reference>/<slug:audience>/answer/",
        {"reference": "offered_adjustment", "audience": "employer"},
    ),
    ("apprentices/adjustments/", {"reference": "adjustment", "audience": "employer"}),
    ("apprentices/skills-scans/<str:reference>/discussed/", {"reference": "scan_to_discuss"}),
    ("apprentices/skills-scans/<str:reference>/into-the-plan/", {"reference": "scan_with_prior_learning"}),
    ("apprentices/skills-scans/", {"reference": "skills_scan", "page": 1}),
    ("apprentices/prior-learning/", {"reference": "prior_learning"}),
    ("apprentices/support/", {"reference": "support"}),
    ("apprentices/mentors/", {"reference": "mentor"}),
    ("apprentices/mentoring/", {"reference": "mentoring"}),
    ("apprentices/workplace-visits/", {"reference": "workplace_visit"}),
    ("apprentices/<str:reference>/skills-scan/begin/", {"reference": "unscanned"}),
    ("apprentices/<str:reference>/mentor/", {"reference": "unmentored"}),
    ("apprentices/<str:reference>/visit/", {"reference": "unmentored"}),
    ("apprentices/shadowing/asks/<str:reference>/answer/", {"reference": "released_ask"}),
    ("apprentices/shadowing/asks/<str:reference>/reflect/", {"reference": "attended_ask"}),
    ("apprentices/shadowing/asks/", {"reference": "shadow_ask"}),
    ("apprentices/shadowing/", {"reference": "shadow_day"}),
    ("apprentices/learning-sets/meetings/", {"reference": "set_meeting"}),
    ("apprentices/learning-sets/", {"reference": "learning_set"}),
    ("apprentices/breaks/<str:reference>/plan-return/", {"reference": "running_break"}),
    ("apprentices/breaks/<str:reference>/extend/", {"reference": "running_break"}),
    ("apprentices/breaks/<str:reference>/returned/", {"reference": "running_break"}),
    ("apprentices/breaks/<str:reference>/return-meeting/", {"reference": "returned_break"}),
    ("apprentices/breaks/", {"reference": "asked_break"}),
    ("apprentices/reasons/", {"reference": "change_reason"}),
    ("apprentices/suspensions/", {"reference": "suspension"}),
    ("apprentices/left/", {"reference": "withdrawal"}),
    ("apprentices/between-employers/", {"reference": "between"}),
    ("apprentices/no-mail/", {"reference": "quiet"}),
    ("apprentices/gateways/", {"reference": "gateway"}),
    ("apprentices/conditions/", {"reference": "gateway_fact"}),
    ("apprentices/sittings/", {"reference": "sitting", "to": "result"}),
    ("apprentices/finish-steps/", {"reference": "finish_fact"}),
    ("apprentices/posts/", {"reference": "post_offer"}),
    ("apprentices/hand-overs/<str:reference>/by-link/", {"reference": "agreed_hand_over"}),
    ("apprentices/hand-overs/", {"reference": "hand_over"}),
    ("apprentices/destinations/<str:reference>/correct/", {"reference": "told_destination"}),
    ("apprentices/destinations/", {"reference": "destination"}),
    ("apprentices/finishing/many/", {"code": "degree_awarded"}),
    ("apprentices/<str:reference>/gateway/back/", {"reference": "at_gateway"}),
    ("apprentices/<str:reference>/gateway/conditions/", {"reference": "apprentice", "code": "credits"}),
    ("apprentices/<str:reference>/assessment/", {"reference": "at_gateway"}),
    ("apprentices/<str:reference>/steps/", {"reference": "passed", "code": "degree_awarded"}),
    ("apprentices/<str:reference>/break/", {"reference": "apprentice", "page": "first-day"}),
    ("apprentices/<str:reference>/never-started/", {"reference": "new_starter"}),
    ("apprentices/<str:reference>/leave/", {"reference": "apprentice", "page": "last-day"}),
    ("apprentices/concerns/whom-to-phone/", {"reference": "camden"}),
    ("apprentices/concerns/holds/<str:reference>/longer/", {"reference": "concern_hold"}),
    ("apprentices/concerns/holds/", {"reference": "asked_hold"}),
    ("apprentices/concerns/<str:reference>/tell/", {"reference": "untold_concern"}),
    ("apprentices/concerns/<str:reference>/triage/", {"reference": "told_concern"}),
    ("apprentices/concerns/<str:reference>/plan/", {"reference": "told_concern", "kind": "formal"}),
    ("apprentices/concerns/<str:reference>/refer/", {"reference": "told_concern"}),
    ("apprentices/concerns/<str:reference>/close/", {"reference": "reviewed_concern", "to": "resolved"}),
    ("apprentices/concerns/<str:reference>/escalate/", {"reference": "reviewed_concern"}),
    ("apprentices/concerns/raise/", {"reference": "time_manager", "apprentice": "apprentice"}),
    ("apprentices/concerns/<str:reference>/by-link/", {"reference": "linked_concern"}),
    ("apprentices/concerns/<str:reference>/placement/", {"reference": "host_concern"}),
    ("apprentices/concerns/<str:reference>/since/", {"reference": "host_concern", "weeks": 4}),
    ("apprentices/concerns/<str:reference>/hold/end/", {"reference": "held_concern"}),
    ("apprentices/concerns/<str:reference>/hold/ask/", {"reference": "untold_concern"}),
    ("apprentices/concerns/<str:reference>/hold/", {"reference": "undecided_concern"}),
    ("apprentices/concerns/", {"reference": "planned_concern", "action": "concern_action", "to": "done"}),
    ("apprentices/timetables/closed-days/", {"closed": "closed_pk"}),
    ("apprentices/timetables/", {"reference": "timetable_cohort"}),
    ("apprentices/days/", {"day": "planned_day"}),
    ("apprentices/sessions/", {"reference": "timetable_session"}),
    (
        "apprentices/",
        {
            "reference": "apprentice",
            "involvement": "involvement_pk",
            "kind": "dates",
            "change": "plan_change",
            "stretch": "stretch",
            "role": "role",
        },
    ),
    ("placements/propose/", {"reference": "apprentice"}),
    ("placements/practice-educators/", {"reference": "educator"}),
    ("placements/settings/", {"reference": "setting"}),
    ("placements/<str:reference>/days/<int:pk>/correct/", {"reference": "placement", "pk": "settled_day_pk"}),
    ("placements/<str:reference>/decline/", {"reference": "other_placement"}),
    ("placements/<str:reference>/end/", {"reference": "other_placement"}),
    ("placements/", {"reference": "placement", "kind": "dbs_seen", "pk": "day_pk", "monday": "monday"}),
    (
        "assessment/portfolio/<str:reference>/self-assessment/",
        {"reference": "apprentice", "placement": "placement", "point": "start"},
    ),
    ("assessment/portfolio/", {"reference": "apprentice"}),
    ("assessment/panels/actions/", {"reference": "panel_action"}),
    ("assessment/panels/items/<str:reference>/together/", {"reference": "differing_item"}),
    ("assessment/panels/items/<str:reference>/outcome/", {"reference": "open_item"}),
    ("assessment/panels/items/<str:reference>/minutes/", {"reference": "open_item"}),
    ("assessment/panels/items/<str:reference>/letter/", {"reference": "decided_item"}),
    ("assessment/panels/items/", {"reference": "panel_item"}),
    ("assessment/panels/sheets/", {"reference": "panel_sheet"}),
    ("assessment/panels/members/<str:reference>/here/", {"reference": "seat_in_session"}),
    ("assessment/panels/members/", {"reference": "panel_seat_of_other"}),
    ("assessment/panels/<str:reference>/seats/mine/", {"reference": "unseated_panel"}),
    ("assessment/panels/<str:reference>/close/", {"reference": "open_panel"}),
    ("assessment/panels/<str:reference>/minutes/", {"reference": "open_panel"}),
    ("assessment/panels/<str:reference>/passes/", {"reference": "open_panel"}),
    ("assessment/panels/", {"reference": "panel_meeting", "conflict": "panel_conflict"}),
    ("assessment/self-assessment/views/", {"reference": "own_view"}),
    ("assessment/self-assessment/", {"reference": "self_assessment"}),
    ("assessment/review/", {"reference": "portfolio_review"}),
    ("assessment/review-panels/convene/", {"cohort": "timetable_cohort", "point": "review_point"}),
    ("assessment/review-panels/", {"reference": "review_panel", "member": "review_seat"}),
    ("assessment/review-views/", {"reference": "review_seat", "review": "capability_review"}),
    ("assessment/reviews/", {"reference": "capability_review"}),
    ("assessment/observations/<str:reference>/report/", {"reference": "held_observation"}),
    ("assessment/observations/<str:reference>/feedback/", {"reference": "held_observation"}),
    ("assessment/observations/<str:reference>/reflect/", {"reference": "reported_observation"}),
    ("assessment/observations/<str:reference>/judge/", {"reference": "reflected_observation"}),
    ("assessment/observations/<str:reference>/sign/", {"reference": "reflected_observation"}),
    ("assessment/observations/", {"reference": "planned_observation"}),
    ("assessment/evidence/<str:reference>/write/", {"reference": "draft"}),
    ("assessment/evidence/<str:reference>/link/", {"reference": "draft"}),
    ("assessment/evidence/<str:reference>/leave-out/", {"reference": "draft"}),
    ("assessment/evidence/<str:reference>/let-stand/", {"reference": "draft"}),
    ("assessment/breaches/<str:reference>/destroy/", {"reference": "confirmed_breach"}),
    ("assessment/breaches/<str:reference>/instead/", {"reference": "hidden_reflection"}),
    ("assessment/breaches/in/", {"reference": "read_observation", "about": "observation"}),
    ("assessment/breaches/", {"reference": "flagged_breach"}),
    ("assessment/names/", {"reference": "allowed_name"}),
    ("assessment/marks/", {"reference": "timetable_cohort"}),
    ("assessment/evidence/<str:reference>/send/", {"reference": "draft"}),
    ("assessment/evidence/<str:reference>/delete/", {"reference": "draft"}),
    ("assessment/evidence/<str:reference>/files/", {"reference": "draft", "file": "file"}),
    ("assessment/evidence/<str:reference>/withdraw/", {"reference": "opened"}),
    ("assessment/evidence/<str:reference>/countersign/", {"reference": "to_countersign"}),
    ("assessment/evidence/<str:reference>/open-again/", {"reference": "accepted"}),
    ("assessment/evidence/<str:reference>/witness/", {"reference": "draft"}),
    ("assessment/evidence/<str:reference>/share/", {"reference": "draft"}),
    ("assessment/shared/", {"reference": "draft_share"}),
    ("assessment/witness/", {"reference": "witness_statement"}),
    ("assessment/evidence/", {"reference": "evidence", "number": 1}),
    ("assessment/readers/kept-apart/", {"pk": "reading_conflict_pk"}),
    ("assessment/readers/panels/", {"reference": "panel_meeting"}),
    ("assessment/readers/portfolios/", {"reference": "reading_item"}),
    ("assessment/readers/requests/", {"reference": "reading_request"}),
    ("assessment/readers/", {"reference": "offered_reader"}),
    ("assessment/outcomes/profiles/", {"reference": "here"}),
    ("assessment/outcomes/", {"reference": "equity_report"}),
    ("assessment/my-judgements/", {"reference": "profile_share"}),
    ("assessment/placements/", {"reference": "placement"}),
    ("assessment/decisions/<str:reference>/evidence/", {"reference": "submission", "evidence": "named_piece"}),
    (
        "assessment/decisions/<str:reference>/observations/",
        {"reference": "submission", "observed": "named_observation"},
    ),
    ("assessment/decisions/<str:reference>/tutor/", {"reference": "to_review"}),
    ("assessment/decisions/<str:reference>/query/", {"reference": "queried"}),
    ("assessment/decisions/<str:reference>/second-opinion/", {"reference": "to_ask_about"}),
    ("assessment/decisions/<str:reference>/chairs-action/", {"reference": "ready"}),
    ("assessment/decisions/", {"reference": "submission"}),
    ("assessment/recommendations/", {"reference": "to_sign_beside"}),
    ("assessment/second-opinions/<str:reference>/give/", {"reference": "second_opinion"}),
    ("assessment/second-opinions/<str:reference>/sign/", {"reference": "second_opinion"}),
    ("assessment/second-opinions/", {"reference": "asked_opinion"}),
    ("assessment/boards/<str:reference>/open/", {"reference": "closed_board"}),
    ("assessment/boards/", {"reference": "board"}),
    ("assessment/results/<str:reference>/appeal/", {"reference": "released_result"}),
    ("assessment/results/", {"reference": "board_result"}),
    ("assessment/appeals/<str:reference>/hearing/", {"reference": "admitted_appeal"}),
    ("assessment/appeals/<str:reference>/done/", {"reference": "upheld_appeal", "kind": "letter"}),
    ("assessment/appeals/", {"reference": "appeal"}),
    ("assessment/chairs-actions/", {"reference": "chairs_action"}),
    ("demo/mails/", {"reference": "mail"}),
)
"""Beginning of the path (the first that fits) → what stands in its places: a record of the cast, or the value."""

POSTED: dict[str, dict[str, str]] = {
    "recruitment:claim_step": {"step": "check"},
    "recruitment:change_booking": {"to": "other_session"},
    "recruitment:panel_member_step": {"step": "release"},
    "recruitment:panellist_step": {"step": "rest"},
    "recruitment:search_step": {"step": "stop"},
    "recruitment:selection_day_step": {"step": "close_scoring"},
    "recruitment:tick_own_session": {"step": "begun"},
    "recruitment:tick_session": {"step": "begun"},
}
"""What a form without fields of its own is posted with: the name of its button, or a record of the cast."""


def posted(world: SimpleNamespace, name: str) -> dict[str, Any]:
    return {field: _value(world, place) for field, place in POSTED.get(name, {}).items()}


def places(path: str) -> dict[str, str]:
    """Name → kind of every place in a path that a record or a value takes."""
    return {part.split(":")[-1]: part.split(":")[0] for part in path.replace(">", "<").split("<")[1::2]}


def arguments(world: SimpleNamespace, path: str) -> dict[str, Any]:
    """What an address needs, taken from the cast."""
    wanted = places(path)
    if not wanted:
        return {}
    taken_by = next(records for start, records in SUBJECTS if path.startswith(start))
    return {name: _value(world, taken_by[name]) for name in wanted}


def _value(world: SimpleNamespace, place: Any) -> Any:
    if place == "monday":
        today = timezone.localdate()
        return (today - datetime.timedelta(days=today.weekday())).isoformat()
    if not isinstance(place, str) or not hasattr(world, place):
        return place
    record = getattr(world, place)
    return getattr(record, "reference", record)
