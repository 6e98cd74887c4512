"""The sentences with which a run ends, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pupitre.visible import visible

if TYPE_CHECKING:
    from pupitre.run import Session

_SENTENCES: dict[str, dict[str, str]] = {
    "read": {"fr": "{count} site(s) lus.", "en": "{count} site(s) read."},
    "accepted": {
        "fr": "La console accepte l'identifiant et le mot de passe.",
        "en": "The console accepts the user and the password.",
    },
    "surveyed": {"fr": "{count} site(s) trouvés sur la console.", "en": "{count} site(s) found on the console."},
    "no_sites": {
        "fr": "Aucune des extensions lues ({count}) n'a d'horaires.",
        "en": "None of the extensions that were read ({count}) has opening hours.",
    },
    "no_sites_remedy": {
        "fr": "Regardez les règles sous « Exceptions » sur la console, ou écrivez les sites dans le fichier.",
        "en": 'Look at the rules under "Exceptions" on the console, or write the sites into the file.',
    },
    "nothing_to_do": {
        "fr": "Rien à faire : la console montre ce que le fichier déclare.",
        "en": "Nothing to do: the console shows what the file declares.",
    },
    "changes_waiting": {
        "fr": "{count} site(s) à changer. Rien n'a été modifié.",
        "en": "{count} site(s) to change. Nothing was changed.",
    },
    "verified": {
        "fr": "La console montre ce que le fichier déclare.",
        "en": "The console shows what the file declares.",
    },
    "not_verified": {
        "fr": "La console ne montre pas ce que le fichier déclare : {names}.",
        "en": "The console does not show what the file declares: {names}.",
    },
    "declined": {
        "fr": "Rien n'a été modifié : le plan a été décliné.",
        "en": "Nothing was changed: declined.",
    },
    "applied": {
        "fr": "Les nouveaux horaires sont enregistrés et relus : {names}.",
        "en": "The new hours are saved and were read back: {names}.",
    },
    "saved_after_all": {
        "fr": "La relecture montre que le changement est enregistré.",
        "en": "Reading it back shows that it was saved.",
    },
    "only_some": {
        "fr": "Enregistré et relu : {names}. Pas fait : {failed}.",
        "en": "Saved and read back: {names}. Not done: {failed}.",
    },
    "nothing_whole": {
        "fr": "Commencé et pas fini : {failed}.",
        "en": "Begun and not finished: {failed}.",
    },
    "begun": {
        "fr": "Commencé, pas fini : {done} enregistrement(s) sur {count}.",
        "en": "Begun, not finished: {done} save(s) of {count}.",
    },
    "rest_as_before": {
        "fr": "Ce qui n'est pas dit fait est resté comme avant.",
        "en": "What is not said to be done is as it was.",
    },
    "skipped": {"fr": "Pas commencé.", "en": "Not started."},
    "elements_found": {
        "fr": "{count} éléments trouvés ; rien n'a été modifié.",
        "en": "{count} elements found; nothing was changed.",
    },
    "elements_missing": {
        "fr": "Éléments introuvables ou ambigus : {names}.",
        "en": "Elements not found or ambiguous: {names}.",
    },
    "left_as_is": {
        "fr": "Changé par quelqu'un d'autre, et laissé ainsi (on_drift: report).",
        "en": "Changed by somebody else, and left as it is (on_drift: report).",
    },
    "left_in_part": {
        "fr": "Changé aussi par quelqu'un d'autre : laissé ainsi {kept}. Le calendrier l'emporte {overruled}.",
        "en": "Changed by somebody else, too: left as it is on {kept}. The calendar decides on {overruled}.",
    },
    "left_beside": {
        "fr": "Changé aussi par quelqu'un d'autre, et laissé ainsi : {kept}.",
        "en": "Changed by somebody else, too, and left as it is: {kept}.",
    },
    "night_drift_alone": {
        "fr": "Changé par quelqu'un d'autre et laissé ainsi : {names}.",
        "en": "Changed by somebody else and left as it is: {names}.",
    },
    "night_drift": {
        "fr": "{before} Changé par quelqu'un d'autre et laissé ainsi : {names}.",
        "en": "{before} Changed by somebody else and left as it is: {names}.",
    },
    "drift_is_there": {
        "fr": "Ce que quelqu'un d'autre a changé y est toujours : {names}.",
        "en": "What somebody else changed is still there: {names}.",
    },
    "drift_remedy": {
        "fr": "Pour le garder, écrivez-le dans le fichier ; pour l'enlever : pupitre apply.",
        "en": "To keep it, write it into the file; to undo it: pupitre apply.",
    },
    "restored": {"fr": "{before} Remis en place : {names}.", "en": "{before} Put back: {names}."},
    "all_right": {
        "fr": "Rien à faire cette nuit.",
        "en": "Nothing to do this night.",
    },
    "no_drift": {
        "fr": "Rien n'a bougé depuis le dernier passage.",
        "en": "Nothing moved since the last time.",
    },
    "drift": {
        "fr": "Changé par ailleurs depuis le dernier passage : {names}.",
        "en": "Changed elsewhere since the last time: {names}.",
    },
}

# What is said in other words where a console keeps ring groups.
_OF_RING_GROUPS: dict[str, dict[str, str]] = {
    "read": {"fr": "{count} groupe(s) de sonnerie lus.", "en": "{count} ring group(s) read."},
    "surveyed": {
        "fr": "{count} groupe(s) de sonnerie trouvés sur la console.",
        "en": "{count} ring group(s) found on the console.",
    },
    "no_sites": {
        "fr": "Aucun des groupes de sonnerie lus ({count}) ne peut être écrit dans un fichier.",
        "en": "None of the ring groups that were read ({count}) can be written into a file.",
    },
    "no_sites_remedy": {
        "fr": "Créez un groupe de sonnerie sur la console, ou écrivez le premier dans le fichier.",
        "en": "Make a ring group on the console, or write the first one into the file.",
    },
    "changes_waiting": {
        "fr": "{count} groupe(s) de sonnerie à changer. Rien n'a été modifié.",
        "en": "{count} ring group(s) to change. Nothing was changed.",
    },
    "applied": {
        "fr": "Les groupes sont enregistrés et relus : {names}.",
        "en": "The ring groups are saved and were read back: {names}.",
    },
}


def say(key: str, session: Session, **values: object) -> str:
    """Return a closing sentence in the language of the session's estate: one line, whatever names are in it."""
    other = _OF_RING_GROUPS if session.estate.ring_groups is not None else {}
    by_language = other.get(key) or _SENTENCES[key]
    return visible(by_language.get(session.estate.language, by_language["en"]).format(**values))
