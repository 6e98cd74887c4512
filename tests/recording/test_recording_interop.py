"""Recordings of other tools read, and ours written for them."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pupitre.browser.elements import Way
from pupitre.cli import app
from pupitre.commands.ending import ended
from pupitre.recording.binding import bind
from pupitre.recording.devtools import read_devtools, write_devtools
from pupitre.recording.file import load_recording, parse_recording
from pupitre.recording.importing import NotImported, read_jsonl
from pupitre.recording.model import Verb
from pupitre.recording.script import write_script
from pupitre.recording.writing import write_recording

NPM = Path(__file__).resolve().parents[1] / "npm"

DEVTOOLS: dict[str, Any] = {
    "title": "Lunch {hours}",
    "steps": [
        {"type": "setViewport", "width": 1, "height": 1, "deviceScaleFactor": 1, "isMobile": False, "hasTouch": False, "isLandscape": False},
        {"type": "navigate", "url": "https://console.example/a?sid=s3cr3t&page=2", "assertedEvents": [{"type": "navigation"}]},
        {"type": "change", "value": "hunter2", "selectors": [["aria/Mot de passe"], ["#pw"]], "target": "main"},
        {"type": "change", "value": "hunter3", "selectors": [["input[type='password']"]], "target": "main"},
        {"type": "click", "offsetX": 1, "offsetY": 2, "target": "main", "frame": [1],
         "selectors": [['aria/REVEL[role="link"]'], ["#host", "a.revel"], ["xpath///a"], ["text/REVEL"]]},
        {"type": "change", "value": "08:00", "selectors": [["select#from"]], "target": "main"},
        {"type": "keyDown", "key": "Enter", "target": "main"},
        {"type": "keyUp", "key": "Enter", "target": "main"},
        {"type": "doubleClick", "offsetX": 1, "offsetY": 2, "selectors": ["#x"], "target": "https://console.example/popup"},
        {"type": "customStep", "name": "evil", "parameters": {}},
        {"type": "navigate", "url": "https://elsewhere.example/"},
    ],
}  # fmt: skip

JSONL = """\
{"browserName":"chromium","launchOptions":{"headless":false},"contextOptions":{}}
{"name":"openPage","url":"about:blank","signals":[],"pageAlias":"page"}
{"name":"navigate","url":"https://console.example/login","signals":[],"pageAlias":"page"}
{"name":"fill","selector":"x","text":"021","pageAlias":"page","locator":{"kind":"label","body":"Extension","options":{"exact":false}}}
{"name":"fill","selector":"x","text":"hunter2","pageAlias":"page","locator":{"kind":"role","body":"textbox","options":{"name":"Mot de passe","exact":false}}}
{"name":"click","selector":"x","button":"left","modifiers":0,"clickCount":1,"pageAlias":"page","signals":[{"name":"popup","popupAlias":"page1"}],"locator":{"kind":"default","body":"iframe","options":{},"next":{"kind":"frame","body":"","options":{},"next":{"kind":"test-id","body":"go","options":{}}}}}
{"name":"select","selector":"x","options":["B"],"pageAlias":"page1","locator":{"kind":"default","body":"#s","options":{}}}
{"name":"click","selector":"x","button":"left","modifiers":0,"clickCount":1,"pageAlias":"page1","locator":{"kind":"role","body":"row","options":{"name":"REVEL"},"next":{"kind":"role","body":"button","options":{}}}}
{"name":"closePage","pageAlias":"page1"}
"""

OURS = """recording: 1
name: Lunch
console: any
address: "https://console.example"
made: {at: now, by: pupitre}
parameters:
  site: {type: text, recorded: "R'EVEL \\"x\\""}
  slots: {type: list, of: slot, recorded: ["08:00-12:00", "14:00-17:30"]}
steps:
  - {says: Ouvrir, do: open, value: /page}
  - {says: "Cliquer «{site}»", do: click, ways: [{role: link, name: "{site}"}, {css: "#a"}]}
  - {says: Cocher, do: check, ways: [{role: checkbox, name: Ouvert, within: {role: row, has: "{site}"}}]}
  - for: slot in slots
    steps:
      - {says: Écrire, do: fill, value: "{slot.opens}", ways: [{label: De}], frame: ["iframe >> nth=1"]}
      - {says: Choisir, do: select, value: "{slot.closes}", ways: [{css: "#to"}]}
  - {says: Appuyer, do: press, value: Control+Enter, ways: [{after: Note}]}
  - {says: Appuyer, do: press, value: Escape}
  - {says: Joindre, do: upload, value: a.csv, ways: [{testid: file}]}
  - {says: Survoler, do: hover, ways: [{text: Menu}]}
  - {says: Double, do: double_click, ways: [{placeholder: Chercher}]}
  - {says: Droit, do: right_click, ways: [{css: "li", has: x}, {text: x}], dialog: {says: "Sûr ?", answer: accept}}
  - {says: Fermer, do: close_tab, tab: 2}
"""


def test_a_recording_of_devtools_is_read_without_its_passwords() -> None:
    imported = read_devtools(json.dumps(DEVTOOLS), "lunch.json", "fr")
    recording = imported.recording
    assert (recording.address, recording.name) == ("https://console.example", "Lunch {{hours}}")
    assert [(step.do, step.value, step.tab, step.frame) for step in recording.each_step] == [
        (Verb.OPEN, "/a?page=2", 1, ()),
        (Verb.CLICK, None, 1, ("iframe >> nth=1",)),
        (Verb.SELECT, "08:00", 1, ()),
        (Verb.PRESS, "Enter", 1, ()),
        (Verb.DOUBLE_CLICK, None, 2, ()),
    ]
    assert list(recording.each_step)[1].ways == (Way(role="link", name="REVEL"), Way(css="a.revel"), Way(text="REVEL"))
    told = "\n".join(imported.warnings)
    assert "Step 3 (Écrire « ••• » dans « Mot de passe ») was left out" in told
    assert "Step 4" in told
    assert "'customStep' is not known" in told
    assert "leads away" in told
    assert "hunter" not in told + write_recording(recording)
    assert parse_recording(write_recording(recording), "x")


def test_lines_of_codegen_are_read_without_their_passwords() -> None:
    imported = read_jsonl(JSONL, "x.jsonl", "fr")
    assert [(step.do, step.value, step.tab, step.frame, step.opens_tab) for step in imported.recording.each_step] == [
        (Verb.OPEN, "/login", 1, (), False),
        (Verb.FILL, "021", 1, (), False),
        (Verb.CLICK, None, 1, ("iframe",), True),
        (Verb.SELECT, "B", 2, (), False),
        (Verb.CLICK, None, 2, (), False),
    ]
    assert list(imported.recording.each_step)[-1].ways == (Way(role="button", within=Way(role="row", name="REVEL")),)
    assert imported.warnings == (
        "Left out, a password is no part of a recording: Écrire « ••• » dans « Mot de passe ».",
    )
    assert "hunter2" not in write_recording(imported.recording)


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"steps": []}', '{"steps": [1, null]}'])
def test_a_file_that_is_no_recording_is_refused(text: str) -> None:
    with pytest.raises(NotImported):
        read_devtools(text, "x.json", "en")
    with pytest.raises(NotImported):
        read_jsonl(text, "x.jsonl", "en")


def test_what_is_written_for_devtools_is_read_back() -> None:
    bound = bind(parse_recording(OURS, "x"), {"site": "SOREZE"})
    written = json.loads(write_devtools(bound))
    kinds = [step["type"] for step in written["steps"]]
    assert kinds.count("change") == 4
    assert ['aria/SOREZE[role="link"]'] in written["steps"][2]["selectors"]
    again = read_devtools(json.dumps(written), "x", "fr").recording
    assert [step.value for step in again.each_step if step.value][:2] == ["/page", "08:00"]


def test_what_is_written_for_devtools_passes_the_parser_of_its_own_makers(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node is not None
    assert (NPM / "node_modules" / "@puppeteer" / "replay").is_dir(), "npm install --no-package-lock --ignore-scripts"
    file = tmp_path / "ours.json"
    file.write_text(write_devtools(bind(parse_recording(OURS, "x"))), encoding="utf-8")
    script = (
        "const {parse} = require('@puppeteer/replay');"
        "const flow = parse(JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8')));"
        "console.log(flow.steps.map(step => step.type).join(' '))"
    )
    done = subprocess.run(
        [node, "-e", script, str(file)], cwd=NPM, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [step["type"] for step in json.loads(file.read_text())["steps"]]


def test_a_hostile_text_is_a_literal_in_the_script() -> None:
    evil = 'x"); import os; os.system("touch /tmp/pwned") #\n'
    recording = parse_recording(OURS, "x")
    step = list(recording.each_step)[1].model_copy(update={"says": evil, "ways": (Way(text=evil),)})
    text = write_script(recording.model_copy(update={"steps": (step,)}))
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call, ast.Attribute) and call.attr == "system"]


def test_every_step_can_be_written_as_a_script() -> None:
    text = write_script(parse_recording(OURS, "x"))
    ast.parse(text)
    assert "for item in VALUES['slots']:" in text
    assert "get_by_role('link', name=VALUES['site'], exact=True).click()" in text


PAGE = """<!doctype html><title>t</title>
<table><tr><td>REVEL</td><td><input type=checkbox aria-label=Ouvert></td></tr>
<tr><td>SOREZE</td><td><input type=checkbox aria-label=Ouvert></td></tr></table>
<label>De <input id=from></label><select id=to aria-label=À><option>12:00</option><option>17:30</option></select>
<script>addEventListener('change', () => {
  const told = new XMLHttpRequest();
  told.open('POST', '/log', false);  // the script may close the browser right after its last line
  told.send([...document.querySelectorAll('input,select')].map(e => e.type === 'checkbox' ? e.checked : e.value).join());
})</script>"""


def test_the_script_does_on_a_page_what_was_recorded(
    tmp_path: Path, small_site: Callable[[str], tuple[str, list[str]]], browser_type_launch_args: dict[str, Any]
) -> None:
    address, heard = small_site(PAGE)
    recording = parse_recording(
        f"""recording: 1
console: any
address: "{address}"
made: {{at: now, by: pupitre}}
parameters:
  site: {{recorded: REVEL}}
  slots: {{type: list, of: slot, recorded: ["08:00-12:00", "14:00-17:30"]}}
steps:
  - {{says: Ouvrir, do: open, value: /}}
  - {{says: Cocher, do: check, ways: [{{role: checkbox, name: Ouvert, within: {{role: row, has: "{{site}}"}}}}]}}
  - for: slot in slots
    steps:
      - {{says: Écrire, do: fill, value: "{{slot.opens}}", ways: [{{label: De}}]}}
      - {{says: Choisir, do: select, value: "{{slot.closes}}", ways: [{{css: "#to"}}]}}
""",
        "x",
    )
    source = tmp_path / "recording.yaml"
    source.write_text(write_recording(recording), encoding="utf-8")
    script = tmp_path / "script.py"
    line = ["recording", "export", str(source), "-o", str(script), "--set", "site=SOREZE"]
    assert ended(lambda: app(line, standalone_mode=False, prog_name="pupitre"), json_output=False) == 0
    arguments = [str(browser_type_launch_args["executable_path"]), *browser_type_launch_args["args"]]
    subprocess.run([sys.executable, str(script), *arguments], check=True, timeout=120)
    assert heard[-1] == "false,true,14:00,17:30"


def test_imports_and_exports_go_by_the_ending_of_the_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> int:
        line = ["recording", *words]
        return ended(lambda: app(line, standalone_mode=False, prog_name="pupitre"), json_output="--json" in words)

    lines = tmp_path / "a.jsonl"
    lines.write_text(JSONL, encoding="utf-8")
    out = tmp_path / "a.yaml"
    assert run("import", str(lines), "-o", str(out), "--language", "fr") == 0
    assert "hunter2" not in "".join(capsys.readouterr())
    assert run("check", str(out)) == 0
    assert run("lift", str(out), "REVEL=site") == 0
    assert run("show", str(out), "--json") == 0
    assert load_recording(out).parameters["site"].recorded == "REVEL"
    capsys.readouterr()
    assert run("import", str(lines), "-o", str(out)) == 1
    assert "there is such a file" in capsys.readouterr().err
    assert run("export", str(out), "-o", str(tmp_path / "a.txt")) == 1
    assert run("export", str(out), "-o", str(tmp_path / "a.json"), "--set", "site=SOREZE") == 0
    assert "SOREZE" in (tmp_path / "a.json").read_text(encoding="utf-8")
