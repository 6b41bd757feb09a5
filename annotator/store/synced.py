"""Whether a folder is kept the same on several computers by a program that knows nothing of databases."""

import re
from contextlib import suppress
from pathlib import Path

_NAMES = (
    (re.compile(r"dropbox( \(.*\))?", re.IGNORECASE), "Dropbox"),
    (re.compile(r"onedrive( - .*|-.*)?", re.IGNORECASE), "OneDrive"),
    (re.compile(r"google ?drive|googledrive-.*|my drive", re.IGNORECASE), "Google Drive"),
    (re.compile(r"icloud ?drive|mobile documents|com~apple~clouddocs", re.IGNORECASE), "iCloud"),
    (re.compile(r"nextcloud\d*", re.IGNORECASE), "Nextcloud"),
    (re.compile(r"owncloud\d*", re.IGNORECASE), "ownCloud"),
)
_MARKS = (
    (".dropbox.cache", "Dropbox"),
    (".dropbox", "Dropbox"),
    (".tmp.drivedownload", "Google Drive"),
    (".stfolder", "Syncthing"),
    (".stversions", "Syncthing"),
    (".owncloudsync.log", "Nextcloud"),
    (".nextcloudsync.log", "Nextcloud"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
)
_JOURNAL = ".sync_*.db"
"""What Nextcloud and ownCloud keep at the top of a folder."""


def synced_by(path: Path) -> str:
    """The program that synchronises the folder of a file, by the names and marks that such folders have; "" if none."""
    try:
        place = path.resolve().parent
    except OSError:
        return ""
    for folder in (place, *place.parents):
        for pattern, name in _NAMES:
            if pattern.fullmatch(folder.name):
                return name
        if folder == Path.home() or folder == folder.parent:
            continue  # such marks lie there also where nothing there is synchronised
        with suppress(OSError):
            for mark, name in _MARKS:
                if (folder / mark).exists():
                    return name
            if next(folder.glob(_JOURNAL), None):
                return "Nextcloud"
    return ""
