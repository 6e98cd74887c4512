"""What a step says, in the words of a procedure."""

from __future__ import annotations

from collections.abc import Mapping

from pupitre.recording.blanks import literal
from pupitre.recording.model import Verb

_SAYS: Mapping[str, Mapping[Verb, str]] = {
    "fr": {
        Verb.OPEN: "Ouvrir {value}",
        Verb.CLICK: "Cliquer {name}",
        Verb.DOUBLE_CLICK: "Double-cliquer {name}",
        Verb.RIGHT_CLICK: "Cliquer avec le bouton droit {name}",
        Verb.HOVER: "Passer sur {name}",
        Verb.FILL: "Écrire {value} dans {name}",
        Verb.SELECT: "Choisir {value} dans {name}",
        Verb.CHECK: "Cocher {name}",
        Verb.UNCHECK: "Décocher {name}",
        Verb.PRESS: "Appuyer sur {value} dans {name}",
        Verb.UPLOAD: "Joindre {value} dans {name}",
        Verb.CLOSE_TAB: "Fermer la fenêtre",
    },
    "en": {
        Verb.OPEN: "Open {value}",
        Verb.CLICK: "Click {name}",
        Verb.DOUBLE_CLICK: "Double-click {name}",
        Verb.RIGHT_CLICK: "Click {name} with the right button",
        Verb.HOVER: "Move over {name}",
        Verb.FILL: "Write {value} in {name}",
        Verb.SELECT: "Choose {value} in {name}",
        Verb.CHECK: "Tick {name}",
        Verb.UNCHECK: "Untick {name}",
        Verb.PRESS: "Press {value} in {name}",
        Verb.UPLOAD: "Attach {value} in {name}",
        Verb.CLOSE_TAB: "Close the window",
    },
}
_QUOTES = {"fr": ("« ", " »"), "en": ("“", "”")}
_NAMELESS = {"fr": "l'élément sans nom", "en": "the element without a name"}
_NOTHING = {"fr": "rien", "en": "nothing"}
_LONGEST = 200


def words(verb: Verb, name: str, value: str | None, language: str) -> str:
    """Return what a step says; braces of its texts are written twice, as a recording wants them."""
    language = language if language in _SAYS else "en"
    opening, closing = _QUOTES[language]

    def quoted(text: str) -> str:
        short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        return f"{opening}{literal(short)}{closing}"

    named = quoted(name) if name else _NAMELESS[language]
    shown = quoted(value) if value else _NOTHING[language]
    if verb in (Verb.PRESS, Verb.OPEN):
        shown = literal(value or "")
    sentence = _SAYS[language][verb]
    if verb is Verb.PRESS and not name:
        sentence = sentence.rpartition(" " + ("dans" if language == "fr" else "in"))[0]
    return sentence.replace("{name}", "\0").replace("{value}", shown).replace("\0", named)
