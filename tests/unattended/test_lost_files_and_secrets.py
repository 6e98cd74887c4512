"""What is kept and told of a file that does not load holds no secret."""

from __future__ import annotations

import datetime as dt
import json
import os

import pytest

from pupitre.errors import EstateError
from pupitre.estate import load
from pupitre.unattended import known
from pupitre.unattended.known import Known

from .conftest import ORIGIN, Fleet, Office, WebHook, hook_of, mistyped

CANARY = "Hiver-2026-canari"


BROKEN = (
    f"console: threecx\naddress: {ORIGIN}\nlogin: {{user: x, password: {CANARY}}}",
    f"console: threecx\nlogin: {{user: x, pasword:{CANARY}}}",
    f"console: threecx\npassword:{CANARY}:",
    f"console: threecx\npasword:{CANARY}: x",
    f'console: threecx\nlogin: {{user: x, password: "{CANARY}',
    f"console: threecx\n{CANARY}\nsites",
    f"console: threecx\n{CANARY}: x",
    f"console: threecx\nlogin: {{user: x, password: file:x, {CANARY}: x}}",
    f"address: https://x:{CANARY}@oti.example.fr\nconsole: threecx",
    f"notify: {{to: mailtos://x:{CANARY}@example.fr}}",
    f"notify: mailtos://x:{CANARY}@example.fr",
    f"notify: {{mailtos://x:{CANARY}@example.fr: x}}",
    f"notify: {{to: file:x, on: 'mailtos://x:{CANARY}@example.fr'}}",
    f"language: slack://{CANARY}/x",
    f"ping: https://hc-ping.com/{CANARY}",
    f"ping: {{https://hc-ping.com/{CANARY}: x}}",
)


@pytest.mark.parametrize("content", BROKEN)
def test_no_secret_that_stands_in_a_broken_file_is_told_or_kept(fleet: Fleet, web_hook: WebHook, content: str) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook))
    fleet.on("23")
    path.write_text(content, encoding="utf-8")
    fleet.on("24")
    assert len(web_hook.asked) == 1
    assert CANARY not in web_hook.asked[0][2].decode()
    for file in fleet.office.state.rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes(), file


def test_addresses_are_kept_as_the_file_has_them_and_for_us_alone(fleet: Fleet, web_hook: WebHook) -> None:
    fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, name=CANARY), "ping: file:ping.url")
    fleet.on("23")
    (kept,) = (fleet.office.state / "known").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    said = json.loads(kept.read_bytes())
    assert said["notify"] == [
        {
            "to": [{"place": f"file:{CANARY}.password", "folder": str(fleet.folder), "user": "notify"}],
            "on": [],
            "language": "",
        }
    ]
    assert web_hook.host not in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"\xff", b'{"file": 3}', b"[" * 3000])
def test_what_is_damaged_is_noted_anew_by_the_next_good_night(fleet: Fleet, damage: bytes) -> None:
    fleet.declares("oti.yaml")
    fleet.on("23")
    (kept,) = (fleet.office.state / "known").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage)
    assert known.all_known() == ()
    assert fleet.on("23") == 0
    assert json.loads(kept.read_bytes()).keys() == json.loads(whole).keys()


def test_what_is_known_survives_being_written_and_read(office: Office) -> None:
    estate = office.estate(
        "notify:\n  - {to: [file:a, 'command:pass show x'], on: [person], language: en}\n  - {to: env:X}\nping: keyring:p"
    )
    said = Known.of(estate, dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    known.note(said)
    assert known.all_known() == (said,)
    assert known.forget(office.folder / "oti.yaml")
    assert known.all_known() == ()


def test_a_password_that_hides_in_a_key_is_not_in_what_a_person_reads_either(office: Office) -> None:
    path = office.file(f"pasword:{CANARY}: x")
    with pytest.raises(EstateError, match="a blank is missing after pasword:") as caught:
        load(path)
    assert CANARY not in str(caught.value)


def test_no_browser_inherits_the_address_of_a_file_that_is_lost(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, web_hook: WebHook
) -> None:
    path = fleet.declares("a.yaml", "notify: {to: env:LOST_HOOK, on: [person]}", host="a")
    fleet.declares("b.yaml", host="b")
    monkeypatch.setenv("LOST_HOOK", f"json://{web_hook.host}/x")
    fleet.on("23")
    mistyped(path)
    fleet.on("24")
    monkeypatch.setenv("LOST_HOOK", f"json://{web_hook.host}/x")  # the next night is a process of its own
    fleet.on("25")
    assert fleet.spent == ["b.yaml"]
    assert "LOST_HOOK" not in os.environ
