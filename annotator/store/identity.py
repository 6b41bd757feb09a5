"""What marks a file as a project, and ids that are unique across copies of a project."""

import os

APPLICATION_ID = 0x416E6E6F
"""`PRAGMA application_id` of every project: "Anno" in ASCII, 1097756271."""

SCHEMA_VERSION = 3
"""`PRAGMA user_version` of the projects that this app makes: the number of migrations."""


def new_id() -> str:
    """A fresh id of 20 hexadecimal characters: 80 random bits, unique across copies that will be merged."""
    return os.urandom(10).hex()


def new_ids(count: int) -> list[str]:
    """Many fresh ids, in their order: SQLite's index takes them in faster than at random."""
    digits = os.urandom(10 * count).hex()
    return sorted(digits[at : at + 20] for at in range(0, 20 * count, 20))
