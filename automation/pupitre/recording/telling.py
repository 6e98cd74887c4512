"""A recording as lines to be read: what varies, what is done, what must hold in the end."""

from __future__ import annotations

from collections.abc import Iterator

from pupitre.recording.file import is_edited
from pupitre.recording.model import Expectation, Recording, Step

_WORDS = {
    "fr": {
        "on": "Sur {console} ({address}), enregistré le {at} par {by}",
        "edited": "Corrigé à la main depuis.",
        "instead": "Le même changement se déclare, ce qui vaut mieux : {file}",
        "parameter": "{name} ({kind}) : {recorded}",
        "each": "pour chaque {item} de {of} :",
        "commit": "enregistre sur la console",
        "tab": "fenêtre {tab}",
        "accept": "répondre OK à « {says} »",
        "dismiss": "répondre Annuler à « {says} »",
        "expect": "À la fin :",
        "text": "« {text} » est là",
        "field": "« {field} » contient « {value} »",
        "row": "une ligne montre {cells}",
    },
    "en": {
        "on": "On {console} ({address}), recorded {at} by {by}",
        "edited": "Changed by hand since.",
        "instead": "The same change can be declared, which is better: {file}",
        "parameter": "{name} ({kind}): {recorded}",
        "each": "for each {item} of {of}:",
        "commit": "makes the console save",
        "tab": "window {tab}",
        "accept": "answer OK to “{says}”",
        "dismiss": "answer Cancel to “{says}”",
        "expect": "In the end:",
        "text": "“{text}” is there",
        "field": "“{field}” holds “{value}”",
        "row": "a row shows {cells}",
    },
}


def as_lines(recording: Recording, language: str | None = None) -> Iterator[str]:
    """Yield a recording line by line, its steps numbered as messages and `--until` number them."""
    say = _WORDS.get(language or recording.made.language or "en", _WORDS["en"])
    if recording.name:
        yield recording.name
    made = recording.made
    yield say["on"].format(console=recording.console, address=recording.address, at=made.at, by=made.by)
    if is_edited(recording):
        yield say["edited"]
    if recording.instead is not None:
        yield say["instead"].format(file=recording.instead)
    for name, parameter in recording.parameters.items():
        kind = f"list: {parameter.kind}" if parameter.is_list else parameter.kind
        recorded = ", ".join(parameter.items)
        yield "  " + say["parameter"].format(name=name, kind=kind, recorded=recorded)
    for number, block in enumerate(recording.steps, 1):
        if isinstance(block, Step):
            yield f"{number:>3}. {_step(block, say)}"
            continue
        yield f"{number:>3}. {say['each'].format(item=block.item, of=block.of)}"
        for inner, step in enumerate(block.steps, 1):
            yield f"     {number}.{inner} {_step(step, say)}"
    if recording.expect:
        yield say["expect"]
        yield from (f"  - {_expectation(each, say)}" for each in recording.expect)


def _step(step: Step, say: dict[str, str]) -> str:
    notes = [say["tab"].format(tab=step.tab)] if step.tab > 1 else []
    if step.dialog is not None:
        notes.append(say[step.dialog.answer].format(says=step.dialog.says))
    if step.commit:
        notes.append(say["commit"])
    return f"{step.says} ({'; '.join(notes)})" if notes else step.says


def _expectation(expectation: Expectation, say: dict[str, str]) -> str:
    if expectation.text is not None:
        return say["text"].format(text=expectation.text)
    if expectation.field is not None:
        return say["field"].format(field=expectation.field, value=expectation.is_)
    return say["row"].format(cells=" | ".join(expectation.row))
