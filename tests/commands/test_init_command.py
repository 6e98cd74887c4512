"""`pupitre init` on a mock console: from the welcome mail to a file that plans to no change, with one login."""

from __future__ import annotations

import dataclasses
import io
import stat
from pathlib import Path
from typing import Any

import pytest

from pupitre.estate import load
from pupitre.guard import Guard, Policy
from pupitre_threecx.mock import MockThreeCX, Rule, procedure_sites, week

SITES = ["REVEL", "SOREZE"]
SHORT = ("000", "021", "022", "02")
PIN = "47119"


@pytest.fixture
def mock() -> Any:
    """Yield a mock console with two of the procedure's sites, and two extensions without hours."""
    with MockThreeCX(extensions=[one for one in procedure_sites() if one.number in SHORT]) as console:
        yield console


def mail(mock: MockThreeCX, *, password: str = "", address: str = "") -> str:
    return (
        "Votre compte utilisateur sur votre nouveau système 3CX\n\nBonjour Admin,\n\n"
        f"Votre numéro d'extension est {mock.user}\nLe code PIN de votre extension est {PIN}\n"
        "Client web pour votre extension:\n"
        f"- N'importe où: {address or mock.address}\n"
        f"- Connectez-vous avec l'identifiant {mock.user} et le mot de passe \u00a0{password or mock.password} \n"
        "Travaillez de n'importe où avec les applications 3CX\n"
    )


@pytest.fixture
def welcome(mock: MockThreeCX, tmp_path: Path) -> Path:
    """Return the welcome mail of the mock console, in the folder that is worked in."""
    path = tmp_path / "mail.txt"
    path.write_text(mail(mock), encoding="utf-8")
    return path


def kept(folder: Path) -> set[str]:
    """Return the files of a folder, without those of the run."""
    return {path.name for path in folder.iterdir()} - {"state", "evidence"}


def test_a_mail_becomes_a_file_that_plans_to_no_change_with_one_login(
    mock: MockThreeCX, welcome: Path, command: Any, tmp_path: Path
) -> None:
    ended = command("init", "mail.txt", "-o", "oti.yaml", "--password-to", "file", "--timezone", "Europe/Paris")
    assert (ended.code, mock.oracle.login_posts, mock.oracle.saves) == (0, 1, 0)
    assert "2 site(s) trouvés sur la console." in ended.out
    assert mock.oracle.open_sessions == 0
    estate = load("oti.yaml")
    assert {name: site.week for name, site in estate.sites.items()} == {
        name: mock.oracle.week(site.extension) for name, site in estate.sites.items()
    }
    assert list(estate.sites) == SITES
    assert stat.S_IMODE((tmp_path / "oti.password").stat().st_mode) == 0o600
    assert command("check", "oti.yaml").code == 0
    planned = command("plan", "oti.yaml", "--json")
    assert (planned.code, planned.document["reason"]) == (0, "nothing_to_do")
    assert kept(tmp_path) == {"mail.txt", "oti.yaml", "oti.password"}


def test_a_refused_password_is_sent_once_and_the_connection_stays_for_the_right_one(
    mock: MockThreeCX, welcome: Path, command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    welcome.write_text(mail(mock, password="N0t-the-one"), encoding="utf-8")
    ended = command("init", "mail.txt", "-o", "oti.yaml", "--password-to", "file", "--json")
    assert (ended.code, ended.document["reason"], mock.oracle.login_posts) == (4, "login_refused", 1)
    assert "pupitre login set oti.yaml" in ended.err
    assert "pupitre init --fill oti.yaml" in ended.err
    assert load("oti.yaml", needs_sites=False).login.user == mock.user
    assert command("login", "check", "oti.yaml", "--json").document["reason"] == "guard_held"
    assert mock.oracle.login_posts == 1
    monkeypatch.setattr("pupitre.signing_in.Policy.for_lockout", lambda threshold: Policy(min_gap=0))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{mock.password}\n".encode())))
    assert command("login", "set", "oti.yaml", "--stdin").code == 0
    filled = command("init", "--fill", "oti.yaml", "--json")
    assert (filled.code, mock.oracle.login_posts) == (0, 2)
    assert list(load("oti.yaml").sites) == SITES
    assert "manquent" not in (tmp_path / "oti.yaml").read_text(encoding="utf-8")
    assert command("plan", "oti.yaml").code == 0


def test_without_a_login_nothing_is_opened(mock: MockThreeCX, welcome: Path, command: Any, tmp_path: Path) -> None:
    ended = command("init", "mail.txt", "-o", "oti.yaml", "--password-to", "file", "--no-login", "--json")
    assert ended.code == 0
    assert {key: ended.document[key] for key in ("reason", "file", "address", "user", "password")} == {
        "reason": "written",
        "file": "oti.yaml",
        "address": mock.address.removesuffix("/webclient").rstrip("/"),
        "user": mock.user,
        "password": "file:oti.password",
    }
    assert mock.oracle.journal == []
    assert not (tmp_path / "evidence").exists()
    refused = command("check", "oti.yaml")
    assert refused.code == 1
    assert "sites is missing" in refused.err


def test_what_the_operator_wrote_meanwhile_stays(
    mock: MockThreeCX, welcome: Path, command: Any, tmp_path: Path
) -> None:
    command("init", "mail.txt", "-o", "oti.yaml", "--password-to", "file", "--no-login")
    file = tmp_path / "oti.yaml"
    file.chmod(0o640)
    file.write_text(file.read_text(encoding="utf-8") + "support: {phone: 05 00 00 00 00}  # Paul\n", encoding="utf-8")
    assert command("init", "--fill", "oti.yaml", "--only", "022").code == 0
    assert "support: {phone: 05 00 00 00 00}  # Paul\n" in file.read_text(encoding="utf-8")
    assert (list(load("oti.yaml").sites), stat.S_IMODE(file.stat().st_mode)) == (["SOREZE"], 0o640)
    again = command("init", "--fill", "oti.yaml")
    assert again.code == 1
    assert "the file declares sites already" in again.err
    assert mock.oracle.login_posts == 1


def test_hours_that_are_not_kept_by_slots_are_named_and_left_out(
    mock: MockThreeCX, welcome: Path, command: Any
) -> None:
    rule = mock.oracle.rules("021")[0]
    mock.oracle.set_rules("021", [rule, rule])
    ended = command("init", "mail.txt", "-o", "oti.yaml", "--password-to", "file", "--json")
    assert ended.code == 0
    assert [left["extension"] for left in ended.document["left_out"]] == ["021"]
    assert "Laissé de côté : 021 REVEL (2 rules" in ended.err
    assert list(load("oti.yaml").sites) == SITES[1:]


def test_a_console_without_hours_leaves_the_connection(welcome: Path, mock: MockThreeCX, command: Any) -> None:
    for number in ("021", "022"):
        mock.oracle.set_rules(number, [])
    ended = command("init", "mail.txt", "-o", "oti.yaml", "--password-to", "file", "--json")
    assert (ended.code, ended.document["reason"]) == (1, "no_sites")
    assert load("oti.yaml", needs_sites=False).sites == {}


def test_an_extension_that_is_not_listed_leaves_the_connection(mock: MockThreeCX, welcome: Path, command: Any) -> None:
    ended = command("init", "mail.txt", "-o", "oti.yaml", "--password-to", "file", "--only", "999")
    assert ended.code == 1
    assert "lists no extension 999" in ended.err
    assert load("oti.yaml", needs_sites=False).sites == {}


def test_a_console_that_cannot_be_reached_leaves_the_connection_and_costs_no_attempt(
    mock: MockThreeCX, welcome: Path, command: Any
) -> None:
    welcome.write_text(mail(mock, address="http://127.0.0.1:9/webclient"), encoding="utf-8")
    ended = command("init", "mail.txt", "-o", "oti.yaml", "--password-to", "file", "--json")
    assert (ended.code, ended.document["reason"]) == (1, "unreachable")
    assert load("oti.yaml", needs_sites=False).sites == {}
    assert mock.oracle.login_posts == 0
    assert "No login was ever tried" in command("guard", "status").out


def test_a_login_that_is_accepted_signs_out_again_and_is_recorded(
    mock: MockThreeCX, revel: Path, command: Any, tmp_path: Path
) -> None:
    ended = command("login", "check", revel.name, "--json")
    assert (ended.code, ended.document["reason"], ended.document["verb"]) == (0, "accepted", "login-check")
    assert (mock.oracle.login_posts, mock.oracle.open_sessions, mock.oracle.saves) == (1, 0, 0)
    assert "La console accepte l'identifiant et le mot de passe." in ended.err
    report = (tmp_path / ended.document["report"]).read_text(encoding="utf-8")
    assert "Vérification de l" in report


def test_a_login_is_not_checked_while_another_run_holds_the_console(
    mock: MockThreeCX, revel: Path, command: Any
) -> None:
    with Guard.open() as guard, guard.lease(load(revel).address.origin, "another"):
        ended = command("login", "check", revel.name, "--json")
    assert (ended.code, ended.document["reason"], mock.oracle.login_posts) == (6, "busy", 0)


def test_no_stream_file_or_ledger_holds_the_password_or_the_pin(
    mock: MockThreeCX, welcome: Path, command: Any, tmp_path: Path
) -> None:
    ended = [
        command("init", "mail.txt", "-o", "oti.yaml", "--password-to", "file"),
        command("init", "mail.txt", "-o", "oti.yaml", "--json"),
        command("login", "check", "oti.yaml"),
    ]
    welcome.write_text(mail(mock, password=f"{mock.password} x"), encoding="utf-8")
    ended.append(command("init", "mail.txt", "-o", "other.yaml", "--json"))
    assert [one.code for one in ended] == [0, 1, 0, 1]
    (tmp_path / "oti.password").unlink()
    welcome.unlink()
    everything = {
        **{path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()},
        **{Path(f"stream-{index}"): (one.out + one.err).encode() for index, one in enumerate(ended)},
    }
    assert len(everything) > 10
    found = [
        path.name for path, content in everything.items() for word in (mock.password, PIN) if word.encode() in content
    ]
    assert found == []


def test_every_page_of_the_list_is_read_and_a_name_in_two_cells_is_one_name(
    operator: Any, command: Any, tmp_path: Path
) -> None:
    hours = week(mon="14:00-18:00")
    extensions = [one for one in procedure_sites() if one.number in ("000", "0210")]
    # Only the last page has hours; what is before it is left alone.
    extensions[1:1] = [dataclasses.replace(extensions[0], number=f"{number}") for number in range(300, 309)]
    with MockThreeCX(extensions=extensions) as mock:
        mock.oracle.set_rules("0210", [Rule(week=hours)])
        (tmp_path / "mail.txt").write_text(mail(mock), encoding="utf-8")
        words = ("init", "mail.txt", "--password-to", "file", "--only", "0210")
        assert command(*words).code == 0
        assert {name: site.week for name, site in load("estate.yaml").sites.items()} == {"REVEL Atelier": hours}
        assert command("plan", "estate.yaml").code == 0
