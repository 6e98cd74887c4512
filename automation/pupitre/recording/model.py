"""A recording as a value: steps in words, the ways to find what each is about, what varies, what must hold.

Texts may hold blanks (`pupitre.recording.blanks`). A recording is a file, so it
is made of Pydantic models; they are frozen, and everything in them is text.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from pupitre.browser.elements import Way
from pupitre.recording.parameters import KINDS, LIST

_FORBID = ConfigDict(extra="forbid", frozen=True)

#: What stands for a console that has no driver.
NO_DRIVER = "any"


class Verb(enum.StrEnum):
    """What a person does in a step."""

    OPEN = "open"
    CLICK = "click"
    DOUBLE_CLICK = "double_click"
    RIGHT_CLICK = "right_click"
    HOVER = "hover"
    FILL = "fill"
    SELECT = "select"
    CHECK = "check"
    UNCHECK = "uncheck"
    PRESS = "press"
    UPLOAD = "upload"
    CLOSE_TAB = "close_tab"


#: What needs a value, and what needs no element.
WITH_VALUE = frozenset({Verb.OPEN, Verb.FILL, Verb.SELECT, Verb.PRESS, Verb.UPLOAD})
WITHOUT_ELEMENT = frozenset({Verb.OPEN, Verb.CLOSE_TAB})
#: A key without an element goes to whatever has the focus.
MAY_LACK_ELEMENT = WITHOUT_ELEMENT | {Verb.PRESS}
#: What stands in a value between the names of several files, or between several choices.
BETWEEN = " | "


def _flag(written: object) -> object:
    return {"true": True, "false": False}.get(written, written) if isinstance(written, str) else written


def _number(written: object) -> object:
    return int(written) if isinstance(written, str) and written.isascii() and written.isdigit() else written


Flag = Annotated[bool, BeforeValidator(_flag), Field(strict=True)]
Number = Annotated[int, BeforeValidator(_number), Field(strict=True, ge=1, le=20)]
#: How a loop says what it is about.
EACH = r"^[A-Za-z_]\w* in [A-Za-z_]\w*$"
Text = Annotated[str, Field(min_length=1, max_length=500)]


class Dialog(BaseModel):
    """The browser's own question that a step leads to, and how it is answered."""

    model_config = _FORBID

    says: str
    answer: Literal["accept", "dismiss"]


class Step(BaseModel):
    """One thing that a person did.

    `frame` are the frames to enter, outermost first, each by a CSS selector; `tab` counts
    the windows in the order in which they opened. `before` and `after` are lines of the
    accessibility tree around the element (`pupitre.recording.seen`). `commit` marks what
    made the console save, `wrote` the request by which that was known.
    """

    model_config = _FORBID

    says: Text
    do: Verb
    ways: tuple[Way, ...] = ()
    value: str | None = None
    frame: tuple[Text, ...] = ()
    tab: Number = 1
    opens_tab: Flag = False
    dialog: Dialog | None = None
    commit: Flag = False
    wrote: Text | None = None
    before: tuple[Text, ...] = ()
    after: tuple[Text, ...] = ()
    picture: Text | None = None


class Loop(BaseModel):
    """Steps that are done once for each item of a list: `for: slot in slots`."""

    model_config = _FORBID

    each: Annotated[str, Field(alias="for", pattern=EACH)]
    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def item(self) -> str:
        """The name of one item."""
        return self.each.split()[0]

    @property
    def of(self) -> str:
        """The name of the list parameter."""
        return self.each.split()[2]


def _block(written: Any) -> str:
    return "loop" if isinstance(written, Loop) or (isinstance(written, dict) and "for" in written) else "step"


Block = Annotated[Annotated[Step, Tag("step")] | Annotated[Loop, Tag("loop")], Discriminator(_block)]


class Parameter(BaseModel):
    """What varies: its kind, and the value while recording, which a replay takes unless it is given another."""

    model_config = _FORBID

    type: Literal["text", "time", "date", "phone", "slot", "list"] = "text"
    of: Literal["text", "time", "date", "phone", "slot"] | None = None
    recorded: Text | tuple[Text, ...]
    says: Text | None = None

    @property
    def is_list(self) -> bool:
        """Whether it holds several values."""
        return self.type == LIST

    @property
    def kind(self) -> str:
        """The kind of its value, or of each of its items."""
        return (self.of or KINDS[0]) if self.is_list else self.type

    @property
    def items(self) -> tuple[str, ...]:
        """The recorded values."""
        return (self.recorded,) if isinstance(self.recorded, str) else self.recorded


class Expectation(BaseModel):
    """What must be there in the end, in a fresh load of `at`: a text, a field's value, or a row's cells.

    Where a screen has no address of its own, `after` is the step up to which the recording is done again
    to get there. `within` is the part of the screen that a text is looked for in. `for` expects it of each
    item of a list: `{for: slot in slots, text: "{slot.opens}"}`.
    """

    model_config = _FORBID

    text: Text | None = None
    field: Text | None = None
    is_: Annotated[str | None, Field(alias="is")] = None
    row: tuple[Text, ...] = ()
    at: Text | None = None
    after: Number | None = None
    within: Way | None = None
    each: Annotated[str | None, Field(alias="for", pattern=EACH)] = None
    frame: tuple[Text, ...] = ()


class Made(BaseModel):
    """When and with what a recording was made; `seal` is the digest of what was recorded then."""

    model_config = _FORBID

    at: Text
    by: Text
    browser: Text | None = None
    language: Text | None = None
    seal: Text | None = None


class Recording(BaseModel):
    """A change that a person showed, ready to be replayed.

    `console` is a driver's name, or `any`; `address` the origin it was recorded on; `estate` the file
    that says how to sign in, and `instead` one with the declared change that it amounts to, both
    relative to the recording's own folder.
    """

    model_config = _FORBID

    recording: Literal["1"] = "1"
    name: Text | None = None
    console: Text
    address: Text
    estate: Text | None = None
    made: Made
    instead: Text | None = None
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    steps: tuple[Block, ...] = Field(min_length=1)
    expect: tuple[Expectation, ...] = ()

    @property
    def each_step(self) -> Iterator[Step]:
        """Every step in order; those of a loop once."""
        for block in self.steps:
            yield from block.steps if isinstance(block, Loop) else (block,)
