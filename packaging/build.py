"""Build what people install: the self-contained program folder and, on Debian and its kin, the package.

    python3 packaging/build.py            dist/annotator/, its archive, and the .deb
    python3 packaging/build.py folder     only dist/annotator/

Everything comes from requirements.txt, by hash. The same commit on the same system gives the same parts; their times
are that of the commit. Needs binutils (strip) and, for the package, dpkg-dev's dpkg-deb.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "packaging"
VENV_PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DIST, WORK = ROOT / "dist", ROOT / "build" / "annotator"
FOLDER = DIST / "annotator"


def commit_time() -> int:
    """Seconds since 1970 of the last commit; of the newest source file where there is no git."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.returncode == 0:
        return int(asked.stdout)
    return int(max(path.stat().st_mtime for path in (ROOT / "annotator").rglob("*.py")))


def build_folder(epoch: int) -> None:
    """dist/annotator: the program with all it needs, its manifest and licences."""
    from program.contents import STRIPPED
    from program.manifest import write_manifest

    WORK.mkdir(parents=True, exist_ok=True)
    if sys.platform in ("win32", "darwin"):
        from program.icons import write_icon

        write_icon(WORK / ("annotator.ico" if sys.platform == "win32" else "annotator.icns"))
    shutil.rmtree(FOLDER, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", str(HERE / "program" / "annotator.spec"), "--noconfirm"]
    command += ["--distpath", str(DIST), "--workpath", str(WORK.parent), "--log-level", "ERROR"]
    same = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run(command, cwd=ROOT, check=True, env=os.environ | same)
    if sys.platform.startswith("linux"):
        inside = FOLDER / "_internal"
        libraries = [library for package in STRIPPED for library in (inside / package).rglob("*.so")]
        libraries += inside.glob("libpython3*.so*")
        subprocess.run(["strip", "--strip-unneeded", *map(str, libraries)], check=True)
    taken = json.loads((WORK / "contents.json").read_text(encoding="utf-8"))
    parts = write_manifest(FOLDER, [(name, source) for name, source in taken])
    print(f"{FOLDER}: {size_mb(FOLDER):.0f} MB, {len(parts)} parts in MANIFEST.json")


def size_mb(path: Path) -> float:
    """Megabytes of a file, or of all files in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file() and not file.is_symlink()]
    return sum(file.stat().st_size for file in files) / 1e6


def pack_folder(version: str, epoch: int) -> Path:
    """The archive of the folder, for those who unpack it where they like."""
    archive = DIST / f"annotator-{version}-linux-{os.uname().machine}.tar.xz"

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = epoch
        return member

    bare = archive.with_suffix("")
    with tarfile.open(bare, "w") as file:
        for path in sorted(FOLDER.rglob("*")):
            file.add(path, arcname=str(path.relative_to(DIST)), recursive=False, filter=plain)
    subprocess.run(["xz", "--force", "--threads=0", "-6", str(bare)], check=True)
    print(f"{archive}: {size_mb(archive):.0f} MB")
    return archive


def main(arguments: list[str]) -> None:
    if Path(sys.prefix) != ROOT / ".venv":
        subprocess.run([sys.executable, str(HERE / "run.py"), "setup"], check=True)
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), str(Path(__file__)), *arguments])
    from annotator import __version__

    epoch = commit_time()
    build_folder(epoch)
    if arguments == ["folder"] or not sys.platform.startswith("linux"):
        return
    pack_folder(__version__, epoch)
    if shutil.which("dpkg-deb"):
        from linux.deb import build_package

        package = build_package(FOLDER, ROOT / "build" / "deb", DIST, __version__, epoch)
        print(f"{package}: {size_mb(package):.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
