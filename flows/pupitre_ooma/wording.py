"""The steps in the words of the document, for whoever watches and whoever reads the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pupitre.desk import Desk

_SAYS = {
    "extensions": {"fr": "Page Extensions", "en": "Page Extensions"},
    "numbers": {"fr": "Page Numéros", "en": "Page Numbers"},
    "add": {"fr": "Ajouter groupe de sonnerie", "en": "Add ring group"},
    "settings": {"fr": "Paramètres de {group}", "en": "Settings of {group}"},
    "read": {"fr": "Lire les paramètres", "en": "Read the settings"},
    "read-back": {"fr": "Relire avant Sauvegarder", "en": "Read back before Save"},
    "extension": {"fr": "Extension : {value}", "en": "Extension: {value}"},
    "name": {"fr": "Nom : {value}", "en": "Name: {value}"},
    "ring": {"fr": "Type de sonneries des extensions : {value}", "en": "Ringing mode: {value}"},
    "members": {"fr": "Sélectionner Extensions : {value}", "en": "Select users to ring: {value}"},
    "seconds": {
        "fr": "Durée de la sonnerie pour chaque extension : {value} s",
        "en": "Ring duration on each extension: {value} s",
    },
    "no-answer": {"fr": "Après délai d'expiration : {value}", "en": "When no one answers: {value}"},
    "point": {"fr": "{number} : choisir {group}", "en": "{number}: choose {group}"},
    "save": {"fr": "Sauvegarder", "en": "Save"},
    "save-numbers": {"fr": "Sauvegarder les numéros", "en": "Save the numbers"},
    "close": {"fr": "Quitter les paramètres par le x", "en": "Leave the settings by the x"},
    "bin": {"fr": "Corbeille de {group}", "en": "Bin of {group}"},
    "confirm": {"fr": "Confirmer la suppression de {group}", "en": "Confirm the deletion of {group}"},
    "reload": {"fr": "Recharger la console", "en": "Load the console anew"},
    "sign-out": {"fr": "Se déconnecter", "en": "Sign out"},
    "examine": {"fr": "Examiner {screen}", "en": "Examine {screen}"},
}


def says(desk: Desk, step: str, **values: str) -> str:
    """Return a step's sentence in the reader's language."""
    return _SAYS[step].get(desk.language, _SAYS[step]["en"]).format(**values)
