"""The record of one run: no event on disk, no click."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pupitre.errors import EvidenceFailed, PupitreError, Refused
from pupitre.evidence.chain import END, GENESIS, PHASES, START, Phase, canonical, plain, sha256, slug
from pupitre.evidence.closing import write_report, write_result, write_sums
from pupitre.evidence.disk import Disk
from pupitre.evidence.documents import pretty
from pupitre.evidence.journal import Entry, Journal
from pupitre.evidence.result import RunResult
from pupitre.evidence.words import words

#: Bytes that must be free before a run may begin.
ROOM_FOR_A_RUN = 200 * 1024 * 1024

#: Bytes kept aside so that a full disk still takes the closing event and the result.
BALLAST = 512 * 1024

_BALLAST_NAME = ".ballast"
_REMEDY = "Free the disk or mend the rights of the folder that is named, then run again."

Document = Literal["plan.json", "before.json", "after.json"]


class Record:
    """The folder of one run, with its chain of events.

    Events are written by a thread in the order they were given; an `intent` is
    on disk, with everything before it, when `event` returns.
    """

    def __init__(self, folder: Path, run_id: str, origin: str, language: str, disk: Disk, previous: str) -> None:
        self.folder = folder
        self.run_id = run_id
        self.language = language
        self._origin = origin
        self._disk = disk
        self._is_finished = False
        self._journal = Journal(folder, disk, previous)

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
    ) -> Record:
        """Create the folder of a run and write its first event.

        `room` is in bytes. The fact `timezone` is the zone in which the page
        tells the time. Raise EvidenceFailed when the record can't be kept.
        """
        disk = disk or Disk()
        try:
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            free = disk.free(parent)
            if free < room:
                raise EvidenceFailed(
                    f"The record can't be kept in {parent}: {free // 2**20} MB are free, "
                    f"{room // 2**20} MB are needed.",
                    remedy=_REMEDY,
                )
            folder = _new_folder(parent, origin, verb, disk)
            record = cls(folder, run_id, origin, language, disk, previous_head)
        except OSError as error:
            raise _failed(error, parent) from error
        try:
            disk.write_whole(folder / _BALLAST_NAME, secrets.token_bytes(BALLAST))
            record._hand_in(
                START,
                "seen",
                words(language)("The run begins."),
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
            _remove_unborn(folder)
            raise _failed(error, folder) from error
        return record

    @property
    def head(self) -> tuple[str, int]:
        """The hash of the last event and the number of events; raise EvidenceFailed."""
        if not self._is_finished:
            with self._explained():
                self._journal.settle()
        return self._journal.head, self._journal.count

    def event(
        self,
        step: str,
        *,
        phase: Phase = "seen",
        says: str,
        site: str | None = None,
        detail: Mapping[str, object] | None = None,
        picture: bytes | None = None,
    ) -> None:
        """Write an event; `step` is a name of ours, `says` the words of the document.

        An intent is durable when this returns. Raise EvidenceFailed when this or
        an earlier event could not be written: then nothing may be clicked.
        """
        with self._explained():
            self._hand_in(step, phase, says, site=site, detail=detail, picture=picture)
            if phase == "intent":
                self._journal.sync()

    @contextlib.contextmanager
    def changing(
        self,
        step: str,
        *,
        says: str,
        site: str | None = None,
        shoot: Callable[[], bytes | None] | None = None,
        detail: Mapping[str, object] | None = None,
    ) -> Iterator[None]:
        """Write the intent before the block, and after it what became of it.

        An error in the block is written as `refused` when Pupitre or the console
        said no, else as `unknown`, and goes on its way: failing to write about it
        does not hide it.
        """
        self.event(step, phase="intent", says=says, site=site, detail=detail)
        try:
            yield
        except BaseException as error:
            with contextlib.suppress(EvidenceFailed):
                phase: Phase = "refused" if isinstance(error, Refused) else "unknown"
                about = _about(error)
                picture: bytes | None = None
                with contextlib.suppress(EvidenceFailed):
                    picture = shoot() if shoot is not None and isinstance(error, Exception) else None
                self.event(step, phase=phase, says=says, site=site, detail=about, picture=picture)
            raise
        self.event(step, phase="done", says=says, site=site, picture=shoot() if shoot is not None else None)

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

    def finish(self, result: RunResult) -> Path:
        """Close the chain, write the result, the page and the sums; return the page.

        `result.json` is written first and whatever happened; a failure to keep
        the record turns a success into exit code 1. Raise EvidenceFailed for a
        failure that nobody was told of yet, after the result was written, and
        when even the result could not be.
        """
        failure = self._last_failure()
        with contextlib.suppress(OSError):
            (self.folder / _BALLAST_NAME).unlink(missing_ok=True)
        if failure is not None:
            self._journal.reopen()
        untold = failure is not None and result.exit_code in (0, 2)
        if failure is not None and untold:
            result = dataclasses.replace(result, exit_code=1, reason="evidence_failed", remedy=result.remedy or _REMEDY)
        failure = self._write_end(result, failure) or failure
        self._journal.close()
        self._is_finished = True
        head, count = self._journal.head, self._journal.count
        try:
            write_result(self._disk, self.folder, result, head, count, failure)
            try:
                page = write_report(self._disk, self.folder, result, self.language, head, count)
            finally:
                write_sums(self._disk, self.folder)
        except OSError as error:
            raise _failed(error, self.folder, left_behind=result.left_behind) from error
        if failure is not None and untold:
            raise _failed(failure, self.folder, left_behind=result.left_behind)
        return page

    def _write_end(self, result: RunResult, failure: OSError | None) -> OSError | None:
        torn = self._journal.torn
        detail = {
            "result": result.reason,
            "exit_code": result.exit_code,
            "count": self._journal.count + 1,
            "result_sha256": sha256(canonical(plain(result.to_json(), longest_text=None))),
            "failure": None if failure is None else _why(failure),
            "torn": None if torn is None else dataclasses.asdict(torn),
        }
        try:
            self._hand_in(END, "seen", words(self.language)("The run ends."), detail=detail)
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
            raise _failed(error, self.folder, left_behind="Nothing more was clicked.") from error


def _new_folder(parent: Path, origin: str, verb: str, disk: Disk) -> Path:
    host = urlsplit(origin).hostname or origin
    for _ in range(50):
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = parent / f"{stamp}-{slug(host)}-{slug(verb)}-{secrets.token_hex(2)}"
        with contextlib.suppress(FileExistsError):
            disk.make_folder(folder)
            return folder
    raise FileExistsError(17, "fifty folders of this second exist already", str(parent))


def _remove_unborn(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            each.unlink()
        folder.rmdir()


def _about(error: BaseException) -> dict[str, object]:
    """Name an error; only our own messages are known to be free of what was typed."""
    what = error.what if isinstance(error, PupitreError) else ""
    return {"error": type(error).__name__, "what": what}


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _failed(error: OSError, folder: Path, *, left_behind: str | None = None) -> EvidenceFailed:
    what = f"The record can't be written: {_why(error)} ({folder})."
    if left_behind is None:
        return EvidenceFailed(what, remedy=_REMEDY)
    return EvidenceFailed(what, left_behind=left_behind, remedy=_REMEDY)
