"""The week in one message, the count of missed nights, and the sign of life."""

from __future__ import annotations

import datetime as dt

import pytest

from pupitre.unattended.digest import week_due
from pupitre.unattended.history import MOST_NIGHTS, History, PastNight, read
from pupitre.unattended.ping import ping
from pupitre.unattended.telling_of_nights import end_night

from .conftest import ORIGIN, MailServer, NightMaker, Office, WebHook


def nights_from(night: NightMaker, first: dt.date, count: int, **changes: object) -> list[PastNight]:
    return [
        PastNight.of(night(run_id=f"r-{day}", started=f"{first + dt.timedelta(days=day)}T00:30:00Z", **changes))
        for day in range(count)
    ]


def test_a_quiet_week_is_one_mail_on_monday(office: Office, mail_server: MailServer, night: NightMaker) -> None:
    estate = office.estate(f"notify: {{to: {office.secret('mail', mail_server.address)}}}")
    monday = dt.date(2026, 11, 23)
    for day in range(15):
        date = monday + dt.timedelta(days=day)
        end_night(night(run_id=f"r-{day}", started=f"{date}T00:30:00Z", sites=()), estate)
    assert [mail["Subject"] for mail in mail_server.received] == [
        "[Pupitre] oti.example.fr : la semaine du 23 novembre 2026",
        "[Pupitre] oti.example.fr : la semaine du 30 novembre 2026",
    ]
    text = str(mail_server.received[0].get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert "lundi 23 novembre 2026" in text
    assert "7 passages, rien à faire" in text


def test_a_week_with_something_in_it_names_the_days(office: Office, mail_server: MailServer, night: NightMaker) -> None:
    mail = office.secret("mail", mail_server.address)
    estate = office.estate(f"notify: {{to: {mail}, on: digest}}")
    end_night(night(run_id="a", started="2026-11-24T00:30:00Z"), estate)
    end_night(night(run_id="b", started="2026-11-25T00:30:00Z", sites=(), exit_code=3, reason="limit"), estate)
    end_night(night(run_id="c", started="2026-12-01T00:30:00Z", sites=(), missed=0), estate)
    (mail_received,) = mail_server.received
    text = str(mail_received.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert "mardi 24 novembre 2026 : horaires mis à jour (REVEL)" in text
    assert "mercredi 25 novembre 2026 : arrêté par une limite" in text


def test_a_week_is_told_once_also_when_the_clock_is_set_back(night: NightMaker) -> None:
    nights = tuple(nights_from(night, dt.date(2026, 11, 23), 7))
    assert week_due(History(nights), dt.date(2026, 11, 29)) == ""
    assert week_due(History(nights), dt.date(2026, 11, 30)) == "2026-W48"
    assert week_due(History(nights, digest="2026-W48"), dt.date(2026, 11, 30)) == ""
    assert week_due(History(nights, digest="2026-W48"), dt.date(2026, 11, 1)) == ""


def test_the_week_of_a_year_with_53_weeks_comes_before_the_first_of_the_next(night: NightMaker) -> None:
    nights = tuple(nights_from(night, dt.date(2026, 12, 28), 7))
    assert week_due(History(nights), dt.date(2027, 1, 4)) == "2026-W53"
    assert week_due(History(nights, digest="2026-W53"), dt.date(2027, 1, 4)) == ""


@pytest.mark.parametrize(
    ("started", "missed"),
    [
        ("2026-11-23T00:30:00Z", 0),
        ("2026-11-26T00:30:00Z", 3),
        ("2026-11-22T12:00:00Z", 0),
        ("2026-10-01T00:30:00Z", 0),
        ("2026-11-23T22:59:00Z", 0),  # 23:59 at the sites
        ("2026-11-23T23:01:00Z", 1),  # the day after, at the sites
    ],
)
def test_nights_without_a_run_are_counted_by_the_dates_of_the_sites(
    office: Office, night: NightMaker, started: str, missed: int
) -> None:
    estate = office.estate()
    end_night(night(run_id="a"), estate)
    assert end_night(night(run_id="b", started=started), estate).night.missed == missed


def test_the_history_has_an_end_and_survives_damage(office: Office, night: NightMaker) -> None:
    estate = office.estate()
    for number in range(3):
        end_night(night(run_id=f"r-{number}"), estate)
    assert [each.run_id for each in read(ORIGIN).nights] == ["r-0", "r-1", "r-2"]
    history = History()
    for past in nights_from(night, dt.date(2026, 1, 1), MOST_NIGHTS + 20):
        history = history.with_night(past)
    assert len(history.nights) == MOST_NIGHTS
    (path,) = (office.state / "nights").iterdir()
    for content in (
        "",
        "{",
        "[]",
        '{"nights": [{}], "digest": ""}',
        '{"nights": [{"day": 1}], "digest": 1}',
        "[" * 9000,
    ):
        path.write_text(content, encoding="utf-8")
        assert read(ORIGIN) == History()
    assert end_night(night(), estate).warnings == ()
    assert len(read(ORIGIN).nights) == 1


def test_a_good_night_gives_a_sign_of_life_and_a_bad_one_does_not(
    office: Office, web_hook: WebHook, night: NightMaker
) -> None:
    estate = office.estate(f"ping: {office.secret('ping', f'http://{web_hook.host}/uuid')}")
    assert end_night(night(), estate).warnings == ()
    assert (
        end_night(night(run_id="d", exit_code=2, reason="drift", drifted=("REVEL",), sites=()), estate).warnings == ()
    )
    for code in (1, 3, 4, 5, 6, 70, 130):
        end_night(night(run_id=f"bad-{code}", exit_code=code, reason="x"), estate)
    assert [(method, path) for method, path, _ in web_hook.asked] == [("GET", "/uuid")] * 2


def test_a_sign_of_life_that_fails_is_a_warning_without_the_address(
    office: Office, web_hook: WebHook, night: NightMaker
) -> None:
    estate = office.estate(f"ping: {office.secret('ping', f'http://{web_hook.host}/a-secret-uuid')}")
    web_hook.answer = 404
    told = end_night(night(), estate)
    assert told.night.exit_code == 0
    (warning,) = told.warnings
    assert "404" in warning
    assert "a-secret-uuid" not in warning


def test_a_ping_follows_no_redirect_and_asks_no_proxy(web_hook: WebHook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert ping(f"http://{web_hook.host}/x") == ""
    web_hook.answer, web_hook.location = 302, f"http://{web_hook.host}/elsewhere"
    assert ping(f"http://{web_hook.host}/x") == "the server answers 302"
    assert [path for _, path, _ in web_hook.asked] == ["/x", "/x"]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://h/x",
        "http://u:p@127.0.0.1/x",
        "http:///x",
        "x",
        "",
        "http://h/a b",
        "http://h:x/",
        "http://[/",
    ],
)
def test_what_is_no_web_address_is_not_asked_for(address: str) -> None:
    assert ping(address)
