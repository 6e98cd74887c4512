"""A person shows a change: signed in through the guard, watched until the window is closed, kept as a recording."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error

import pupitre
from pupitre.errors import Explained, PupitreError
from pupitre.recording.capture import check_version
from pupitre.recording.declared import DeclaredChange, Reading, change_between, reading
from pupitre.recording.model import Made, Recording, Step
from pupitre.recording.scribe import Draft, Scribe
from pupitre.recording.watching import Watch
from pupitre.recording.writes import Writes
from pupitre.run import Session, Verdict

_SAYS = {
    "announce": {
        "fr": "Enregistrement : faites le changement dans la fenêtre. Alt+clic sur ce qui doit être là à la fin. "
        "Fermez la fenêtre, ou Entrée ici, pour terminer.",
        "en": "Recording: make the change in the window. Alt+click on what must be there in the end. "
        "Close the window, or press Enter here, to end.",
    },
    "recorded": {
        "fr": "{count} étapes enregistrées, {commits} qui enregistrent sur la console.",
        "en": "{count} steps recorded, {commits} of which make the console save.",
    },
    "declared": {
        "fr": "Ce changement peut se déclarer, ce qui vaut mieux que de rejouer des clics : {names}. ",
        "en": "This change can be declared, which is better than replaying clicks: {names}. ",
    },
    "paused": {
        "fr": "{count} actions faites sur une page de connexion n'ont pas été gardées.",
        "en": "{count} actions on a page to sign in on were not kept.",
    },
    "unknown": {
        "fr": "{count} actions n'ont pas pu être comprises et n'ont pas été gardées : relisez l'enregistrement.",
        "en": "{count} actions could not be understood and were not kept: read the recording through.",
    },
    "refused": {
        "fr": "La console a refusé {what} ({status}) : cette étape n'a rien enregistré.",
        "en": "The console refused {what} ({status}): that step saved nothing.",
    },
}


class NothingRecorded(Explained):
    """A recording in which nobody did anything."""

    reason = "nothing_recorded"


@dataclass
class Shown:
    """What a person showed; `pictures` are by the name that the recording gives them."""

    name: str
    estate: str | None = None
    recording: Recording | None = None
    pictures: dict[str, bytes] = field(default_factory=dict)
    declared: DeclaredChange | None = None
    warnings: list[str] = field(default_factory=list)


def show(session: Session, shown: Shown, until: Callable[[Watch], None]) -> Verdict:
    """Watch until a person is done; keep what they did in `shown`. Raise NothingRecorded, RecorderMoved.

    `until` returns when they are; while it waits it calls the watch's `look`.
    """
    check_version()
    desk, language = session.desk, session.estate.language
    before = reading(session)
    if before is not None:
        session.console.fresh_load()
    watch = _watch(session)
    with desk.handed_over():
        desk.announce(_say("announce", language))
        try:
            with watch.watching():
                until(watch)
        finally:  # whatever ended it, what was shown is not shown again for nothing
            _keep(session, watch.scribe, shown)
    shown.declared = _declared(session, before)
    if shown.recording is None:
        raise NothingRecorded("Nothing was recorded: no step was done before the window was closed.")
    steps = tuple(shown.recording.each_step)
    sentence = _say("recorded", language, count=str(len(steps)), commits=str(sum(step.commit for step in steps)))
    if shown.declared is not None:
        sentence = _say("declared", language, names=", ".join(shown.declared.names)) + sentence
    return Verdict(0, "recorded", sentence)


def _watch(session: Session) -> Watch:
    record, console = session.record, session.console

    def saves_nothing(method: str, path: str) -> bool:
        return console.reads.allows(method, path) or (method, path) in console.drafts

    scribe = Scribe(session.estate.language, writes=Writes(saves_nothing))
    camera = session.desk.camera

    def noted(draft: Draft) -> None:
        record.event("shown", phase="seen", says=scribe.said(draft), picture=camera.shoot())

    desk = session.desk
    return Watch(desk.page.context, scribe, desk.origin, noted, check_interruption=desk.check_interruption)


def _keep(session: Session, scribe: Scribe, shown: Shown) -> None:
    language = session.estate.language
    finished = scribe.finished()
    steps = tuple(_with_picture(step, picture, number, shown) for number, (step, picture) in enumerate(finished, 1))
    counts = {"paused": scribe.paused, "unknown": scribe.unknown}
    shown.warnings += [_say(key, language, count=str(count)) for key, count in counts.items() if count]
    shown.warnings += [
        _say("refused", language, what=what, status=str(status)) for _, what, status in scribe.writes.refused
    ]
    if len(steps) < 2:  # the first says where it begins
        return
    shown.recording = Recording(
        console=session.console.kind,
        address=session.desk.origin,
        estate=shown.estate,
        made=Made(
            at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            by=f"pupitre {pupitre.__version__}",
            browser=session.browser_version,
            language=language,
        ),
        steps=steps,
        expect=tuple(scribe.expected),
    )


def _with_picture(step: Step, picture: bytes | None, number: int, shown: Shown) -> Step:
    if not picture:
        return step
    path = f"{shown.name}.pictures/{number:02d}.jpg"
    shown.pictures[path] = picture
    return step.model_copy(update={"picture": path})


def _declared(session: Session, before: Reading | None) -> DeclaredChange | None:
    """Read the console again in a window of our own, and leave it ready to be signed out of."""
    desk = session.desk
    with contextlib.suppress(PupitreError, Error):  # what was shown is worth keeping whatever happens now
        context = desk.page.context
        for page in context.pages:
            if page is not desk.page:
                page.close()
        if desk.page.is_closed():
            desk.open_another_page()
            desk.page.goto(f"{desk.origin}/")
        session.console.fresh_load()
        if before is not None:
            return change_between(session, before, reading(session))
    return None


def _say(key: str, language: str, **values: str) -> str:
    return _SAYS[key].get(language, _SAYS[key]["en"]).format(**values)


def declared_file(out: Path) -> Path:
    """Return where the declared change stands beside a recording."""
    return out.with_suffix(".declared.yaml")


def save(shown: Shown, out: Path, text: str) -> tuple[Path, ...]:
    """Write a recording with its pictures and its declared change; return the files."""
    written = [out]
    out.write_text(text, encoding="utf-8")
    for name, picture in shown.pictures.items():
        path = out.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture)
    if shown.declared is not None:
        path = declared_file(out)
        path.write_text(shown.declared.text, encoding="utf-8")
        written.append(path)
    return tuple(written)
