"""Errors as a reader is told them: in French first, with the exact words kept in brackets.

An error is written once, in English, with the console's own words in it. Who
reads French gets what it means by its reason, and the original for whoever is
called for help.
"""

from __future__ import annotations

from dataclasses import dataclass

from pupitre.errors import (
    ANNULER,
    MAY_BE_SAVED,
    NOT_SAVED_YET,
    NOTHING_CHANGED,
    SAVED_OR_NOT,
    UNRECORDED,
    PupitreError,
)
from pupitre.visible import visible


@dataclass(frozen=True)
class Told:
    """What happened, what was left behind, what to do."""

    what: str
    left_behind: str
    remedy: str

    def __str__(self) -> str:
        return "\n".join(visible(line) for line in (self.what, self.left_behind, self.remedy) if line)


_FRENCH: dict[str, tuple[str, str]] = {
    "unreachable": ("La console est injoignable.", "Vérifiez l'adresse et le réseau, puis recommencez."),
    "pin_mismatch": (
        "La console ne montre pas la clé que le fichier déclare. Aucun mot de passe n'a été envoyé.",
        "Demandez à la personne qui s'occupe de la console si son certificat a changé, et comparez les clés.",
    ),
    "unavailable": ("La console est en maintenance.", "Attendez qu'elle soit de retour, puis recommencez."),
    "unknown_screen": (
        "La console montre autre chose que ce que décrit le document.",
        "Regardez la dernière image, puis prévenez la personne qui s'occupe de Pupitre.",
    ),
    "element_not_found": (
        "Un bouton ou un champ attendu n'est pas à l'écran.",
        "Regardez la dernière image, puis prévenez la personne qui s'occupe de Pupitre.",
    ),
    "element_ambiguous": (
        "Un bouton ou un champ se trouve plusieurs fois à l'écran.",
        "Regardez la dernière image, puis prévenez la personne qui s'occupe de Pupitre.",
    ),
    "unexpected_dialog": (
        "La console affiche un message inattendu.",
        "Ouvrez la console à la main pour voir ce qu'elle demande, puis recommencez.",
    ),
    "other_screen": (
        "L'écran n'est plus celui qui a été enregistré.",
        "Comparez ce qui était attendu et ce qui est là ; refaites l'enregistrement, ou corrigez l'étape.",
    ),
    "elsewhere": (
        "L'enregistrement a été fait à une autre adresse.",
        "Si les deux consoles se ressemblent, dites-le : --elsewhere, d'abord avec --dry-run.",
    ),
    "edited": (
        "L'enregistrement a été modifié à la main.",
        "Relisez-le (pupitre recording show), puis dites-le : --accept-edited.",
    ),
    "no_such_file": ("Un fichier à joindre manque.", "Mettez-le à côté de l'enregistrement."),
    "bad_value": ("Une valeur ne convient pas à l'enregistrement.", "Corrigez la valeur."),
    "bad_table": ("Le tableau ne convient pas à l'enregistrement.", "Corrigez la ligne indiquée."),
    "session_expired": ("La console a fermé la session.", "Recommencez : tout repart de ce que montre la console."),
    "read_incomplete": (
        "La lecture de la console n'est pas complète.",
        "Recommencez ; si cela persiste, prévenez la personne qui s'occupe de Pupitre.",
    ),
    "recorder_moved": (
        "Cette version de Playwright n'a pas l'enregistreur attendu.",
        "Enregistrez avec playwright codegen, puis importez le fichier : pupitre recording import.",
    ),
    "nothing_recorded": ("Rien n'a été enregistré.", "Recommencez, et fermez la fenêtre une fois le changement fait."),
    "evidence_failed": (
        "Les preuves ne peuvent pas être écrites, donc rien n'est cliqué.",
        "Libérez de la place sur le disque, puis recommencez.",
    ),
    "limit": ("Une limite de sécurité a arrêté le changement.", "Si c'est voulu, écrivez-le dans le fichier."),
    "calendar_unknown": (
        "Les vacances ou les jours fériés de cette date ne sont pas encore connus ; rien n'est deviné.",
        "Écrivez ces dates dans le fichier, ou installez les plus récentes.",
    ),
    "stale_plan": (
        "Le plan n'est plus à jour : la console ou le fichier a changé depuis.",
        "Refaites le plan, relisez-le, puis appliquez-le.",
    ),
    "timer_refused": (
        "La minuterie n'a pas été écrite.",
        "Corrigez ce qui est dit entre parenthèses, puis recommencez.",
    ),
    "clock_behind": (
        "L'horloge de ce poste dit une date d'avant le dernier passage ; rien n'est fait.",
        "Mettez-la à l'heure. Si elle est juste et ne l'était pas alors : pupitre run FICHIER --clock-is-right.",
    ),
    "not_acceptable": (
        "Cet enregistrement ne peut être rejoué que si quelqu'un l'accepte, et il n'y a personne.",
        "Refaites-le sur cette console (pupitre record).",
    ),
    "busy": ("Un autre passage travaille sur cette console.", "Laissez-le finir."),
    "not_as_declared": (
        "La console ne correspond pas à ce que le fichier déclare.",
        "Comparez le fichier et la console ; corrigez celui qui se trompe.",
    ),
    "not_offered": (
        "La console ne propose pas ce que le fichier demande.",
        "Écrivez dans le fichier ce que la console propose.",
    ),
    "console_refused": ("La console a refusé le changement.", "Lisez ce qu'elle dit ; rien n'est essayé deux fois."),
    "write_attempted": (
        "Une lecture a tenté d'écrire ; elle a été arrêtée.",
        "C'est une erreur de Pupitre : envoyez le dossier de preuves.",
    ),
    "login_refused": (
        "La console refuse le mot de passe. Il ne sera plus essayé.",
        "Attention aux espaces des copier-coller : vérifiez le mail, puis enregistrez le bon mot de passe.",
    ),
    "login_blocked": (
        "La console bloque l'adresse de ce bureau.",
        "Appelez l'assistance, dites-lui que la console a mis l'adresse de ce bureau sur sa liste noire, "
        "et n'essayez plus de vous connecter.",
    ),
    "login_unknown": (
        "Le mot de passe est parti et la console n'a pas répondu clairement.",
        "Connectez-vous une fois à la main pour voir, puis levez la garde : pupitre guard release.",
    ),
    "guard_held": (
        "La garde reste fermée : aucun mot de passe n'a été envoyé.",
        "Pour savoir ce qui l'ouvre : pupitre guard status.",
    ),
    "second_factor": (
        "La console demande quelque chose que seule une personne peut donner.",
        "Connectez-vous à la main et répondez, ou utilisez un compte sans second facteur.",
    ),
    "not_verified": (
        "La relecture ne montre pas ce qui était voulu.",
        "Comparez les images, puis refaites le plan.",
    ),
    "save_unknown": ("La console n'a pas confirmé l'enregistrement.", "Relisez la console : pupitre plan."),
    "bug": ("Pupitre s'est trompé et s'est arrêté.", "Envoyez le fichier bug.txt de ce dossier."),
}

_UNTIL_A_PERSON = "No login to this console will be tried until a person says so."
_LEFT_BEHIND = {
    NOTHING_CHANGED: "Rien n'a été modifié.",
    f"{NOTHING_CHANGED} No password was sent.": "Rien n'a été modifié. Aucun mot de passe n'est parti.",
    f"No password was sent. {NOTHING_CHANGED}": "Aucun mot de passe n'est parti. Rien n'a été modifié.",
    f"{NOTHING_CHANGED} This password will not be tried again.": (
        "Rien n'a été modifié. Ce mot de passe ne sera plus essayé."
    ),
    f"{NOTHING_CHANGED} {_UNTIL_A_PERSON}": (
        "Rien n'a été modifié. Aucune connexion à cette console ne sera tentée avant qu'une personne le dise."
    ),
    UNRECORDED: "Plus rien n'a été cliqué, sauf « Annuler ».",
    "Nothing more was clicked.": "Plus rien n'a été cliqué.",
    NOT_SAVED_YET: "Rien n'a été enregistré : arrêté avant l'étape après laquelle la console enregistre.",
    MAY_BE_SAVED: "Le changement est peut-être enregistré, en tout ou en partie ; personne ne l'a vu comme voulu.",
    SAVED_OR_NOT: "On ne sait pas si la console a enregistré. Rien n'a été fait ensuite.",
    ANNULER: "Rien n'a été enregistré : la page a été quittée par « Annuler ».",
    'The console shows what the report shows under "after".': (
        "La console montre ce que le compte rendu montre sous « après »."
    ),
    "The change may be saved; nobody has seen it yet.": (
        "Le changement est peut-être enregistré ; personne ne l'a encore relu."
    ),
}


def tell(error: PupitreError, language: str) -> Told:
    """Return an error in a reader's language; what is not known in it stays in English."""
    if language != "fr" or error.reason not in _FRENCH:
        return Told(error.what, error.left_behind, error.remedy)
    what, remedy = _FRENCH[error.reason]
    left = _LEFT_BEHIND.get(error.left_behind, error.left_behind)
    exactly = f" ({error.remedy})" if error.remedy else ""
    return Told(f"{what} ({error.what})", left, f"{remedy}{exactly}")
