"""A pytest plugin that runs a test with one control of the product switched off.

    pytest -p tests.engine.controls.switched_off --told-in FILE NODE_ID...

Every control stands here with a named test that must turn red without it. Only
`test_controls.py` starts it; nothing of the product knows how to switch anything off.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route

from pupitre.browser import bodies, gate, surroundings
from pupitre.browser.gate import Gate
from pupitre.estate import secret, sources
from pupitre.guard import Attempt, Guard, decision, folder, keeper, lease
from pupitre.guard.decision import Now, Row
from pupitre.guard.folder import StateFolder
from pupitre.guard.ledger import Ledger

Switch = Callable[[pytest.MonkeyPatch], None]

ATTEMPTS = "tests/engine/test_guard_attempts.py"
STATE = "tests/engine/test_guard_state.py"
SECRET = "tests/engine/test_estate_secret.py"
BODIES = "tests/engine/test_gate_bodies.py"
ANSWERS = "tests/engine/gate/test_gate_answers.py"
FORMS = "tests/engine/gate/test_gate_forms.py"
INSISTENT = "tests/engine/gate/test_gate_insistent_pages.py"


@dataclass(frozen=True)
class Control:
    """A control, how it is switched off, and the test that turns red."""

    off: Switch
    test: str

    @property
    def has_a_browser(self) -> bool:
        """Whether the test needs one."""
        return "/gate/" in self.test

    @property
    def test_name(self) -> str:
        """The name of the test, without its file and its case."""
        return self.test.partition("::")[2].partition("[")[0]


def instead(owner: Any, name: str, value: Any) -> Switch:
    """Return what puts something in the place of a control; one that is not there is noticed."""
    return lambda patch: patch.setattr(owner, name, value)


def without(rule: str) -> Switch:
    """Return what takes a rule out of the decision."""

    def off(patch: pytest.MonkeyPatch) -> None:
        kept = tuple(each for each in decision.RULES if each.__name__ != rule)
        assert len(kept) == len(decision.RULES) - 1
        patch.setattr(decision, "RULES", kept)

    return off


def nothing(*_: object, **__: object) -> None:
    """Do nothing where a control did something."""


def by_the_wall(row: Row, now: Now) -> float:
    return now.wall - row.wall


def by_the_wall_after_a_boot(row: Row, now: Now) -> float:
    return now.mono - row.mono if row.boot_id == now.boot_id else now.wall - row.wall


def sent_only_in_memory(self: Attempt) -> None:
    self.state = decision.State.SENT


def the_password_itself(self: Guard, origin: str, account: str, word: str) -> str:
    return f"{origin} {account} {word}"


def fetched_from(kind: str, fetch: Callable[[str, Path, str], tuple[str, str]]) -> Switch:
    changed = dataclasses.replace(secret.KINDS[kind], fetch=fetch)
    return lambda patch: patch.setitem(secret.KINDS, kind, changed)


def any_file(name: str, place: Path, user: str) -> tuple[str, str]:
    return sources._read(place / name, private=False)


def followed(name: str, place: Path, user: str) -> tuple[str, str]:
    return (place / name).read_text(), ""


def left_in_the_environment(name: str, place: Path, user: str) -> tuple[str, str]:
    return os.environ[name], ""


def complaint_as_it_is(complaint: bytes, printed: bytes) -> str:
    return f"; it says {complaint.decode('utf-8', 'replace').strip()}"


def the_password_is_typed(patch: pytest.MonkeyPatch) -> None:
    made = Gate.__init__

    def init(self: Gate, *arguments: Any, **options: Any) -> None:
        made(self, *arguments, **options)
        self.placeholder = options["secret"]()

    patch.setattr(Gate, "__init__", init)


def every_request_is_released(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Gate, "_spent", property(lambda _: False, nothing), raising=False)


def redirects_are_followed(patch: pytest.MonkeyPatch) -> None:
    fetch = Route.fetch
    patch.setattr(Route, "fetch", lambda self, *, max_redirects, **how: fetch(self, **how))


def the_gate_opens_at_the_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Gate, "__exit__", lambda self, *_: self._context.unroute("**/*", self._decide))


CONTROLS = {
    # The guard: what it decides.
    "a block holds the whole console": Control(
        without("blocked"),
        f"{ATTEMPTS}::test_a_block_holds_every_account_of_the_console_and_no_other_console",
    ),
    "a refused password is never sent again": Control(
        without("same_password"), f"{ATTEMPTS}::test_a_wrong_password_is_tried_once"
    ),
    "one password in flight per console": Control(
        without("under_way"), f"{ATTEMPTS}::test_a_second_reservation_beside_an_open_one_is_held"
    ),
    "only a person opens after an unknown outcome": Control(
        without("unknown_outcome"), f"{ATTEMPTS}::test_a_held_door_says_so_in_the_error_of_the_tree"
    ),
    "a person is asked when changed passwords keep being refused": Control(
        without("budget"),
        "tests/engine/test_guard_decision.py::test_no_history_of_six_steps_on_two_consoles_breaks_a_promise",
    ),
    "two failures a day and console": Control(
        without("hard_cap"), f"{ATTEMPTS}::test_two_accounts_of_a_console_share_the_cap_of_a_day[Outcome.UNKNOWN]"
    ),
    "two failures in a row stop all logins": Control(
        without("fleet"), f"{ATTEMPTS}::test_two_refusals_in_a_row_stop_every_console_until_a_release"
    ),
    "half a minute after a failure": Control(
        without("min_gap"), f"{ATTEMPTS}::test_a_changed_password_waits_half_a_minute"
    ),
    "ages are not taken from the wall clock": Control(
        instead(decision, "age", by_the_wall), f"{ATTEMPTS}::test_a_jump_of_the_wall_clock_opens_no_door[2]"
    ),
    "ages are not taken from the wall clock after a boot": Control(
        instead(decision, "age", by_the_wall_after_a_boot),
        f"{ATTEMPTS}::test_a_reboot_and_a_jump_of_the_wall_clock_open_no_door",
    ),
    # The guard: what it writes, and where.
    "the reservation is on disk first": Control(
        instead(Ledger, "insert_attempt", lambda *_: 1),
        f"{ATTEMPTS}::test_a_reservation_is_on_disk_before_it_is_handed_out",
    ),
    '"sent" is on disk first': Control(
        instead(Attempt, "sent", sent_only_in_memory),
        f"{ATTEMPTS}::test_a_reservation_is_on_disk_before_it_is_handed_out",
    ),
    "what is left open is settled as unknown": Control(
        instead(Attempt, "__exit__", nothing),
        f"{ATTEMPTS}::test_leaving_the_body_after_sending_is_an_unknown_outcome",
    ),
    "what a dead run left is settled": Control(
        instead(Guard, "_sweep_elsewhere", nothing),
        "tests/engine/test_guard_lease.py::test_an_attempt_that_a_killed_run_sent_counts_in_the_fleet",
    ),
    "one run per console": Control(
        instead(lease, "_lock", lambda _: True),
        "tests/engine/test_guard_lease.py::test_a_second_run_on_a_console_is_busy_and_told_who_holds_it",
    ),
    "one spelling per console": Control(
        instead(keeper, "canonical", lambda origin: origin),
        f"{ATTEMPTS}::test_another_spelling_of_a_console_is_the_same_console[https://oti.3cx.fr:443]",
    ),
    "the ledger holds no password": Control(
        instead(Guard, "_fingerprint", the_password_itself),
        f"{ATTEMPTS}::test_no_password_and_no_trace_of_it_is_in_the_state_folder",
    ),
    "what the console says is kept without the password": Control(
        instead(Attempt, "_washed", lambda _, said: said[:500]),
        f"{ATTEMPTS}::test_no_password_and_no_trace_of_it_is_in_the_state_folder",
    ),
    "a plan is used once": Control(instead(Guard, "use_plan", nothing), f"{ATTEMPTS}::test_a_plan_is_used_once"),
    "the state is for us alone": Control(
        instead(folder, "_refuse_unsafe", nothing), f"{STATE}::test_a_part_that_others_can_read_is_refused[ledger]"
    ),
    "a lost ledger is not begun anew": Control(
        instead(StateFolder, "holds_trace", lambda self: self.ledger.exists()),
        f"{STATE}::test_a_ledger_that_vanished_whole_is_noticed",
    ),
    # Where a password comes from.
    "copied blanks are refused": Control(
        instead(secret, "_defect", lambda text, *, allow_spaces: "" if text else "the password is empty"),
        f"{SECRET}::test_a_variable_with_a_copied_blank_is_refused",
    ),
    "a file that others may read is refused": Control(
        fetched_from("file", any_file), f"{SECRET}::test_a_file_that_others_may_read_is_refused[420]"
    ),
    "a link in place of the file is refused": Control(
        fetched_from("file", followed), f"{SECRET}::test_a_link_a_pipe_a_folder_and_nothing_are_refused"
    ),
    "a variable is taken out of the environment": Control(
        fetched_from("env", left_in_the_environment), f"{SECRET}::test_a_variable_is_taken_out_of_the_environment"
    ),
    "a command's complaint is washed": Control(
        instead(sources, "_first_line", complaint_as_it_is),
        f"{SECRET}::test_a_command_that_fails_is_told_without_its_output",
    ),
    "a secret shows itself to no one": Control(
        instead(secret.Secret, "__repr__", lambda self: f"Secret({self._text})"),
        f"{SECRET}::test_a_secret_shows_itself_only_when_revealed[repr]",
    ),
    "variables that make the driver print are removed": Control(
        instead(surroundings, "_DEBUGGING", surroundings.re.compile("(?!)")),
        f"{BODIES}::test_variables_that_print_what_is_typed_are_removed",
    ),
    # The gate.
    "the page gets a placeholder": Control(
        the_password_is_typed,
        f"{FORMS}::test_a_form_that_is_not_the_consoles_login_gets_nothing[chromium-a field that cuts the password]",
    ),
    "the placeholder is swapped": Control(
        instead(gate, "swap", lambda kind, body, *_: body), f"{FORMS}::test_a_script_that_posts_json_signs_in[chromium]"
    ),
    "one request only": Control(
        every_request_is_released, f"{INSISTENT}::test_a_page_that_posts_six_times_posts_once[chromium]"
    ),
    '"sent" is written before the request leaves': Control(
        instead(Gate, "_write_down", lambda self: setattr(self, "_released", True) or True),
        f"{ANSWERS}::test_without_a_written_reservation_nothing_leaves[chromium]",
    ),
    "to the declared origin only, by POST, from its page": Control(
        instead(Gate, "_check", nothing),
        f"{FORMS}::test_a_form_that_is_not_the_consoles_login_gets_nothing[chromium-a form that posts elsewhere]",
    ),
    "the placeholder is known in base64": Control(
        instead(gate, "traces", lambda _: ()),
        f"{FORMS}::test_a_script_that_sends_it_otherwise_sends_nothing[chromium-in base64 to another port]",
    ),
    "exactly one field of our account's login": Control(
        instead(bodies, "_check_values", nothing),
        f"{BODIES}::test_what_is_not_one_login_of_our_account_gets_no_password",
    ),
    "redirects are not followed": Control(
        redirects_are_followed, f"{ANSWERS}::test_a_redirect_to_another_place_is_not_followed[chromium-307]"
    ),
    "an echo is washed": Control(
        instead(gate, "washed", lambda content, *_: content),
        f"{ANSWERS}::test_a_console_that_says_the_password_back_does_not_put_it_into_the_page[chromium]",
    ),
    "the gate stays shut while the page holds the placeholder": Control(
        the_gate_opens_at_the_end,
        f"{ANSWERS}::test_the_gate_stays_shut_while_the_page_holds_the_placeholder[chromium-nothing left]",
    ),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add which control is switched off, and the file that is told how each test ended."""
    parser.addoption("--switched-off", action="append", default=[], metavar="CONTROL")
    parser.addoption("--told-in", type=Path)


@pytest.fixture(autouse=True)
def one_control_is_off(request: pytest.FixtureRequest) -> Generator[None]:
    """Switch off the control that the test is named for."""
    with pytest.MonkeyPatch.context() as patch:
        CONTROLS[control_of(request.node)].off(patch)
        yield


def control_of(item: pytest.Item) -> str:
    """Return which of the chosen controls a test, or a case of it, is named for."""
    (name,) = [
        name
        for name in item.config.getoption("switched_off")
        if item.nodeid == CONTROLS[name].test or item.nodeid.startswith(f"{CONTROLS[name].test}[")
    ]
    return name


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Tell how a test ended: `red` is an assertion that did not hold."""
    report = yield
    if report.failed or report.when == "call":
        kind = call.excinfo.typename if call.excinfo else ""
        how = (
            "green" if not report.failed else "red" if kind in ("AssertionError", "Failed") else f"{report.when} {kind}"
        )
        with item.config.getoption("told_in").open("a", encoding="utf-8") as file:
            file.write(json.dumps([control_of(item), how]) + "\n")
    return report
