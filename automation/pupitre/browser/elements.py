"""Elements of a console's screens, as data that anyone can mend.

One YAML file a console under `selectors/`. Each element says what is written
on it, where it is, the ways to find it with the most stable first, and where it
was seen. A file of the same name in `selectors/` of the working folder wins
over the shipped one, element by element.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pupitre.errors import EstateError
from pupitre.shipped import folder

_FORBID = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


class Way(BaseModel):
    """One way to find an element; `says` in a field stands for the words on the screen."""

    model_config = _FORBID

    css: str | None = None
    role: str | None = None
    name: str | None = None
    text: str | None = None
    placeholder: str | None = None
    has: str | None = Field(default=None, description="a text that the element must contain")
    exactly: str | None = Field(default=None, description="the whole text of the element")
    cells: tuple[str, ...] = Field(default=(), description="texts that cells of a row must equal")

    def __str__(self) -> str:
        return " ".join(f"{key}={value}" for key, value in self.model_dump(exclude_defaults=True).items())


class Element(BaseModel):
    """One thing on a screen."""

    model_config = _FORBID

    says: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    where: str
    find: tuple[Way, ...] = Field(min_length=1)
    seen: str

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that may be written on it, in every language."""
        words: list[str] = []
        for said in self.says.values():
            words += [said] if isinstance(said, str) else list(said)
        return tuple(dict.fromkeys(words))

    def in_language(self, language: str) -> str:
        """Return what is written on it in a language, else in the first one listed."""
        said = self.says.get(language) or next(iter(self.says.values()), "")
        return said if isinstance(said, str) else said[0]


@dataclass(frozen=True)
class Elements:
    """All elements of a console by name."""

    console: str
    by_name: Mapping[str, Element]
    overridden: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Element:
        return self.by_name[name]


_FILE = TypeAdapter(dict[str, Element])


def load_elements(console: str, *, working_folder: Path | None = None) -> Elements:
    """Return the elements of a console, the operator's own before the shipped ones.

    Raise EstateError when a file cannot be understood or names an element that
    the console does not have.
    """
    shipped = _read(folder("selectors") / f"{console}.yaml")
    own_path = (working_folder or Path.cwd()) / "selectors" / f"{console}.yaml"
    if not own_path.is_file() or own_path.samefile(folder("selectors") / f"{console}.yaml"):
        return Elements(console, shipped)
    own = _read(own_path)
    for name in own:
        if name not in shipped:
            raise EstateError(f"{own_path}: {name}: no such element; see the shipped file for the names")
    return Elements(console, {**shipped, **own}, tuple(own))


def _read(path: Path) -> dict[str, Element]:
    try:
        document = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        return _FILE.validate_python(document or {})
    except OSError as problem:
        raise EstateError(f"{path}: cannot be read: {problem.strerror}") from None
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise EstateError(f"{path}{where}: not YAML: {getattr(problem, 'problem', problem)}") from None
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        at = ".".join(str(part) for part in first["loc"])
        raise EstateError(f"{path}: {at}: {first['msg']}") from None
