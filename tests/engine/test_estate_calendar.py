"""A calendar in a file: what each date becomes, which rule decides, and what is refused with its places."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pupitre.errors import CalendarUnknown, EstateError
from pupitre.estate import Estate, load
from pupitre.hours import Weekday
from pupitre.year import Hours, public_holidays

HEAD = """\
console: threecx
address: https://oti.3cx.fr
login: {user: "000", password: env:OTI}
timezone: Europe/Paris
"""
HOURS = """\
calendar: {country: FR, school: C, region: Alsace-Moselle}
hours:
  bureaux:
    week: {mon-fri: 08:00-12:00, sat: 09:00-12:00}
    seasons: []
    holidays: closed
    days: {}
sites: {REVEL: {extension: "021", hours: bureaux}}
"""


def loaded(folder: Path, *changes: tuple[str, str], language: str = "fr") -> Estate:
    body = HOURS
    for old, new in changes:
        assert old in body
        body = body.replace(old, new)
    path = folder / "oti.yaml"
    path.write_text(f"{HEAD}language: {language}\n{body}", encoding="utf-8")
    return load(path)


def hours(folder: Path, *changes: tuple[str, str], language: str = "fr") -> Hours:
    return loaded(folder, *changes, language=language).sites["REVEL"].hours


def on(found: Hours, date: str) -> tuple[str, str]:
    """Return the hours of a date as text, and the rank and name of the rule that decides."""
    ruling = found.on(dt.date.fromisoformat(date))
    return ", ".join(map(str, ruling.slots)) or "closed", f"{ruling.kind} {ruling.name}".strip()


def refusal(folder: Path, *changes: tuple[str, str]) -> list[str]:
    with pytest.raises(EstateError) as caught:
        loaded(folder, *changes)
    return str(caught.value).replace(f"{folder}/oti.yaml:", "").splitlines()


SEASON = ("seasons: []", "seasons: [{name: été, from: 07-01, to: 08-31, week: {mon-sun: 09:00-19:00}}]")


def test_a_day_comes_before_a_holiday_before_a_season_before_the_week(tmp_path: Path) -> None:
    found = hours(tmp_path, SEASON, ("days: {}", "days: {2026-07-14: 10:00-11:00}"))
    assert on(found, "2026-06-30") == ("08:00-12:00", "week")
    assert on(found, "2026-07-01") == ("09:00-19:00", "season été")
    assert on(found, "2026-08-15") == ("closed", "holiday Assomption")
    assert on(found, "2026-07-14") == ("10:00-11:00", "day 2026-07-14")


def test_normal_is_what_the_season_or_the_week_says(tmp_path: Path) -> None:
    found = hours(tmp_path, SEASON, ("days: {}", "days: {2026-07-14: normal, 2026-11-11: normal}"))
    assert on(found, "2026-07-14") == ("09:00-19:00", "day 2026-07-14")
    assert on(found, "2026-11-11") == ("08:00-12:00", "day 2026-11-11")


def test_both_ends_of_a_range_of_days_belong_to_it(tmp_path: Path) -> None:
    for written in ("2026-12-28..2027-01-02", "2026-12-28 au 2027-01-02", "2026-12-28 - 2027-01-02"):
        found = hours(tmp_path, ("days: {}", f"days: {{{written}: 10:00-11:00}}"))
        opens = [str(found.on(dt.date(2026, 12, 27) + dt.timedelta(days=step)).slots[:1]) for step in range(8)]
        assert [("600" in each) for each in opens] == [False, *[True] * 6, False]


def test_alsace_and_moselle_have_two_holidays_more(tmp_path: Path) -> None:
    assert on(hours(tmp_path), "2027-03-26") == ("closed", "holiday Vendredi saint")
    assert on(hours(tmp_path), "2028-12-26") == ("closed", "holiday Saint-Étienne")
    elsewhere = hours(tmp_path, (", region: Alsace-Moselle", ""))
    assert on(elsewhere, "2027-03-26") == ("08:00-12:00", "week")


@pytest.mark.parametrize("region", ["alsace", "Moselle", "57", "67", "6AE", "ALSACE MOSELLE"])
def test_the_old_law_is_found_by_any_name_of_the_place(tmp_path: Path, region: str) -> None:
    assert on(hours(tmp_path, ("Alsace-Moselle", region)), "2027-03-26")[0] == "closed"


def test_a_region_that_the_library_keeps_without_its_holidays_is_refused(tmp_path: Path) -> None:
    """`holidays` answers GES with the holidays of the country: Good Friday would be open."""
    (line,) = refusal(tmp_path, ("Alsace-Moselle", "GES"))
    assert line.startswith("6:44: calendar.region: GES is no part of FR with public holidays of its own")
    assert refusal(tmp_path, ("Alsace-Moselle", "Zone A"))


def test_holidays_can_be_told_apart_by_their_names(tmp_path: Path) -> None:
    rules = "holidays: {Lundi de Pentecôte: normal, Noël: 10:00-12:00, others: closed}"
    found = hours(tmp_path, ("holidays: closed", rules))
    assert on(found, "2026-05-25") == ("08:00-12:00", "holiday Lundi de Pentecôte")
    assert on(found, "2026-12-25") == ("10:00-12:00", "holiday Noël")
    assert on(found, "2026-05-14") == ("closed", "holiday Ascension")


def test_a_holiday_may_be_named_in_english_in_a_french_file(tmp_path: Path) -> None:
    found = hours(tmp_path, ("holidays: closed", "holidays: {Christmas Day: 10:00-12:00, others: normal}"))
    assert on(found, "2026-12-25") == ("10:00-12:00", "holiday Noël")
    english = hours(tmp_path, ("holidays: closed", "holidays: {noel: closed, autres: normal}"), language="en")
    assert on(english, "2026-12-25") == ("closed", "holiday Christmas Day")


@pytest.mark.parametrize("name", ["Fête nationale", "fete nationale", "14 juillet", "July 14", "National Day"])
def test_a_holiday_has_the_names_that_people_say(tmp_path: Path, name: str) -> None:
    found = hours(tmp_path, ("holidays: closed", f"holidays: {{{name}: 10:00-12:00, others: closed}}"))
    assert on(found, "2027-07-14") == ("10:00-12:00", "holiday Fête nationale")
    assert on(found, "2027-05-17")[0] == "closed"


def test_the_names_of_holidays_do_not_depend_on_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = ("holidays: closed", "holidays: {Noël: 10:00-12:00, others: closed}")
    for settings in ("C", "de_DE.UTF-8", "en_US.UTF-8"):
        monkeypatch.setenv("LANGUAGE", settings)
        monkeypatch.setenv("LANG", settings)
        public_holidays._year.cache_clear()
        public_holidays._keys.cache_clear()
        assert hours(tmp_path, rules).on(dt.date(2026, 12, 25)).slots
        assert [rule.name for rule in hours(tmp_path, rules).holidays] == ["Noël", ""]


@pytest.mark.parametrize(
    ("rules", "messages"),
    [
        ("{Noël: closed}", ["11:15: hours.bureaux.holidays: others is missing; say what the other public holidays do: "
                            "closed, normal or slots"]),
        ("{Noel: closed, Christmas Day: normal, others: closed}",
         ["11:30: hours.bureaux.holidays: Christmas Day (line 11) and Noel (line 11) are the same holiday"]),
        ("{Pentcôte: closed, others: closed}",
         ["11:16: hours.bureaux.holidays: Pentcôte is not a public holiday of the calendar; "
          "did you mean Lundi de Pentecôte?"]),
    ],
)  # fmt: skip
def test_a_name_of_a_holiday_that_makes_no_sense_is_refused(tmp_path: Path, rules: str, messages: list[str]) -> None:
    assert refusal(tmp_path, ("holidays: closed", f"holidays: {rules}")) == messages


def test_a_misspelt_date_of_a_holiday_is_found_again(tmp_path: Path) -> None:
    (line,) = refusal(tmp_path, ("holidays: closed", "holidays: {14 juilet: closed, others: closed}"))
    assert line.endswith("14 juilet is not a public holiday of the calendar; did you mean 14 juillet?")


def test_a_holiday_of_a_region_that_is_not_named_is_told_so(tmp_path: Path) -> None:
    rules = ("holidays: closed", "holidays: {Vendredi saint: closed, others: closed}")
    (line,) = refusal(tmp_path, (", region: Alsace-Moselle", ""), rules)
    assert line.endswith("Noël, others; those of a region want `region` beside the country")


def test_a_season_of_one_year_is_an_exception_to_one_of_every_year(tmp_path: Path) -> None:
    travaux = "{name: travaux, from: 2027-07-05, to: 2027-07-09, closed: true}"
    found = hours(tmp_path, (SEASON[0], SEASON[1].replace("]", f", {travaux}]")))
    assert on(found, "2027-07-05") == ("closed", "season travaux")
    assert on(found, "2026-07-06") == ("09:00-19:00", "season été")


def test_a_season_runs_over_new_year(tmp_path: Path) -> None:
    found = hours(
        tmp_path, ("seasons: []", "seasons: [{name: fêtes, from: 12-20, to: 01-05, week: {mon-sun: 10:00-11:00}}]")
    )
    assert [on(found, date)[1] for date in ("2026-12-19", "2026-12-20", "2027-01-05", "2027-01-06")] == [
        "week", "season fêtes", "season fêtes", "week",
    ]  # fmt: skip


def test_a_season_to_the_29_of_february_ends_on_the_28_in_other_years(tmp_path: Path) -> None:
    found = hours(
        tmp_path, ("seasons: []", "seasons: [{name: ski, from: 02-01, to: 02-29, week: {mon-sun: 10:00-11:00}}]")
    )
    assert on(found, "2028-02-29")[1] == on(found, "2027-02-28")[1] == "season ski"
    assert on(found, "2027-03-01")[1] == on(found, "2028-03-01")[1] == "week"


def test_days_are_narrowed_by_odd_weeks_and_by_their_place_in_the_month(tmp_path: Path) -> None:
    found = hours(
        tmp_path,
        ("sat: 09:00-12:00", "sat: 09:00-12:00, odd sat: closed, 1er dimanche du mois: 10:00-11:00, last fri: 13h-14h"),
    )
    assert on(found, "2026-12-05") == ("closed", "week odd sat")  # week 49
    assert on(found, "2026-12-12") == ("09:00-12:00", "week")
    assert on(found, "2027-02-07") == ("10:00-11:00", "week 1er dimanche du mois")
    assert on(found, "2027-02-14") == ("closed", "week")
    assert on(found, "2027-02-26") == ("13:00-14:00", "week last fri")
    assert on(found, "2026-11-01")[1] == "holiday Toussaint"  # a first Sunday gives way to a public holiday


@pytest.mark.parametrize(
    ("key", "dates"),
    [
        ("odd wed", ["2027-01-06", "2027-01-20"]),
        ("mercredi impair", ["2027-01-06", "2027-01-20"]),
        ("semaines paires mercredi", ["2027-01-13", "2027-01-27"]),
        ("mercredi des semaines paires", ["2027-01-13", "2027-01-27"]),
        ("second wed", ["2027-01-13"]),
        ("2e mercredi", ["2027-01-13"]),
        ("dernier mercredi du mois", ["2027-01-27"]),
        ("4th wednesday of the month", ["2027-01-27"]),
        ("fifth wed", []),
        ("last sun", ["2027-01-31"]),
        ("5e dimanche", ["2027-01-31"]),
    ],
)
def test_a_narrowed_day_is_understood_in_french_and_english(tmp_path: Path, key: str, dates: list[str]) -> None:
    found = hours(tmp_path, ("sat: 09:00-12:00", f"{key}: 16:00-17:00"), ("holidays: closed", "holidays: normal"))
    january = [dt.date(2027, 1, day) for day in range(1, 32)]
    assert [str(date) for date in january if on(found, str(date))[0] == "16:00-17:00"] == dates


@pytest.mark.parametrize(
    ("keys", "clash"),
    [
        (("odd sat", "even sat"), False),
        (("odd sat", "odd sat-sun"), True),
        (("odd sat", "first sat"), True),
        (("first sat", "last sat"), False),
        (("4th sat", "last sat"), True),
        (("5th sat", "last sat"), True),
        (("first sat", "first sun"), False),
    ],
)
def test_two_narrowed_days_that_can_meet_are_refused_with_both_lines(
    tmp_path: Path, keys: tuple[str, str], clash: bool
) -> None:
    change = ("sat: 09:00-12:00", f"{keys[0]}: 08:00-09:00, {keys[1]}: 10:00-11:00")
    if not clash:
        assert hours(tmp_path, change).narrow
        return
    assert refusal(tmp_path, change) == [
        f"9:{49 + len(keys[0])}: hours.bureaux.week: {keys[1]} (line 9) and {keys[0]} (line 9) "
        "can be the same Saturday; which one counts?"
    ]


def test_a_narrowing_without_a_day_or_twice_is_refused(tmp_path: Path) -> None:
    assert "odd weeks names no day" in refusal(tmp_path, ("sat: 09", "odd weeks: 09"))[0]
    assert "narrows its days twice" in refusal(tmp_path, ("sat: 09", "first odd sat: 09"))[0]


def test_days_that_share_a_date_are_refused_with_both_lines(tmp_path: Path) -> None:
    days = "days:\n      2026-12-20..2026-12-31: closed\n      2026-12-24: 09:00-12:00"
    assert refusal(tmp_path, ("days: {}", days)) == [
        "14:7: hours.bureaux.days: 2026-12-24 (line 14) and 2026-12-20..2026-12-31 (line 13) "
        "share a day; which one counts?"
    ]


def test_ranges_that_share_their_ends_are_refused_and_those_that_follow_are_not(tmp_path: Path) -> None:
    days = "days: {{2026-12-20..2026-12-24: closed, {}..2026-12-31: normal}}"
    assert len(refusal(tmp_path, ("days: {}", days.format("2026-12-24")))) == 1
    assert len(hours(tmp_path, ("days: {}", days.format("2026-12-25"))).days) == 2


@pytest.mark.parametrize(
    "change", [("days: {}", "days: {2026-12-24: ouvert}"), ("holidays: closed", "holidays: ouvert")]
)
def test_a_word_that_is_no_hours_is_told_with_those_that_are(tmp_path: Path, change: tuple[str, str]) -> None:
    (line,) = refusal(tmp_path, change)
    assert line.endswith(": ouvert are no hours; write closed, normal or 09:00-12:00")


def test_each_date_inside_a_long_range_is_told(tmp_path: Path) -> None:
    days = "days: {2026-12-01..2026-12-31: closed, 2026-12-05: closed, 2026-12-10: closed, 2027-01-01: closed}"
    assert [line.split("days: ")[1][:10] for line in refusal(tmp_path, ("days: {}", days))] == [
        "2026-12-05",
        "2026-12-10",
    ]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("2026-12-31..2026-12-24", "2026-12-31..2026-12-24 ends before it begins"),
        ("2026-01-01..2028-01-01", "2026-01-01..2028-01-01 is longer than a year; write a season"),
        ("2026-12-24..12-31", "12-31 is not a date; write 2026-12-24"),
        ("2026-02-30", "2026-02-30 is not a date; write 2026-12-24"),
        ("9999-12-31", "9999-12-31 is too far away; write a year from 2000 to 2199"),
        ("1026-12-24", "1026-12-24 is too far away; write a year from 2000 to 2199"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(tmp_path: Path, key: str, message: str) -> None:
    assert refusal(tmp_path, ("days: {}", f"days: {{{key}: closed}}")) == [f"12:12: hours.bureaux.days: {message}"]


SCHOOL = "seasons: [{name: vacances, school: [toussaint, Noël], week: {mon-sun: 14:00-17:00}}]"


def test_school_holidays_are_a_season(tmp_path: Path) -> None:
    found = hours(tmp_path, ("seasons: []", SCHOOL))
    assert on(found, "2026-10-17")[1] == on(found, "2026-10-31")[1] == "season vacances"
    assert on(found, "2026-11-03")[1] == "week"
    assert on(found, "2027-02-08")[1] == "week"  # winter holidays of zone C, which are not named


def test_each_zone_has_its_own_weeks(tmp_path: Path) -> None:
    winter = ("seasons: []", SCHOOL.replace("[toussaint, Noël]", "hiver"))
    starts = {}
    for zone in "ABC":
        found = hours(tmp_path, winter, ("school: C", f"school: {zone}"))
        february = [dt.date(2027, 2, 1) + dt.timedelta(days=step) for step in range(40)]
        starts[zone] = next(str(date) for date in february if found.season_on(date))
    assert starts == {"A": "2027-02-13", "B": "2027-02-20", "C": "2027-02-06"}


def test_school_holidays_that_nobody_published_are_refused_and_not_guessed(tmp_path: Path) -> None:
    found = hours(tmp_path, ("seasons: []", SCHOOL))
    with pytest.raises(CalendarUnknown, match="zone C are not known on 2099-10-25") as caught:
        found.on(dt.date(2099, 10, 25))
    assert "write the season with `from` and `to`" in caught.value.remedy
    assert found.on(dt.date(2026, 11, 3)).kind == "week"


def test_the_day_after_the_last_published_one_is_unknown(tmp_path: Path) -> None:
    school = hours(tmp_path, ("seasons: []", SCHOOL)).school
    assert school is not None
    _, last = school.known()  # type: ignore[attr-defined]
    assert school.on(last) == "été"
    with pytest.raises(CalendarUnknown):
        school.on(last + dt.timedelta(days=1))


def test_a_zone_that_does_not_exist_is_told_once(tmp_path: Path) -> None:
    assert refusal(tmp_path, ("seasons: []", SCHOOL), ("school: C", "school: D")) == [
        "6:33: calendar.school: D is not known; write one of A, B, C"
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([("school: C, ", "")], "10:40: hours.bureaux.seasons[1].school: which school holidays? "
         "say the zone at the top: calendar: {country: FR, school: A}"),
        ([("school: [toussaint, Noël]", "school: pâques")], "10:40: hours.bureaux.seasons[1].school: "
         "paques are no school holidays; write one of toussaint, noël, hiver, printemps, été, all"),
        ([("school: [toussaint, Noël]", "school: []")], "10:40: hours.bureaux.seasons[1].school: "
         "the list is empty; write one of toussaint, noël, hiver, printemps, été, all"),
        ([("school: [toussaint, Noël]", "school: all, from: 07-01, to: 07-02")], "10:40: hours.bureaux.seasons[1].school: "
         "a season has `school`, or `from` and `to`, not both"),
        ([("}}]", "}}, {name: octobre, from: 10-20, to: 10-22, closed: true}]")], "10:90: hours.bureaux.seasons[2]: "
         "octobre (line 10) and vacances (line 10) share a day; which one counts?"),
        ([("country: FR, ", "country: BE, "), (", region: Alsace-Moselle", "")],
         "6:33: calendar.school: the zones A, B and C are those of France, and the country is BE"),
    ],
)  # fmt: skip
def test_school_holidays_that_make_no_sense_are_refused(
    tmp_path: Path, changes: list[tuple[str, str]], message: str
) -> None:
    assert message in refusal(tmp_path, ("seasons: []", SCHOOL), *changes)


def test_years_before_any_law_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarUnknown, match="FR in 1700 are not known"):
        hours(tmp_path).on(dt.date(1700, 5, 1))


def test_a_country_without_known_holidays_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, ("{country: FR, school: C, region: Alsace-Moselle}", "{country: QQ}")) == [
        "6:21: calendar.country: the public holidays of QQ are not known to Pupitre"
    ]


def test_a_site_has_narrowed_days_of_its_own(tmp_path: Path) -> None:
    found = hours(tmp_path, ('extension: "021", hours: bureaux', 'extension: "021", week: {even mon: 08:00-09:00}'))
    assert not found.is_only_a_week
    assert on(found, "2026-11-23")[0] == "08:00-09:00"
    assert on(found, "2026-11-30")[0] == "closed"


def test_a_site_with_only_a_week_has_that_week_on_every_date(tmp_path: Path) -> None:
    change = ('extension: "021", hours: bureaux', 'extension: "021", week: {mon: 08:00-09:00}')
    site = loaded(tmp_path, change).sites["REVEL"]
    assert site.grid_on(dt.date(2026, 12, 25)) is site.week
    assert [len(slots) for slots in site.week.days] == [1, 0, 0, 0, 0, 0, 0]
    assert Weekday.MONDAY == 0
