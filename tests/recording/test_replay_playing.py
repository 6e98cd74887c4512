"""Steps that ask, open windows, or go to whatever has the focus, played on a page of our own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.desk import Desk
from pupitre.errors import Explained, UnexpectedDialog, UnknownScreen
from pupitre.recording.binding import Numbered
from pupitre.recording.model import Step
from pupitre.recording.playing import CommitInDoubt, Player, alike

PAGE = """<!doctype html><title>Groupes</title><h1>Groupes</h1>
<label>Nom <input id=name></label> <input type=file aria-label=Annonce>
<button onclick="if (confirm('Vraiment supprimer ?')) save('oui')">Supprimer</button>
<button onclick="save('sans question')">Enregistrer</button>
<button onclick="alert('Bonjour')">Saluer</button>
<button onclick="window.addEventListener('beforeunload', event => event.preventDefault())">Salir</button>
<a href="/aide" target=_blank>Aide</a><div style="position:fixed;inset:0;background:#fff" hidden id=veil></div>
<button onclick="veil.hidden = false">Voiler</button>
<script>
  const save = what => fetch('/save', {method: 'POST', body: what});
  document.querySelector('#name').onkeydown = event => { if (event.key === 'Enter') save(event.target.value); };
</script>"""
HELP = "<!doctype html><h1>Aide</h1><button onclick=\"document.title = 'lu'\">Compris</button>"


def button(name: str, **more: Any) -> Step:
    way = {"role": more.pop("role", "button"), "name": name}
    return Step.model_validate({"says": f"Cliquer {name}", "do": "click", "ways": [way], **more})


def do(verb: str, value: str | None = None, **more: Any) -> Step:
    return Step.model_validate({"says": verb, "do": verb, "value": value, **more})


@pytest.fixture
def play(
    small_site: Callable[..., tuple[str, list[str]]], desk_at: Callable[..., Desk], tmp_path: Path
) -> Callable[..., tuple[Player, list[str]]]:
    """Return a function that plays steps on the page, and what its console heard."""

    def played(*steps: Step, patience: float = 2.0, fails: type[Exception] | None = None) -> tuple[Player, list[str]]:
        address, heard = small_site(PAGE, aide=HELP)
        player = Player(desk_at(address, patience), tmp_path)
        numbered = [Numbered(str(place), step) for place, step in enumerate((do("open", "/"), *steps), 1)]
        with player.at_work():
            if fails is None:
                player.play(numbered)
            else:
                with pytest.raises(fails):
                    player.play(numbered)
        return player, heard

    return played


def test_a_question_is_answered_as_it_was_and_the_console_saves_once(play: Any) -> None:
    asked = {"says": "Vraiment supprimer ?", "answer": "accept"}
    player, heard = play(button("Supprimer", dialog=asked, commit=True, wrote="POST /save"))
    assert (heard, player.committed, player.unforeseen) == (["oui"], ["2"], [])


def test_another_question_than_the_recorded_one_is_dismissed_and_stops_it(play: Any) -> None:
    asked = {"says": "Vraiment enregistrer ?", "answer": "accept"}
    _, heard = play(button("Supprimer", dialog=asked), do("fill", "x", ways=[{"label": "Nom"}]), fails=UnexpectedDialog)
    assert heard == []


def test_a_question_that_was_not_recorded_is_dismissed_and_stops_it(play: Any) -> None:
    play(button("Saluer"), fails=UnexpectedDialog)


def test_a_question_that_is_not_asked_any_more_stops_it(play: Any) -> None:
    asked = {"says": "Vraiment ?", "answer": "accept"}
    player, heard = play(button("Enregistrer", dialog=asked), patience=1.0, fails=UnknownScreen)
    assert (heard, player.unforeseen) == (["sans question"], ["POST /save"])


def test_a_page_that_wants_to_keep_its_reader_is_left_all_the_same(play: Any) -> None:
    player, _ = play(button("Salir"), do("open", "/aide"))
    assert player.done == 3


def test_a_key_without_an_element_goes_to_what_has_the_focus(play: Any) -> None:
    name = do("fill", "Accueil", ways=[{"label": "Nom"}])
    _, heard = play(name, do("press", "Enter", commit=True, wrote="POST /save"))
    assert heard == ["Accueil"]


def test_steps_go_on_in_the_window_that_one_of_them_opened(play: Any) -> None:
    player, _ = play(
        button("Aide", role="link", opens_tab=True),
        button("Compris", tab=2, before=('heading "Aide"',)),
        do("close_tab", tab=2),
        button("Enregistrer", commit=True, wrote="POST /save"),
    )
    assert player.done == 5


def test_a_window_that_is_not_there_is_told(play: Any) -> None:
    play(button("Compris", tab=2), fails=Explained)
    play(do("close_tab"), fails=Explained)


def test_a_save_that_something_lies_over_was_not_pressed(play: Any) -> None:
    player, heard = play(button("Voiler"), button("Enregistrer", commit=True), patience=1.0, fails=Explained)
    assert (player.committed, heard) == ([], [])


def test_a_save_that_sends_nothing_is_in_doubt(play: Any) -> None:
    player, _ = play(button("Voiler", commit=True, wrote="POST /save"), patience=1.0, fails=CommitInDoubt)
    assert player.committed == ["2"]


def test_a_file_is_only_looked_for_beside_the_recording(play: Any, tmp_path: Path) -> None:
    attached = do("upload", "../../etc/annonce.wav", ways=[{"label": "Annonce"}])
    play(attached, fails=Explained)
    (tmp_path / "annonce.wav").write_bytes(b"RIFF")
    player, _ = play(attached)
    assert player.done == 2


def test_a_place_to_open_is_one_of_this_console(play: Any) -> None:
    play(do("open", "@evil.example/"), fails=Explained)


@pytest.mark.parametrize(
    ("request_", "recorded", "same"),
    [
        ("POST /panels/1", "POST /panels/0", True),
        ("POST /panels/1/delete", "POST /panels/0", False),
        ("PUT /panels/1", "POST /panels/0", False),
        ("POST /api/edit/update", "POST /api/edit/save", False),
    ],
)
def test_a_save_is_known_by_its_request_whatever_the_numbers_in_it(request_: str, recorded: str, same: bool) -> None:
    assert alike(request_, recorded) is same
