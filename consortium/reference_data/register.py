"""The register: boroughs, councils and their services, the other organisations, consortia and their members."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from consortium.models import Borough, Consortium, Membership, Organisation
from consortium.reference_data.files import Files, first_day, last_day
from consortium.reference_data.kinds import KINDS
from consortium.reference_data.report import Report

BOROUGHS_BEGAN = datetime.date(1965, 4, 1)
"""The day on which the London boroughs began; it stands where an organisation's own first day is not known."""

SERVICES = {
    Organisation.Service.ADULTS: "Adults' services",
    Organisation.Service.CHILDREN: "Children's services",
}


def load(files: Files, report: Report) -> None:
    boroughs = _boroughs(files, report)
    others = files.json("organisations.json")["organisations"]
    _councils(files, report, boroughs, others)
    for entry in [*others, *files.json("universities.json")["universities"]]:
        _organisation(entry, report, boroughs)
    _consortia(files.json("partnerships.json"), report)


def _boroughs(files: Files, report: Report) -> dict[str, Borough]:
    found = {
        row["gss"]: report.put(
            Borough,
            {"gss_code": row["gss"]},
            {
                "name": row["name"],
                "short_name": row["short_name"],
                "tile_code": row["code3"],
                "tile_row": int(row["tile_row"]),
                "tile_column": int(row["tile_col"]),
                "sub_region": row["sub_region"],
                "inner": row["inner_outer"] == "inner",
            },
        )
        for row in files.csv("boroughs.csv")
    }
    neighbours: dict[str, set[Borough]] = {gss: set() for gss in found}
    for row in files.csv("adjacency.csv"):
        neighbours[row["gss_a"]].add(found[row["gss_b"]])
        neighbours[row["gss_b"]].add(found[row["gss_a"]])
    for gss, borough in found.items():
        report.link(borough, "neighbours", neighbours[gss])
    return found


def _councils(files: Files, report: Report, boroughs: dict[str, Borough], others: list[dict[str, Any]]) -> None:
    """A council for every borough, and its services as partners, but for those that another organisation provides."""
    elsewhere = {(given["borough"], given["service"]) for other in others for given in other["provides"]}
    for row in files.csv("boroughs.csv"):
        borough = boroughs[row["gss"]]
        council = _put(report, row["gss"], row["council_name"], row["name"], Organisation.Kind.COUNCIL, [borough])
        for service, words in SERVICES.items():
            if (row["gss"], service.value) not in elsewhere:
                _put(
                    report,
                    f"{row['gss']}-{service.value}",
                    f"{row['name']}: {words.lower()}",
                    f"{row['short_name']} {service.value}",
                    Organisation.Kind.SERVICE,
                    [borough],
                    service=service,
                    part_of=council,
                )


def _organisation(entry: dict[str, Any], report: Report, boroughs: dict[str, Borough]) -> None:
    provided = entry.get("provides", [])
    services = {given["service"] for given in provided}
    covers = {given["borough"] for given in provided if given["borough"] in boroughs}
    notes = [entry["note"]] if entry["note"] else []
    if not entry["confirmed"]:
        notes.append("To be confirmed.")
    _put(
        report,
        entry["code"],
        entry["name"],
        entry["short_name"],
        KINDS[entry["kind"]],
        [boroughs[gss] for gss in sorted(covers)],
        service=services.pop() if len(services) == 1 else Organisation.Service.BOTH if services else "",
        starts_on=first_day(entry.get("starts")) or BOROUGHS_BEGAN,
        note=" ".join(notes),
    )


def _put(
    report: Report, code: str, name: str, short_name: str, kind: str, covers: list[Borough], **fields: Any
) -> Organisation:
    values = {"name": name, "short_name": short_name, "kind": kind, "starts_on": BOROUGHS_BEGAN} | fields
    found = report.put(Organisation, {"code": code}, values)
    report.link(found, "covers", covers)
    return found


def _consortia(data: dict[str, Any], report: Report) -> None:
    own = data["consortium"]
    office = Organisation.objects.get(code=own["office"])
    report.put(
        Consortium,
        {"code": own["code"]},
        {"name": own["name"], "short_name": own["short_name"], "office": office, "note": own["note"]},
    )
    for entry in data["partnerships"]:
        if entry["kind"] != "teaching_partnership":
            report.left_out.append(f"{entry['name']}: not a partnership that has members today")
            continue
        _partnership(entry, report)


def _partnership(entry: dict[str, Any], report: Report) -> None:
    starts_on = first_day(entry["starts"])
    consortium = report.put(
        Consortium,
        {"code": entry["code"]},
        {
            "name": entry["name"],
            "short_name": entry["code"],
            "members_confirmed": entry["members_confirmed"],
            "note": entry["note"],
        },
    )
    if starts_on is None:
        report.left_out.append(f"Members of {entry['name']}: the day on which they joined is not known")
        return
    for organisation, grade in _members(entry):
        report.add_once(
            Membership,
            {"consortium": consortium, "organisation": organisation},
            {"starts_on": starts_on, "ends_on": last_day(entry["ends"]), "grade": grade},
        )


def _members(entry: dict[str, Any]) -> Iterator[tuple[Organisation, str]]:
    """The partners of a partnership: for a borough, those that provide its services. Others are not on the register."""
    partners = Organisation.objects.filter(kind__in=[Organisation.Kind.SERVICE, Organisation.Kind.TRUST])
    found = set(partners.filter(covers__gss_code__in=entry["boroughs"]))
    found |= set(Organisation.objects.filter(code__in=[*entry["universities"], *entry["others"]]))
    for organisation in sorted(found, key=lambda one: one.name):
        associate = organisation.code in entry["associates"]
        yield organisation, Membership.Grade.ASSOCIATE if associate else Membership.Grade.FULL
