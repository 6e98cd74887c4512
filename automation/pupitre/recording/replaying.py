"""Replay: sign in once, do a recorded change for each row of values, and prove what came of it."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error

from pupitre.browser.barrier import refusing_all_but
from pupitre.errors import (
    MAY_BE_SAVED,
    NOT_SAVED_YET,
    EvidenceFailed,
    Explained,
    NotVerified,
    PersonNeeded,
    PupitreError,
    SessionExpired,
    Unreachable,
)
from pupitre.evidence import SiteResult
from pupitre.evidence.result import STATUSES
from pupitre.recording.binding import Bound, Numbered, bind
from pupitre.recording.expecting import not_met, says
from pupitre.recording.file import digest
from pupitre.recording.model import Expectation, Recording
from pupitre.recording.playing import CommitInDoubt, Player
from pupitre.recording.rows import Row
from pupitre.run import Session, Verdict
from pupitre.telling import tell

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
    "all": {"fr": "Fait et relu : {done} sur {count}.", "en": "Done and read back: {done} of {count}."},
    "all_unproved": {
        "fr": "Fait : {done} sur {count}. L'enregistrement n'attend rien : rien n'a été relu.",
        "en": "Done: {done} of {count}. The recording expects nothing, so nothing was read back.",
    },
    "waiting": {
        "fr": "{count} changements attendent. Rien n'a été enregistré.",
        "en": "{count} changes are waiting. Nothing was saved.",
    },
    "recording": {"fr": "L'enregistrement à rejouer", "en": "The recording to replay"},
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
class Wishes:
    """How far a replay goes: `until` is the number of the step to stop before, empty for none."""

    dry_run: bool = False
    until: str = ""


class NoSuchStep(Explained):
    """A step to stop at that the recording does not have."""

    reason = "no_such_step"


@dataclass
class _Replay:
    """What one replay of one row is done with."""

    session: Session
    row: Row
    bound: Bound
    wishes: Wishes
    player: Player

    def not_met(self, *, insist: bool) -> tuple[Expectation, ...]:
        desk = self.session.desk
        return not_met(
            desk.page,
            desk.origin,
            self.bound.expect,
            patience=desk.patience,
            insist=insist,
            go=self._go,
            leave=self.session.console.leave,
        )

    def _go(self, place: int) -> None:
        """Do the steps up to one again, in a page that remembers nothing."""
        self.session.desk.page.goto("about:blank")
        self.player.play([each for each in self.bound.steps if each.number.isdigit() and int(each.number) <= place])


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
    seal = {"seal": digest(recording), "console": recording.console}
    session.record.event("recording", says=recording.name or _say(session, "recording"), detail=seal)
    with _refusing_writes(session) if wishes.dry_run else contextlib.nullcontext():
        for row, filled in zip(rows, bound, strict=True):
            player = Player(session.desk, files, lambda method, path: _saves_nothing(session, method, path))
            try:
                with session.desk.at(row.name), player.at_work():
                    verdict = _one(_Replay(session, row, filled, wishes, player))
            except PupitreError as error:
                errors[row.name] = error
                session.desk.picture_of_doubt("doubt", error.what)
                _leave(session)
                status = {3: "refused", 5: "not_verified"}.get(error.exit_code, "failed")
                _note(session, row, filled, status, str(tell(error, session.estate.language)))
                if isinstance(error, _FATAL):
                    break
            except BaseException:
                _leave(session)
                raise
    for row, filled in zip(rows, bound, strict=True):
        if row.name not in session.sites:
            _note(session, row, filled, "skipped", _say(session, "skipped"))
    if len(rows) == 1:
        if errors:
            raise errors[rows[0].name]
        return dataclasses.replace(verdict, sites=tuple(session.sites.values()))
    return _verdict_of_all(session, errors, proved=bool(recording.expect))


def check_wishes(bound: Bound, wishes: Wishes) -> None:
    """Raise NoSuchStep when the step to stop at is not there, or no step is marked before which a dry run stops."""
    numbers = [numbered.number for numbered in bound.steps]
    if wishes.until and wishes.until not in numbers:
        raise NoSuchStep(
            f"The recording has no step {wishes.until!r}.",
            left_behind="",
            remedy=f"It has {numbers[0]} to {numbers[-1]}; `pupitre recording show` prints them.",
        )
    if wishes.dry_run and not wishes.until and not any(numbered.step.commit for numbered in bound.steps):
        raise NoSuchStep(
            "No step of the recording is marked as one after which the console saves, so a dry run would do them all.",
            left_behind="",
            remedy="Write commit: true at the step that saves, or name the step to stop before: --until STEP",
        )


def _one(work: _Replay) -> Verdict:
    session, row, bound, wishes, player = work.session, work.row, work.bound, work.wishes, work.player
    if bound.expect:
        session.desk.announce(_say(session, "look"))
        with _looking(session, bound, "look", _say(session, "look")):
            already = not work.not_met(insist=False)
        if already:
            _note(session, row, bound, "unchanged", "")
            return Verdict(0, "nothing_to_do", _say(session, "nothing_to_do"))
    stop: list[Numbered] = []

    def until(numbered: Numbered) -> bool:
        if numbered.number == wishes.until or (wishes.dry_run and numbered.step.commit):
            stop.append(numbered)
        return bool(stop)

    try:
        proved = _played(work, until)
    finally:
        _keep_healed(session, player)
    if stop:
        _leave(session)
        return _stopped(work, stop[0])
    if bound.expect and not proved:
        _read_back(work)
    _note(session, row, bound, "changed", _healed(session, player))
    what = f" : {row.name}" if row.name else ""
    return Verdict(0, "done", _say(session, "done" if bound.expect else "done_unproved", what=what))


def _looking(session: Session, bound: Bound, name: str, says: str) -> contextlib.AbstractContextManager[None]:
    """Return the step of looking; what needs steps of the recording to get there is made of those."""
    if any(expectation.after for expectation in bound.expect):
        return contextlib.nullcontext()
    return session.desk.step(name, says, reads=True)


def _played(work: _Replay, until: Callable[[Numbered], bool]) -> bool:
    """Do the steps, and return whether it was read back already.

    After a save in doubt, or a failure after the last save, what the console shows decides, and
    nothing more is done.
    """
    session, player, bound = work.session, work.player, work.bound
    try:
        player.play(bound.steps, until=until)
    except PupitreError as error:
        if not player.committed:
            error.left_behind = _left_behind(player, bound)
            raise
        begun = player.done + 1
        more_to_save = any(numbered.step.commit for numbered in bound.steps[begun:])
        if bound.expect and not more_to_save and not isinstance(error, (EvidenceFailed, SessionExpired)):
            try:
                _read_back(work)
            except PupitreError as doubt:
                raise _in_part(player, f"{error.what} {doubt.what}") from error
            session.record.warnings.append(f"{error.what} {_say(session, 'saved_after_all')}")
            return True
        if isinstance(error, CommitInDoubt):
            raise
        raise _in_part(player, error.what) from error
    return False


def _left_behind(player: Player, bound: Bound) -> str:
    if player.unforeseen:
        sent = ", ".join(dict.fromkeys(player.unforeseen))
        return f"Whether something was saved is not known: the page sent {sent}, which the recording does not know."
    if not any(numbered.step.commit for numbered in bound.steps):
        return "Whether something was saved is not known: no step is marked as one after which the console saves."
    return NOT_SAVED_YET


def _in_part(player: Player, what: str) -> NotVerified:
    done = ", ".join(dict.fromkeys(player.committed))
    return NotVerified(
        f"{what} Step {done} was done, after which the console saves.",
        left_behind=MAY_BE_SAVED,
        remedy="Look at the report and at the console before anything else.",
    )


def _read_back(work: _Replay) -> None:
    session = work.session
    session.desk.announce(_say(session, "read_back"))
    with _looking(session, work.bound, "read-back", _say(session, "read_back")):
        missing = work.not_met(insist=True)
    if missing:
        raise NotVerified(
            f"The steps were done, and the console does not show {'; '.join(map(says, missing))}.",
            left_behind=MAY_BE_SAVED,
            remedy="Look at the report and at the console before anything else.",
        )


def _stopped(work: _Replay, at: Numbered) -> Verdict:
    session, player, wishes = work.session, work.player, work.wishes
    status = "changed" if player.committed else "waiting"
    _note(session, work.row, work.bound, status, _healed(session, player))
    if wishes.dry_run and at.number != wishes.until:
        return Verdict(2, "changes_waiting", _say(session, "dry", number=at.number))
    return Verdict(0, "stopped", _say(session, "until", number=at.number))


def _leave(session: Session) -> None:
    with contextlib.suppress(PupitreError, Error):  # what stopped it matters more
        session.console.leave()


def _verdict_of_all(session: Session, errors: Mapping[str, PupitreError], *, proved: bool) -> Verdict:
    results = tuple(session.sites.values())
    by_status = {status: [each.name for each in results if each.status == status] for status in STATUSES}
    done = [*by_status["changed"], *by_status["unchanged"]]
    failed = [each.name for each in results if each.status not in ("changed", "unchanged", "waiting")]
    if failed:
        sentence = _say(session, "some", done=len(done), count=len(results), failed=", ".join(failed))
        if done or any(isinstance(error, NotVerified) for error in errors.values()):
            return Verdict(5, "only_some_sites", sentence, results)
        first = next(iter(errors.values()))
        told = tell(first, session.estate.language)
        return Verdict(
            first.exit_code, first.reason, sentence, results, left_behind=told.left_behind, remedy=told.remedy
        )
    if by_status["waiting"]:
        sentence = _say(session, "waiting", count=len(by_status["waiting"]))
        return Verdict(2, "changes_waiting", sentence, results)
    if not by_status["changed"]:
        return Verdict(0, "nothing_to_do", _say(session, "nothing_to_do"), results)
    key = "all" if proved else "all_unproved"
    return Verdict(0, "done", _say(session, key, done=len(done), count=len(results)), results)


def _saves_nothing(session: Session, method: str, path: str) -> bool:
    console = session.console
    return console.reads.allows(method, path) or (method, path) in console.drafts


def _refusing_writes(session: Session) -> contextlib.AbstractContextManager[None]:
    """Refuse in the browser whatever may save something; a page's own signs of life are refused with it."""
    return refusing_all_but(session.desk.page.context, functools.partial(_saves_nothing, session))


def _keep_healed(session: Session, player: Player) -> None:
    for number, healed in player.healed.items():
        session.desk.elements.drifted[f"step {number}"] = healed.told
        session.record.event("healed", says=f"{number}: {healed.told}", detail=player.detail(number))


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
