"""`pupitre new-console`: one folder in which a console's driver is begun."""

from __future__ import annotations

import keyword
import re
import secrets
import shlex
import shutil
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pupitre.commands.streams import document, people, tell
from pupitre.errors import EstateError, Explained
from pupitre.estate.installed import console_kinds
from pupitre.estate.problems import quoted

LONGEST_NAME = 20

_EXAMPLE = "acme"
_TEMPLATE = "console_template"
_PACKAGE = "package"
_ENDING = ".tmpl"


def new_console(name: str, folder: Path, *, json_output: bool) -> int:
    """Write the beginnings of a console's package into a new or empty folder; return the exit code."""
    _check_name(name)
    _check_folder(folder)
    draft = folder.absolute().with_name(f".{folder.absolute().name}.{secrets.token_hex(4)}")
    try:
        for path, text in _filled(name):
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            (draft / path).write_text(text, encoding="utf-8")
        if folder.is_dir():
            folder.rmdir()
        draft.rename(folder)
    except OSError as error:
        raise Explained(f"{folder}: cannot be written: {error.strerror}.", remedy="Name another folder.") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    written = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    where = shlex.quote(str(folder))
    lines = [
        f"{folder} holds the beginnings of pupitre-{name}: {len(written)} files.",
        f"  cd {where} && pip install --editable '.[dev]' && pytest",
        "  What is red is left to write; docs/add-a-console.md of Pupitre says how.",
    ]
    tell("\n".join(lines), people(json_output=json_output))
    if json_output:
        document({"exit_code": 0, "reason": "written", "folder": str(folder), "files": written})
    return 0


def class_name(name: str) -> str:
    """Return the name of a console's class: `office_phone` is driven by `OfficePhone`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _check_name(name: str) -> None:
    if not re.fullmatch(rf"[a-z](?:_?[a-z0-9]){{0,{LONGEST_NAME - 1}}}", name) or len(name) > LONGEST_NAME:
        raise EstateError(
            f"{quoted(name)} cannot be the name of a console.",
            remedy=f"Write up to {LONGEST_NAME} small letters and digits, such as office_phone.",
        )
    if keyword.iskeyword(name) or name in console_kinds():
        why = "is a word of Python" if keyword.iskeyword(name) else "is installed already"
        raise EstateError(f"{quoted(name)} {why}.", remedy="Choose another name.")


def _check_folder(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise EstateError(f"{folder}: this is no folder.", left_behind="Nothing was written.")
    if folder.is_dir() and any(folder.iterdir()):
        raise EstateError(
            f"{folder}: there is something in this folder, and nothing is written over.",
            remedy="Name a folder that is not there yet.",
        )
    if folder.absolute() == Path.cwd():
        raise EstateError(f"{folder}: this is the folder that you are in.", remedy="Name a folder that is not there.")
    if not folder.absolute().parent.is_dir():
        raise EstateError(f"{folder}: there is no folder {folder.absolute().parent}.", remedy="Make it first.")


def _filled(name: str) -> Iterator[tuple[Path, str]]:
    """Return every file of the template, with the console's name in place of the example's."""
    for parts, source in _sources(files("pupitre").joinpath(_TEMPLATE), ()):
        place = [f"pupitre_{name}" if part == _PACKAGE else part.replace(_EXAMPLE, name) for part in parts]
        text = source.read_text(encoding="utf-8")
        text = text.replace(class_name(_EXAMPLE), class_name(name)).replace(_EXAMPLE, name)
        yield Path(*place[:-1], place[-1].removesuffix(_ENDING)), text


def _sources(folder: Traversable, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Traversable]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _sources(each, (*above, each.name))
        elif each.name.endswith(_ENDING):
            yield (*above, each.name), each
