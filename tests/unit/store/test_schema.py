"""The schema is what the migrations make, and every released one stays readable."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from annotator.errors import ProjectError
from annotator.store import Project, connection, migrations, schema, snapshots
from annotator.store.identity import APPLICATION_ID, SCHEMA_VERSION

DATA = Path(__file__).parents[2] / "data"


def test_the_snapshot_is_what_the_migrations_make() -> None:
    assert snapshots.SNAPSHOTS[SCHEMA_VERSION].lstrip("\n") == schema.snapshot()
    assert [migration.name for migration in migrations.migrations.pending(Database(memory=True))] == list(
        schema.MIGRATION_NAMES
    )
    assert len(schema.MIGRATION_NAMES) == SCHEMA_VERSION


def test_a_new_project_is_what_the_migrations_make(path: Path) -> None:
    Project.create(path, ()).close()
    with closing(sqlite3.connect(path)) as made:
        assert schema.differences(schema.read_schema(made), schema.expected_schema(SCHEMA_VERSION)) == []
        assert [one.name for one in migrations.migrations.applied(Database(made))] == list(schema.MIGRATION_NAMES)
        assert made.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert made.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        migrated = Database(memory=True)
        migrations.migrations.apply(migrated)
        settings = "SELECT k, v FROM text_index_config ORDER BY k"
        assert made.execute(settings).fetchall() == migrated.execute(settings).fetchall()


def test_opening_and_creating_do_not_import_sqlite_utils(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from annotator.store import Project;"
        f"p = Project.create(Path({str(path)!r}), ()); p.close(); Project.open(p.path).close();"
        "sys.exit('sqlite_utils' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", script], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize("version", sorted(snapshots.SNAPSHOTS))
def test_a_project_of_every_released_schema_opens(version: int, tmp_path: Path) -> None:
    copy = tmp_path / "old.annotator"
    shutil.copyfile(DATA / f"schema-{version}.annotator", copy)
    with Project.open(copy) as project:
        assert project.check() == []
        (first, second) = project.annotated()
        assert [span.quote for span in first.spans] == [
            "Colombian authorities",
            "troops loyal to Maduro hold nearly 1,500 AK-103 rifles",
            "Maduro",
        ]
        assert first.spans[0].attributes == {"note": "which?"}
        assert first.status == "done"
        assert second.article.title == "Navy denies"
        assert [hit.article_id for hit in project.search("auth", 9)] == ["first"]
        assert project.place("second", "Ana") == 18
        assert project.undo_name() == "Edit article"
        assert project.redo_name() == "Tag as weapon"
        project.redo()
        project.undo()
        project.undo()
        assert project.article("second").title != "Navy denies"


def test_an_older_project_is_migrated_after_a_verified_copy(
    project: Project, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.close()
    later = _with_a_later_version(monkeypatch)
    with pytest.raises(ProjectError, match="older version"):
        Project.open(path, read_only=True)
    before = path.read_bytes()
    with Project.open(path) as migrated:
        assert migrated.article_ids() == ["first", "second"]
        assert migrated.db.value("SELECT count(*) FROM backup_note") == 0
        assert migrated.check() == []
    copy = path.with_name(f"news.before-upgrade-from-{SCHEMA_VERSION}.annotator")
    with closing(sqlite3.connect(copy)) as kept:
        assert schema.differences(schema.read_schema(kept), schema.expected_schema(SCHEMA_VERSION)) == []
        assert kept.execute("SELECT count(*) FROM article").fetchone() == (2,)
    assert path.read_bytes() != before
    assert later == ["later_schema"]


def test_an_older_project_that_a_crash_left_with_a_journal_is_put_right_and_migrated(tmp_path: Path) -> None:
    old, crashed = tmp_path / "old.annotator", tmp_path / "crashed.annotator"
    shutil.copyfile(DATA / "schema-1.annotator", old)
    with closing(sqlite3.connect(old, isolation_level=None)) as interrupted:
        interrupted.execute("PRAGMA cache_size = 1")
        interrupted.execute("BEGIN")
        interrupted.executemany("INSERT INTO info VALUES (?, ?)", [(f"k{n}", "x" * 500) for n in range(400)])
        shutil.copyfile(old, crashed)
        shutil.copyfile(f"{old}-journal", f"{crashed}-journal")
        interrupted.execute("ROLLBACK")
    with Project.open(crashed) as project:
        assert project.check() == []
        assert len(project.article_ids()) == 2
        assert project.db.value("PRAGMA user_version") == SCHEMA_VERSION


def test_words_are_counted_anew_where_an_older_version_counted_otherwise(tmp_path: Path) -> None:
    old = tmp_path / "old.annotator"
    shutil.copyfile(DATA / "schema-2.annotator", old)
    with closing(sqlite3.connect(old, isolation_level=None)) as before:
        (trigger,) = before.execute("SELECT sql FROM sqlite_master WHERE name = 'article_sha256_stays'").fetchone()
        before.execute("DROP TRIGGER article_sha256_stays")
        before.execute("UPDATE article SET words = 99")
        before.execute(trigger)
    with Project.open(old) as project:
        assert [words for (words,) in project.db.rows("SELECT words FROM article ORDER BY number")] == [12, 10]
        assert project.check() == []


def test_a_migration_that_fails_leaves_the_project_as_it_was(
    project: Project, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.close()
    _with_a_later_version(monkeypatch, fails=True)
    before = path.read_bytes()
    with pytest.raises(ProjectError):
        Project.open(path)
    assert path.read_bytes() == before


def _with_a_later_version(monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> list[str]:
    """Pretends that a later release added a table."""
    table = "CREATE TABLE backup_note (x TEXT) STRICT"
    names: list[str] = []
    later = Migrations("annotator")
    for name in schema.MIGRATION_NAMES:
        later(name=name)(getattr(migrations, name))

    @later()
    def later_schema(db: Database) -> None:
        names.append("later_schema")
        db.execute(table)
        if fails:
            db.execute("INSERT INTO no_such_table VALUES (1)")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")

    new = f"{snapshots.SNAPSHOTS[SCHEMA_VERSION]}\n-- table backup_note on backup_note\n{table};\n"
    monkeypatch.setitem(snapshots.SNAPSHOTS, SCHEMA_VERSION + 1, new)
    monkeypatch.setattr(connection, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr(migrations, "migrations", later)
    return names
