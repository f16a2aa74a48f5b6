"""A list shows, sorts, pages and downloads exactly what its filters let through, at one cost for 3 rows and 300."""

import csv
import datetime
import io

import django_filters
import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.utils import timezone
from django.utils.html import format_html
from openpyxl import load_workbook

from core.accounts.models import User
from core.tables import Column, DateFilter, ListPage, PortalFilterSet, Tag, safe_cell
from tests import make

pytestmark = pytest.mark.django_db

FORMULA = "=cmd|'/c calc'!A1"


class PeopleFilters(PortalFilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", label="Name")
    since = DateFilter(field_name="date_joined", lookup_expr="date__gte", label="Joined from")
    active = django_filters.ChoiceFilter(field_name="is_active", label="State", choices=[("1", "Here"), ("0", "Left")])


class People(ListPage):
    title = "People"
    noun, plural = "person", "people"
    empty = "Nobody has joined yet."
    filterset_class = PeopleFilters
    default_sort = "name"
    page_size = 3
    columns = (
        Column("name", "Full name", sort=("name",), url=lambda person: f"/people/{person.reference}/"),
        Column("phone", "Phone", sort=("phone",)),
        Column("joined", "Joined", value="date_joined", sort=("date_joined",), kind="date"),
        Column("letters", "Letters", value=lambda person: len(person.name), kind="number"),
        Column("state", "State", value=lambda person: Tag("Here", "good"), kind="tag"),
    )
    told: list = []

    def get_queryset(self):
        return User.objects.all()

    def exported(self, keys):
        People.told = list(keys)


@pytest.fixture
def ask(rf):
    """Open the list with these parameters in the address; answers with the response."""

    def ask(view=People, **parameters):
        request = rf.get("/people/", parameters)
        request.user = AnonymousUser()
        request.session = {}
        request._messages = FallbackStorage(request)
        return view.as_view()(request)

    return ask


def names(response):
    return [row[0].html for row in response.context_data["rows"]]


def people(*given):
    for name in given:
        make.person(name)


def shown(*given):
    found = {person.name: person.reference for person in User.objects.all()}
    return [f'<a class="govuk-link" href="/people/{found[name]}/">{name}</a>' for name in given]


def test_a_list_is_sorted_paged_and_counted(ask):
    people("Dev", "Amara", "Chloe", "Ben")
    response = ask()
    assert names(response) == shown("Amara", "Ben", "Chloe")
    assert response.context_data["count"] == "4 people"


def test_a_list_can_be_sorted_the_other_way_and_says_so(ask):
    people("Amara", "Ben")
    response = ask(sort="-name")
    assert names(response) == shown("Ben", "Amara")
    heads = [(head.label, head.aria_sort) for head in response.context_data["heads"]]
    assert heads[:2] == [("Full name", "descending"), ("Phone", "none")]
    assert (response.context_data["heads"][3].url, response.context_data["heads"][3].aria_sort) == ("", "")


def test_a_filter_in_the_address_holds_for_rows_count_and_sort_links(ask):
    people("Amara Lee", "Ben Lee", "Chloe Smith")
    response = ask(name="lee")
    assert names(response) == shown("Amara Lee", "Ben Lee")
    assert response.context_data["count"] == "2 people"
    assert response.context_data["heads"][1].url == "?name=lee&sort=phone"


@pytest.mark.parametrize(
    "parameters",
    [
        {"page": "0"}, {"page": "-1"}, {"page": "abc"}, {"page": "9" * 30}, {"page": ""},
        {"sort": "nothing"}, {"sort": "-"}, {"sort": "letters"}, {"sort": "\x00"},
        {"active": "perhaps"}, {"name": "a\x00"}, {"name": "x" * 5000}, {"since_day": "40"}, {"format": "exe"},
        {"since_day": "1", "since_month": "1", "since_year": "1" * 30},
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_falls_back_to_the_list(ask, parameters):
    people("Amara")
    response = ask(**parameters)
    assert (response.status_code, names(response.render())) == (200, shown("Amara"))


def test_a_filter_that_cannot_be_read_is_said_and_the_others_hold(ask):
    people("Amara", "Ben")
    response = ask(name="amara", since_day="40")
    assert names(response) == shown("Amara")
    assert response.context_data["filterset"].form.errors == {"since": ["Joined from must include a month and a year"]}


def test_the_last_page_stands_in_for_any_after_it(ask):
    people("Amara", "Ben", "Chloe", "Dev")
    assert names(ask(page="7")) == shown("Dev")


def test_an_empty_list_says_so_in_words_and_a_filtered_one_says_that_it_is_the_filter(ask):
    page = ask().render().text
    assert ("Nobody has joined yet." in page, "Apply filters" in page) == (True, False)
    people("Amara")
    page = ask(name="zzz").render().text
    assert "No people match these filters." in page
    assert '<a class="govuk-link" href="?">Clear filters</a>' in page


def test_an_empty_choice_of_a_filter_means_all(ask):
    people("Amara")
    page = ask().render().text
    assert '<option value="" selected>All</option>' in page


def test_every_cell_names_its_column_for_cards_on_a_phone(ask):
    people("Amara")
    page = ask().render().text
    assert [page.count(f'data-label="{label}"') for label in ("Full name", "Joined", "State")] == [1, 1, 1]


def test_what_people_are_called_is_never_run(ask):
    people("<script>alert(1)</script>")
    page = ask().render().text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("number", [3, 30])
def test_a_page_costs_three_queries_whatever_is_on_it(ask, django_assert_num_queries, number):
    people(*(f"Person {n}" for n in range(number)))
    with django_assert_num_queries(3):
        ask()


def test_rows_without_a_value_come_last_both_ways(ask):
    class Ended(People):
        columns = (Column("name", "Name"), Column("left", "Left", value="last_login", sort=("last_login",)))
        default_sort = "left"

    people("Never")
    make.person("Once", last_login=datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC))
    assert [names(ask(Ended, sort=sort)) for sort in ("left", "-left")] == [["Once", "Never"], ["Once", "Never"]]


# Downloads ----------------------------------------------------------------------------------------------------------


def rows_of_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def rows_of_xlsx(response):
    return [list(row) for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()]


def test_a_download_has_every_filtered_row_of_every_page_in_order(ask):
    people("Dev Lee", "Amara Lee", "Chloe Lee", "Ben Lee", "Else")
    response = ask(name="lee", format="csv", page="2")
    assert [row[0] for row in rows_of_csv(response)] == ["Full name", "Amara Lee", "Ben Lee", "Chloe Lee", "Dev Lee"]
    assert [row[0].value for row in rows_of_xlsx(ask(name="lee", format="xlsx"))][1:] == [
        "Amara Lee", "Ben Lee", "Chloe Lee", "Dev Lee",
    ]  # fmt: skip


def test_a_csv_opens_in_excel_as_what_it_is(ask):
    make.person("Zoë", date_joined=datetime.datetime(2027, 9, 6, 23, 30, tzinfo=datetime.UTC))
    response = ask(format="csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert rows_of_csv(response)[1] == ["Zoë", "", "2027-09-07 00:30", "3", "Here"]
    today = timezone.localdate().isoformat()
    assert response.headers["Content-Disposition"] == f'attachment; filename="people-{today}.csv"'


def test_a_workbook_holds_dates_as_dates_and_numbers_as_numbers(ask):
    make.person("Zoë", date_joined=datetime.datetime(2027, 1, 6, 12, 0, tzinfo=datetime.UTC))
    name, phone, joined, letters, state = [cell.value for cell in rows_of_xlsx(ask(format="xlsx"))[1]]
    assert (name, phone, joined.isoformat(), letters, state) == ("Zoë", None, "2027-01-06T12:00:00", 3, "Here")


def test_a_download_may_have_columns_of_its_own_and_never_holds_markup(ask):
    class Told(People):
        downloaded = (
            Column("name", "Name"),
            Column("mark", "Mark", value=lambda person: format_html("<em>{}</em>", person.name)),
        )

    people("Amara")
    assert rows_of_csv(ask(Told, format="csv")) == [["Name", "Mark"], ["Amara", "Amara"]]


def test_a_name_that_looks_like_a_formula_is_only_a_name(ask):
    people(FORMULA)
    assert rows_of_csv(ask(format="csv"))[1][0] == f"'{FORMULA}"
    cell = rows_of_xlsx(ask(format="xlsx"))[1][0]
    assert (cell.value, cell.data_type) == (FORMULA, "s")


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@x", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("harmless", ["Amara", "a=b", "", -1, -1.5, None, datetime.date(2027, 1, 1)])
def test_what_no_spreadsheet_runs_stays_as_it_is(harmless):
    assert safe_cell(harmless) == harmless


def test_a_character_that_a_workbook_cannot_hold_does_not_stop_it(ask):
    people("A\x07mara")
    assert rows_of_xlsx(ask(format="xlsx"))[1][0].value == "Amara"


def test_a_download_tells_whose_records_it_held(ask):
    people("Amara", "Ben")
    ask(name="ben", format="csv")
    assert People.told == [User.objects.get(name="Ben").pk]


def test_a_list_too_long_to_download_asks_for_a_filter(ask):
    class Few(People):
        most_exported = 1

    people("Amara", "Ben")
    response = ask(Few, format="csv", name="a", sort="name")
    people("Anna")
    response = ask(Few, format="csv", name="a", sort="name")
    assert (response.status_code, response.url) == (302, "/people/?name=a&sort=name")
