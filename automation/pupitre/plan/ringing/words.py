"""The words of the document "Groupes d'appel", and the same in English."""

from __future__ import annotations

_WORDS: dict[str, dict[str, str]] = {
    "create": {
        "fr": "Ajouter groupe de sonnerie {group} : {members} ; {ring} ; {seconds} s ; puis {then}",
        "en": "Add ring group {group}: {members}; {ring}; {seconds} s; then {then}",
    },
    "rename": {"fr": "{group}, nom : {name}", "en": "{group}, name: {name}"},
    "members": {"fr": "{group}, Sélectionner Extensions : {change}", "en": "{group}, select users to ring: {change}"},
    "add": {"fr": "ajouter {members}", "en": "add {members}"},
    "remove": {"fr": "retirer {members}", "en": "remove {members}"},
    "all_members": {"fr": "en tout {members}", "en": "in all {members}"},
    "in_order": {"fr": "dans l'ordre {members}", "en": "in the order {members}"},
    "and": {"fr": " ; ", "en": "; "},
    "ring": {
        "fr": "{group}, Type de sonneries des extensions : {before} -> {wanted}",
        "en": "{group}, ringing mode: {before} -> {wanted}",
    },
    "simultaneous": {"fr": "simultanément", "en": "simultaneous"},
    "consecutive": {"fr": "consécutivement", "en": "consecutive"},
    "seconds": {
        "fr": "{group}, Durée de la sonnerie pour chaque extension : {before} s -> {wanted} s",
        "en": "{group}, ring duration on each extension: {before} s -> {wanted} s",
    },
    "no_answer": {
        "fr": "{group}, Après délai d'expiration : {before} -> {wanted}",
        "en": "{group}, when no one answers: {before} -> {wanted}",
    },
    "voicemail": {"fr": "messagerie vocale de {target}", "en": "voicemail of {target}"},
    "extension": {"fr": "extension {target}", "en": "extension {target}"},
    "nothing": {"fr": "rien", "en": "nothing"},
    "point": {
        "fr": "Numéros, {number} : {before} ({taken}) -> {group}",
        "en": "Numbers, {number}: {before} ({taken}) -> {group}",
    },
    "point_free": {
        "fr": "Numéros, {number} : ne sonnait nulle part -> {group}",
        "en": "Numbers, {number}: rang nowhere -> {group}",
    },
    "taken_user": {"fr": "pris à une personne", "en": "taken from a person"},
    "taken_group": {"fr": "pris à un autre groupe", "en": "taken from another group"},
    "taken_receptionist": {"fr": "pris à l'accueil virtuel", "en": "taken from the virtual receptionist"},
    "taken_conference": {"fr": "pris à une conférence", "en": "taken from a conference"},
    "taken_other": {"fr": "pris à une autre extension", "en": "taken from another extension"},
    "delete": {"fr": "Corbeille, supprimer le groupe de sonnerie {group}", "en": "Bin, delete ring group {group}"},
    "new": {"fr": "à créer", "en": "to create"},
    "gone": {"fr": "à supprimer", "en": "to delete"},
    "is_absent": {"fr": "déjà absent", "en": "gone already"},
    "unchanged": {"fr": "inchangé", "en": "unchanged"},
    "label_name": {"fr": "Nom", "en": "Name"},
    "label_members": {"fr": "Membres", "en": "Members"},
    "label_ring": {"fr": "Sonnerie", "en": "Ringing"},
    "label_seconds": {"fr": "Durée", "en": "Duration"},
    "label_no_answer": {"fr": "Sans réponse", "en": "No answer"},
    "label_numbers": {"fr": "Numéros", "en": "Numbers"},
    "in_this_order": {"fr": "  Dans cet ordre :", "en": "  In this order:"},
    "left_alone": {
        "fr": "  {number} sonne aussi chez {group} et n'est pas dans le fichier : laissé tel quel. "
        "Pour le déplacer, écrivez-le sous le groupe où il doit sonner.",
        "en": "  {number} rings {group} too and is not in the file: left alone. "
        "To move it, write it under the group where it must ring.",
    },
    "total": {
        "fr": "{changed} groupe(s) à changer : {created} à créer, {deleted} à supprimer, "
        "{numbers} numéro(s) à rediriger.",
        "en": "{changed} ring group(s) to change: {created} to create, {deleted} to delete, "
        "{numbers} number(s) to point elsewhere.",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """Return words of the document in a language, English by default."""
    by_language = _WORDS[key]
    return by_language.get(language, by_language["en"]).format(**values)
