"""What is inside the program: each part with its version and licence, and the licence texts beside it."""

import importlib.metadata as metadata
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_COMMON = Path("/usr/share/common-licenses")
_QT_LICENCES = ("LGPL-3", "GPL-3", "GPL-2")
_QT_WORDS = """Qt and Qt for Python (PySide6) are used under the GNU Lesser General Public License, version 3.

They lie in this folder as shared libraries of their own: _internal/PySide6 and _internal/shiboken6. You may replace
them by your own builds of the same version line: put your files in the place of ours, under the same names, and
start the program. Nothing in it checks or prevents that. Their source code is published by the Qt Project, under
the versions that MANIFEST.json names.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing inside the program. `kind` is "Python", "Python package" or "Debian package"."""

    name: str
    version: str
    licence: str
    kind: str


def write_manifest(folder: Path, taken: Iterable[tuple[str, str]]) -> list[Part]:
    """Writes MANIFEST.json and licenses/ into the program's folder. `taken` holds (name inside, path it came from)."""
    sources = {Path(source).resolve() for _, source in taken if source and source != "-"}
    licences = folder / "licenses"
    shutil.rmtree(licences, ignore_errors=True)
    parts = [_python(licences), *_distributions(sources, licences), *_debian_packages(sources, licences)]
    parts.sort(key=lambda part: (part.kind, part.name.lower()))
    manifest = {"parts": [asdict(part) for part in parts]}
    (folder / "MANIFEST.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return parts


def _python(licences: Path) -> Part:
    base = Path(sys.base_prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "LICENSE.txt"
    if not base.exists():
        base = next(Path("/usr/share/doc").glob(f"*python{sys.version_info.major}.{sys.version_info.minor}*/copyright"))
    _put(base, licences / "Python")
    return Part("Python", sys.version.split()[0], "PSF-2.0", "Python")


def _distributions(sources: set[Path], licences: Path) -> Iterator[Part]:
    """The Python packages of which at least one file went in, and PyInstaller, whose start-up code is in it."""
    for distribution in metadata.distributions():
        name, files = distribution.metadata["Name"], distribution.files or []
        inside = any(Path(str(file.locate())).resolve() in sources for file in files if ".dist-info" not in str(file))
        if not inside and name.lower() not in ("pyinstaller", "annotator"):
            continue
        texts = [file for file in files if ".dist-info" in str(file) and _is_licence(Path(str(file)).name)]
        target = licences / f"{name}-{distribution.version}"
        for text in texts:
            inner = str(file_path) if (file_path := Path(str(text)).parent.name) != "licenses" else ""
            _put(Path(str(text.locate())), target, prefix="" if inner.endswith(".dist-info") else inner)
        if name.lower().startswith(("pyside6", "shiboken6")):
            for licence in _QT_LICENCES:
                _put(_COMMON / licence, target)
            (licences / "Qt.txt").write_text(_QT_WORDS, encoding="utf-8")
        yield Part(name, distribution.version, _licence_of(distribution), "Python package")


def _is_licence(name: str) -> bool:
    return name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "LICENSES"))


def _licence_of(distribution: metadata.Distribution) -> str:
    """What a package says of its licence: the expression, else the old field if it is a line, else the classifiers."""
    fields = distribution.metadata.json
    said = str(fields.get("license_expression") or fields.get("license") or "").strip()
    if said and "\n" not in said:
        return said
    classifiers = distribution.metadata.get_all("Classifier") or []
    found = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")]
    return "; ".join(found) or said.partition("\n")[0] or "see the licence text"


def _debian_packages(sources: set[Path], licences: Path) -> Iterator[Part]:
    """The packages that the libraries of the build machine came from."""
    found: dict[str, str] = {}
    for source in sources:
        if source.is_relative_to("/usr/lib") or source.is_relative_to("/lib"):
            asked = subprocess.run(["dpkg", "-S", str(source)], capture_output=True, text=True, check=False)
            if asked.returncode == 0:
                found[asked.stdout.partition(":")[0]] = str(source)
    for name in sorted(found):
        asked = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}\n", name], capture_output=True, text=True, check=True
        )
        _put(Path("/usr/share/doc") / name / "copyright", licences / name)
        yield Part(name, asked.stdout.split()[0], "see the licence text", "Debian package")


def _put(text: Path, folder: Path, prefix: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(text, folder / (f"{prefix}-{text.name}" if prefix else text.name))
