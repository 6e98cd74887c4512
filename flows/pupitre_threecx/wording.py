"""The steps in the words of the document, for whoever watches and whoever reads the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pupitre.desk import Desk

_SAYS = {
    "list": {"fr": "Lire la liste des extensions", "en": "Read the list of extensions"},
    "extension": {"fr": "Ouvrir l'extension {site}", "en": "Open extension {site}"},
    "rules": {"fr": "Règles de transfert, Exceptions", "en": "Forwarding rules, Exceptions"},
    "exception": {"fr": "Ouvrir la règle *", "en": "Open the rule *"},
    "week": {"fr": "Lire les heures de bureau", "en": "Read the office hours"},
    "delete": {"fr": "{day}, Supprimer {slot}", "en": "{day}, Delete {slot}"},
    "configure": {"fr": "{day}, Configurer {slot}", "en": "{day}, Configure {slot}"},
    "read-back": {"fr": "Relire avant OK", "en": "Read back before OK"},
    "dialog-ok": {"fr": "OK de la fenêtre", "en": "OK of the dialog"},
    "dialog-cancel": {"fr": "Annuler de la fenêtre", "en": "Cancel of the dialog"},
    "page-ok": {"fr": "OK en haut de la page", "en": "OK at the top of the page"},
    "page-cancel": {"fr": "Annuler en haut de la page", "en": "Cancel at the top of the page"},
    "reload": {"fr": "Recharger la console", "en": "Load the console anew"},
    "sign-out": {"fr": "Se déconnecter", "en": "Sign out"},
    "examine": {"fr": "Examiner {screen}", "en": "Examine {screen}"},
}


def says(desk: Desk, step: str, **values: str) -> str:
    """Return a step's sentence in the reader's language."""
    return _SAYS[step].get(desk.language, _SAYS[step]["en"]).format(**values)
