"""One run on one console: lease, evidence, browser, sign-in, and the way out.

Whatever happens, the agent signs out and the evidence is closed with a result
that says what was done and what was not.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import platform
import secrets
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pupitre
from pupitre.errors import Bug, PupitreError, SessionExpired
from pupitre.evidence import Camera, GroupResult, Record, RunResult, SiteResult
from pupitre.evidence.names import marked
from pupitre.evidence.words import words
from pupitre.interruption import Interruption, interruptible
from pupitre.telling import tell
from pupitre.visible import visible

if TYPE_CHECKING:
    from pupitre.browser.look import Look
    from pupitre.browser.tracing import Tracer
    from pupitre.console import Console
    from pupitre.desk import Desk
    from pupitre.estate import Estate
    from pupitre.estate import Site as DeclaredSite
    from pupitre.estate.secret import Secret
    from pupitre.guard import Guard
    from pupitre.hours import Week
    from pupitre.plan import Plan

_NO_TRACE = marked("The trace of the browser was not kept: {why}.")
_AIMING = ("plan", "apply", "verify", "drift", "run")


@dataclass(frozen=True)
class Settings:
    """How a run is done: what to watch, where evidence goes, whom to tell.

    `patience` is how long to wait for the console, in seconds; `today` is the date
    whose hours are wanted, by default the one that it is in the estate's time zone. `by_hand` is for a run in which a
    person works in the browser: pages may open windows. `pictures` counts where the file does not say which it wants.
    """

    evidence: Path = Path("evidence")
    look: Look | None = None
    only: tuple[str, ...] = ()
    max_sites: int | None = None
    patience: float = 10.0
    announce: Callable[[str], None] = lambda _: None
    resolver_rules: str | None = None
    today: dt.date | None = None
    by_hand: bool = False
    pictures: str = "all"


@dataclass(frozen=True)
class Verdict:
    """What a verb found or did, before the way out; the run adds how each part stands."""

    exit_code: int
    reason: str
    sentence: str
    sites: tuple[SiteResult, ...] = ()
    plan: Plan | None = None
    left_behind: str = ""
    remedy: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)
    ring_groups: tuple[GroupResult, ...] = ()

    @property
    def parts(self) -> tuple[SiteResult | GroupResult, ...]:
        """How each site or ring group stands."""
        return (*self.sites, *self.ring_groups)


@dataclass(frozen=True)
class Finished:
    """A run that is over: its verdict, its result on disk and its report.

    `evidence` is what there is to say about the record itself: head, count,
    warnings.
    """

    verdict: Verdict
    result: RunResult
    folder: Path
    report: Path
    evidence: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"


@dataclass
class Session:
    """A console that is signed in, and everything that a verb needs to work it."""

    estate: Estate
    settings: Settings
    guard: Guard
    record: Record
    desk: Desk
    console: Console
    run_id: str
    browser_version: str
    tracer: Tracer
    today: dt.date
    sites: dict[str, SiteResult] = field(default_factory=dict)
    ring_groups: dict[str, GroupResult] = field(default_factory=dict)
    secret: Secret | None = None
    _signed_in_again: bool = False

    def wanted(self, site: DeclaredSite) -> Week:
        """Return the week that a site's console must show on the date of this run."""
        return site.grid_on(self.today)

    def sign_in_again(self) -> None:
        """Sign in once more in this run, through the guard; the second time raises SessionExpired."""
        from pupitre.signing_in import sign_in

        if self._signed_in_again:
            raise SessionExpired("The console ended the session twice in one run.", remedy="Run again later.")
        self._signed_in_again = True
        with self.tracer.paused():
            sign_in(self.console, self.guard, self.estate, run_id=self.run_id, secret=self.secret)


def run(
    estate: Estate,
    settings: Settings,
    verb: str,
    body: Callable[[Session], Verdict],
    *,
    writes: bool,
    driver: type[Console] | None = None,
) -> Finished:
    """Do a verb on an estate's console and leave evidence of it; `driver` is for a console that has none of its own.

    Raise PupitreError only for what happens before there is a folder to write
    into: the guard's state, the lease, the disk.
    """
    from pupitre import trail
    from pupitre.guard import Guard
    from pupitre.year import today_in

    run_id = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    started = _now()
    # One date for a whole run: a plan made before midnight is verified by what it was made from.
    today = settings.today or today_in(estate.timezone)
    if verb in _AIMING and estate.ring_groups is None:
        for site in estate.choose(settings.only).values():
            site.grid_on(today)  # what nobody knows yet is refused before anything is opened
    with Guard.open() as guard, guard.lease(estate.address.origin, run_id):
        facts = {**_facts(), "timezone": estate.timezone}
        about = trail.RunFacts(run_id, verb, estate.console, estate.address.origin, estate.language, facts)
        record = trail.begin(guard, about, settings.evidence, estate.evidence.copy)
        sites: dict[str, SiteResult] = {}
        ring_groups: dict[str, GroupResult] = {}
        drifted: dict[str, str] = {}
        versions = {"pupitre": pupitre.__version__}
        try:
            with (
                interruptible() as interruption,
                _session(
                    estate, settings, guard, record, run_id, interruption, today, writes=writes, driver=driver
                ) as session,
            ):
                session.sites, session.ring_groups = sites, ring_groups
                versions["browser"] = session.browser_version
                drifted = session.desk.elements.drifted
                verdict = body(session)
        except PupitreError as error:
            verdict = _verdict_of(error, estate.language)
        except KeyboardInterrupt:
            verdict = _interrupted(estate.language)
        except Exception:  # noqa: BLE001 - the last resort: told as a bug of ours, with its traceback in a file
            verdict = _verdict_of(_bug(record.folder), estate.language)
        verdict = replace(verdict, sites=tuple(sites.values()), ring_groups=tuple(ring_groups.values()))
        result = RunResult(
            verb=verb,
            console=estate.console,
            origin=estate.address.origin,
            run_id=run_id,
            started=started,
            ended=_now(),
            exit_code=verdict.exit_code,
            reason=verdict.reason,
            sentence=verdict.sentence,
            left_behind=verdict.left_behind,
            remedy=verdict.remedy,
            sites=verdict.sites,
            ring_groups=verdict.ring_groups,
            drifted_elements=tuple(f"{name}: {way}" for name, way in drifted.items()),
            plan_id=verdict.plan.plan_id if verdict.plan else None,
            versions=versions,
            guard=_doors(guard, estate),
        )
        report = trail.end(guard, record, result)
    return Finished(verdict, result, record.folder, report, record.about, estate.language)


@contextlib.contextmanager
def _session(
    estate: Estate,
    settings: Settings,
    guard: Guard,
    record: Record,
    run_id: str,
    interruption: Interruption,
    today: dt.date,
    *,
    writes: bool,
    driver: type[Console] | None,
) -> Iterator[Session]:
    from pupitre.browser.barrier import WriteBarrier
    from pupitre.browser.elements import load_elements
    from pupitre.browser.fence import Fence, host_and_port, silence_web_sockets
    from pupitre.browser.finder import Finder
    from pupitre.browser.launch import open_page, running_browser
    from pupitre.browser.look import Look
    from pupitre.browser.pinned import check
    from pupitre.browser.surroundings import private_temporary_folder
    from pupitre.browser.tracing import Tracer
    from pupitre.desk import Desk
    from pupitre.estate.secret import take_from_environment
    from pupitre.installed_consoles import load_console
    from pupitre.signing_in import open_first_page, sign_in

    driver = driver or load_console(estate.console)
    elements = load_elements(estate.console, shipped=driver.elements_file())
    fence = Fence(estate.address.origin, driver.also, estate.pins, windows=settings.by_hand)
    # Before anything is started: what is in the environment now is in that of every process to come.
    take_from_environment(estate.secrets)
    secret = estate.login.password.resolve() if driver.signs_in else None
    if estate.pins:
        check(*host_and_port(fence.origin), estate.pins)
    with (
        private_temporary_folder(guard.folder.path) as temporary,
        running_browser(fence, settings.look or Look(), settings.resolver_rules) as browser,
        open_page(
            browser,
            language=estate.language,
            timezone=estate.timezone,
            patience=settings.patience,
            windows=settings.by_hand,
        ) as place,
    ):
        barrier = None if writes else WriteBarrier(place.context, fence.origin, driver.reads, driver.also)
        if driver.inject == "dom":
            silence_web_sockets(place.context)
        desk = Desk(
            page=place.page,
            origin=estate.address.origin,
            elements=Finder(place.page, elements, patience=settings.patience),
            record=record,
            camera=Camera(place.page, estate.evidence.pictures or settings.pictures, estate.numbers),
            watchdog=place.watchdog,
            language=estate.language,
            country=estate.login.country,
            patience=settings.patience,
            announce=settings.announce,
            check_interruption=interruption.check,
        )
        console = driver(desk)
        tracer = Tracer(
            place.context,
            temporary,
            driver.login_paths,
            secret.reveal if secret is not None else str,
            record.keep,
            lambda why: record.warnings.append(words(record.language)(_NO_TRACE, why=why)),
            wanted=estate.evidence.trace,
        )
        failure: PupitreError | None = None
        try:
            if driver.signs_in:
                sign_in(console, guard, estate, run_id=run_id, secret=secret)
            else:
                open_first_page(console)
            tracer.start()
            yield Session(
                estate, settings, guard, record, desk, console, run_id, place.version, tracer, today, secret=secret
            )
        except PupitreError as error:
            failure = error
            desk.picture_of_doubt("doubt", error.what)
        finally:
            with contextlib.suppress(PupitreError):  # a failed sign-out must not hide what went before
                console.sign_out()
            with place.watchdog.watching():
                tracer.stop()
        if barrier is not None:
            barrier.check()  # an attempt to write matters more than the error that its refusal led to
        if failure is not None:
            raise failure


def _verdict_of(error: PupitreError, language: str) -> Verdict:
    told = tell(error, language)
    return Verdict(
        exit_code=error.exit_code,
        reason=error.reason,
        sentence=told.what,
        left_behind=told.left_behind,
        remedy=told.remedy,
    )


def _interrupted(language: str) -> Verdict:
    if language == "fr":
        what, left = "Interrompu.", "Ce qui n'était pas encore enregistré a été quitté par « Annuler »."
        remedy = "Refaites un plan : il part de ce que montre la console (pupitre plan)."
    else:
        what, left = "Interrupted.", 'What was not saved yet was left by "Annuler".'
        remedy = "Plan again: it starts from what the console shows (pupitre plan)."
    return Verdict(130, "interrupted", what, left_behind=left, remedy=remedy)


def _bug(folder: Path) -> Bug:
    path = folder / "bug.txt"
    with contextlib.suppress(OSError):
        path.write_text("\n".join(map(visible, traceback.format_exc().splitlines())) + "\n", encoding="utf-8")
    return Bug(
        "Pupitre made a mistake and stopped.",
        left_behind='What was being edited was left by "Annuler"; look at the report for what was saved before.',
        remedy=f"Please send {path}.",
    )


def _doors(guard: Guard, estate: Estate) -> dict[str, dict[str, object]]:
    """Return how the guard stands for this console after the run, for whoever reads the evidence."""
    language: Literal["fr", "en"] = "fr" if estate.language == "fr" else "en"
    return {
        f"{door.origin} {door.account}": door.to_json(language)
        for door in guard.status()
        if door.origin == estate.address.origin
    }


def _facts() -> dict[str, str]:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return {
        "user": user,
        "host": platform.node(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
