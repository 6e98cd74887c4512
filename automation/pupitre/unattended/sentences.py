"""The sentences of messages and of the status, in French and in English."""

from __future__ import annotations

from collections.abc import Callable

_SENTENCES: dict[str, dict[str, str]] = {
    # subjects, and the first line of a message
    "changed": {"fr": "horaires mis à jour", "en": "hours brought up to date"},
    "changed_groups": {"fr": "groupes de sonnerie mis à jour", "en": "ring groups brought up to date"},
    "unchanged": {"fr": "rien à faire", "en": "nothing to do"},
    "drift": {"fr": "modifié par quelqu'un d'autre", "en": "changed by somebody else"},
    "refused": {"fr": "arrêté par une limite, rien n'a été fait", "en": "stopped by a limit, nothing was done"},
    "person": {"fr": "quelqu'un doit intervenir", "en": "a person is needed"},
    "blocked": {"fr": "BLOQUÉ par la console, appelez le support", "en": "BLOCKED by the console, call the support"},
    "failed": {"fr": "la nuit n'a pas abouti", "en": "the night did not come to its end"},
    "missed": {"fr": "{count} nuits sans passage", "en": "{count} nights without a run"},
    "missed_one": {"fr": "une nuit sans passage", "en": "a night without a run"},
    "busy": {"fr": "pas de passage, un autre était en cours", "en": "no run, another one was at work"},
    "too_late": {
        "fr": "trop tard pour un changement à faire une fois",
        "en": "too late for something to be done once",
    },
    "digest": {"fr": "la semaine du {day}", "en": "the week of {day}"},
    # lines
    "night": {"fr": "Passage du {day} à {time} ({zone}).", "en": "Run of {day} at {time} ({zone})."},
    "call": {
        "fr": "À appeler : {whom}. Dites que la console bloque l'adresse de ce bureau après des essais de connexion, "
        "et demandez qu'elle soit débloquée.",
        "en": "Whom to call: {whom}. Say that the console blocks the address of this office after attempts to sign in, "
        "and ask for it to be unblocked.",
    },
    "call_nobody": {
        "fr": "Appelez le support de la console, et demandez que l'adresse de ce bureau soit débloquée. "
        "Le fichier ne dit pas qui c'est ; écrivez-le sous support.",
        "en": "Call the support of the console, and ask for the address of this office to be unblocked. "
        "The file does not say who that is; write it under support.",
    },
    "until_then": {
        "fr": "D'ici là, aucun mot de passe n'est envoyé.",
        "en": "Until then no password is sent.",
    },
    "drifted": {
        "fr": "Changé par quelqu'un d'autre depuis le dernier passage : {names}.",
        "en": "Changed by somebody else since the last run: {names}.",
    },
    "restored": {
        "fr": "Ce que le fichier déclare a été remis en place.",
        "en": "What the file declares was put back.",
    },
    "not_restored": {"fr": "Rien n'a été remis en place.", "en": "It was left as it is."},
    "nights_missed": {
        "fr": "{count} nuits sans passage avant celui-ci, qui a tout rattrapé en une fois.",
        "en": "{count} nights without a run before this one, which caught up at once.",
    },
    "nights_missed_one": {
        "fr": "Une nuit sans passage avant celui-ci, qui a tout rattrapé en une fois.",
        "en": "A night without a run before this one, which caught up at once.",
    },
    "nights_missed_still": {
        "fr": "{count} nuits sans passage avant celui-ci, qui n'a pas pu les rattraper.",
        "en": "{count} nights without a run before this one, which could not catch up.",
    },
    "nights_missed_still_one": {
        "fr": "Une nuit sans passage avant celui-ci, qui n'a pas pu la rattraper.",
        "en": "A night without a run before this one, which could not catch up.",
    },
    "tried_again": {
        "fr": "Le prochain passage essaiera de nouveau, à partir de ce que montre la console.",
        "en": "The next run tries again, from what the console shows.",
    },
    "next_push": {"fr": "Prochain changement prévu : {day}.", "en": "Next change expected: {day}."},
    "untouched": {"fr": "Inchangés : {names}.", "en": "Unchanged: {names}."},
    "done": {"fr": "Fait", "en": "Done"},
    "not_done": {"fr": "Pas fait", "en": "Not done"},
    "found": {"fr": "Trouvé", "en": "Found"},
    "before": {"fr": "Avant", "en": "Before"},
    "after": {"fr": "Après", "en": "After"},
    "left_there": {"fr": "Laissé par Pupitre", "en": "Left by Pupitre"},
    "there_now": {"fr": "Trouvé cette nuit", "en": "Found this night"},
    "there": {"fr": "Sur la console", "en": "On the console"},
    "wanted": {"fr": "Demandé", "en": "Wanted"},
    "day": {"fr": "Jour", "en": "Day"},
    "warnings": {"fr": "À savoir", "en": "To know"},
    "record": {
        "fr": "Preuves {head} ({count} événements), exécution {run}, sur {machine}. Gardez ce message : il permet de "
        "voir plus tard que les preuves n'ont pas été changées (pupitre evidence verify --head).",
        "en": "Record {head} ({count} events), run {run}, on {machine}. Keep this message: it shows later that the "
        "record was not changed (pupitre evidence verify --head).",
    },
    "no_record": {
        "fr": "Exécution {run}, sur {machine}. Il n'y a pas eu de dossier de preuves.",
        "en": "Run {run}, on {machine}. There was no folder of evidence.",
    },
    "report_at": {"fr": "Le rapport : {path}", "en": "The report: {path}"},
    "more": {"fr": "… la suite est dans le rapport.", "en": "… the rest is in the report."},
    "delayed": {
        "fr": "Ce message a attendu {hours} h : le serveur ne répondait pas.",
        "en": "This message waited for {hours} h: the server did not answer.",
    },
    "once_done": {"fr": "Une seule fois : {what}", "en": "Once: {what}"},
    "once_stale": {
        "fr": "Trop tard pour {name} (jusqu'au {until}) : ce n'est pas fait, et ne le sera plus.",
        "en": "Too late for {name} (until {until}): it was not done, and will not be.",
    },
    "once_unknown": {
        "fr": "{name} a été commencé et personne ne sait si c'est fait ; ce n'est pas recommencé. Regardez la console.",
        "en": "{name} was begun and nobody knows whether it was done; it is not done again. Look at the console.",
    },
    "once_not_begun": {
        "fr": "{name} n'a pas été commencé, et attend jusqu'au {until} un passage qui le puisse : {why}",
        "en": "{name} was not begun, and waits until {until} for a run that can: {why}",
    },
    "once_waits": {
        "fr": "{name} n'a donc pas été commencé ; le prochain passage avant le {until} s'en charge.",
        "en": "So {name} was not begun; the next run before {until} does it.",
    },
    "once_failed": {"fr": "{name} n'a pas abouti : {why}", "en": "{name} did not come to its end: {why}"},
    "once_coming": {
        "fr": "une seule fois : {name}, par le premier passage dès {at} et avant {until}",
        "en": "once: {name}, by the first run from {at} on and before {until}",
    },
    "once_over": {
        "fr": "une seule fois : {name}, jusqu'au {until} : c'est passé",
        "en": "once: {name}, until {until}: that is over",
    },
    "once_punctual": {
        "fr": "À l'heure dite, il y faut `pupitre watch`, ou une minuterie : pupitre timer install {file} --due",
        "en": "At that very minute it takes `pupitre watch`, or a timer: pupitre timer install {file} --due",
    },
    "once_instead": {
        "fr": "Le changement de {recording} se déclare, ce qui vaut mieux : {file}",
        "en": "The change of {recording} can be declared, which is better: {file}",
    },
    "once_left": {
        "fr": "Les horaires sont ceux qu'il faut. Du changement à faire une fois, on ne sait que ce qui précède.",
        "en": "The hours are as they must be. Of what was to be done once, no more is known than what is said above.",
    },
    # files that are lost
    "consoles": {"fr": "{count} consoles", "en": "{count} consoles"},
    "at_line": {"fr": "Ligne {line}, colonne {column} : {what}", "en": "Line {line}, column {column}: {what}"},
    "lost_load": {
        "fr": "Le fichier {file} ne se charge plus.",
        "en": "The file {file} does not load any more.",
    },
    "lost_folder": {
        "fr": "Le dossier {folder} ne donne plus ses fichiers.",
        "en": "The folder {folder} does not give its files any more.",
    },
    "lost_gone": {
        "fr": "Le fichier {file} n'est plus dans son dossier.",
        "en": "The file {file} is not in its folder any more.",
    },
    "lost_passed_by": {
        "fr": "Les nuits passent sans le fichier {file} : aucune ne l'a pris depuis le {day}.",
        "en": "Nights pass without the file {file}: none was asked for it since {day}.",
    },
    "alone": {
        "fr": "{host} n'est plus tenue à jour ({file}) ; aucun passage n'y a encore réussi.",
        "en": "{host} is not kept up to date ({file}); no night was good there yet.",
    },
    "alone_since": {
        "fr": "{host} n'est plus tenue à jour ({file}) ; dernier passage réussi : {day}.",
        "en": "{host} is not kept up to date ({file}); the last good night: {day}.",
    },
    "will_miss": {
        "fr": "Le changement du {day} ne se fera pas d'ici là.",
        "en": "Until then the change of {day} is not made.",
    },
    "lost_more": {"fr": "… et {count} autres fichiers.", "en": "… and {count} more files."},
    "mend_file": {
        "fr": "Corrigez le fichier, puis vérifiez-le : pupitre check {file}. La nuit suivante le reprend d'elle-même.",
        "en": "Mend the file, then check it: pupitre check {file}. The next night takes it up by itself.",
    },
    "mend_folder": {
        "fr": "Rendez le dossier {folder} lisible. La nuit suivante reprend ses fichiers d'elle-même.",
        "en": "Make the folder {folder} readable. The next night takes its files up by itself.",
    },
    "bring_back": {
        "fr": "Remettez le fichier. S'il doit partir, dites-le : pupitre status --forget {file}",
        "en": "Put the file back. If it is meant to be gone, say so: pupitre status --forget {file}",
    },
    "ask_again": {
        "fr": "Remettez le fichier dans la minuterie (pupitre timer, ou watch). S'il n'y a plus à s'en occuper, "
        "dites-le : pupitre status --forget {file}",
        "en": "Name the file to the timer again (pupitre timer, or watch). If nothing is to be done there any more, "
        "say so: pupitre status --forget {file}",
    },
    "support_of": {"fr": "Assistance de la console : {whom}.", "en": "Support of the console: {whom}."},
    "lost_once": {
        "fr": "Sur {machine}. Ce message n'est pas répété chaque nuit : il revient si la cause change, et le message "
        "de la semaine le rappelle.",
        "en": "On {machine}. This message is not repeated every night: it comes again when the cause changes, and the "
        "message about the week recalls it.",
    },
    # the digest
    "week_of": {"fr": "Du {first} au {last}", "en": "From {first} to {last}"},
    "week_quiet": {
        "fr": "{count} passages, rien à faire, aucun incident.",
        "en": "{count} runs, nothing to do, nothing happened.",
    },
    "week_quiet_one": {
        "fr": "Un passage, rien à faire, aucun incident.",
        "en": "One run, nothing to do, nothing happened.",
    },
    "week_counts": {
        "fr": "{count} passages, dont {quiet} sans rien à faire.",
        "en": "{count} runs, of which {quiet} found nothing to do.",
    },
    "week_counts_one": {"fr": "Un seul passage.", "en": "One run only."},
    # warnings
    "not_sent": {
        "fr": "Le message n'a pas pu partir vers {to} ({why}) ; il est gardé et sera renvoyé.",
        "en": "The message could not be sent to {to} ({why}); it is kept and sent again.",
    },
    "not_written": {
        "fr": "Le message pour {to} n'a pas pu être écrit ({why}). C'est une erreur de Pupitre.",
        "en": "The message for {to} could not be written ({why}). This is a mistake of Pupitre.",
    },
    "given_up": {
        "fr": "Un message du {day} pour {to} n'a jamais pu partir ; il est abandonné après {days} jours.",
        "en": "A message of {day} for {to} could never be sent; it is given up after {days} days.",
    },
    "not_kept": {
        "fr": "Le message pour {to} n'a pas pu être gardé ({why}) ; il a été envoyé sans filet.",
        "en": "The message for {to} could not be kept ({why}); it was sent without a net.",
    },
    "lost": {
        "fr": "Le message pour {to} n'a pu être ni gardé ({why}) ni envoyé.",
        "en": "The message for {to} could neither be kept ({why}) nor sent.",
    },
    "outbox": {
        "fr": "Les messages en attente ne peuvent pas être lus : {why}.",
        "en": "The messages that wait cannot be read: {why}.",
    },
    "history": {
        "fr": "L'état de cette nuit n'a pas pu être noté : {why}.",
        "en": "How this night went could not be noted: {why}.",
    },
    # why not
    "no_apprise": {
        "fr": "les messages partent par apprise, qui n'est pas installé ; pip install 'pupitre[notify]'",
        "en": "messages are sent by apprise, which is not installed; pip install 'pupitre[notify]'",
    },
    "no_address": {
        "fr": "apprise ne comprend pas cette adresse",
        "en": "the address is none that apprise understands",
    },
    "no_delivery": {"fr": "l'envoi a échoué : {why}", "en": "it failed with {why}"},
    "no_answer": {
        "fr": "le serveur ne répond pas, ou refuse le message",
        "en": "the server does not answer, or does not take it",
    },
    "too_slow": {
        "fr": "le serveur n'a pas fini en {seconds} secondes",
        "en": "the server was not done within {seconds} seconds",
    },
    "ping_answer": {"fr": "le serveur répond {code}", "en": "the server answers {code}"},
    "ping_unreachable": {"fr": "injoignable ({why})", "en": "it cannot be reached ({why})"},
    "ping_no_address": {"fr": "ce n'est pas une adresse", "en": "this is not an address"},
    "ping_scheme": {
        "fr": "l'adresse doit commencer par https:// ou http://",
        "en": "the address has to begin with https:// or http://",
    },
    "ping_user": {
        "fr": "l'adresse contient un utilisateur, ce qui n'est pas accepté",
        "en": "the address has a user in it, which is not accepted",
    },
    "ping_letter": {
        "fr": "il y a un blanc ou une lettre inhabituelle dans l'adresse",
        "en": "there is a blank or an unusual letter in the address",
    },
    "ping": {
        "fr": "Le signe de vie ({to}) n'a pas pu être donné ({why}).",
        "en": "The sign of life ({to}) could not be given ({why}).",
    },
}


class Ours(str):
    """A sentence of ours, in which what is not ours is harmless already."""

    __slots__ = ()


class Say:
    """A language: return the sentence of a key."""

    def __init__(self, language: str, clean: Callable[[str], str]) -> None:
        self._language = language
        self._clean = clean

    def __call__(self, key: str, /, **values: object) -> Ours:
        by_language = _SENTENCES[key]
        cleaned = {
            name: value if isinstance(value, Ours) else self._clean(str(value)) for name, value in values.items()
        }
        return Ours(by_language.get(self._language, by_language["en"]).format(**cleaned))

    def counted(self, key: str, count: int, /, **values: object) -> Ours:
        """Return the sentence for a number of things, of which there is one or there are more."""
        return self(f"{key}_one" if count == 1 else key, count=count, **values)


def saying(language: str, clean: Callable[[str], str] = str) -> Say:
    """Return the sentences of a language; `clean` is done to every value that is not ours."""
    return Say(language, clean)
