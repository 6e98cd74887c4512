"""Days, slots and weeks as people write them in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pupitre.errors import EstateError
from pupitre.estate import Estate, load
from pupitre.estate.week import parse_days
from pupitre.hours import HoursError, Slot, Week, Weekday

HEAD = """\
console: threecx
address: https://oti.3cx.fr
login: {user: "000", password: env:OTI}
timezone: Europe/Paris
"""
MON, TUE, WED, THU, FRI, SAT, SUN = Weekday


def loaded(folder: Path, body: str) -> Estate:
    path = folder / "oti.yaml"
    path.write_text(HEAD + body, encoding="utf-8")
    return load(path)


def refusal(folder: Path, body: str) -> str:
    with pytest.raises(EstateError) as caught:
        loaded(folder, body)
    return str(caught.value).replace(f"{folder}/", "")


def week_of(folder: Path, days: str) -> Week:
    return loaded(folder, f"sites: {{REVEL: {{extension: 021, week: {days}}}}}\n").sites["REVEL"].week


def week_refusal(folder: Path, days: str) -> str:
    """The message for a week whose braces stand on line 9, column 11."""
    return refusal(folder, f"sites:\n  REVEL:\n    extension: 021\n\n    week: {days}\n")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (MON,)),
        ("Monday", (MON,)),
        ("LUNDI", (MON,)),
        ("lun", (MON,)),
        ("mon-fri", (MON, TUE, WED, THU, FRI)),
        ("lundi-vendredi", (MON, TUE, WED, THU, FRI)),
        ("lun-ven", (MON, TUE, WED, THU, FRI)),
        ("mon - fri", (MON, TUE, WED, THU, FRI)),
        ("mon–fri", (MON, TUE, WED, THU, FRI)),
        ("lundi-friday", (MON, TUE, WED, THU, FRI)),
        ("sat-mon", (SAT, SUN, MON)),
        ("dim-lun", (SUN, MON)),
        ("mon-sun", tuple(Weekday)),
        ("mon, wed", (MON, WED)),
        ("mardi, jeu-sam", (TUE, THU, FRI, SAT)),
        ("mar", (TUE,)),
        ("mér", (WED,)),
        ("me\u0301r", (WED,)),
    ],
)
def test_days_are_understood_in_french_and_english(text: str, days: tuple[Weekday, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("judi", "judi is not a day; did you mean jeudi?"),
        ("mon-fry", "fry in mon-fry is not a day; did you mean friday?"),
        ("monkey", "monkey is not a day; did you mean monday?"),
        ("x", "x is not a day; write mon, monday, lundi or mon-fri"),
        ("", '"" is not a day; write mon, monday, lundi or mon-fri'),
        ("mon-", '"" in mon- is not a day; write mon, monday, lundi or mon-fri'),
        ("mon-wed-fri", "mon-wed-fri is not a day or a range of days; write mon-fri"),
        ("mon-lundi", "mon-lundi begins and ends on the same day; write the day alone"),
        ("mon-fri, wed", "mon-fri, wed names Wednesday twice"),
        ("0", "0 is not a day; write mon, monday, lundi or mon-fri"),
    ],
)
def test_what_is_no_day_is_refused(text: str, message: str) -> None:
    with pytest.raises(HoursError) as caught:
        parse_days(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("days", "monday"),
    [
        ("{mon: 8:30-17:00}", ["08:30-17:00"]),
        ("{mon: 0830-1700}", ["08:30-17:00"]),
        ("{mon: 8h30-17h}", ["08:30-17:00"]),
        ("{mon: 08:00 à 12:00}", ["08:00-12:00"]),
        ("{mon: [14:00-17:30, 08:00-12:00]}", ["08:00-12:00", "14:00-17:30"]),
        ("{mon: [08:00-12:00, 12:00-14:00]}", ["08:00-12:00", "12:00-14:00"]),
        ("{mon: closed, tue: 08:00-12:00}", []),
        ("{mon: Fermé, tue: 08:00-12:00}", []),
        ("{tue: 08:00-12:00}", []),
        ("{mon: 00:00-23:59}", ["00:00-23:59"]),
    ],
)
def test_slots_are_understood(tmp_path: Path, days: str, monday: list[str]) -> None:
    assert [str(slot) for slot in week_of(tmp_path, days).on(MON)] == monday


def test_a_time_of_day_without_quotes_is_never_a_number_of_minutes(tmp_path: Path) -> None:
    assert week_of(tmp_path, "{mon: 08:00-17:00}").on(MON) == (Slot(8 * 60, 17 * 60),)


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (
            "{mon: 17:00}",
            "oti.yaml:9:17: sites.REVEL.week.mon: '17:00' is not a slot; write 08:00-12:00",
        ),
        (
            "{mon: 08:00-24:00}",
            "oti.yaml:9:17: sites.REVEL.week.mon: 24:00 is not accepted: "
            "the console wants the end of a slot before 24:00; write 23:59",
        ),
        (
            "{mon: 08:00-08:00}",
            "oti.yaml:9:17: sites.REVEL.week.mon: 08:00-08:00 has no length; "
            "the console wants an end after the beginning",
        ),
        (
            "{mon: 22:00-02:00}",
            "oti.yaml:9:17: sites.REVEL.week.mon: 22:00-02:00 runs past midnight; the console keeps a slot within "
            "one day: write 22:00-23:59 and the rest on the next day",
        ),
        ("{mon: 25:00-26:00}", "oti.yaml:9:17: sites.REVEL.week.mon: '25:00' is not a time of day; it is 00:00 to 23:59"),
        (
            "{mon: [08:00-12:00, abc]}",
            "oti.yaml:9:31: sites.REVEL.week.mon: 'abc' is not a slot; write 08:00-12:00",
        ),
        (
            "{mon-fri: [08:00-17:00, 14:00-17:00]}",
            "oti.yaml:9:22: sites.REVEL.week: Monday 08:00-17:00 and 14:00-17:00 overlap; the console refuses that",
        ),
        (
            "{jeudi: [08:00-12:00, 08:00-12:00]}",
            "oti.yaml:9:20: sites.REVEL.week: Thursday 08:00-12:00 and 08:00-12:00 overlap; the console refuses that",
        ),
        (
            "{mon: 08:00-12:00, 14:00-17:30}",
            "oti.yaml:9:30: sites.REVEL.week: 14:00-17:30 is not a day; "
            "several slots of one day stand in brackets: [08:00-12:00, 14:00-17:30]",
        ),
        (
            "{mon: '08:00-12:00, 14:00-17:30'}",
            "oti.yaml:9:17: sites.REVEL.week.mon: "
            "several slots of one day stand in brackets: [08:00-12:00, 14:00-17:30]",
        ),
        (
            "{mon-fri: 08:00-12:00, lundi: 14:00-17:30}",
            "oti.yaml:9:34: sites.REVEL.week: Monday is written twice: in mon-fri (line 9) and in lundi (line 9)",
        ),
        ("{mon: [], tue: 08:00-12:00}", "oti.yaml:9:17: sites.REVEL.week.mon: the list has no slot; "
         "write `closed` if that is meant"),
        ("{mon: , tue: 08:00-12:00}", "oti.yaml:9:12: sites.REVEL.week.mon: no hours are written; "
         "write slots or `closed`"),
        ("{mon: {open: 08:00}}", "oti.yaml:9:17: sites.REVEL.week.mon: write a slot, a list of slots, or `closed`"),
        ("{mon: [[08:00-12:00]]}", "oti.yaml:9:18: sites.REVEL.week.mon: "
         "a list of slots holds nothing but slots, such as 08:00-12:00"),
        ("{mon: " + "9" * 300 + "}", "oti.yaml:9:17: sites.REVEL.week.mon: this is not a slot; write 08:00-12:00"),
        ("closed", "oti.yaml:9:11: sites.REVEL.week: a whole week is closed by `closed: true` beside it, not here"),
        ("[08:00-12:00]", "oti.yaml:9:11: sites.REVEL.week: "
         "write the days that open, such as {mon-fri: [08:00-12:00, 14:00-17:30]}"),
        ("{}", "oti.yaml:9:11: sites.REVEL.week: there is not a single open hour; "
         "if that is meant, write `closed: true` beside it"),
        ("{mon-sun: closed}", "oti.yaml:9:11: sites.REVEL.week: there is not a single open hour; "
         "if that is meant, write `closed: true` beside it"),
    ],
)  # fmt: skip
def test_hours_that_no_console_holds_are_refused_with_their_place(tmp_path: Path, days: str, message: str) -> None:
    assert week_refusal(tmp_path, days) == message


def test_an_overlap_is_told_in_the_words_of_the_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "oti.yaml").write_text(
        HEAD
        + "language: fr\n\n# Les sites\nsites:\n  REVEL:\n    extension: '021'\n    week:\n\n      # lundi\n"
        + "      mon: [08:00-17:00, 14:00-17:30]\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EstateError) as caught:
        load("oti.yaml")
    assert str(caught.value) == (
        "oti.yaml:14:13: sites.REVEL.week: Monday 08:00-17:00 and 14:00-17:30 overlap; the console refuses that"
    )


@pytest.mark.parametrize(
    ("site", "message"),
    [
        (
            "extension: 021",
            "oti.yaml:7:5: sites.REVEL: there are no hours; write `week`, or the name of `hours`, "
            "or `closed: true` if that is meant",
        ),
        (
            "extension: 021\n    week:",
            "oti.yaml:8:5: sites.REVEL.week: write the days that open, such as {mon-fri: [08:00-12:00, 14:00-17:30]}",
        ),
        (
            "extension: 021\n    week: {mon: 08:00-12:00}\n    closed: true",
            "oti.yaml:9:13: sites.REVEL.closed: "
            "this says closed, and the week beside it has open hours; remove one of them",
        ),
        (
            "extension: 021\n    closed: yes",
            "oti.yaml:8:13: sites.REVEL.closed: yes is not known; write one of true, false",
        ),
        (
            "extension: 021\n    closed: false",
            "oti.yaml:7:5: sites.REVEL: there are no hours; write `week`, or the name of `hours`, "
            "or `closed: true` if that is meant",
        ),
    ],
)
def test_no_hours_are_never_a_wish_to_close(tmp_path: Path, site: str, message: str) -> None:
    assert refusal(tmp_path, f"sites:\n  REVEL:\n    {site}\n") == message


@pytest.mark.parametrize("week", ["", ", week: {}", ", week: {mon-sun: fermé}"])
def test_closed_true_closes_a_site_all_week(tmp_path: Path, week: str) -> None:
    site = loaded(tmp_path, f"sites: {{REVEL: {{extension: 021, closed: true{week}}}}}\n").sites["REVEL"]
    assert site.closed
    assert site.week == Week()


SHARED = """\
hours:
  bureaux: {week: {mon: 08:00-12:00}}
  rien: {closed: true}
  cassé: {week: {foo: 1}}
sites:
  REVEL: {extension: 021, %s}
"""


@pytest.mark.parametrize("name", ["bureaux", "Bureaux", '" bureaux "'])
def test_a_site_has_the_week_of_the_hours_that_it_names(tmp_path: Path, name: str) -> None:
    body = SHARED.replace("  cassé: {week: {foo: 1}}\n", "") % f"hours: {name}"
    assert loaded(tmp_path, body).sites["REVEL"].week == Week.of({MON: [Slot(480, 720)]})


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (
            "hours: bureau",
            "oti.yaml:10:34: sites.REVEL.hours: bureau is not known; did you mean bureaux?",
        ),
        (
            "hours: rien",
            "oti.yaml:10:34: sites.REVEL.hours: these hours have not a single open one; "
            "if that is meant, write `closed: true` beside it",
        ),
        (
            "hours: bureaux, closed: true",
            "oti.yaml:10:51: sites.REVEL.closed: this says closed, and its hours are open; remove one of them",
        ),
        (
            "hours: bureaux, week: {mon: 08:00-12:00}",
            "oti.yaml:10:49: sites.REVEL.week: a site has `hours` or `week`, not both",
        ),
        (
            "hours: {week: {}}",
            "oti.yaml:10:34: sites.REVEL.hours: "
            "write the name of an entry of `hours` at the top, or `week` for a week of its own",
        ),
        (
            "hours: bureaux, days: {2026-12-24: closed}",
            "oti.yaml:10:43: sites.REVEL: days stands in an entry of `hours:` at the top, which the site then names",
        ),
    ],
)
def test_a_reference_to_hours_that_does_not_fit_is_refused(tmp_path: Path, wish: str, message: str) -> None:
    found = refusal(tmp_path, SHARED % wish).splitlines()
    assert found == [
        "oti.yaml:8:18: hours.cassé.week: foo is not a day; write mon, monday, lundi or mon-fri",
        message,
    ]


CALENDAR = """\
calendar: {country: fr, school: a}
hours:
  bureaux:
    week: {mon-fri: [08:00-12:00, 14:00-17:30]}
    seasons:
      - {name: été, from: 07-01, to: 08-31, week: {mon-sat: 09:00-19:00}}
      - {name: fêtes, from: 12-20, to: 01-05, closed: true}
    holidays: closed
    days: {2026-12-24: 09:00-12:00, 2026-12-31: closed}
sites:
  REVEL: {extension: 021, hours: bureaux}
"""


def test_seasons_holidays_and_dates_are_read(tmp_path: Path) -> None:
    estate = loaded(tmp_path, CALENDAR)
    hours = estate.sites["REVEL"].hours
    assert estate.calendar is not None
    assert (estate.calendar.country, estate.calendar.school) == ("FR", "A")
    assert [season.name for season in hours.seasons] == ["été", "fêtes"]
    assert [rule.slots for rule in hours.holidays] == [()]
    assert {rule.text: len(rule.slots or ()) for rule in hours.days} == {"2026-12-24": 1, "2026-12-31": 0}
    assert estate.notes == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("07-01", "07-32", "10:27: hours.bureaux.seasons[1].from: 07-32 is not a day of the year; "
         "write 07-01, or 2026-07-01 for one year only"),
        ("07-01", "2026-07-01", "10:43: hours.bureaux.seasons[1].to: both ends have a year, or neither has"),
        ("from: 12-20", "from: 08-31", "11:9: hours.bureaux.seasons[2]: fêtes (line 11) and été (line 10) "
         "share a day; which one counts?"),
        ("2026-12-24", "24/12/2026", "13:12: hours.bureaux.days: 24/12/2026 is not a date; write 2026-12-24"),
        ("2026-12-24", "2026-02-29", "13:12: hours.bureaux.days: 2026-02-29 is not a date; write 2026-12-24"),
        ("2026-12-24", "2026-12-31", "13:37: hours.bureaux.days: 2026-12-31 is written twice: "
         "on line 13 and on line 13"),
        ("holidays: closed", "holidays: shut", "12:15: hours.bureaux.holidays: shut are no hours; "
         "write closed, normal or 09:00-12:00"),
        ("calendar: {country: fr, school: a}", "", "12:15: hours.bureaux.holidays: which holidays? "
         "say the country at the top: calendar: {country: FR}"),
        ("country: fr", "country: France", "5:21: calendar.country: write the country as two letters, such as FR"),
        (", closed: true}", "}", "11:9: hours.bureaux.seasons[2]: week is missing; "
         "if it is meant, write `closed: true`"),
    ],
)  # fmt: skip
def test_a_calendar_that_makes_no_sense_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert refusal(tmp_path, CALENDAR.replace(old, new)).splitlines() == [f"oti.yaml:{message}"]
