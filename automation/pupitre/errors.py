"""What can go wrong, told from the operator's side.

Every error says what happened, what was left behind and what to do. The class
decides the exit code, the reason written into `result.json`, and whether a
retry is allowed: only `Unreachable` may be tried again.

    PupitreError                    exit  remedy
    ├── Explained                   1     in the message
    │   ├── EstateError             1     mend the line that is named
    │   ├── NoBrowser               1     install the browser that is named
    │   ├── Unreachable (retryable) 1     check the address and the network
    │   ├── PinMismatch             1     compare the key with the console's own
    │   ├── UnknownScreen           1     look at the picture, mend selectors/<console>.yaml
    │   │   ├── ElementNotFound     1     idem
    │   │   ├── ElementAmbiguous    1     idem
    │   │   ├── UnexpectedDialog    1     answer it by hand, run again
    │   │   └── OtherScreen         1     record the change again, or mend the step
    │   ├── SessionExpired          1     run again: it starts from what the console shows
    │   ├── ReadIncomplete          1     run again; report it if it stays
    │   ├── Unavailable             1     wait until the console is back
    │   ├── EvidenceFailed          1     free the disk or mend the folder's rights
    │   └── StateUnusable           1     mend the state folder; never start from zero
    ├── Refused                     3     change the file, or the console
    │   ├── LimitExceeded           3     say so in the file by name
    │   ├── CalendarUnknown         3     write the dates, or get newer ones
    │   ├── StalePlan               3     plan again
    │   ├── NotAsDeclared           3     compare the extension or the rule with the file
    │   │   └── NoHours             3     idem: the extension holds no opening hours at all
    │   ├── NotOffered          3     write what the console offers
    │   ├── ConsoleRefused          3     read what the console says
    │   └── WriteAttempted          3     report it: a reading verb tried to write
    ├── PersonNeeded                4     do by hand what is named
    │   ├── LoginRefused            4     store the right password
    │   ├── LoginBlocked            4     call the support
    │   ├── LoginUnknown            4     look, then `pupitre guard release`
    │   ├── GuardHeld               4     as `pupitre guard status` says
    │   └── SecondFactor            4     sign in by hand
    ├── NotVerified                 5     look at the report, plan again
    │   └── SaveUnknown             5     idem: read back before anything else
    ├── Busy                        6     wait for the other run
    └── Bug                         70    send the file that is named
"""

from __future__ import annotations

from typing import ClassVar

NOTHING_CHANGED = "Nothing was changed."
ANNULER = 'Nothing was saved: the console\'s own working copy was left by "Annuler".'
UNRECORDED = 'Nothing more was clicked but "Annuler".'
#: What a replay leaves behind that stopped in time, or too late to know.
NOT_SAVED_YET = "Nothing was saved: it stopped before the step after which the console saves."
MAY_BE_SAVED = "The change may be saved, or a part of it; nobody has seen it as it was wanted."
SAVED_OR_NOT = "Whether it saved is not known. Nothing was done after it."


class PupitreError(Exception):
    """An error that can be explained to the person at the keyboard.

    `left_behind` says what is different on the console now, `remedy` what to do.
    """

    exit_code: ClassVar[int] = 1
    reason: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False

    def __init__(self, what: str, *, left_behind: str = NOTHING_CHANGED, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.left_behind = left_behind
        self.remedy = remedy

    def __str__(self) -> str:
        lines = [self.what, *(f"  {line}" for line in (self.left_behind, self.remedy) if line)]
        return "\n".join(lines)


class Explained(PupitreError):
    """A foreseen failure that no limit and no person asked for."""


class EstateError(Explained):
    """A file of the operator that cannot be understood, with its line."""

    reason = "estate_invalid"

    def __init__(self, what: str, *, left_behind: str = "", remedy: str = "") -> None:
        super().__init__(what, left_behind=left_behind, remedy=remedy)


class NoBrowser(Explained):
    """No browser is installed that could be driven."""

    reason = "no_browser"


class Unreachable(Explained):
    """The console could not be opened; no password was sent."""

    reason = "unreachable"
    retryable = True


class PinMismatch(Explained):
    """The console shows another key than the pinned one; no password was sent."""

    reason = "pin_mismatch"


class UnknownScreen(Explained):
    """The console shows something else than the document describes."""

    reason = "unknown_screen"


class ElementNotFound(UnknownScreen):
    """An element of `selectors/` is not on the screen, by any of its ways."""

    reason = "element_not_found"


class ElementAmbiguous(UnknownScreen):
    """An element of `selectors/` matches more than once."""

    reason = "element_ambiguous"


class UnexpectedDialog(UnknownScreen):
    """The console opened a dialog that the document does not know."""

    reason = "unexpected_dialog"


class SessionExpired(Explained):
    """The console asked to sign in again in the middle of a run."""

    reason = "session_expired"


class ReadIncomplete(Explained):
    """A list or a week was read without proof that it is complete."""

    reason = "read_incomplete"


class Unavailable(Explained):
    """The console says that it is under maintenance or failing."""

    reason = "unavailable"


class EvidenceFailed(Explained):
    """The record could not be written, so nothing is clicked."""

    reason = "evidence_failed"


class StateUnusable(Explained):
    """The state folder is missing, damaged, newer or not writable."""

    reason = "state_unusable"


class Refused(PupitreError):
    """Something that Pupitre does not do, whoever asks."""

    exit_code = 3
    reason = "refused"


class LimitExceeded(Refused):
    """A limit that only the file can lift, by name."""

    reason = "limit"


class CalendarUnknown(Refused):
    """A date whose holidays nobody has published yet, or that no library knows; never guessed."""

    reason = "calendar_unknown"


class StalePlan(Refused):
    """The console or the file is no longer what the plan was made from."""

    reason = "stale_plan"


class NotAsDeclared(Refused):
    """The extension or the rule on the console is not the declared one."""

    reason = "not_as_declared"


class NoHours(NotAsDeclared):
    """The extension holds no opening hours, as most do that are no site."""


class NotOffered(Refused):
    """The console has no way to hold what the file asks for: a duration, an order, a number's length."""

    reason = "not_offered"


class ConsoleRefused(Refused):
    """The console refused a slot or a save, in its own words."""

    reason = "console_refused"


class WriteAttempted(Refused):
    """A reading verb sent a request that is not on the console's read list."""

    reason = "write_attempted"


class PersonNeeded(PupitreError):
    """A person has to act before the next attempt."""

    exit_code = 4
    reason = "person_needed"


class LoginRefused(PersonNeeded):
    """The console does not accept the password."""

    reason = "login_refused"


class LoginBlocked(PersonNeeded):
    """The console blocks this address."""

    reason = "login_blocked"


class LoginUnknown(PersonNeeded):
    """A password left and no answer was understood."""

    reason = "login_unknown"


class GuardHeld(PersonNeeded):
    """The guard keeps the door shut; no password was sent."""

    reason = "guard_held"


class SecondFactor(PersonNeeded):
    """The console asks for a second factor, a captcha or a new password."""

    reason = "second_factor"


class NotVerified(PupitreError):
    """Applied, but the fresh reading does not show what was wanted."""

    exit_code = 5
    reason = "not_verified"


class SaveUnknown(NotVerified):
    """The last OK was pressed and the console did not confirm; `cause` says what was seen.

    Never pressed again: what the console shows in a fresh load decides.
    """

    reason = "save_unknown"

    def __init__(self, cause: PupitreError) -> None:
        super().__init__(
            cause.what,
            left_behind="Whether the console saved it is not known yet.",
            remedy="Read the console before anything else: pupitre plan FILE",
        )
        self.cause = cause


class Busy(PupitreError):
    """Another run holds this console."""

    exit_code = 6
    reason = "busy"


class Bug(PupitreError):
    """A mistake of ours, with a file to send."""

    exit_code = 70
    reason = "bug"
