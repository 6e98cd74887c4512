"""Why the guard keeps a door shut, in words.

Each reason has a sentence and a remedy in English and in French. None of them
names a password, and none of them says "wait" where only a person opens.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal

from pupitre.errors import GuardHeld

Language = Literal["en", "fr"]


class Reason(enum.Enum):
    """A rule of the guard that says no; the value is what is written into results."""

    BLOCKED = "blocked"
    SAME_PASSWORD = "same_password"
    UNDER_WAY = "under_way"
    UNKNOWN_OUTCOME = "unknown_outcome"
    BUDGET = "budget"
    HARD_CAP = "hard_cap"
    FLEET = "fleet"
    MIN_GAP = "min_gap"

    def sentence(self, language: Language = "en") -> str:
        """What the guard says, without the name of the console."""
        return _WORDS[self][0][language]

    def opens(self, language: Language = "en") -> str:
        """What opens the door again."""
        return _WORDS[self][1][language]


@dataclass(frozen=True)
class Allow:
    """The guard lets one attempt go."""


@dataclass(frozen=True)
class Refuse:
    """The guard lets nothing go, for one reason; `rows` are the attempts that it rests on."""

    reason: Reason
    rows: tuple[int, ...] = ()


Decision = Allow | Refuse


class DoorHeld(GuardHeld):
    """A door that the guard keeps shut, with the refusal that `decide` gave."""

    def __init__(self, origin: str, refusal: Refuse) -> None:
        super().__init__(
            f"{origin}: {refusal.reason.sentence()}",
            left_behind="No password was sent. Nothing was changed.",
            remedy=refusal.reason.opens().format(origin=origin),
        )
        self.refusal = refusal


_WORDS: dict[Reason, tuple[dict[Language, str], dict[Language, str]]] = {
    Reason.BLOCKED: (
        {
            "en": "the console blocks this address, so no login is tried.",
            "fr": "la console bloque cette adresse : aucune connexion n'est tentée.",
        },
        {
            "en": "Have the address unblocked on the console, then: pupitre guard release {origin} --why ...",
            "fr": "Faites débloquer l'adresse, puis : pupitre guard release {origin} --why ...",
        },
    ),
    Reason.SAME_PASSWORD: (
        {
            "en": "the console has refused this very password; it is never sent again.",
            "fr": "la console a déjà refusé ce mot de passe : il n'est plus jamais envoyé.",
        },
        {
            "en": "Check the mail for a copied space, then store the right password; no release lifts this.",
            "fr": "Cherchez un espace copié dans le mail, puis enregistrez le bon mot de passe ; "
            "une levée n'y change rien.",
        },
    ),
    Reason.UNDER_WAY: (
        {
            "en": "another attempt on this console is not settled yet.",
            "fr": "une autre tentative sur cette console n'est pas terminée.",
        },
        {
            "en": "Let the other run end; if it died, the next run finds that out by itself.",
            "fr": "Laissez l'autre exécution se terminer ; si elle est morte, la suivante s'en apercevra.",
        },
    ),
    Reason.UNKNOWN_OUTCOME: (
        {
            "en": "a password was sent and its outcome is not known.",
            "fr": "un mot de passe est parti et son résultat est inconnu.",
        },
        {
            "en": "Sign in by hand to see whether it works, then: pupitre guard release {origin} --why ...",
            "fr": "Connectez-vous à la main pour voir si cela marche, puis : pupitre guard release {origin} --why ...",
        },
    ),
    Reason.BUDGET: (
        {
            "en": "several passwords in a row were refused for this account.",
            "fr": "plusieurs mots de passe de suite ont été refusés pour ce compte.",
        },
        {
            "en": "Store the password that works by hand, then: pupitre guard release {origin} --why ...",
            "fr": "Connectez-vous à la main avec le bon mot de passe, enregistrez-le, puis : "
            "pupitre guard release {origin} --why ...",
        },
    ),
    Reason.HARD_CAP: (
        {
            "en": "this console already had as many failed attempts in 24 hours as are ever allowed.",
            "fr": "cette console a déjà reçu en 24 heures le maximum absolu de tentatives manquées.",
        },
        {
            "en": "Nothing lifts this but 24 hours of this machine running since the last failure.",
            "fr": "Rien ne lève cette limite, sinon 24 heures de marche de cette machine depuis l'échec.",
        },
    ),
    Reason.FLEET: (
        {
            "en": "the last logins failed one after the other, on whatever console; all logins are stopped.",
            "fr": "les dernières connexions ont échoué l'une après l'autre, toutes consoles confondues ; "
            "tout est arrêté.",
        },
        {
            "en": "Check where the passwords come from, then: pupitre guard release ORIGIN --why ... "
            "(any console that was refused)",
            "fr": "Vérifiez d'où viennent les mots de passe, puis : pupitre guard release ORIGINE --why ... "
            "(n'importe quelle console refusée)",
        },
    ),
    Reason.MIN_GAP: (
        {
            "en": "the last failed attempt on this console is less than half a minute old.",
            "fr": "la dernière tentative manquée sur cette console date de moins d'une demi-minute.",
        },
        {
            "en": "Wait half a minute, then run again.",
            "fr": "Attendez une demi-minute, puis relancez.",
        },
    ),
}
