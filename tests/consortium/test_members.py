"""The register of members: who sees it, who keeps it, and that dates hold."""

import csv
import datetime
import io
from string import ascii_uppercase

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium import operations
from consortium.models import Borough, Membership, Organisation
from core.audit.models import Event
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def london():
    """The consortium that the portal is run for, with its office."""
    office = make.organisation(Organisation.Kind.CONSORTIUM_OFFICE, "Consortium office")
    return make.consortium("London consortium", office=office)


@pytest.fixture
def manager(london):
    return make.appointment(make.person("Ruth Adeyemi"), at=london.office, as_="consortium_manager").person


codes = (f"{first}{second}{third}" for first in "ABCDEFGH" for second in ascii_uppercase for third in ascii_uppercase)


def borough(name=""):
    code = next(codes)
    name = name or f"Borough {code}"
    return Borough.objects.create(
        gss_code=f"E0900{code}",
        name=name,
        short_name=name,
        tile_code=code,
        tile_row=0,
        tile_column=0,
        sub_region="NCL",
        inner=True,
    )


def answers(**changed):
    return {
        "name": "Barnet: adults' services",
        "short_name": "Barnet adults",
        "kind": "voluntary",
        "starts_on_day": "1",
        "starts_on_month": "4",
        "starts_on_year": "2020",
        "grade": "full",
        "member_from_day": "1",
        "member_from_month": "9",
        "member_from_year": "2025",
    } | changed


class TestSeeing:
    def test_the_map_counts_the_member_partners_of_every_borough(self, london, manager):
        camden = borough("Camden")
        for which in ("adults", "children"):
            service = make.service(which=which)
            service.covers.add(camden)
            make.membership(service, london)
        page = make.signed_in(manager).get(reverse("consortium:members")).content.decode()
        assert "1 of 1 boroughs have a member partner in London consortium" in page
        assert "<title>Camden: 2</title>" in page

    def test_a_membership_that_has_ended_is_not_on_the_map(self, london, manager):
        service = make.service()
        service.covers.add(borough())
        make.membership(service, london, ends_on=TODAY - DAY)
        page = make.signed_in(manager).get(reverse("consortium:members")).content.decode()
        assert "0 of 1 boroughs have a member partner" in page

    def test_whoever_holds_no_role_sees_no_register(self, london):
        somebody = make.signed_in(make.person())
        organisation = make.service()
        for name, args in [
            ("members", []),
            ("organisations", []),
            ("people", []),
            ("organisation", [organisation.reference]),
        ]:
            assert somebody.get(reverse(f"consortium:{name}", args=args)).status_code == 404, name

    def test_a_role_that_ended_yesterday_shows_nothing_today(self, london):
        held = make.appointment(ends_on=TODAY - DAY)
        assert make.signed_in(held.person).get(reverse("consortium:members")).status_code == 404

    def test_colleagues_see_names_and_others_do_not(self, london):
        ours, theirs = make.appointment(), make.appointment(make.person("Priya Shah"))
        client = make.signed_in(ours.person)
        page = client.get(reverse("consortium:organisation", args=[theirs.organisation.reference])).content.decode()
        assert "Priya Shah" not in page
        assert "The people of an organisation are shown to their colleagues" in page
        assert (
            "Priya Shah"
            in make.signed_in(theirs.person)
            .get(reverse("consortium:organisation", args=[theirs.organisation.reference]))
            .content.decode()
        )

    def test_a_council_role_reaches_its_services_and_not_the_other_way_round(self, london):
        council = make.council()
        service = make.service(council)
        lead = make.appointment(at=council)
        colleague = make.appointment(make.person("Priya Shah"), at=service)
        page = reverse("consortium:appointment", args=[colleague.reference])
        upwards = reverse("consortium:appointment", args=[lead.reference])
        assert make.signed_in(lead.person).get(page).status_code == 200
        assert make.signed_in(colleague.person).get(upwards).status_code == 404

    def test_who_belongs_to_a_group_of_people_with_lived_experience_is_shown_to_its_coordinator_only(self, london):
        group = make.organisation(Organisation.Kind.LIVED_EXPERIENCE_GROUP)
        member = make.appointment(make.person("Sam Okoro"), at=group, as_="panel_member")
        other = make.appointment(make.person("Jo Hart"), at=group, as_="panel_member")
        coordinator = make.appointment(at=group, as_="lived_experience_coordinator")
        page = reverse("consortium:organisation", args=[group.reference])
        assert "Sam Okoro" not in make.signed_in(other.person).get(page).content.decode()
        assert "Sam Okoro" in make.signed_in(coordinator.person).get(page).content.decode()
        own = reverse("consortium:appointment", args=[member.reference])
        assert make.signed_in(other.person).get(own).status_code == 404


class TestList:
    def names(self, client, **filters):
        response = client.get(reverse("consortium:organisations"), {**filters, "format": "csv"})
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        return [row[0] for row in rows[1:]]

    @pytest.fixture
    def client(self, manager):
        return make.signed_in(manager)

    def test_filters_by_kind_grade_and_part_of_london(self, london, client):
        camden = borough()
        full = make.service(name="Camden: adults")
        full.covers.add(camden)
        make.membership(full, london)
        shadow = make.university("Middlesex")
        make.membership(shadow, london, "shadow")
        make.university("Kingston")
        assert self.names(client, kind="university") == ["Kingston", "Middlesex"]
        assert self.names(client, grade="full") == ["Camden: adults"]
        assert self.names(client, grade="shadow") == ["Middlesex"]
        assert self.names(client, grade="none") == ["Consortium office", "Kingston"]
        assert self.names(client, sub_region="NCL") == ["Camden: adults"]

    def test_the_grade_is_of_the_consortium_that_was_chosen(self, london, client):
        other = make.consortium("South East")
        make.membership(make.university("Goldsmiths"), other, "associate")
        assert self.names(client, grade="associate") == []
        assert self.names(client, grade="associate", consortium=other.reference) == ["Goldsmiths"]

    def test_is_downloaded_as_a_workbook(self, london, client):
        response = client.get(reverse("consortium:organisations"), {"format": "xlsx"})
        assert response.content[:2] == b"PK"

    @pytest.mark.parametrize("asked", ["\x00", "x" * 3000, "'; drop table", "none"])
    def test_answers_any_filter_kindly(self, london, client, asked):
        for name in ("name", "kind", "grade", "sub_region", "consortium", "sort", "page"):
            assert client.get(reverse("consortium:organisations"), {name: asked}).status_code == 200, name
            assert client.get(reverse("consortium:people"), {name: asked}).status_code == 200, name

    @pytest.mark.parametrize(
        "address", ["consortium:organisations", "consortium:members", "consortium:people", "portal:home"]
    )
    def test_costs_the_same_number_of_queries_for_few_and_for_many(self, london, manager, client, address):
        def queries():
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(reverse(address)).status_code == 200
            return len(captured)

        def more(how_many):
            for _ in range(how_many):
                service = make.service()
                service.covers.add(borough())
                make.membership(service, london)
                make.appointment(at=service)

        more(3)
        queries()
        few = queries()
        more(30)
        assert queries() == few


class TestKeeping:
    def test_an_organisation_is_added_with_its_membership_in_one_step(self, london, manager):
        response = make.signed_in(manager).post(reverse("consortium:add_organisation"), answers())
        added = Organisation.objects.get(name="Barnet: adults' services")
        assert response.url == reverse("consortium:organisation", args=[added.reference])
        membership = added.memberships.get()
        assert (membership.consortium, membership.grade, membership.starts_on) == (
            london,
            "full",
            datetime.date(2025, 9, 1),
        )
        assert [event.sentence for event in Event.objects.timeline(added)] == [
            "Ruth Adeyemi admitted it to London consortium as full member",
            "Ruth Adeyemi added this organisation to the register",
        ]

    def test_a_service_covers_what_its_council_covers(self, london, manager):
        camden = borough()
        council = make.council("Camden Council")
        council.covers.add(camden)
        form = answers(kind="service", service="adults", part_of=council.pk)
        make.signed_in(manager).post(reverse("consortium:add_organisation"), form)
        assert list(Organisation.objects.get(part_of=council).covers.all()) == [camden]

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"name": ""}, "Enter the full name"),
            ({"kind": "council"}, "Select an answer from the list"),
            ({"kind": "service"}, "Select the council that this service is part of"),
            ({"starts_on_day": "31", "starts_on_month": "2"}, "Day from which it exists must be a real date"),
            ({"grade": ""}, "Select a grade of membership, or leave its first day empty"),
            (
                {"member_from_day": "", "member_from_month": "", "member_from_year": ""},
                "Enter the first day of membership",
            ),
            ({"member_from_year": "1999"}, "First day of membership must be on or after the day from which it exists"),
            ({"name": "x" * 5000}, "Full name must be 150 characters or fewer"),
            ({"name": "Barnet\x00"}, "Full name holds a character that cannot be stored"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_added(self, london, manager, changed, said):
        response = make.signed_in(manager).post(reverse("consortium:add_organisation"), answers(**changed))
        assert response.status_code == 200
        assert said in response.content.decode()
        assert not Organisation.objects.filter(kind="voluntary").exists()

    def test_a_name_that_is_in_the_register_is_not_added_twice(self, london, manager):
        make.organisation(name="barnet: ADULTS' services")
        page = make.signed_in(manager).post(reverse("consortium:add_organisation"), answers()).content.decode()
        assert "An organisation with this name is in the register already" in page

    def test_only_the_manager_keeps_the_register(self, london):
        lead = make.appointment()
        client = make.signed_in(lead.person)
        membership = make.membership(lead.organisation, london)
        for name, reference in [
            ("add_organisation", None),
            ("admit", lead.organisation.reference),
            ("end_membership", membership.reference),
        ]:
            response = client.post(reverse(f"consortium:{name}", args=[reference] if reference else []), answers())
            assert response.status_code == 403, name
            assert "The consortium manager keeps the register of members." in response.content.decode()

    def test_one_grade_at_a_time(self, london, manager):
        service = make.service()
        make.membership(service, london, starts_on=TODAY)
        with pytest.raises(StepRefused, match="is a member of London consortium on one of these days already"):
            operations.admit(organisation=service, consortium=london, grade="full", starts_on=TODAY + DAY, by=manager)

    def test_a_new_grade_begins_when_the_one_before_has_ended(self, london, manager):
        service = make.service()
        shadow = make.membership(service, london, "shadow", starts_on=TODAY)
        operations.end_membership(membership=shadow, on=TODAY + 9 * DAY, by=manager)
        operations.admit(organisation=service, consortium=london, grade="full", starts_on=TODAY + 10 * DAY, by=manager)
        on = {day: Membership.objects.on(TODAY + day * DAY).get(organisation=service).grade for day in (0, 9, 10)}
        assert on == {0: "shadow", 9: "shadow", 10: "full"}

    def test_a_council_has_its_seats_through_its_services(self, london, manager):
        with pytest.raises(StepRefused, match="each with a seat of its own"):
            operations.admit(organisation=make.council(), consortium=london, grade="full", starts_on=TODAY, by=manager)

    def test_nobody_is_a_member_before_it_exists(self, london, manager):
        young = make.service(starts_on=TODAY)
        with pytest.raises(StepRefused, match="does not exist on"):
            operations.admit(organisation=young, consortium=london, grade="full", starts_on=TODAY - DAY, by=manager)

    def test_a_membership_is_ended_on_its_page(self, london, manager):
        membership = make.membership(make.service(), london)
        day = {"on_day": "31", "on_month": "8", "on_year": "2027", "reason": "Left after review"}
        make.signed_in(manager).post(reverse("consortium:end_membership", args=[membership.reference]), day)
        membership.refresh_from_db()
        assert membership.ends_on == datetime.date(2027, 8, 31)
        assert (
            Event.objects.timeline(membership.organisation)[0].reason
            == "The last day is 31 August 2027. Left after review"
        )

    def test_a_membership_cannot_end_before_it_began(self, london, manager):
        membership = make.membership(make.service(), london, starts_on=TODAY)
        with pytest.raises(StepRefused, match="it cannot end before that"):
            operations.end_membership(membership=membership, on=TODAY - DAY, by=manager)

    def test_of_two_who_end_a_membership_one_is_told_to_look_again(self, london, manager):
        membership = make.membership(make.service(), london)
        read_before = Membership.objects.get(pk=membership.pk)
        operations.end_membership(membership=membership, on=TODAY, by=manager)
        with pytest.raises(StepRefused, match="Somebody else has just changed this membership"):
            operations.end_membership(membership=read_before, on=TODAY + DAY, by=manager)
