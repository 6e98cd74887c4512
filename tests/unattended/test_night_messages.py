"""What a message says of a night, and what it does with text from a console."""

from __future__ import annotations

import datetime as dt
import html.parser
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.estate import Support
from pupitre.evidence import SiteResult
from pupitre.unattended import sentences
from pupitre.unattended.digest import compose_digest
from pupitre.unattended.history import History, PastNight
from pupitre.unattended.message import LONGEST_TEXT, compose
from pupitre.unattended.night import KINDS, NightResult

from .conftest import AFTER, BEFORE, ORIGIN, NightMaker

HOSTILE = (
    "<!channel> @everyone <@U123> [clic](https://evil.example/x) `rm` https://evil.example www.evil.example "
    "<script>alert(1)</script><img src=x onerror=alert(1)>\r\nBcc: evil@example.com\x1b[31m\u202eabc"
)


class Reader(html.parser.HTMLParser):
    """What a page is made of: its tags, what each attribute says, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(night: NightMaker, text: str = HOSTILE) -> NightResult:
    site = SiteResult(text, "021", "changed", before=BEFORE, wanted=AFTER, after=AFTER, sentence=text, actions=(text,))
    return night(sites=(site,), sentence=text, left_behind=text, remedy=text, drifted=(text,), warnings=(text,))


def test_the_grid_before_and_after_is_a_table_with_the_changed_days_marked(night: NightMaker) -> None:
    page = compose(night(), "changed").html
    rows = re.findall(
        r"<tr(?P<style>[^>]*)>\s*<th scope=\"row\"[^>]*>(\w+)</th>\s*<td[^>]*>([^<]*)</td>\s*<td[^>]*>([^<]*)<", page
    )
    assert [(day, left, right) for _, day, left, right in rows if day in ("lundi", "mardi", "samedi")] == [
        ("lundi", "08:00–12:00", "08:00–12:00, 14:00–17:30"),
        ("mardi", "fermé", "fermé"),
        ("samedi", "fermé", "09:00–12:00"),
    ]
    assert [day for style, day, _, _ in rows if "background" in style] == ["lundi", "samedi"]


def test_the_head_of_the_record_is_in_the_mail_and_in_the_chat(night: NightMaker) -> None:
    said = night()
    message = compose(said, "changed")
    assert said.head in message.text
    assert said.head in message.html
    assert "62" in message.text


def test_a_mail_holds_nothing_that_a_mail_program_drops_or_fetches(night: NightMaker) -> None:
    page = Reader(compose(hostile(night), "changed").html)
    assert not {"script", "style", "link", "img", "iframe", "a", "form", "svg", "object"} & set(page.tags)
    assert not {name for name, _ in page.attributes} & {"src", "href", "class", "onerror", "background", "action"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_of_a_console_calls_somebody_links_somewhere_or_adds_a_header(
    night: NightMaker, kind: str, language: str
) -> None:
    said = hostile(night)
    message = (
        compose_digest(said, History((PastNight.of(said),)), "2026-W47", language)
        if kind == "digest"
        else compose(said, kind, language)  # type: ignore[arg-type]
    )
    assert not re.search(r"[\r\n\x1b\u202e]", message.subject)
    assert len(message.subject) <= 120
    for forbidden in ("<!channel>", "@everyone", "<@", "](", "`", "https://evil", "www.evil", "\x1b", "\u202e"):
        assert forbidden not in message.text
    for forbidden in ("https://evil", "www.evil", "\x1b", "\u202e"):
        assert forbidden not in message.html


@given(st.text(max_size=80))
def test_no_text_at_all_becomes_a_tag_or_a_line_of_its_own(text: str) -> None:
    site = SiteResult(text, "021", "failed", before=BEFORE, wanted=AFTER, sentence=text)
    said = NightResult(
        "oti.yaml", "threecx", ORIGIN, "r", "2026-11-22T00:30:12Z", "2026-11-22T00:30:12Z", 1, "x", text, sites=(site,)
    )
    plain = NightResult(
        "oti.yaml",
        "threecx",
        ORIGIN,
        "r",
        "2026-11-22T00:30:12Z",
        "2026-11-22T00:30:12Z",
        1,
        "x",
        "x",
        sites=(SiteResult("x", "021", "failed", before=BEFORE, wanted=AFTER, sentence="x"),),
    )
    tags = [tag for tag in Reader(compose(said, "failed").html).tags if tag != "p"]
    assert tags == [tag for tag in Reader(compose(plain, "failed").html).tags if tag != "p"]
    assert len(compose(said, "failed").subject.splitlines()) == 1


def test_a_block_says_whom_to_call_and_what_to_say(night: NightMaker) -> None:
    blocked = night(
        exit_code=4,
        reason="login_blocked",
        is_blocked=True,
        sites=(),
        support=Support("05 00 00 00 00", "aide@example.fr"),
    )
    assert blocked.kinds == ("blocked",)
    message = compose(blocked, "blocked")
    assert "05 00 00 00 00, aide@example.fr" in message.text
    assert "débloquée" in message.html
    assert "BLOQUÉ" in message.subject


def lines_of(text: str) -> list[str]:
    """Return what a message says below its title."""
    return text.splitlines()[1:]


def test_whom_to_call_comes_first_and_is_said_once(night: NightMaker) -> None:
    blocked = night(
        exit_code=4,
        reason="login_blocked",
        is_blocked=True,
        sites=(),
        sentence="La console bloque l'adresse de ce bureau.",
        remedy="Appelez l'assistance.",
        support=Support("05 00 00 00 00", ""),
    )
    first, *rest = lines_of(compose(blocked, "blocked").text)
    assert first.startswith("À appeler : 05 00 00 00 00.")
    assert "La console bloque l'adresse de ce bureau." in rest
    assert "Appelez l'assistance." not in rest


def test_a_message_begins_with_what_happened_and_not_with_when(night: NightMaker) -> None:
    left = SiteResult("REVEL", "021", "unchanged", before=BEFORE, wanted=AFTER, sentence="laissé ainsi")
    drift = night(
        exit_code=2,
        reason="drift",
        sites=(left,),
        drifted=("REVEL",),
        sentence="Changé par quelqu'un d'autre et laissé ainsi : REVEL.",
        left_behind="Ce que quelqu'un d'autre a changé y est toujours : REVEL.",
        remedy="Pour le garder, écrivez-le dans le fichier.",
    )
    lines = lines_of(compose(drift, "drift").text)
    assert lines[:3] == [
        "Changé par quelqu'un d'autre et laissé ainsi : REVEL.",
        "Pour le garder, écrivez-le dans le fichier.",
        "Passage du dimanche 22 novembre 2026 à 01:30 (Europe/Paris).",
    ]
    assert sum("quelqu'un d'autre" in line for line in lines) == 1
    put_back = lines_of(compose(night(drifted=("REVEL",), restored=True), "drift").text)
    assert put_back[:2] == [
        "Changé par quelqu'un d'autre depuis le dernier passage : REVEL.",
        "Ce que le fichier déclare a été remis en place.",
    ]

    missed = lines_of(compose(night(missed=3, sites=(), sentence="Rien à faire cette nuit."), "missed").text)
    assert missed[:2] == [
        "3 nuits sans passage avant celui-ci, qui a tout rattrapé en une fois.",
        "Rien à faire cette nuit.",
    ]


@pytest.mark.parametrize(
    ("changes", "kind", "fr", "en"),
    [
        ({"missed": 1}, "missed", "une nuit sans passage", "a night without a run"),
        ({"missed": 3}, "missed", "3 nuits sans passage", "3 nights without a run"),
        (
            {"exit_code": 6, "reason": "busy"},
            "missed",
            "pas de passage, un autre était en cours",
            "no run, another one was at work",
        ),
        (
            {"skipped": ("message",)},
            "missed",
            "trop tard pour un changement à faire une fois",
            "too late for something to be done once",
        ),
        ({"keeps_groups": True}, "changed", "groupes de sonnerie mis à jour", "ring groups brought up to date"),
    ],
)
def test_a_night_is_called_what_it_was(
    night: NightMaker, changes: dict[str, object], kind: str, fr: str, en: str
) -> None:
    said = night(sites=(), **changes)
    assert compose(said, kind, "fr").subject == f"[Pupitre] oti.example.fr : {fr}"  # type: ignore[arg-type]
    assert compose(said, kind, "en").subject == f"[Pupitre] oti.example.fr: {en}"  # type: ignore[arg-type]
    week = compose_digest(said, History((PastNight.of(night(sites=(), **changes)),)), "2026-W47", "fr").text
    assert (fr in week) == ("keeps_groups" not in changes)


def test_the_consoles_own_address_stays_one_that_can_be_copied(night: NightMaker) -> None:
    held = night(exit_code=4, reason="guard_held", sites=(), remedy=f'pupitre guard release {ORIGIN} --why "..."')
    message = compose(held, "person")
    assert f'pupitre guard release {ORIGIN} --why "..."' in message.text


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, ("changed",)),
        ({"sites": ()}, ("unchanged",)),
        ({"exit_code": 2, "reason": "drift", "drifted": ("REVEL",), "sites": ()}, ("drift",)),
        ({"drifted": ("REVEL",), "restored": True}, ("drift", "changed")),
        ({"exit_code": 3, "reason": "limit", "sites": ()}, ("refused",)),
        ({"exit_code": 4, "reason": "login_refused", "sites": ()}, ("person",)),
        ({"exit_code": 4, "reason": "guard_held", "is_blocked": True, "sites": ()}, ("blocked",)),
        ({"exit_code": 5, "reason": "only_some_sites"}, ("failed", "changed")),
        ({"exit_code": 6, "reason": "busy", "sites": ()}, ("missed",)),
        ({"exit_code": 70, "reason": "bug", "sites": ()}, ("failed",)),
        ({"missed": 3, "sites": ()}, ("missed",)),
        ({"missed": 3}, ("changed", "missed")),
    ],
)
def test_a_night_is_told_as_what_it_was(night: NightMaker, changes: dict[str, object], kinds: tuple[str, ...]) -> None:
    assert night(**changes).kinds == kinds


def test_a_text_for_chats_has_an_end(night: NightMaker) -> None:
    sites = tuple(
        SiteResult(f"SITE {number}", "021", "changed", before=BEFORE, wanted=AFTER, after=AFTER)
        for number in range(300)
    )
    message = compose(night(sites=sites), "changed")
    assert len(message.text) <= LONGEST_TEXT + 100
    assert message.text.endswith("la suite est dans le rapport.")
    assert message.html.count("<h2") < 50


def test_what_comes_next_and_what_was_missed_is_said(night: NightMaker) -> None:
    text = compose(night(next_push=dt.date(2026, 12, 24), missed=2), "changed").text
    assert "jeudi 24 décembre 2026" in text.casefold()
    assert "2 nuits sans passage" in text


def test_what_a_console_of_ring_groups_did_is_a_list_of_its_steps(night: NightMaker) -> None:
    steps = ("créer le groupe Accueil", "renvoyer le 05 <61>")
    done = SiteResult("Accueil", "301", "changed", actions=steps)
    message = compose(night(sites=(done,)), "changed")
    assert "renvoyer le 05 ‹61›" in message.text
    assert "<li>renvoyer le 05 &lt;61&gt;</li>" in message.html


def test_drift_shows_what_was_left_and_what_was_found(night: NightMaker) -> None:
    found = SiteResult("REVEL", "021", "unchanged", before=BEFORE, wanted=AFTER)
    text = compose(night(exit_code=2, reason="drift", sites=(found,), drifted=("REVEL",)), "drift").text
    assert "samedi : Laissé par Pupitre 09:00–12:00 -> Trouvé cette nuit fermé" in text


def test_both_languages_say_everything_with_the_same_values() -> None:
    for key, by_language in sentences._SENTENCES.items():
        assert set(by_language) == {"fr", "en"}, key
        fields = {language: set(re.findall(r"{(\w+)}", text)) for language, text in by_language.items()}
        assert fields["fr"] >= fields["en"], key
