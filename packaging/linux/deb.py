"""The Debian package: the program folder, its place in the menu, its file type, icons and manual page."""

import gzip
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from linux.manual import manual_page
from program.icons import ICON, SIZES, painted

HERE = Path(__file__).resolve().parent
MIME_ICON = HERE / "application-x-annotator-project.svg"
DEPENDS = (
    # Qt's own needs; newer releases name the first one differently
    "libglib2.0-0 | libglib2.0-0t64",
    "libegl1",
    "libgl1",
    "libdbus-1-3",
    "libxkbcommon0",
    "libfontconfig1",
    # a window on X11 and on Wayland
    "libxcb-cursor0",
    "libxkbcommon-x11-0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libwayland-cursor0",
    # what the wheels and Python were built against
    "libc6 (>= 2.34)",
    "libstdc++6",
    "libgcc-s1",
    # what tells the desktop of the menu entry, the file type and the icons
    "desktop-file-utils",
    "hicolor-icon-theme",
    "shared-mime-info",
    # readable text in every script that articles come in
    "fonts-dejavu-core | fonts-noto-core",
)
_CONTROL = """Package: annotator
Version: {version}
Architecture: {architecture}
Maintainer: The Annotator developers <annotator@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: fonts-noto-core
Section: science
Priority: optional
Description: tag claims, actors, weapons and figures in news articles
 A desktop application for labelling source texts on one's own computer. Spans
 may overlap and nest: on the screen, in the project file and in each export.
 .
 Every step is on disk at once and can be undone. Articles come in from text,
 HTML, PDF and Word files and from other tools' formats; training data goes out
 with exact offsets. Suggestions are made by rules, from what was tagged before
 and by spaCy pipelines. No network connection is ever made.
"""

_CHANGELOG = """annotator ({version}) stable; urgency=medium

  * See NEWS.md.gz for what changed.

 -- The Annotator developers <annotator@localhost>  {day}
"""


def build_package(folder: Path, work: Path, target: Path, version: str, epoch: int) -> Path:
    """Builds the .deb from the program folder, and gives its path in the folder `target`."""
    shutil.rmtree(work, ignore_errors=True)
    root = work / "annotator"
    shutil.copytree(folder, root / "usr/lib/annotator", symlinks=True)
    _link(root / "usr/bin/annotator", "../lib/annotator/annotator")
    share = root / "usr/share"
    _copy(HERE / "annotator.desktop", share / "applications/annotator.desktop")
    _copy(HERE / "annotator-mime.xml", share / "mime/packages/annotator.xml")
    _copy(HERE / "annotator.metainfo.xml", share / "metainfo/annotator.metainfo.xml")
    _put_icons(share / "icons/hicolor")
    _put_documents(folder, share, version, epoch)
    architecture = _said("dpkg", "--print-architecture")
    kilobytes = sum(path.lstat().st_size for path in root.rglob("*")) // 1024
    control = _CONTROL.format(
        version=version, architecture=architecture, kilobytes=kilobytes, depends=", ".join(DEPENDS)
    )
    _write(root / "DEBIAN/control", control.encode())
    _settle(root, epoch)
    package = target / f"annotator_{version}_{architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--threads-max=2", "--build", str(root), str(package)]
    subprocess.run(command, check=True, env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}, stdout=subprocess.DEVNULL)
    return package


def _put_icons(hicolor: Path) -> None:
    for svg, kind, name in ((ICON, "apps", "annotator"), (MIME_ICON, "mimetypes", MIME_ICON.stem)):
        _copy(svg, hicolor / f"scalable/{kind}/{name}.svg")
        for size in SIZES:
            _write(hicolor / f"{size}x{size}/{kind}/{name}.png", painted(svg, size))


def _put_documents(folder: Path, share: Path, version: str, epoch: int) -> None:
    documents = share / "doc/annotator"
    _write(share / "man/man1/annotator.1.gz", _packed(manual_page(version, epoch).encode()))
    _write(documents / "NEWS.md.gz", _packed((HERE.parent.parent / "CHANGELOG.md").read_bytes()))
    day = datetime.fromtimestamp(epoch, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    _write(documents / "changelog.gz", _packed(_CHANGELOG.format(version=version, day=day).encode()))
    _copy(HERE / "copyright", documents / "copyright")
    _copy(folder / "MANIFEST.json", documents / "MANIFEST.json")
    _link(documents / "licenses", "../../../lib/annotator/licenses")


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def _copy(source: Path, target: Path) -> None:
    _write(target, source.read_bytes())


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _link(target: Path, to: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(to)


def _settle(root: Path, epoch: int) -> None:
    """Gives everything the rights that a package has, and no time later than the commit."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.relative_to(root).as_posix() == "usr/lib/annotator/annotator"
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
