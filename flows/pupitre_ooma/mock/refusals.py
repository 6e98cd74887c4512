"""What the mock server does not take, and the words it says it with."""

from __future__ import annotations

LONGEST_NAME = 32

_TEXTS = {
    "NAME_EMPTY": ("name", "Please enter a name.", "Veuillez saisir un nom."),
    "NAME_TOO_LONG": (
        "name",
        f"The name cannot be longer than {LONGEST_NAME} characters.",
        f"Le nom ne peut pas dépasser {LONGEST_NAME} caractères.",
    ),
    "NO_MEMBERS": ("members", "Select at least one user to ring.", "Sélectionnez au moins un utilisateur."),
    "UNKNOWN_MEMBER": (
        "members",
        "One of the selected users no longer exists.",
        "Un des utilisateurs sélectionnés n'existe plus.",
    ),
    "EXTENSION_TAKEN": (
        "extension",
        "This extension number is already in use.",
        "Ce numéro d'extension est déjà utilisé.",
    ),
    "EXTENSION_WRONG": (
        "extension",
        "This extension number is not valid.",
        "Ce numéro d'extension n'est pas valide.",
    ),
    "UNKNOWN_TARGET": (
        "target",
        "Select where unanswered calls go.",
        "Sélectionnez la destination des appels sans réponse.",
    ),
    "BAD_REQUEST": ("", "The request was not understood.", "La demande n'a pas été comprise."),
    "UNKNOWN_EXTENSION": ("", "This extension no longer exists.", "Cette extension n'existe plus."),
    "NOT_DELETABLE": ("", "This extension cannot be deleted.", "Cette extension ne peut pas être supprimée."),
    "SAVE_FAILED": (
        "",
        "Something went wrong. Please try again later.",
        "Une erreur est survenue. Veuillez réessayer plus tard.",
    ),
}


class Refusal(ValueError):
    """A change that the server does not take, by its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def to_json(self, language: str) -> dict[str, str]:
        """Return the code, the field it is about and the words for the screen."""
        field, english, french = _TEXTS[self.code]
        return {"code": self.code, "field": field, "message": french if language == "fr" else english}
