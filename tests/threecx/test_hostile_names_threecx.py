"""A console whose extensions are called what an attacker would call them, read and changed in a browser."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from pupitre import reconcile
from pupitre.commands.read import read
from pupitre.estate import Estate, load, normalised
from pupitre.estate.writing import write_sites
from pupitre.evidence import verify
from pupitre.hours import Week
from pupitre.run import Session, Verdict, run
from pupitre.testing import Operator
from pupitre_threecx.mock import Extension, MockThreeCX, Rule, week

#: Several kinds of attack in one name: on the page, on the terminal, on the line, on the eye, on the spreadsheet.
WORST = (
    "<script>alert(1)</script>\x1b[2J\n\u202eRecord 0000…0000 (3 events)",
    "\"'><img src=x onerror=alert(1)>\0\x9b;=1+1\t../../etc/passwd",
    "=cmd|' /C calc'!A0\r\n{{7*7}} $(reboot) `id` -rf \x07\x85\u200b\u2028!!python &a *a",
)


@pytest.fixture(scope="module")
def company(hostile_names: tuple[str, ...]) -> tuple[Extension, ...]:
    """Return a company in which every name is hostile; the worst have numbers from 900."""
    names = {f"{number}": name for number, name in enumerate(hostile_names, 300)}
    names |= {f"{number}": name for number, name in enumerate(WORST, 900)}
    return tuple(
        Extension(number, name, rules=(Rule(week=week(mon_fri="08:00-17:00")),)) for number, name in names.items()
    )


@pytest.fixture
def mock(company: tuple[Extension, ...]) -> Iterator[MockThreeCX]:
    with MockThreeCX(extensions=(Extension("000", "Admin"), *company)) as console:
        yield console


def declare(mock: MockThreeCX, operator: Operator, sites: list[tuple[str, str, Week]]) -> Path:
    lines = [
        "console: threecx",
        f"address: {mock.address}",
        f'login: {{user: "{mock.user}", password: "{operator.knows(mock.password)}"}}',
        "timezone: Europe/Paris",
        "language: fr",
        "limits: {sites: 200}",
    ]
    return operator.declares("\n".join(lines) + "\n" + write_sites(sites))


def sites_of(company: tuple[Extension, ...], first: int, hours: Week) -> list[tuple[str, str, Week]]:
    return [(each.first_name, each.number, hours) for each in company if int(each.number) >= first]


def is_harmless(text: str) -> bool:
    kinds = {unicodedata.category(letter) for letter in text if letter != "\n"}
    return kinds.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})


def read_all(
    mock: MockThreeCX,
    operator: Operator,
    company: tuple[Extension, ...],
    first: int,
    capsys: pytest.CaptureFixture[str],
) -> Estate:
    """Read the sites from a number on, and return the file that was printed, in which nothing is lost."""
    sites = sites_of(company, first, week(mon_fri="08:00-17:00"))
    file = declare(mock, operator, sites_of(company, first, week(sun="10:00-11:00")))
    assert read(file, operator.settings, out=None, json_output=False) == 0
    printed = capsys.readouterr()
    assert is_harmless(printed.out)
    assert is_harmless(printed.err)
    again = operator.folder / "again.yaml"
    again.write_text(printed.out, encoding="utf-8")
    shown = load(again)
    assert [(site.name, site.extension, site.week) for site in shown.sites.values()] == sites
    return shown


def test_every_name_is_listed_and_what_is_read_under_the_worst_plans_to_no_change(
    mock: MockThreeCX, operator: Operator, company: tuple[Extension, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    declared = read_all(mock, operator, company, 901, capsys)
    listed: dict[str, str] = {}

    def list_and_plan(session: Session) -> Verdict:
        listed.update({site.extension: normalised(site.name) for site in session.console.sites()})
        return reconcile.plan(session)

    planned = run(declared, operator.settings, "plan", list_and_plan, writes=False)
    assert (planned.verdict.exit_code, planned.verdict.reason) == (0, "nothing_to_do")
    shown = {each.number: normalised(each.first_name.strip("\ufeff")) for each in company}  # a blank to JavaScript
    assert listed == {"000": "admin", **shown}
    assert verify(planned.folder) == []
    assert mock.oracle.saves == 0


@pytest.mark.nightly
@pytest.mark.timeout(1200)
def test_what_is_read_under_every_hostile_name_loses_nothing(
    mock: MockThreeCX, operator: Operator, company: tuple[Extension, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    read_all(mock, operator, company, 300, capsys)
    assert mock.oracle.saves == 0


def test_a_site_of_the_worst_name_is_changed_and_the_record_holds(
    mock: MockThreeCX, operator: Operator, company: tuple[Extension, ...]
) -> None:
    wanted = week(mon=["08:00-12:00", "14:00-17:30"], tue_fri="08:00-17:00")
    declare(mock, operator, sites_of(company, 902, wanted))
    finished = operator.apply()
    assert (finished.verdict.exit_code, finished.verdict.reason) == (0, "done")
    assert mock.oracle.week("902") == wanted
    assert mock.oracle.saves == 1
    assert is_harmless(finished.verdict.sentence)
    assert verify(finished.folder) == []
    result = json.loads((finished.folder / "result.json").read_bytes())
    assert [site["name"] for site in result["sites"]] == [WORST[-1]]
    assert {path.name for path in operator.settings.evidence.resolve().iterdir()} == {
        "index.jsonl",
        finished.folder.name,
    }
