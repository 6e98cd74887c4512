"""What kind of file system a path stands on, by what the system tells."""

from __future__ import annotations

from pathlib import Path

#: Where locks are not known to hold.
NETWORK = frozenset({"9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "gfs2", "glusterfs", "lustre"})
NETWORK |= {
    "ncpfs",
    "nfs",
    "nfs3",
    "nfs4",
    "ocfs2",
    "prl_fs",
    "rclone",
    "s3fs",
    "smb2",
    "smb3",
    "smbfs",
    "sshfs",
}
NETWORK |= {"vboxsf", "virtiofs", "vmhgfs", "vmhgfs-fuse"}

#: Of these, the shares of another machine, which can go away in the middle of a run.
SHARES = NETWORK - {"9p", "drvfs", "prl_fs", "vboxsf", "virtiofs", "vmhgfs", "vmhgfs-fuse"}


def filesystem_of(path: Path) -> str:
    """Return the type of the file system under a path, or "" where the system does not tell."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        point = fields.split()[4].encode("latin-1", "surrogateescape").decode("unicode_escape", "surrogateescape")
        inside = point == "/" or path == Path(point) or Path(point) in path.parents
        if inside and len(point) >= len(best):  # of two mounts on one point, the later one is seen
            best, kind = point, rest.split()[0]
    return kind
