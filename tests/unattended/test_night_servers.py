"""Servers that answer for ever, redirect or stay silent, and a full disk: no night waits, no message is lost."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pupitre.unattended import delivery
from pupitre.unattended.delivery import deliver
from pupitre.unattended.outbox import Outbox
from pupitre.unattended.telling_of_nights import end_night

from .conftest import Dripping, NightMaker, Office, WebHook, kept, letter


def test_a_web_hook_that_redirects_has_not_taken_the_message(
    office: Office, web_hook: WebHook, night: NightMaker
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    web_hook.answer, web_hook.location = 302, f"http://{web_hook.host}/please-sign-in"
    (warning,) = end_night(night(), office.estate(f"notify: {{to: {hook}}}")).warnings
    assert [path for _, path, _ in web_hook.asked] == ["/x"]
    assert len(kept(office)) == 1
    assert "(le serveur ne répond pas, ou refuse le message)" in warning  # in the language of the file


@pytest.fixture
def dripping() -> Iterator[Dripping]:
    """Yield a server that sends one letter after the other for ever, so that no socket ever times out."""
    server = Dripping()
    yield server
    server.close()


@pytest.mark.parametrize(
    ("scheme", "begins"),
    [
        ("json://{}/x", b"HTTP/1.1 200 OK\r\nX: "),
        ("mailto://u:p@{}?mode=insecure&from=a@example.fr&to=b@example.fr", b"220-"),
    ],
)
def test_three_servers_that_never_come_to_an_end_hold_no_night(
    office: Office, dripping: Dripping, night: NightMaker, monkeypatch: pytest.MonkeyPatch, scheme: str, begins: bytes
) -> None:
    monkeypatch.setattr(delivery, "PATIENCE_S", 0.5)
    monkeypatch.setattr("pupitre.unattended.ping.PATIENCE_S", 0.5)
    dripping.begins = begins
    address = scheme.format(dripping.host)
    names = [
        office.secret(f"slow-{number}", f"{address}{'&' if '?' in address else '?'}n={number}") for number in range(3)
    ]
    ping = office.secret("ping", f"http://{dripping.host}/x")
    estate = office.estate(f"notify: {{to: [{', '.join(names)}]}}\nping: {ping}")
    said = night()
    told = end_night(said, estate)
    assert told.night == said
    assert len(told.warnings) == 4
    assert all("n'a pas fini en 0 secondes" in warning for warning in told.warnings)
    assert len(kept(office)) == 3
    # The next estate of the same run does not wait for them again.
    before = dripping.connections
    assert len(end_night(night(run_id="another"), office.estate(f"notify: {{to: [{', '.join(names)}]}}")).warnings) == 3
    assert dripping.connections == before


LEAVES = """
import sys
from pupitre.unattended import delivery, ping
from pupitre.unattended.letter import Letter
delivery.PATIENCE_S = ping.PATIENCE_S = 0.5
letter = Letter.from_bytes(sys.stdin.buffer.read())
print(delivery.deliver(f"json://{sys.argv[1]}/x", letter, letter.created))
print(ping.ping(f"http://{sys.argv[1]}/x"))
"""


def test_a_process_ends_although_a_server_still_answers(dripping: Dripping) -> None:
    left = subprocess.run(
        [sys.executable, "-c", LEAVES, dripping.host], input=letter().to_bytes(), capture_output=True, check=True
    )
    assert left.stdout.decode().splitlines() == [
        "le serveur n'a pas fini en 0 secondes",
        "the server was not done within 0 seconds",
    ]


def test_a_full_disk_sends_each_letter_once_and_keeps_none_from_the_others(
    office: Office, web_hook: WebHook, night: NightMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    outbox = Outbox.open()
    for number in range(3):
        outbox.put(replace(letter(f"run-{number}"), place=hook, folder=str(office.folder)))

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pupitre.unattended.outbox.put", full)
    web_hook.answer = 503
    assert len(outbox.post(deliver).kept) == 3
    web_hook.answer, web_hook.asked = 200, []
    assert len(outbox.post(deliver).sent) == 3
    assert outbox.post(deliver).sent == ()
    assert len(web_hook.asked) == 3
