"""A timer and a service of systemd, for one user or for the system.

Source: systemd.service(5) "Command lines", systemd.exec(5), systemd.timer(5), systemd.unit(5) "Specifiers".
The units name absolute paths only. `:` before the command keeps `$` as it is, `%%` is a percent sign.

What was tried on a live systemd (252 and 257) and is left out because nothing starts with it: MemoryDenyWriteExecute
(the driver compiles JavaScript to machine code), ProcSubset=pid (Chromium reads /proc/cpuinfo) and
SystemCallFilter=@system-service. Chromium's own sandbox is made of three kinds of name spaces; the others are closed.
"""

from __future__ import annotations

import os
from pathlib import Path

from pupitre.unattended.timers.job import Job, Scope
from pupitre.unattended.timers.schedule import TimerRefused
from pupitre.unattended.timers.written import Written
from pupitre.visible import visible

LONGEST_NIGHT = "2h"

_HARDENED = """\
UMask=0077
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectControlGroups=yes
ProtectKernelTunables=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
RestrictNamespaces=user pid net
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
"""
_HARDENED_FOR_A_USER = "PrivateUsers=yes\n"
_HARDENED_FOR_THE_SYSTEM = """\
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectProc=invisible
PrivateDevices=yes
CapabilityBoundingSet=
"""


def folder(scope: Scope, root: Path = Path("/")) -> Path:
    """Return where units of the administrator or of a user lie."""
    if scope == "system":
        return root / "etc/systemd/system"
    configured = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    base = configured if configured.is_absolute() else Path.home() / ".config"
    return base / "systemd/user"


def names(name: str) -> tuple[str, str]:
    """Return the names of the service and of the timer."""
    return f"pupitre-{name}.service", f"pupitre-{name}.timer"


def written(job: Job, root: Path = Path("/")) -> tuple[Written, ...]:
    """Return the two units of a job; raise TimerRefused for what they cannot hold."""
    service, timer = names(job.name)
    where = folder(job.scope, root)
    return Written(where / service, _service(job).encode()), Written(where / timer, _timer(job).encode())


def enabling(name: str, scope: Scope) -> tuple[tuple[str, ...], ...]:
    """Return the commands that make the units take effect."""
    systemctl = _systemctl(scope)
    return (*systemctl, "daemon-reload"), (*systemctl, "enable", "--now", names(name)[1])


def disabling(name: str, scope: Scope) -> tuple[tuple[str, ...], ...]:
    """Return the command that stops the timer, to be done before its units go."""
    return ((*_systemctl(scope), "disable", "--now", names(name)[1]),)


def forgetting(scope: Scope) -> tuple[tuple[str, ...], ...]:
    """Return the command that is done after the units went."""
    return ((*_systemctl(scope), "daemon-reload"),)


def notes(job: Job) -> tuple[str, ...]:
    """Return what a person has to know or do besides."""
    found = [
        f"The credential {name} is taken from the system's store: /etc/credstore/{name}"
        for name, path in job.credentials.items()
        if not path
    ]
    if job.scope == "user":
        found.append("It also runs while you are not signed in after: loginctl enable-linger")
    return tuple(found)


def word(text: str) -> str:
    """Return a text as one word of a unit's list or command; `$` is left to the `:` before a command."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _systemctl(scope: Scope) -> tuple[str, ...]:
    return ("systemctl", "--user") if scope == "user" else ("systemctl",)


def _service(job: Job) -> str:
    lines = [_head(job), "[Unit]", f"Description=Pupitre, {job.what} ({job.name})"]
    if job.scope == "system":
        lines += ["Wants=network-online.target", "After=network-online.target"]
    executable, *arguments = job.command
    lines += [
        "",
        "[Service]",
        "Type=oneshot",
        "ExecStart=" + " ".join([word(f":{executable}"), *map(word, arguments)]),
        f"WorkingDirectory={_unquoted(str(job.folder))}",
        *(f"Environment={word(f'{name}={value}')}" for name, value in job.environment.items()),
        *([f"User={job.run_as.replace('%', '%%')}"] if job.scope == "system" else []),
        "# Drift waits for a person; the night itself went well.",
        "SuccessExitStatus=2",
        f"TimeoutStartSec={LONGEST_NIGHT}",
        "# Only Pupitre is asked to stop: it leaves the console by its own buttons, and then closes the browser.",
        "KillMode=mixed",
        "TimeoutStopSec=2min",
        "Nice=5",
        _HARDENED
        + (_HARDENED_FOR_A_USER if job.scope == "user" else _HARDENED_FOR_THE_SYSTEM)
        + "ReadWritePaths="
        + " ".join([*(word(str(path)) for path in job.writes), *(word(f"-{path}") for path in job.may_write)]),
        *(f"LoadCredential={name}{_credential(path)}" for name, path in _credentials(job).items()),
    ]
    return "\n".join(lines) + "\n"


def _timer(job: Job) -> str:
    return "\n".join(
        [
            _head(job),
            "[Unit]",
            f"Description=Pupitre, when {job.what} begins ({job.name})",
            "",
            "[Timer]",
            f"OnCalendar=*:0/{job.every}" if job.every else f"OnCalendar=*-*-* {job.at:%H:%M}:00 {job.zone}",
            "# A night that was slept through is caught up once.",
            "Persistent=true",
            f"RandomizedDelaySec={job.delay}min",
            "AccuracySec=1min",
            "",
            "[Install]",
            "WantedBy=timers.target",
            "",
        ]
    )


def _head(job: Job) -> str:
    return f"# {job.marker} written by `pupitre timer install`, to be removed by `pupitre timer remove`"


def _credentials(job: Job) -> dict[str, str]:
    """Return what is handed to the night; raise TimerRefused for a file that cannot be.

    From 255 on systemd passes these paths to its executor split at blanks and without their backslashes
    (seen with 257.13): the unit then does not start, or is given another file. The night of a user reads
    its own files in any case, so such a one is left out.
    """
    torn = [path for path in job.credentials.values() if any(letter in path for letter in " \\")]
    if torn and job.scope == "system":
        raise TimerRefused(
            f"The path {visible(torn[0])!r} has a blank or a backslash in it, and systemd cannot hand that file over.",
            remedy="Rename the file or folder, or keep the password in /etc/credstore and name it: systemd:NAME",
        )
    return {name: path for name, path in job.credentials.items() if path not in torn}


def _credential(path: str) -> str:
    return f":{_unquoted(path)}" if path else ""


def _unquoted(path: str) -> str:
    """Return a path as it stands where nothing is quoted; what would need quotes is refused."""
    if path != path.strip() or path.endswith("\\"):
        raise TimerRefused(
            f"The path {visible(path)!r} begins or ends with a blank or a backslash, which systemd cannot name here.",
            remedy="Rename the file or folder.",
        )
    return path.replace("%", "%%")
