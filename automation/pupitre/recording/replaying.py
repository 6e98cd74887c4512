"""Replay: sign in once, do a recorded change for each row of values, and prove what came of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Request, Route

from pupitre.errors import (
    EvidenceFailed,
    Explained,
    NotVerified,
    PersonNeeded,
    PupitreError,
    SessionExpired,
    Unreachable,
)
from pupitre.evidence import SiteResult
from pupitre.recording.binding import BadValue, Bound, Numbered, Values, bind
from pupitre.recording.expecting import not_met, says
from pupitre.recording.model import Recording
from pupitre.recording.playing import CommitInDoubt, Player, alike
from pupitre.run import Session, Verdict
from pupitre.telling import tell

#: How long an expectation is waited for before a replay begins, in seconds.
LOOK_FIRST = 3.0

_FATAL = (EvidenceFailed, PersonNeeded, SessionExpired, Unreachable, NotVerified)

_SAYS = {
    "nothing_to_do": {
        "fr": "Rien à faire : la console montre déjà ce que l'enregistrement attend.",
        "en": "Nothing to do: the console shows already what the recording expects.",
    },
    "done": {"fr": "Le changement est rejoué et relu{what}.", "en": "The change was replayed and read back{what}."},
    "done_unproved": {
        "fr": "Le changement est rejoué{what}. L'enregistrement n'attend rien : rien n'a été relu.",
        "en": "The change was replayed{what}. The recording expects nothing, so nothing was read back.",
    },
    "dry": {
        "fr": "Tout est trouvé jusqu'à l'étape {number}, qui enregistrerait. Rien n'a été enregistré.",
        "en": "Everything is found up to step {number}, which would save. Nothing was saved.",
    },
    "until": {
        "fr": "Arrêté avant l'étape {number}, comme demandé.",
        "en": "Stopped before step {number}, as wished.",
    },
    "some": {
        "fr": "Fait : {done} sur {count}. Pas fait : {failed}.",
        "en": "Done: {done} of {count}. Not done: {failed}.",
    },
    "look": {"fr": "Regarder ce que la console montre déjà", "en": "Look at what the console shows already"},
    "read_back": {"fr": "Relire dans une page rechargée", "en": "Read back in a fresh load"},
    "saved_after_all": {
        "fr": "La relecture montre que le changement est enregistré.",
        "en": "Reading it back shows that it was saved.",
    },
    "skipped": {"fr": "Pas commencé.", "en": "Not started."},
    "healed": {
        "fr": "Trouvé autrement qu'enregistré : étapes {numbers}. À reprendre : pupitre recording mend.",
        "en": "Found by another way than recorded: steps {numbers}. To keep it: pupitre recording mend.",
    },
}


@dataclass(frozen=True)
class Row:
    """One replay's own values, and what people call it."""

    name: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Wishes:
    """How far a replay goes: `until` is the number of the step to stop before, empty for none."""

    dry_run: bool = False
    until: str = ""


class NoSuchStep(Explained):
    """A step to stop at that the recording does not have."""

    reason = "no_such_step"


def replay(
    session: Session,
    recording: Recording,
    rows: Sequence[Row],
    *,
    files: Path,
    wishes: Wishes = Wishes(),
) -> Verdict:
    """Do a recorded change once for each row, which are done with one sign-in; raise PupitreError for the only one.

    With several rows, one that stops before anything was saved does not stop the next.
    """
    bound = [bind(recording, row.values) for row in rows]
    check_wishes(bound[0], wishes)
    errors: dict[str, PupitreError] = {}
    last: Verdict | None = None
    with _refusing_commits(session, recording) if wishes.dry_run else contextlib.nullcontext():
        for row, filled in zip(rows, bound, strict=True):
            try:
                with session.desk.at(row.name):
                    last = _one(session, row, filled, files, wishes)
            except PupitreError as error:
                errors[row.name] = error
                session.desk.picture_of_doubt("doubt", error.what)
                _leave(session)
                status = {3: "refused", 5: "not_verified"}.get(error.exit_code, "failed")
                _note(session, row, filled, status, str(tell(error, session.estate.language)))
                if isinstance(error, _FATAL):
                    break
    for row, filled in zip(rows, bound, strict=True):
        if row.name not in session.sites:
            _note(session, row, filled, "skipped", _say(session, "skipped"))
    return _verdict(session, rows, errors, last)


def check_wishes(bound: Bound, wishes: Wishes) -> None:
    """Raise NoSuchStep when the step to stop at is not there."""
    numbers = [numbered.number for numbered in bound.steps]
    if wishes.until and wishes.until not in numbers:
        raise NoSuchStep(
            f"The recording has no step {wishes.until!r}.",
            remedy=f"It has {numbers[0]} to {numbers[-1]}; `pupitre recording show` prints them.",
        )


def _one(session: Session, row: Row, bound: Bound, files: Path, wishes: Wishes) -> Verdict:
    if bound.expect:
        with session.desk.step("look", _say(session, "look")):
            patience = min(LOOK_FIRST, session.desk.patience)
            already = not not_met(session.desk.page, session.desk.origin, bound.expect, patience=patience)
        if already:
            _note(session, row, bound, "unchanged", "")
            return Verdict(0, "nothing_to_do", _say(session, "nothing_to_do"))
    stop: list[Numbered] = []

    def until(numbered: Numbered) -> bool:
        if numbered.number == wishes.until or (wishes.dry_run and numbered.step.commit):
            stop.append(numbered)
        return bool(stop)

    player = Player(session.desk, files)
    with session.desk.handed_over():
        try:
            _played(session, player, bound, until)
        finally:
            player.close()
            _keep_healed(session, player)
    if stop:
        _leave(session)
        return _stopped(session, row, bound, player, stop[0], wishes)
    if bound.expect:
        _read_back(session, bound)
    _note(session, row, bound, "changed", _healed(session, player))
    what = f" : {row.name}" if row.name else ""
    return Verdict(0, "done", _say(session, "done" if bound.expect else "done_unproved", what=what))


def _played(session: Session, player: Player, bound: Bound, until: Callable[[Numbered], bool]) -> None:
    """Do the steps; after a save in doubt, what the console shows decides, and nothing more is done."""
    try:
        player.play(bound.steps, until=until)
    except CommitInDoubt as doubt:
        left = [numbered for numbered in bound.steps if numbered.number not in player.done]
        more_to_save = any(numbered.step.commit for numbered in left[1:])
        if bound.expect and not more_to_save:
            with contextlib.suppress(NotVerified):
                _read_back(session, bound)
                session.record.warnings.append(f"{doubt.what} {_say(session, 'saved_after_all')}")
                return
        raise
    except PupitreError as error:
        if player.committed:
            raise NotVerified(
                f"{error.what} Step {', '.join(player.committed)} was done before, after which the console saves.",
                left_behind="A part of the change is saved; what came after is not.",
                remedy="Look at the report and at the console before anything else.",
            ) from error
        error.left_behind = "Nothing was saved: it stopped before the step after which the console saves."
        raise


def _read_back(session: Session, bound: Bound) -> None:
    with session.desk.step("read-back", _say(session, "read_back")):
        missing = not_met(session.desk.page, session.desk.origin, bound.expect, patience=session.desk.patience)
    if missing:
        raise NotVerified(
            f"The steps were done, and the console does not show {'; '.join(map(says, missing))}.",
            left_behind="The change may be saved in part; nobody has seen it as it was wanted.",
            remedy="Look at the report and at the console before anything else.",
        )


def _stopped(session: Session, row: Row, bound: Bound, player: Player, at: Numbered, wishes: Wishes) -> Verdict:
    if wishes.dry_run and at.number != wishes.until:
        _note(session, row, bound, "waiting", _healed(session, player))
        return Verdict(2, "changes_waiting", _say(session, "dry", number=at.number))
    _note(session, row, bound, "changed" if player.committed else "waiting", _healed(session, player))
    return Verdict(0, "stopped", _say(session, "until", number=at.number))


def _leave(session: Session) -> None:
    with contextlib.suppress(PupitreError):  # what stopped it matters more
        session.console.leave()


def _verdict(
    session: Session, rows: Sequence[Row], errors: Mapping[str, PupitreError], last: Verdict | None
) -> Verdict:
    results = tuple(session.sites.values())
    if len(rows) == 1:
        for error in errors.values():
            raise error
        assert last is not None
        return Verdict(last.exit_code, last.reason, last.sentence, results)
    done = [result.name for result in results if result.status in ("changed", "unchanged")]
    failed = [result.name for result in results if result.status not in ("changed", "unchanged", "waiting")]
    if not failed:
        if last is not None and last.exit_code == 2:
            return Verdict(2, last.reason, last.sentence, results)
        return Verdict(0, "done", _say(session, "done", what=f" : {len(done)}"), results)
    sentence = _say(session, "some", done=len(done), count=len(rows), failed=", ".join(failed))
    first = next(iter(errors.values()))
    if done:
        return Verdict(5, "only_some_sites", sentence, results)
    told = tell(first, session.estate.language)
    return Verdict(first.exit_code, first.reason, sentence, results, left_behind=told.left_behind, remedy=told.remedy)


@contextlib.contextmanager
def _refusing_commits(session: Session, recording: Recording) -> Iterator[None]:
    """Refuse in the browser every request by which a recorded step saved, whatever the page tries."""
    saves = [step.wrote for step in recording.each_step if step.commit and step.wrote is not None]
    origin = session.desk.origin

    def decide(route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        own = f"{parts.scheme}://{parts.netloc}" == origin
        if own and any(alike(f"{request.method} {parts.path}", save) for save in saves):
            route.abort("blockedbyclient")
        else:
            route.fallback()

    context = session.desk.page.context
    context.route("**/*", decide)
    try:
        yield
    finally:
        context.unroute("**/*", decide)


def _keep_healed(session: Session, player: Player) -> None:
    for number, way in player.healed.items():
        session.desk.elements.drifted[f"step {number}"] = str(way)
        detail = {"step": number, "way": way.model_dump(exclude_defaults=True)}
        session.record.event("healed", phase="seen", says=f"{number}: {way}", detail=detail)


def _healed(session: Session, player: Player) -> str:
    return _say(session, "healed", numbers=", ".join(player.healed)) if player.healed else ""


def _note(session: Session, row: Row, bound: Bound, status: str, sentence: str) -> None:
    session.sites[row.name] = SiteResult(
        name=row.name,
        extension="",
        status=status,  # type: ignore[arg-type]
        actions=tuple(numbered.step.says for numbered in bound.steps),
        sentence=sentence,
    )


def _say(session: Session, key: str, **values: object) -> str:
    by_language = _SAYS[key]
    return by_language.get(session.estate.language, by_language["en"]).format(**values)


def rows_of(recording: Recording, given: Values, table: Sequence[Mapping[str, str]] | None) -> tuple[Row, ...]:
    """Return one row with the given values, or one for each line of a table whose columns are parameters.

    Raise BadValue for values that do not fit, before anything is opened.
    """
    rows: tuple[Row, ...] = (Row(recording.name or "", given),)
    if table is not None:
        if not table:
            raise BadValue("The table has no line.", left_behind="")
        rows = tuple(Row(_called(line, number), {**given, **line}) for number, line in enumerate(table, 1))
    for row in rows:
        try:
            bind(recording, row.values)
        except BadValue as problem:
            problem.what = f"{row.name}: {problem.what}" if table is not None else problem.what
            raise
    return rows


def _called(line: Mapping[str, str], number: int) -> str:
    return f"{number}. {next(iter(line.values()), '')}"
