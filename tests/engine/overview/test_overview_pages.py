"""What the overview says, and how it gets into its folder, without a browser."""

from __future__ import annotations

import fcntl
import html
import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from pupitre.errors import Explained
from pupitre.evidence import Record, SiteResult, visible
from pupitre.evidence.overview import writing
from pupitre.evidence.overview.pages import render_overview
from pupitre.evidence.overview.reading import read_all
from pupitre.evidence.overview.writing import SIGNATURE, write_overview
from pupitre.hours import Week

Leave = Callable[..., Record]
Weeks = dict[str, Week]

DAY_1, DAY_2 = "2026-10-31T01:00:00Z", "2026-11-02T01:00:00Z"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = b"<!doctype html>\n" + SIGNATURE
HOSTILE = "<script>alert(1)</script>\"'&\x1b[31m\u202egnp"


def revel(before: Week, after: Week | None = None) -> SiteResult:
    return SiteResult("REVEL", "021", "changed" if after else "unchanged", before, after or before, after)


def pages(evidence: Path, target: Path | None = None, language: str | None = None) -> dict[str, str]:
    found = render_overview(read_all([evidence]), target or evidence.parent / "site", language=language, now=NOW)
    return {name: page.decode() for name, page in found.items()}


def text_of(markup: str) -> str:
    body = markup.split("</head>", 1)[1]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_the_overview_says_what_is_there_now_since_when_and_what_changed(
    leave: Leave, evidence: Path, weeks: Weeks
) -> None:
    leave(DAY_1, revel(weeks["long"]))
    leave(DAY_2, revel(weeks["long"], weeks["noon"]))
    text = text_of(pages(evidence)["index.html"])
    for said in (
        "2 runs · as of 22 November 2026, 13:00 (Europe/Paris)",
        "Monday to Friday 08:00–12:00, 14:00–17:30 Saturday and Sunday closed",
        "Like this since 2 November 2026, 02:00 — the run that changed it",
        "2 November 2026, 02:00 Monday to Friday 08:00–17:00 → becomes 08:00–12:00, 14:00–17:30 changed by a run",
    ):
        assert said in text


def test_each_day_of_the_calendar_says_how_many_runs_and_the_worst_in_words(leave: Leave, evidence: Path) -> None:
    leave(DAY_1)
    leave(DAY_1.replace("T01", "T02"), exit_code=4, reason="login_refused")
    index = pages(evidence)["index.html"]
    assert "31 ×2 2 runs, a person is needed" in text_of(index)
    assert 'class="tone-person" href="runs-2026-10.html#d31"' in index


def test_every_way_leads_somewhere(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    odd = evidence.parent / "évidence #1 %20"
    for began in (DAY_1, DAY_2):
        leave(began, revel(weeks["long"]), folder=odd)
    target = evidence.parent / "a site"
    found = pages(odd, target)
    write_overview(target, {name: page.encode() for name, page in found.items()})
    ways = 0
    for page in found.values():
        for way in re.findall(r'href="([^"]+)"', page):
            file, _, anchor = way.partition("#")
            there = target / unquote(file) if file else None
            assert there is None or there.is_file(), way
            text = page if there is None else there.read_text("utf-8")
            assert not anchor or f'id="{anchor}"' in text, way
            ways += 1
    assert ways > 12


def test_the_overview_runs_nothing_and_fetches_nothing(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, revel(weeks["long"]))
    for page in pages(evidence).values():
        assert "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline';" in page
        assert not re.search(r"<script|\bsrc=|url\(|@import|https?://(?!oti)|\bon\w+=", page)


def test_what_a_console_said_is_data(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    site = SiteResult(HOSTILE, HOSTILE, "changed", weeks["long"], weeks["noon"], weeks["noon"])
    leave(DAY_1, site, sentence=HOSTILE, reason=HOSTILE, origin=f"https://{HOSTILE}", language=HOSTILE)
    for name, page in pages(evidence).items():
        assert "<script" not in page
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert visible(HOSTILE) in html.unescape(page), name


def test_pages_speak_the_language_of_the_last_run_unless_another_is_named(leave: Leave, evidence: Path) -> None:
    leave(DAY_1, language="en")
    leave(DAY_2, language="fr")
    assert '<html lang="fr">' in pages(evidence)["index.html"]
    assert "Passages en octobre 2026" in pages(evidence)["runs-2026-10.html"]
    assert "Runs of October 2026" in pages(evidence, language="en")["runs-2026-10.html"]


def test_a_run_that_is_not_there_is_said_to_be_and_hides_nobody(leave: Leave, evidence: Path, weeks: Weeks) -> None:
    leave(DAY_1, revel(weeks["long"]))
    shutil.rmtree(leave(DAY_2, revel(weeks["long"], weeks["noon"])).folder)
    found = pages(evidence)
    index = text_of(found["index.html"])
    assert "1 run can't be believed" in index
    assert "Perhaps it is otherwise by now" in index
    assert "Monday to Friday 08:00–17:00" in index
    assert "Its folder is not there." in text_of(found["runs-2026-11.html"])


def test_an_index_that_was_edited_is_said_to_be(leave: Leave, evidence: Path) -> None:
    leave(DAY_1)
    file = evidence / "index.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"done"', b'"gone"'))
    assert "is not as the runs left it (1 finding)" in text_of(pages(evidence)["index.html"])


def test_a_folder_without_a_run_has_an_overview_too(evidence: Path) -> None:
    assert "No run is kept here." in text_of(pages(evidence)["index.html"])


# --- the folder --------------------------------------------------------------------------------------


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("name", ["notes.txt", ".htaccess", "runs-2026-11.html", "index.html", "a folder"])
def test_a_folder_with_a_file_that_is_not_ours_is_refused_and_untouched(tmp_path: Path, name: str) -> None:
    target = tmp_path / "site"
    write_overview(target, {"index.html": PAGE})
    (target / name).unlink(missing_ok=True)
    if name == "a folder":
        (target / name).mkdir()
    else:
        (target / name).write_text("<!doctype html>\n<title>mine</title>", encoding="utf-8")
    before = everything(target)
    with pytest.raises(Explained, match="not ours: ") as caught:
        write_overview(target, {"index.html": PAGE + b"new"})
    assert name in caught.value.what
    assert everything(target) == before


def test_a_link_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")
    (tmp_path / "site").mkdir()
    (tmp_path / "page.html").write_bytes(PAGE)
    (tmp_path / "site/index.html").symlink_to("../page.html")
    for target in ("link", "site"):
        with pytest.raises(Explained, match=r"no folder|not ours"):
            write_overview(tmp_path / target, {"index.html": PAGE})
    assert everything(tmp_path / "elsewhere") == {}


def test_the_folder_of_a_run_is_left_alone(leave: Leave, evidence: Path) -> None:
    record = leave(DAY_1)
    for target in (record.folder, record.folder / "site"):
        with pytest.raises(Explained, match="inside the folder of a run"):
            write_overview(target, {"index.html": PAGE})
    assert not (record.folder / "site").exists()


def test_pages_that_no_longer_belong_go_and_what_was_interrupted_is_cleared(tmp_path: Path) -> None:
    write_overview(tmp_path / "site", {"index.html": PAGE, "runs-2026-10.html": PAGE})
    (tmp_path / "site/.index.html.part").write_bytes(b"torn")
    write_overview(tmp_path / "site", {"index.html": PAGE + b"2", "runs-2026-11.html": PAGE})
    assert everything(tmp_path / "site") == {"index.html": PAGE + b"2", "runs-2026-11.html": PAGE}


def test_an_interruption_leaves_whole_pages_and_the_first_one_is_the_last_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    old = {"index.html": PAGE + b"old", "runs-2026-10.html": PAGE}
    write_overview(target, old)

    written: list[int] = []

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_overview(target, {"index.html": PAGE + b"new", "runs-2026-11.html": PAGE})
    assert everything(target) == {**old, "runs-2026-11.html": PAGE}


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_overview(target, {"index.html": PAGE})
    descriptor = os.open(target, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    with pytest.raises(Explained, match="Another one is writing"):
        write_overview(target, {"index.html": PAGE + b"2"})
    os.close(descriptor)
    assert everything(target) == {"index.html": PAGE}
