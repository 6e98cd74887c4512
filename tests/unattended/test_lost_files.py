"""A file that does not load: its people are told once, with its line, and the others go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pupitre.commands.run import run
from pupitre.estate import Estate
from pupitre.run import Settings
from pupitre.unattended import known, telling_of_lost
from pupitre.unattended.running import spend_night

from .conftest import ORIGIN, Fleet, MailServer, Office, WebHook, hook_of, mistyped, texts


def test_the_people_of_a_mistyped_file_are_told_which_line_and_what(fleet: Fleet, mail_server: MailServer) -> None:
    path = fleet.declares("oti.yaml", f"notify: {{to: {fleet.office.secret('mail', mail_server.address)}}}")
    assert fleet.on("23") == 0
    mail_server.received.clear()
    mistyped(path)
    assert fleet.on("24") == 1
    (mail,) = mail_server.received
    assert mail["Subject"] == "[Pupitre] oti.example.fr : quelqu'un doit intervenir"
    page = mail.get_body(("html",))
    assert page is not None
    said = page.get_content()
    for part in (
        str(path), "ne se charge plus", "Ligne 2, colonne 1", "did you mean address?", "dernier passage réussi",
        "23 novembre 2026", f"pupitre check {path}", "05 00 00 00 00",
    ):  # fmt: skip
        assert part in said, part
    assert mail_server.password not in said
    (estate,) = fleet.told["estates"]
    assert (estate["exit_code"], estate["reason"], estate["kinds"]) == (1, "estate_invalid", ["person", "failed"])
    assert (estate["origin"], fleet.spent) == (ORIGIN, [])


def test_one_mistake_is_told_once_and_again_when_it_is_another_or_came_back(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    good = path.read_text(encoding="utf-8")
    fleet.on("23")
    mistyped(path)
    for day in ("24", "25", "26"):
        assert fleet.on(day) == 1
    assert len(web_hook.asked) == 1
    path.write_text(good.replace("08:00-12:00", "12:00-08:00"), encoding="utf-8")
    fleet.on("27")
    assert len(web_hook.asked) == 2
    path.write_text(good, encoding="utf-8")
    assert fleet.on("28") == 0
    assert len(web_hook.asked) == 2
    mistyped(path)
    fleet.on("29")
    assert len(web_hook.asked) == 3
    assert "12:00" not in texts(web_hook)[2]


def test_the_message_about_the_week_recalls_it(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook))
    fleet.on("18")
    mistyped(path)
    fleet.on("19")
    web_hook.asked.clear()
    fleet.on("20")
    assert web_hook.asked == []
    fleet.on("23")  # a Monday
    fleet.on("24")
    (text,) = texts(web_hook)
    assert "quelqu'un doit intervenir" in text
    assert "Ligne 2, colonne 1" in text


def test_a_message_that_could_not_be_sent_is_kept_and_sent_once(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    fleet.on("23")
    mistyped(path)
    web_hook.answer = 503
    fleet.on("24")
    fleet.on("25")
    web_hook.answer = 200
    web_hook.asked.clear()
    fleet.on("26")
    fleet.on("27")
    assert len(web_hook.asked) == 1


def test_a_night_killed_before_it_noted_that_people_know_tells_them_no_second_time(
    fleet: Fleet, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    fleet.on("23")
    mistyped(path)
    with monkeypatch.context() as patch:
        patch.setattr(telling_of_lost, "_noted_as_told", lambda _: [])
        fleet.on("24")
    fleet.on("25")
    assert len(web_hook.asked) == 1


def test_people_who_know_are_told_no_second_time_after_the_outbox_forgot(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    fleet.on("23")
    mistyped(path)
    fleet.on("24")
    for mark in (fleet.office.state / "outbox" / "sent").iterdir():
        mark.unlink()
    fleet.on("25")
    assert len(web_hook.asked) == 1


def test_a_message_that_could_be_neither_kept_nor_sent_is_tried_in_the_next_night(
    fleet: Fleet, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fleet.declares("oti.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"))
    fleet.on("23")
    mistyped(path)
    web_hook.answer = 503
    with monkeypatch.context() as patch:
        patch.setattr("pupitre.unattended.posting.Outbox.open", raiser(OSError(28, "No space left on device")))
        fleet.on("24")
    web_hook.answer = 200
    web_hook.asked.clear()
    fleet.on("25")
    assert len(web_hook.asked) == 1


def raiser(error: Exception) -> Callable[[], None]:
    def of_it(*_: object) -> None:
        raise error

    return of_it


def test_a_full_disk_keeps_nobody_from_being_told(
    fleet: Fleet, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    fleet.declares("b.yaml", host="b")
    fleet.on("23")
    mistyped(path)
    monkeypatch.setattr(known, "put", raiser(OSError(28, "No space left on device")))
    assert fleet.on("24") == 1
    assert fleet.spent == ["b.yaml"]
    assert len(web_hook.asked) == 1


def test_a_file_that_nobody_is_told_of_says_so(fleet: Fleet, capsys: pytest.CaptureFixture[str]) -> None:
    path = fleet.declares("a.yaml", host="a")
    mistyped(path)
    run([path], Settings(evidence=fleet.folder), spend=fleet.spend)
    said = capsys.readouterr().out
    assert "did you mean address?" in said
    assert said.count("Nobody is told of it") == 1
    path.unlink()
    run([fleet.folder], Settings(evidence=fleet.folder), spend=fleet.spend)
    assert "Nobody is told of it" not in capsys.readouterr().out


def test_a_password_file_that_is_gone_needs_a_person_and_opens_no_browser(
    office: Office, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pupitre.browser.launch.running_browser", lambda *_: pytest.fail("a browser was opened"))
    estate = office.estate(hook_of(office, web_hook, more=", on: [person]"))
    (office.folder / "console.password").unlink()
    night = spend_night(estate, Settings(evidence=tmp_path / "evidence")).told.night
    assert (night.exit_code, night.reason, night.kinds) == (1, "secret_unusable", ("person", "failed"))
    assert "there is no file" in texts(web_hook)[0]


def test_each_address_is_told_in_its_language_and_only_if_it_wants_to_know(fleet: Fleet, web_hook: WebHook) -> None:
    english, other, failed = (
        fleet.office.secret(name, f"json://{web_hook.host}/{name}") for name in ("english", "other", "failed")
    )
    path = fleet.declares(
        "oti.yaml",
        f"notify:\n  - {{to: {english}, language: en}}\n  - {{to: {other}, on: [changed]}}\n"
        f"  - {{to: {failed}, on: [failed]}}",
    )
    fleet.on("23")
    mistyped(path)
    fleet.on("24")
    assert [where for _, where, _ in web_hook.asked] == ["/english", "/failed"]
    assert "does not load any more" in texts(web_hook)[0]
    assert "ne se charge plus" in texts(web_hook)[1]


def test_a_bug_in_reading_one_file_keeps_no_other_from_its_night(
    fleet: Fleet, web_hook: WebHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pupitre.unattended import estates

    fleet.declares("a.yaml", hook_of(fleet.office, web_hook), host="a")
    fleet.declares("b.yaml", host="b")
    fleet.on("23")
    load = estates.load

    def of_a_bug(file: Path) -> Estate:
        if file.name == "a.yaml":
            raise RuntimeError("of nobody")
        return load(file)

    monkeypatch.setattr(estates, "load", of_a_bug)
    assert fleet.on("24") == 70
    assert fleet.spent == ["b.yaml"]
    assert "RuntimeError" in texts(web_hook)[0]
