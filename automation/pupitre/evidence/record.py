"""The record of one run: no event on disk, no click."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pupitre.errors import UNRECORDED, EvidenceFailed
from pupitre.evidence.chain import END, GENESIS, PHASES, START, Phase, canonical, plain, sha256
from pupitre.evidence.changing import changing
from pupitre.evidence.closing import (
    LONGEST_TEXT,
    REPORT,
    RESULT,
    SUMS,
    hash_of_file,
    write_report,
    write_result,
    write_sums,
)
from pupitre.evidence.copying import Copy
from pupitre.evidence.disk import Disk
from pupitre.evidence.documents import pretty
from pupitre.evidence.index import IndexedRun
from pupitre.evidence.journal import Entry, Journal
from pupitre.evidence.result import RunResult
from pupitre.evidence.run_folder import REMEDY, ROOM_FOR_A_RUN, check_room, failed, make_run_folder, remove_unborn, why
from pupitre.evidence.shot import Shot
from pupitre.evidence.words import words

#: Bytes kept aside so that a full disk still takes the closing event and the result.
BALLAST = 512 * 1024

_BALLAST_NAME = ".ballast"

Document = Literal["plan.json", "before.json", "after.json"]


class Record:
    """The folder of one run, with its chain of events.

    Events are written by a thread in the order they were given; an `intent` is
    on disk, with everything before it, when `event` returns.
    """

    def __init__(
        self,
        folder: Path,
        run_id: str,
        origin: str,
        language: str,
        disk: Disk,
        previous: str,
    ) -> None:
        self.folder = folder
        self.run_id = run_id
        self.language = language
        self.warnings: list[str] = []
        self._origin = origin
        self._disk = disk
        self._previous = previous
        self._copy: Copy | None = None
        self._result: RunResult | None = None
        self._failure: OSError | None = None
        self._journal = Journal(folder, disk, previous)
        self._only_looks = False

    @classmethod
    def start(
        cls,
        parent: Path,
        *,
        verb: str,
        console: str,
        origin: str,
        language: str,
        run_id: str,
        facts: Mapping[str, str],
        previous_head: str = GENESIS,
        room: int = ROOM_FOR_A_RUN,
        disk: Disk | None = None,
        copy: Path | None = None,
        copy_disk: Disk | None = None,
    ) -> Record:
        """Create the folder of a run and write its first event.

        `room` is in bytes. The fact `timezone` is the zone in which the page
        tells the time. `copy` is the folder of a second record, which may fail.
        Raise EvidenceFailed when the record can't be kept.
        """
        disk = disk or Disk()
        say = words(language)
        try:
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            check_room(parent, disk, room)
            folder = make_run_folder(parent, origin, verb, disk)
            record = cls(folder, run_id, origin, language, disk, previous_head)
        except OSError as error:
            raise failed(error, parent) from error
        try:
            disk.write_whole(folder / _BALLAST_NAME, secrets.token_bytes(BALLAST))
            record._hand_in(
                START,
                "seen",
                say("The run begins."),
                detail={
                    "verb": verb,
                    "console": console,
                    "language": language,
                    "folder": folder.name,
                    "facts": facts,
                },
            )
            record._journal.sync()
            disk.sync_folder(folder)
        except OSError as error:
            record._journal.close()
            remove_unborn(folder)
            raise failed(error, folder) from error
        if copy is not None:
            record._follow_with(Copy(copy, folder, copy_disk))
        return record

    @property
    def head(self) -> tuple[str, int]:
        """The hash of the last event and the number of events; raise EvidenceFailed."""
        if self._result is None:
            with self._explained():
                self._journal.settle()
        return self._journal.head, self._journal.count

    @property
    def exit_code(self) -> int | None:
        """The exit code that the record ends with; None while it goes on."""
        return None if self._result is None else self._result.exit_code

    def event(
        self,
        step: str,
        *,
        phase: Phase = "seen",
        says: str,
        site: str | None = None,
        detail: Mapping[str, object] | None = None,
        picture: Shot | bytes | None = None,
    ) -> None:
        """Write an event; `step` is a name of ours, `says` the words of the document.

        An intent is durable when this returns. Raise EvidenceFailed when this or
        an earlier event could not be written: then nothing may be clicked.
        """
        data, about = (picture.picture, picture.detail) if isinstance(picture, Shot) else (picture, {})
        try:
            with self._explained():
                self._hand_in(step, phase, says, site=site, detail={**(detail or {}), **about}, picture=data)
                if phase == "intent":
                    self._journal.sync()
        except EvidenceFailed:
            if phase == "intent" or not self._only_looks:
                raise

    @contextlib.contextmanager
    def only_looking(self) -> Iterator[None]:
        """Let the body look on when nothing can be written any more: what was saved has to be known.

        What is lost is told when the run ends, and an intent is refused as ever.
        """
        self._only_looks = True
        try:
            yield
        finally:
            self._only_looks = False

    changing = changing

    def attach(self, name: Document, document: object) -> None:
        """Write a document beside the events, durable, and its hash into one of them."""
        with self._explained():
            self._journal.settle()
            data = pretty(plain(document, longest_text=None))
            try:
                self._disk.write_whole(self.folder / name, data)
            except OSError as error:
                self._journal.failure = error
                raise
            self._hand_in("attach", "seen", name, detail={"file": name}, sha256_of=data)

    def keep(self, name: str, data: bytes) -> None:
        """Write a file that may be missing, durable, and its hash into an event.

        Raise EvidenceFailed when it does not fit; the record goes on without it.
        """
        with self._explained():
            self._journal.settle()
        try:
            check_room(self.folder, self._disk, len(data) + ROOM_FOR_A_RUN // 4)
            self._disk.write_whole(self.folder / name, data)
        except OSError as error:
            raise failed(error, self.folder) from error
        with self._explained():
            self._hand_in("attach", "seen", name, detail={"file": name, "bytes": len(data)}, sha256_of=data)

    @property
    def about(self) -> dict[str, object]:
        """What there is to say about the record itself, as `result.json` and programs get it."""
        copy = None if self._copy is None else {"folder": str(self._copy.parent), "failure": self._copy.failure}
        return {
            "head": self._journal.head,
            "count": self._journal.count,
            "folder": self.folder.name,
            "failure": None if self._failure is None else why(self._failure),
            "copy": copy,
            "warnings": self._warnings(),
        }

    @property
    def line(self) -> IndexedRun:
        """The run's line in the index, once it is finished."""
        result = self._result
        if result is None:
            raise ValueError("a run that goes on has no line in the index")
        return IndexedRun(
            run=self.run_id,
            folder=self.folder.name,
            origin=self._origin,
            console=result.console,
            verb=result.verb,
            result=result.reason,
            exit_code=result.exit_code,
            started=result.started,
            ended=result.ended,
            head=self._journal.head,
            count=self._journal.count,
            previous=self._previous,
            detail=self._sums(),
        )

    def _sums(self) -> dict[str, object]:
        """Return the hash of the list of sums: the page shows the head, so its own hash can't be in the chain."""
        try:
            return {"sums": hash_of_file(self.folder / SUMS)}
        except OSError:
            return {}

    def finish(self, result: RunResult) -> Path:
        """Close the chain, write the result, the page and the sums; return the page.

        `result.json` is written first and whatever happened; a failure to keep
        the record turns a success into exit code 1. Raise EvidenceFailed for a
        failure that nobody was told of yet, after the result was written, and
        when even the result could not be. A copy that fails is a warning.
        """
        failure = self._last_failure()
        with contextlib.suppress(OSError):
            (self.folder / _BALLAST_NAME).unlink(missing_ok=True)
        if failure is not None:
            self._journal.reopen()
        untold = failure is not None and result.exit_code in (0, 2)
        if failure is not None and untold:
            result = dataclasses.replace(result, exit_code=1, reason="evidence_failed", remedy=result.remedy or REMEDY)
        if self._copy is not None:
            self._copy.settle()
        unfinished = self._write_end(result, failure)
        untold = untold or (unfinished is not None and result.exit_code in (0, 2))
        self._failure = failure = unfinished or failure
        self._journal.close()
        self._result = result
        try:
            page = self._write_last_files(result)
        except OSError as error:
            raise failed(error, self.folder, left_behind=result.left_behind) from error
        finally:
            if self._copy is not None:
                self._copy.close()
        if failure is not None and untold:
            raise failed(failure, self.folder, left_behind=result.left_behind or result.sentence)
        return page

    def _write_last_files(self, result: RunResult) -> Path:
        told = self.about
        try:
            page = self._write_result_and_page(result)
        finally:
            if self._copy is not None:
                self._copy.complete(dataclasses.replace(self.line, detail={}))  # its files may be brought over again
        if self._copy is not None and self.about != told:  # only now it is known what became of the copy
            page = self._write_result_and_page(result)
            self._copy.renew((RESULT, REPORT, SUMS))
        return page

    def _write_result_and_page(self, result: RunResult) -> Path:
        write_result(self._disk, self.folder, result, self.about)
        head, count = self._journal.head, self._journal.count
        try:
            return write_report(self._disk, self.folder, result, self.language, head, count, self._warnings())
        finally:
            write_sums(self._disk, self.folder)

    def _warnings(self) -> list[str]:
        if self._copy is None or self._copy.failure is None:
            return list(self.warnings)
        say = words(self.language)
        says = say(
            "The copy of the record in {folder} is not complete: {why}.",
            folder=self._copy.parent,
            why=self._copy.failure,
        )
        return [*self.warnings, says]

    def _follow_with(self, copy: Copy) -> None:
        self._copy = copy
        self._journal.written = copy.written
        copy.written(None, self._journal.size)

    def _write_end(self, result: RunResult, failure: OSError | None) -> OSError | None:
        torn = self._journal.torn
        say = words(self.language)
        detail = {
            "result": result.reason,
            "exit_code": result.exit_code,
            "count": self._journal.count + 1,
            "result_sha256": sha256(canonical(plain(result.to_json(), longest_text=LONGEST_TEXT))),
            "failure": None if failure is None else why(failure),
            "torn": None if torn is None else dataclasses.asdict(torn),
            "copy": self.about["copy"],
        }
        try:
            self._hand_in(END, "seen", say("The run ends."), detail=detail)
            self._journal.sync()
        except OSError as error:
            return error
        return None

    def _last_failure(self) -> OSError | None:
        try:
            self._journal.settle()
        except OSError as error:
            return error
        return None

    def _hand_in(
        self,
        step: str,
        phase: Phase,
        says: str,
        *,
        site: str | None = None,
        detail: Mapping[str, object] | None = None,
        picture: bytes | None = None,
        sha256_of: bytes | None = None,
    ) -> None:
        if phase not in PHASES:
            raise ValueError(f"{phase!r} is not a phase of an event")
        fields = {
            "ts": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "mono": time.monotonic_ns() // 1_000_000,
            "run": self.run_id,
            "step": step,
            "phase": phase,
            "origin": self._origin,
            "site": plain(site),
            "says": plain(says),
            "detail": plain(detail or {}),
            "picture": None,
            "sha256": None if sha256_of is None else sha256(sha256_of),
        }
        self._journal.hand_in(Entry(fields, picture or None))

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise failed(error, self.folder, left_behind=UNRECORDED) from error
