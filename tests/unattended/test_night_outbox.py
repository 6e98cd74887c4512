"""Messages on their way: sent once each to servers that are really there, whatever was down in between."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from pupitre.estate.secret import take_from_environment
from pupitre.evidence import SiteResult
from pupitre.unattended import history
from pupitre.unattended.delivery import deliver
from pupitre.unattended.letter import Letter
from pupitre.unattended.outbox import LONGEST_DAYS, Outbox
from pupitre.unattended.telling_of_nights import end_night

from .conftest import AFTER, BEFORE, ORIGIN, START_S, MailServer, NightMaker, Office, WebHook, kept, letter

NIGHT_S = 86_400.0


def mail_of(office: Office, server: MailServer) -> str:
    return f"notify: {{to: {office.secret('mail', server.address)}}}"


def test_a_mail_has_the_grid_the_head_and_the_report(
    office: Office, mail_server: MailServer, night: NightMaker, tmp_path: Path
) -> None:
    report = tmp_path / "a ?$HOME%20 folder" / "report.html"
    report.parent.mkdir()
    report.write_text("<!DOCTYPE html><title>le rapport</title>", encoding="utf-8")
    said = night(report=report)
    assert end_night(said, office.estate(mail_of(office, mail_server))).warnings == ()
    (mail,) = mail_server.received
    assert mail["To"] == "office@example.fr"
    assert mail["Subject"] == "[Pupitre] oti.example.fr : horaires mis à jour (REVEL)"
    page = mail.get_body(("html",))
    assert page is not None
    assert "08:00–12:00, 14:00–17:30" in page.get_content()
    assert said.head in page.get_content()
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("report.html", "text/html")
    assert "le rapport" in attached.get_content()
    assert kept(office) == []


def test_a_name_on_the_console_adds_no_header_no_recipient_and_no_part_to_a_mail(
    office: Office, mail_server: MailServer, night: NightMaker
) -> None:
    estate = office.estate(mail_of(office, mail_server))
    hostile = (
        "REVEL\r\nBcc: evil@example.com\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\n.\nQUIT"
    )
    for run_id, name in (("plain", "REVEL"), ("hostile", hostile)):
        site = SiteResult(name, "021", "changed", before=BEFORE, wanted=AFTER, after=AFTER, sentence=name)
        end_night(night(run_id=run_id, sites=(site,), sentence=name), estate)
    plain, received = mail_server.received
    assert sorted(received.keys()) == sorted(plain.keys())
    assert received["To"] == "office@example.fr"
    assert [part.get_content_type() for part in received.walk()] == [part.get_content_type() for part in plain.walk()]
    page = received.get_body(("html",))
    assert page is not None
    assert "<script>" not in page.get_content()
    assert "‹CR›‹LF›Bcc: evil" in page.get_content()


def test_with_the_server_down_for_three_runs_each_message_is_sent_once(
    office: Office, mail_server: MailServer, night: NightMaker
) -> None:
    estate = office.estate(mail_of(office, mail_server))
    mail_server.stop()
    for number in range(3):
        run = night(run_id=f"run-{number}", started=f"2026-11-2{4 + number}T00:30:12Z")
        told = end_night(run, estate, now=START_S + number * NIGHT_S)
        assert len(told.warnings) == 1
        assert "file:mail.password" in told.warnings[0]
        assert told.night.exit_code == 0
    assert len(kept(office)) == 3
    mail_server.start()
    quiet = night(run_id="run-3", started="2026-11-27T00:30:12Z", sites=(), missed=0)
    assert end_night(quiet, estate, now=START_S + 3 * NIGHT_S).warnings == ()
    assert end_night(quiet, estate, now=START_S + 3 * NIGHT_S).warnings == ()
    told_runs = [
        next(f"run-{n}" for n in range(4) if f"run-{n}" in str(mail.get_body())) for mail in mail_server.received
    ]
    assert told_runs == ["run-0", "run-1", "run-2"]  # in the order of the nights
    assert "a attendu 72 h" in mail_server.received[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert kept(office) == []


def test_a_night_that_is_told_twice_is_sent_once(office: Office, mail_server: MailServer, night: NightMaker) -> None:
    estate = office.estate(mail_of(office, mail_server))
    end_night(night(), estate)
    end_night(night(), estate)
    assert len(mail_server.received) == 1


def test_a_web_hook_gets_the_text(office: Office, web_hook: WebHook, night: NightMaker) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/token-of-the-hook")
    assert end_night(night(), office.estate(f"notify: {{to: {hook}, language: en}}")).warnings == ()
    ((method, path, body),) = web_hook.asked
    assert (method, path) == ("POST", "/token-of-the-hook")
    document = json.loads(body)
    assert document["title"] == "[Pupitre] oti.example.fr: hours brought up to date (REVEL)"
    assert "14:00–17:30" in document["message"]
    assert "attachments" not in document or document["attachments"] == []


def test_an_address_of_two_entries_gets_one_message_under_the_most_urgent_word(
    office: Office, web_hook: WebHook, night: NightMaker
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    estate = office.estate(
        f"notify:\n  - {{to: {hook}, on: [changed, digest]}}\n  - {{to: {hook}, on: [drift, digest], language: en}}"
        f"\n  - {{to: {hook}, on: changed}}"
    )
    end_night(night(started="2026-11-15T00:30:12Z", run_id="a"), estate)
    web_hook.asked.clear()
    end_night(night(run_id="b", drifted=("REVEL",), restored=True), estate)
    titles = [json.loads(body)["title"] for _, _, body in web_hook.asked]
    assert titles == [
        "[Pupitre] oti.example.fr: changed by somebody else (REVEL)",
        "[Pupitre] oti.example.fr : la semaine du 9 novembre 2026",
    ]


def test_a_night_is_noted_and_its_messages_are_on_disk_before_anything_is_sent(
    office: Office, web_hook: WebHook, night: NightMaker
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    estate = office.estate(f"notify: {{to: {hook}}}\nping: {office.secret('ping', f'http://{web_hook.host}/ping')}")

    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        end_night(night(), estate, send=interrupted)
    assert [each.run_id for each in history.read(ORIGIN).nights] == [night().run_id]
    assert [path for _, path, _ in web_hook.asked] == ["/ping"]
    assert len(kept(office)) == 1


def test_a_mistake_of_ours_in_a_message_is_a_warning(
    office: Office, web_hook: WebHook, night: NightMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    monkeypatch.setattr("pupitre.unattended.telling_of_nights.compose", lambda *_: 1 / 0)
    told = end_night(night(), office.estate(f"notify: {{to: {hook}}}"))
    assert told.night == night()
    assert told.warnings == (
        f"Le message pour {hook} n'a pas pu être écrit (ZeroDivisionError). C'est une erreur de Pupitre.",
    )
    assert len(history.read(ORIGIN).nights) == 1


def test_each_address_is_told_of_its_own_kinds(
    office: Office, mail_server: MailServer, web_hook: WebHook, night: NightMaker
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    mail = office.secret("mail", mail_server.address)
    estate = office.estate(
        f"notify:\n  - {{to: {mail}, on: [changed, digest]}}\n  - {{to: {hook}, on: [drift, blocked]}}"
    )
    end_night(night(run_id="a"), estate)
    end_night(night(run_id="b", sites=(), exit_code=2, reason="drift", drifted=("REVEL",)), estate)
    assert len(mail_server.received) == 1
    assert len(web_hook.asked) == 1
    assert "changé" not in str(mail_server.received[0]["Subject"])
    assert "modifié par quelqu'un d'autre" in json.loads(web_hook.asked[0][2])["title"]


def test_the_most_urgent_message_goes_first(office: Office, web_hook: WebHook, night: NightMaker) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    estate = office.estate(f"notify: {{to: {hook}}}")
    web_hook.answer = 503
    end_night(night(run_id="a"), estate)
    end_night(night(run_id="b", exit_code=4, reason="login_blocked", is_blocked=True, sites=()), estate)
    web_hook.answer = 200
    web_hook.asked.clear()
    Outbox.open().post(deliver)
    titles = [json.loads(body)["title"] for _, _, body in web_hook.asked]
    assert ["BLOQUÉ" in title for title in titles] == [True, False]


def test_an_address_that_is_silent_is_asked_once_a_round(office: Office, web_hook: WebHook, night: NightMaker) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    estate = office.estate(f"notify: {{to: {hook}}}")
    web_hook.answer = 500
    for number in range(4):
        end_night(night(run_id=f"run-{number}"), estate)
    assert len(web_hook.asked) == 4
    assert len(kept(office)) == 4


def test_no_file_and_no_line_holds_the_address(
    office: Office, web_hook: WebHook, night: NightMaker, canary: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hook = office.secret("hook", f"json://{web_hook.host}/{quote(canary)}")
    web_hook.answer = 500
    told = end_night(night(), office.estate(f"notify: {{to: {hook}}}\nping: {hook}"))
    assert len(told.warnings) == 2  # the hook, and the ping that is no web address
    assert len(web_hook.asked) == 1
    assert f"/{canary}" == unquote(web_hook.asked[0][1])
    everything = "".join([*told.warnings, caplog.text, *(path.read_text() for path in kept(office))])
    assert canary not in unquote(everything)
    assert quote(canary, safe="") not in everything
    assert "127.0.0.1" not in caplog.text
    assert kept(office)[0].stat().st_mode & 0o777 == 0o600
    assert (office.state / "outbox").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "content", ["", "not an address", "unknown://x", "mailto://", "json://127.0.0.1:1/x", "https://[", "a b\n"]
)
def test_whatever_an_address_is_the_night_stays_what_it_was(office: Office, night: NightMaker, content: str) -> None:
    said = night()
    told = end_night(said, office.estate(f"notify: {{to: {office.secret('x', content)}}}"))
    assert told.night == said
    assert len(told.warnings) == 1
    assert len(kept(office)) == 1


def test_a_message_is_given_up_after_a_week_and_that_is_said(
    office: Office, web_hook: WebHook, night: NightMaker
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    estate = office.estate(f"notify: {{to: {hook}}}")
    web_hook.answer = 500
    quiet = night(run_id="quiet", sites=())
    end_night(night(), estate, now=START_S)
    for day in (1, LONGEST_DAYS - 1):
        assert "renvoyé" in end_night(quiet, estate, now=START_S + day * NIGHT_S).warnings[0]
    (given_up,) = end_night(quiet, estate, now=START_S + (LONGEST_DAYS + 1) * NIGHT_S).warnings
    assert f"abandonné après {LONGEST_DAYS} jours" in given_up
    assert kept(office) == []


def test_a_clock_that_jumped_ahead_gives_nothing_up_at_the_first_try(
    office: Office, web_hook: WebHook, night: NightMaker
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    estate = office.estate(f"notify: {{to: {hook}}}")
    web_hook.answer = 500
    end_night(night(), estate, now=START_S)
    end_night(night(run_id="quiet", sites=()), estate, now=START_S + 900 * NIGHT_S)
    assert len(kept(office)) == 1


def test_without_apprise_a_message_waits_and_the_warning_says_what_to_install(
    office: Office, web_hook: WebHook, night: NightMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    (warning,) = end_night(night(), office.estate(f"notify: {{to: {hook}}}")).warnings
    assert "pip install 'pupitre[notify]'" in warning
    assert len(kept(office)) == 1


def test_where_nothing_can_be_kept_a_message_is_sent_all_the_same(
    office: Office, web_hook: WebHook, night: NightMaker
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    office.state.mkdir(mode=0o700)
    (office.state / "outbox").write_text("a file in the way", encoding="utf-8")
    told = end_night(night(), office.estate(f"notify: {{to: {hook}}}"))
    assert len(web_hook.asked) == 1
    assert "sans filet" in told.warnings[0]


def test_a_letter_that_cannot_be_understood_is_put_aside_and_the_others_are_sent(
    office: Office, web_hook: WebHook, night: NightMaker
) -> None:
    hook = office.secret("hook", f"json://{web_hook.host}/x")
    outbox = Outbox.open()
    for number, content in enumerate([b"", b"{}", b"[]", b'{"origin": 1}', b"\xff", b"[" * 5000]):
        (outbox.folder / f"{number}.json").write_bytes(content)
    assert end_night(night(), office.estate(f"notify: {{to: {hook}}}")).warnings == ()
    assert len(web_hook.asked) == 1
    assert len(list(outbox.folder.glob("*.damaged"))) == 6


DIES = """
import os, signal, sys
from pupitre.unattended.outbox import Outbox
from pupitre.unattended.letter import Letter
outbox = Outbox.open()
def deliver(address, letter, now):
    print("sent", letter.run_id, flush=True)
    if sys.argv[1] == "while sending":
        os.kill(os.getpid(), signal.SIGKILL)
    return ""
mark = outbox._mark
def dying(letter):
    if sys.argv[1] == "before the mark":
        os.kill(os.getpid(), signal.SIGKILL)
    mark(letter)
    if sys.argv[1] == "after the mark":
        os.kill(os.getpid(), signal.SIGKILL)
outbox._mark = dying
outbox.post(deliver)
"""


@pytest.mark.parametrize(("moment", "again"), [("while sending", 1), ("before the mark", 1), ("after the mark", 0)])
def test_a_letter_survives_kill_9_and_a_marked_one_is_not_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, moment: str, again: int
) -> None:
    monkeypatch.setenv("NOBODYS_HOOK", "json://127.0.0.1:1/x")
    Outbox.open().put(letter())
    died = subprocess.run([sys.executable, "-c", DIES, moment], env=dict(os.environ), capture_output=True, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert died.stdout == "sent run\n"
    sent: list[str] = []

    def deliver(address: str, letter: Letter, now: float) -> str:
        sent.append(letter.run_id)
        return ""

    Outbox.open().post(deliver)
    assert len(sent) == again
    assert kept(office) == []


def test_a_letter_that_another_process_sends_is_left_to_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOBODYS_HOOK", "json://127.0.0.1:1/x")
    outbox = Outbox.open()
    outbox.put(letter())
    rounds: list[str] = []

    def deliver(address: str, letter: Letter, now: float) -> str:
        rounds.append("outer")
        outbox.post(lambda *_: rounds.append("inner") or "")
        return ""

    outbox.post(deliver)
    assert rounds == ["outer"]


def test_a_variable_of_the_environment_is_taken_out_before_anything_is_started(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUPITRE_TEST_HOOK", "json://127.0.0.1:1/x")
    take_from_environment(office.estate("notify: {to: env:PUPITRE_TEST_HOOK}").secrets)
    assert "PUPITRE_TEST_HOOK" not in os.environ
