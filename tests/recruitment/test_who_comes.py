"""Entering somebody in a register and inviting somebody to a panel ask who they are, and check it, in the same way."""

import pytest

from consortium.models import Organisation
from recruitment.forms.panellists import NewPanellistForm
from recruitment.forms.selection_days import InvitationForm
from recruitment.models import Group
from tests import make

pytestmark = pytest.mark.django_db


def into_the_register(answers):
    return NewPanellistForm(answers, organisations=Organisation.objects.all(), registers=[make.organisation()])


def to_a_panel(answers):
    return InvitationForm(answers, organisations=Organisation.objects.all(), may_invite_anybody=True)


@pytest.mark.parametrize("form", [into_the_register, to_a_panel])
@pytest.mark.parametrize(
    ("group", "comes_from", "said"),
    [
        (Group.EMPLOYER, "service", []),
        (Group.EMPLOYER, "university", ["Select an employer"]),
        (Group.EMPLOYER, None, ["Select the organisation this person comes from"]),
        (Group.UNIVERSITY, "university", []),
        (Group.UNIVERSITY, "service", ["Select a university"]),
        (Group.UNIVERSITY, None, ["Select the organisation this person comes from"]),
        (Group.LIVED_EXPERIENCE, None, []),
        (Group.LIVED_EXPERIENCE, "service", []),
    ],
)
def test_whoever_brings_a_view_comes_from_where_it_is_held(form, group, comes_from, said):
    organisation = getattr(make, comes_from)().pk if comes_from else ""
    answers = {"name": "Sade Cole", "email": "sade@example.org", "group": group, "organisation": organisation}
    assert form(answers | {"reach": "email"}).errors.get("organisation", []) == said


def test_both_ask_the_same_four_questions_first_and_nobody_is_told_twice():
    for form in (into_the_register, to_a_panel):
        assert list(form({}).fields)[:4] == ["name", "email", "group", "organisation"]
        assert form({"group": Group.EMPLOYER, "organisation": "0"}).errors["organisation"] == [
            "Select the organisation from the list"
        ]
