"""From what Playwright's recorder and the page tell to steps, without a browser."""

from __future__ import annotations

from typing import Any

import pytest

from pupitre.browser.elements import Way
from pupitre.recording.actions import Action, read_action
from pupitre.recording.finding import ways_to
from pupitre.recording.model import Dialog, Step, Verb
from pupitre.recording.scribe import Scribe, path_of
from pupitre.recording.seen import around, find, lines, missing, news, tree
from pupitre.recording.witness import fingerprint, read_report
from pupitre.recording.writes import SOON, Writes

TABLE = """\
- generic [ref=e1]:
  - heading "Sites" [level=1] [ref=e2]
  - table [ref=e3]:
    - rowgroup [ref=e4]:
      - row "021 REVEL Modifier" [ref=e5]:
        - cell "021" [ref=e6]
        - cell "REVEL" [ref=e7]
        - cell "Modifier" [ref=e8]:
          - button "Modifier" [ref=e9] [cursor=pointer]
      - row "0210 REVEL Atelier Modifier" [ref=e10]:
        - cell "0210" [ref=e11]
        - cell "REVEL Atelier" [ref=e12]
        - cell "Modifier" [ref=e13]:
          - button "Modifier" [ref=e14]
  - generic [ref=e15]:
    - text: Nom du groupe
    - textbox [active] [ref=e16]: S3cr3t-typed
  - 'button "a: \\"b\\"" [ref=e17]'
  - textbox "Mot de passe" [ref=e18]: hunter2
  - button "Enregistrer" [ref=e19]
"""


def act(
    name: str, ref: str = "", *, role: str = "button", called: str = "", snapshot: str = TABLE, **more: Any
) -> Action:
    locator = {"kind": "role", "body": role, "options": {"name": called, "exact": False}}
    action = read_action({"name": name, "ref": ref, "pageGuid": "p1", "locator": locator, **more}, snapshot)
    assert action is not None
    if action.text is not None:
        return Action(**{**vars(action), "text": fingerprint(action.text)})
    return action


def tell(scribe: Scribe, kind: str, now: float = 0.0, **told: Any) -> None:
    report = read_report("p1", {"kind": kind, "secret": False, "signin": False, "at": "/x", "facts": {}, **told})
    assert report is not None
    scribe.reported(report, now)


def steps(scribe: Scribe) -> list[Step]:
    return [step for step, _ in scribe.finished()]


def test_what_is_typed_is_no_part_of_what_is_seen() -> None:
    root = tree(TABLE)
    assert 'textbox "Mot de passe"' in lines(root)
    assert 'button "a: "b""' in lines(root)
    assert not any("hunter2" in line or "S3cr3t" in line for line in lines(root))


def test_what_is_around_tells_the_row_and_not_its_neighbours() -> None:
    root = tree(TABLE)
    node = find(root, "e9")
    assert node is not None
    assert around(node) == ('row "021 REVEL Modifier"', 'button "Modifier"')
    assert missing(around(node), tree(TABLE.replace("021 REVEL", "022 SOREZE"))) == ('row "021 REVEL Modifier"',)


def test_news_tell_headings_first() -> None:
    later = TABLE + '- button "Non" [ref=e30]\n- heading "Sûr ?" [ref=e31]\n'
    assert news(tree(TABLE), tree(later)) == ('heading "Sûr ?"', 'button "Non"')


def test_a_button_of_one_row_is_found_by_its_row() -> None:
    ways = ways_to(act("click", "e9", called="Modifier"))
    row = Way(css="tr", cells=("021", "REVEL"))
    assert ways == (Way(role="button", name="Modifier", within=row), Way(text="Modifier", within=row))
    other = ways_to(act("click", "e14", called="Modifier"))
    assert other[0] == Way(role="button", name="Modifier", within=Way(role="row", has="0210"))


def test_a_field_without_a_name_is_found_by_the_text_before_it() -> None:
    assert ways_to(act("fill", "e16", role="textbox")) == (Way(after="Nom du groupe"),)


def test_the_page_adds_what_the_makers_called_it() -> None:
    facts = {"testid": "save", "css": "#save", "label": "{x}", "evil": "#x"}
    ways = ways_to(act("click", "e19", called="Enregistrer"), facts)
    assert Way(testid="save") in ways
    assert Way(css="#save") in ways
    assert Way(label="{{x}}") in ways


def test_typing_is_one_step_with_the_last_text() -> None:
    scribe = Scribe("fr")
    tell(scribe, "click")
    scribe.acted(act("click", "e16", role="textbox"))
    for typed in ("A", "Ac", "Accueil"):
        tell(scribe, "input", value=typed)
        scribe.acted(act("fill", "e16", role="textbox", text=typed), updates=typed != "A")
    (step,) = steps(scribe)
    assert (step.do, step.value, step.says) == (Verb.FILL, "Accueil", "Écrire « Accueil » dans « Nom du groupe »")


def test_what_the_page_does_not_vouch_for_is_not_kept() -> None:
    scribe = Scribe("fr")
    assert scribe.acted(act("fill", "e18", role="textbox", text="hunter2")) is None
    tell(scribe, "input", value="other")
    assert scribe.acted(act("fill", "e18", role="textbox", text="hunter2")) is None
    assert (steps(scribe), scribe.unknown) == ([], 2)


def test_a_password_that_is_also_a_name_is_told_apart_by_the_order() -> None:
    scribe = Scribe("fr")
    tell(scribe, "input", secret=True)
    tell(scribe, "input", value="a")
    assert scribe.acted(act("fill", "e18", role="textbox", text="a")) is None
    kept = scribe.acted(act("fill", "e16", role="textbox", text="a"))
    assert kept is not None
    assert (kept.value, scribe.paused, scribe.unknown) == ("a", 1, 0)


@pytest.mark.parametrize("why", [{"signin": True}, {"secret": True}, {"signin": None}])
def test_nothing_of_a_page_to_sign_in_on_is_kept(why: dict[str, Any]) -> None:
    scribe = Scribe("fr")
    tell(scribe, "click", **why)
    assert scribe.acted(act("click", "e19", called="Enregistrer")) is None
    assert (steps(scribe), scribe.paused) == ([], 1)


def test_a_secret_report_carries_nothing_whatever_the_page_says() -> None:
    report = read_report("p1", {"kind": "input", "secret": True, "value": "hunter2", "facts": {"css": "#pw"}})
    assert report is not None
    assert (report.value, report.facts, report.expected) == (None, {}, {})


def test_the_click_before_a_write_that_succeeds_is_the_commit() -> None:
    scribe = Scribe("fr", writes=Writes(lambda method, path: path == "/api/read"))
    for number, ref in enumerate(("e9", "e19", "e14")):
        tell(scribe, "click", now=number * 10.0)
        scribe.acted(act("click", ref))
        scribe.writes.sent(f"r{number}", "POST", "/api/read", number * 10.0 + 1)
        if ref == "e19":
            scribe.writes.sent("save", "PUT", "/api/save", number * 10.0 + 1)
            scribe.writes.answered("save", 200)
        if ref == "e14":
            scribe.writes.sent("bad", "PUT", "/api/save", number * 10.0 + 1)
            scribe.writes.answered("bad", 500)
    assert [(step.commit, step.wrote) for step in steps(scribe)] == [
        (False, None),
        (True, "PUT /api/save"),
        (False, None),
    ]
    assert [(what, status) for _, what, status in scribe.writes.refused] == [("PUT /api/save", 500)]


def test_a_write_whose_answer_nobody_waited_for_may_be_a_commit() -> None:
    scribe = Scribe("fr")
    tell(scribe, "click")
    scribe.acted(act("click", "e19"))
    scribe.writes.sent("save", "PUT", "/api/save", 0.1)
    assert [step.commit for step in steps(scribe)] == [True]


def test_what_a_page_sends_by_itself_is_no_commit() -> None:
    scribe = Scribe("fr")
    scribe.writes.sent("tick", "POST", "/alive", 100.0)
    tell(scribe, "click", now=200.0)
    scribe.acted(act("click", "e19"))
    scribe.writes.sent("tock", "POST", "/alive", 200.0 + SOON / 2)
    scribe.writes.answered("tock", 204)
    assert [step.commit for step in steps(scribe)] == [False]


def test_a_question_belongs_to_the_click_that_led_to_it() -> None:
    scribe = Scribe("fr")
    tell(scribe, "click")
    scribe.asked(scribe.heard, Dialog(says="Sûr ?", answer="dismiss"))
    scribe.acted(act("click", "e9"))
    tell(scribe, "click")
    scribe.acted(act("click", "e19"))
    assert [step.dialog for step in steps(scribe)] == [Dialog(says="Sûr ?", answer="dismiss"), None]


def test_a_click_that_was_kept_back_when_its_window_was_closed_is_a_step_all_the_same() -> None:
    scribe = Scribe("fr")
    tell(scribe, "click", facts={"role": "button", "name": "Enregistrer", "css": "#save"})
    scribe.writes.sent("save", "POST", "/save", 0.1)
    scribe.writes.answered("save", 302)
    (step,) = steps(scribe)
    assert step.ways == (Way(role="button", name="Enregistrer"), Way(css="#save"))
    assert step.commit


def test_a_page_that_a_click_led_to_is_no_step_before_that_click() -> None:
    scribe = Scribe()
    tell(scribe, "click")
    scribe.acted(act("navigate", url="http://x/panels"))
    scribe.acted(act("click", "e19", called="Enregistrer"))
    scribe.acted(act("navigate", url="http://x/typed"))
    assert [step.do for step in steps(scribe)] == [Verb.CLICK, Verb.OPEN]


def test_what_must_be_there_is_named_with_its_place() -> None:
    scribe = Scribe("fr")
    tell(scribe, "expect", expected={"row": ["REVEL", "021"]})
    tell(scribe, "expect", expected={"field": "Nom", "is": "a{b"})
    tell(scribe, "expect", expected={"nonsense": 1})
    told = [each.model_dump(exclude_defaults=True, by_alias=True) for each in scribe.expected]
    assert told == [{"at": "/x", "row": ("REVEL", "021")}, {"at": "/x", "field": "Nom", "is": "a{{b"}]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://x.example/a?b=1&token=s3cr3t#/c", "/a?b=1#/c"),
        ("https://x.example", "/"),
        ("https://x.example/#access_token=s3cr3t", "/"),
    ],
)
def test_an_address_loses_what_lets_somebody_in(url: str, path: str) -> None:
    assert path_of(url) == path


def test_a_hostile_snapshot_costs_little() -> None:
    assert len(lines(tree('- button "x"\n' * 100_000))) <= 5_000
    assert lines(tree('- button "' + "y" * 10_000 + '"\n'))[0].startswith('button "yyy')
