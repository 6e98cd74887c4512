"""What the page of a run says, without a browser."""

from __future__ import annotations

import html
import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pupitre.errors import ConsoleRefused
from pupitre.evidence import Record, RunResult, Shot, SiteResult, visible
from pupitre.evidence.grid import Grid
from pupitre.hours import Week

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
BEFORE = Week.from_json({day: ["08:00-17:00"] for day in WEEKDAYS})
AFTER = Week.from_json({day: ["08:00-12:00", "14:00-17:30"] for day in WEEKDAYS})
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"

XSS = [
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "<svg onload=\"document.title='pwned'\">",
    "\"><script>document.title='pwned'</script>",
    "'><script>document.title='pwned'</script>",
    '" onmouseover="document.title=\'pwned\'" x="',
    "' onfocus='document.title=`pwned`' autofocus x='",
    "</title><script>document.title='pwned'</script>",
    "</style><script>document.title='pwned'</script>",
    "</bdi></h3><iframe srcdoc=\"<script>parent.document.title='pwned'</script>\"></iframe>",
    "<a href=\"javascript:document.title='pwned'\">x</a>",
    "<body onload=\"document.title='pwned'\">",
    "<details open ontoggle=\"document.title='pwned'\">",
    "<input autofocus onfocus=\"document.title='pwned'\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:document.title='pwned'\">",
    "<math><mtext></mtext><script>document.title='pwned'</script></math>",
    "{{ 7 * 7 }}{% for x in () %}{{ cycler.__init__.__globals__ }}{% endfor %}",
    "<!--><script>document.title='pwned'</script>-->",
    "<scr\0ipt>document.title='pwned'</scr\0ipt>",
    "&lt;script&gt;document.title='pwned'&lt;/script&gt;",
]


def page(parent: Path, *, language: str = "fr", facts: dict[str, str] | None = None, **changes: Any) -> str:
    record = Record.start(
        parent,
        verb=changes.get("verb", "apply"),
        console="threecx",
        origin="https://oti.example.fr",
        language=language,
        run_id="run-1",
        facts=facts or {},
        room=0,
    )
    for step in changes.pop("steps", ()):
        record.event(**step)
    options: dict[str, Any] = {
        "verb": "apply",
        "console": "threecx",
        "origin": "https://oti.example.fr",
        "run_id": "run-1",
        "started": "2026-11-22T01:05:12Z",
        "ended": "2026-11-22T01:08:14Z",
        "exit_code": 0,
        "reason": "done",
        "sentence": "REVEL ferme à 17:30.",
    }
    return record.finish(RunResult(**(options | changes))).read_text("utf-8")


def text_of(markup: str) -> str:
    body = markup.split("</head>", 1)[1]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def changed() -> SiteResult:
    return SiteResult("REVEL", "021", "changed", BEFORE, AFTER, AFTER)


def test_the_page_fetches_nothing_and_runs_nothing(tmp_path: Path) -> None:
    markup = page(tmp_path, sites=(changed(),), steps=[{"step": "open", "says": "Ouvrir", "picture": JPEG}])
    assert "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline';" in markup
    assert "<script" not in markup
    assert re.findall(r'src="(?!data:image/jpeg;base64,)', markup) == []
    assert re.findall(r'href="(?!#)', markup) == []
    assert "url(" not in markup
    assert "@import" not in markup


@pytest.mark.parametrize(("language", "undone"), [("fr", "Ce qui n’a pas été fait"), ("en", "What was not done")])
def test_the_page_speaks_the_language_of_the_estate(tmp_path: Path, language: str, undone: str) -> None:
    markup = page(tmp_path, language=language)
    assert f'<html lang="{language}">' in markup
    assert undone in text_of(markup)


def test_the_result_stands_first_and_then_what_was_not_done(tmp_path: Path) -> None:
    failed = SiteResult("SOREZE", "022", "failed", BEFORE, AFTER, None, (), "La console a refusé.\n  Rien.")
    text = text_of(
        page(tmp_path, sites=(changed(), failed), exit_code=5, left_behind="Reste ouvert.", remedy="Relancer.")
    )
    places = [text.index(each) for each in ("REVEL ferme", "SOREZE", "Reste ouvert.", "Relancer.", "REVEL 021")]
    assert places == sorted(places)


def test_headings_stand_in_order_without_a_gap(tmp_path: Path) -> None:
    markup = page(tmp_path, sites=(changed(),), steps=[{"step": "open", "says": "Ouvrir"}])
    levels = [int(level) for level in re.findall(r"<h([1-6])", markup)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


def test_removed_slots_are_struck_and_added_ones_marked(tmp_path: Path) -> None:
    markup = page(tmp_path, sites=(changed(),))
    assert markup.count("<del>08:00–17:00</del>") == 5
    assert markup.count("<ins>08:00–12:00</ins>") == 5
    assert markup.count("<ins>14:00–17:30</ins>") == 5
    assert text_of(markup).count("− retiré 08:00–17:00") == 5
    assert text_of(markup).count("+ ajouté 08:00–12:00") == 5


@pytest.mark.parametrize(("verb", "status"), [("plan", "waiting"), ("apply", "failed")])
def test_what_is_only_meant_is_neither_struck_nor_told_as_done(tmp_path: Path, verb: str, status: Any) -> None:
    markup = page(tmp_path, verb=verb, exit_code=1, sites=(SiteResult("REVEL", "021", status, BEFORE, AFTER),))
    assert "<del>" not in markup
    assert "<ins>" not in markup
    assert "Du lundi au vendredi 08:00–17:00 → deviendrait 08:00–12:00, 14:00–17:30" in text_of(markup)


def test_what_changes_is_told_in_a_sentence_before_the_grid(tmp_path: Path) -> None:
    text = text_of(page(tmp_path, sites=(changed(),)))
    told = "Du lundi au vendredi 08:00–17:00 → devient 08:00–12:00, 14:00–17:30"
    assert text.index(told) < text.index("− retiré 08:00–17:00")


def test_a_slot_that_stays_is_neither() -> None:
    wider = Week.from_json({"mon": ["08:00-12:00", "14:00-18:00"]})
    monday = Grid.between(Week.from_json({"mon": ["08:00-12:00", "14:00-17:00"]}), wider).days[0]
    assert [(slot.text, slot.mark) for slot in monday.slots] == [
        ("14:00–17:00", "removed"),
        ("08:00–12:00", "kept"),
        ("14:00–18:00", "added"),
    ]
    assert (monday.minutes_before, monday.minutes_after) == (7 * 60, 8 * 60)


def test_bars_reach_from_the_first_opening_to_the_last_closing() -> None:
    grid = Grid.between(Week.from_json({"mon": ["05:30-12:00"]}), Week.from_json({"sun": ["20:00-23:59"]}))
    assert (grid.first, grid.last) == (5 * 60, 24 * 60)


@pytest.mark.parametrize("verb", ["plan", "read", "verify", "drift", "doctor"])
def test_a_run_that_only_reads_says_that_nothing_was_changed(tmp_path: Path, verb: str) -> None:
    site = SiteResult("REVEL", "021", "waiting", BEFORE, AFTER)
    text = text_of(page(tmp_path, verb=verb, exit_code=2, reason="changes_waiting", sites=(site,)))
    assert "Rien n’a été modifié sur la console" in text


def test_drift_shows_what_came_since_as_added(tmp_path: Path) -> None:
    site = SiteResult("REVEL", "021", "waiting", before=AFTER, wanted=BEFORE)
    text = text_of(page(tmp_path, verb="drift", exit_code=2, sites=(site,)))
    assert "− disparu depuis 08:00–17:00" in text
    assert "+ nouveau depuis 08:00–12:00" in text


def test_hours_that_are_not_those_wanted_are_compared_with_them(tmp_path: Path) -> None:
    other = Week.from_json({"mon": ["09:00-10:00"]})
    site = SiteResult("REVEL", "021", "not_verified", BEFORE, AFTER, other)
    text = text_of(page(tmp_path, exit_code=5, sites=(site,)))
    assert "− manque 08:00–12:00" in text
    assert "+ non voulu 09:00–10:00" in text


def test_the_time_is_told_in_the_zone_of_the_estate(tmp_path: Path) -> None:
    assert "dimanche 22 novembre 2026, 02:05" in text_of(page(tmp_path, facts={"timezone": "Europe/Paris"}))
    assert "dimanche 22 novembre 2026, 01:05" in text_of(page(tmp_path, facts={"timezone": "../../etc"}))


def test_the_film_joins_an_intent_with_what_became_of_it(tmp_path: Path) -> None:
    record = Record.start(
        tmp_path,
        verb="apply",
        console="threecx",
        origin="https://oti.example.fr",
        language="en",
        run_id="run-1",
        facts={},
        room=0,
    )
    with record.changing("slot.delete", says="Monday, Delete 08:00-17:00", site="REVEL"):
        pass
    with pytest.raises(ConsoleRefused), record.changing("ok", says="OK", site="REVEL"):
        raise ConsoleRefused("They overlap.")
    record.event("save", phase="intent", says="Save", site="REVEL")
    moment = "2026-11-22T01:05:12Z"
    result = RunResult("apply", "threecx", "https://oti.example.fr", "run-1", moment, moment, 1, "error", "Not done.")
    markup = record.finish(result).read_text("utf-8")
    assert re.findall(r'class="step p-(\w+)"', markup) == ["done", "refused", "intent"]
    assert "They overlap." in text_of(markup)


def test_every_picture_says_what_it_shows(tmp_path: Path) -> None:
    markup = page(tmp_path, steps=[{"step": "open", "says": "Ouvrir REVEL", "picture": JPEG}])
    assert 'alt="L’écran à cette étape : Ouvrir REVEL"' in markup


def test_the_auditor_finds_the_head_and_a_way_to_check(tmp_path: Path) -> None:
    text = text_of(page(tmp_path, plan_id="b41d", versions={"pupitre": "1.2"}, guard={"attempts": 1}))
    folder = next(tmp_path.iterdir())
    head = json.loads((folder / "result.json").read_bytes())["evidence"]["head"]
    for fact in (head, "b41d", "1.2", "sha256sum -c SHA256SUMS", folder.name):
        assert fact in text


@pytest.mark.parametrize("payload", XSS)
def test_a_name_is_never_markup(tmp_path: Path, payload: str) -> None:
    site = SiteResult(payload, payload, "failed", BEFORE, AFTER, None, (payload,), payload)
    markup = page(
        tmp_path,
        sites=(site,),
        steps=[{"step": "open", "says": payload, "site": payload, "picture": JPEG}],
        sentence=payload,
        left_behind=payload,
        remedy=payload,
        drifted_elements=(payload,),
        plan_id=payload,
        versions={payload: payload},
        guard={payload: payload},
        facts={payload: payload},
    )
    assert payload not in markup or not re.search(r"[<>\"'&]", payload)
    assert html.unescape(markup).count(visible(payload)) >= 10


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mrouge", "‹ESC›[31mrouge"),
        ("\u202egnp.exe", "‹U+202E›gnp.exe"),
        ("a\0b", "a‹NUL›b"),
        ("a\r\nb", "a‹CR›‹LF›b"),
        ("\x9b2J", "‹U+009B›2J"),
        ("zero\u200bwidth", "zero‹U+200B›width"),
        ("Saint-Félix œ 東京", "Saint-Félix œ 東京"),
    ],
    ids=["ansi", "right to left", "nul", "line break", "c1", "zero width", "plain"],
)
def test_unseen_characters_become_visible_marks(tmp_path: Path, text: str, shown: str) -> None:
    assert visible(text) == shown
    markup = page(tmp_path, sites=(SiteResult(text, "021", "unchanged", BEFORE, BEFORE),))
    assert shown in markup
    if text != shown:
        assert text not in markup


def test_a_hundred_sites_and_a_huge_name_take_little_time(tmp_path: Path) -> None:
    sites = tuple(SiteResult("x" * 50_000, str(n), "unchanged", BEFORE, BEFORE) for n in range(100))
    assert "x" * 50_000 in page(tmp_path, sites=sites)


def test_the_auditor_reads_how_much_was_blacked_out_and_why_a_step_has_no_picture(tmp_path: Path) -> None:
    seen = Shot(JPEG, {"phone": 2, "email": 1, "password": 0, "frame": 0})
    steps = [
        {"step": "open", "says": "Ouvrir", "picture": seen},
        {"step": "list", "says": "Lire", "picture": seen},
        {"step": "sign-in", "says": "Se connecter", "picture": Shot(missing="password")},
    ]
    markup = page(tmp_path, steps=steps)
    assert "4 numéros de téléphone, 2 adresses e-mail, 0 champ de mot de passe<" in markup
    assert "un champ de mot de passe était rempli" in markup
    assert "Masqué dans les images" not in page(tmp_path, steps=[{"step": "open", "says": "Ouvrir"}])


def test_an_unknown_language_reads_english(tmp_path: Path) -> None:
    assert '<html lang="en">' in page(tmp_path, language="../fr")


def test_a_page_says_once_that_only_some_steps_were_to_have_a_picture(tmp_path: Path) -> None:
    steps = [
        {"step": "open", "says": "Ouvrir", "picture": Shot(missing="not a reading")},
        {"step": "list", "says": "Lire", "picture": Shot(missing="not a reading")},
        {"step": "week", "says": "Lire la semaine", "picture": Shot(JPEG)},
        {"step": "sign-out", "says": "Se déconnecter", "picture": Shot(missing="gone")},
    ]
    markup = page(tmp_path, steps=steps)
    assert markup.count("euls les lectures et les changements ont une image") == 1
    assert "Seuls les lectures et les changements ont une image." in markup
    assert markup.count("pas d’image") == 1  # of the page that was gone
    assert "la page n’était plus là" in markup
