"""`pupitre init` for a console that sends no mail, with the console itself left out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from pupitre.console import Console
from pupitre.estate import load
from pupitre.estate.starting import connection_file, with_ring_groups
from pupitre.plan.ringing import RingGroupsPlan
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, Then
from pupitre.switchboard import Extension, Switchboard

SHOWN = Switchboard(
    (Extension("101", "Marie"), Extension("102", "Paul")),
    (
        GroupSettings("301", "no", ("101", "102"), Ring.CONSECUTIVE, 18, NoAnswer(Then.VOICEMAIL, "101")),
        GroupSettings("302", "Vide", (), Ring.CONSECUTIVE, 18, NoAnswer(Then.VOICEMAIL, "101")),
    ),
    (),
)
ASKED = ("init", "--console", "pretend", "--no-login", "--password-to", "file", "-o", "office.yaml")


class Pretend(Console):
    """A console of which nothing but its name is asked."""

    kind = "pretend"


@pytest.fixture(autouse=True)
def keeps_ring_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have an installed console that keeps ring groups."""
    monkeypatch.setattr("pupitre.commands.init.load_console", lambda _: Pretend)
    for module in ("commands.init", "estate.loading"):
        monkeypatch.setattr(f"pupitre.{module}.consoles_with_ring_groups", lambda: ("pretend",))
    monkeypatch.setattr("pupitre.estate.loading.console_kinds", lambda: ("pretend",))


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_options_and_a_piped_password_make_a_file_that_says_how_to_sign_in(
    command: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed(monkeypatch, "not shown\n")
    words = ("--address", "https://office.example.fr/#x", "--user", "0561000000", "--country", "fr", "--stdin")
    ended = command(*ASKED, *words)
    assert ended.code == 0, ended.err
    estate = load("office.yaml", needs_sites=False)
    assert (estate.address.origin, estate.login.user, estate.login.country) == (
        "https://office.example.fr",
        "0561000000",
        "FR",
    )
    assert (estate.language, estate.timezone, estate.names) == ("fr", "Europe/Paris", ())
    assert (tmp_path / "office.password").read_text() == "not shown"
    assert "manquent" in (tmp_path / "office.yaml").read_text()
    assert "ring_groups is missing" in command("check", "office.yaml").err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "nobody is there to say how to sign in"),
        (("--address", "http://office.example.fr"), "The address http:// sends"),
        (("--address", "https://office.example.fr"), "--user 0561000000"),
        (("--address", "https://a.example.fr", "--user", "1"), "--country FR"),
        (("--address", "https://a.example.fr", "--user", "1", "--country", "XX"), "not a country"),
    ],
)
def test_what_was_not_said_is_told_and_nothing_is_written(
    command: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    typed(monkeypatch, "")
    ended = command(*ASKED, *words, "--stdin")
    assert ended.code == 1
    assert says in ended.err
    assert not (tmp_path / "office.yaml").exists()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_ring_groups_are_added_at_the_end_and_plan_to_no_change(tmp_path: Path, language: str) -> None:
    before = connection_file(
        console="pretend",
        address="https://office.example.fr",
        user="0561000000",
        password_reference="file:office.password",
        timezone=None,
        language=language,
        country="FR",
        from_mail=False,
    )
    file = tmp_path / "office.yaml"
    file.write_text(with_ring_groups(before, SHOWN, language), encoding="utf-8")
    estate = load(file)
    assert estate.names == ("no",)
    assert RingGroupsPlan.make(SHOWN, estate.choose_ring_groups(())).steps == ()
    after = file.read_text(encoding="utf-8")
    assert ("init --fill" in before, "init --fill" in after) == (True, False)
    assert "302" in after
