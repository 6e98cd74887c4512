"""The first file of an operator can be read at once, and its sites come back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from pupitre import timezone_here as here
from pupitre.errors import EstateError
from pupitre.estate import InvalidEstate, load
from pupitre.estate.starting import connection_file, with_sites
from pupitre.hours import Slot, Week, Weekday

MONDAY = Week.of({Weekday.MONDAY: [Slot.parse("08:00-12:00")]})


def written(language: str, user: str = "000") -> str:
    return connection_file(
        console="threecx",
        address="https://oti.3cx.fr",
        user=user,
        password_reference="file:oti.password",
        timezone="Europe/Paris",
        language=language,
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("user", ["000", "no", "0x1F", "a: b", 'quo"ted', "#1", "élu"])
def test_a_connection_is_read_as_it_was_written(tmp_path: Path, language: str, user: str) -> None:
    file = tmp_path / "oti.yaml"
    file.write_text(written(language, user), encoding="utf-8")
    estate = load(file, needs_sites=False)
    assert (estate.login.user, estate.language, estate.sites) == (user, language, {})
    with pytest.raises(InvalidEstate, match="sites is missing"):
        load(file)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sites_are_added_at_the_end_and_nothing_else_changes(tmp_path: Path, language: str) -> None:
    file = tmp_path / "oti.yaml"
    before = written(language)
    sites = [("REVEL", "021", MONDAY), ("no", "0210", Week())]
    after = with_sites(before + "evidence: {trace: true}", sites, language)
    file.write_text(after, encoding="utf-8")
    assert [(site.name, site.extension, site.week) for site in load(file).sites.values()] == sites
    assert load(file).evidence.trace
    missing = "init --fill"
    assert (missing in before, missing in after) == (True, False)
    kept = [line for line in before.splitlines() if missing not in line]
    assert after.splitlines()[: len(kept)] == kept


def test_sites_that_no_file_can_hold_are_refused() -> None:
    with pytest.raises(EstateError, match="look the same"):
        with_sites(written("fr"), [("REVEL", "021", MONDAY), ("Revel", "022", MONDAY)], "fr")


@pytest.mark.parametrize(
    ("variable", "link", "language", "zone"),
    [
        ("", "/usr/share/zoneinfo/Indian/Reunion", "fr", "Indian/Reunion"),
        (":America/Montreal", "/usr/share/zoneinfo/Etc/UTC", "en", "America/Montreal"),
        ("", "/usr/share/zoneinfo/Etc/UTC", "fr", "Europe/Paris"),
        ("UTC", "/etc/localtime", "en", "UTC"),
        ("Nowhere/Atall", "/usr/share/zoneinfo/posix/Europe/Brussels", "fr", "Europe/Brussels"),
    ],
)
def test_the_time_zone_is_this_machines_unless_it_names_no_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, link: str, language: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", variable)
    localtime = tmp_path / "localtime"
    localtime.symlink_to(link)
    monkeypatch.setattr(here, "_LOCALTIME", localtime)
    assert here.timezone_here(language) == zone
