"""The project file's schema, as migrations: the one place where it is defined.

Importing this module imports sqlite-utils, which takes over half a second. So only two moments do it: migrating an
older project, and making the snapshot of the schema anew (see `snapshots`). New projects are made from the snapshot.

Each migration sets `user_version` to its own number. A migration that was released is never changed.
"""

from sqlite_utils import Database, Migrations

from annotator.domain.text import words_in
from annotator.store.identity import APPLICATION_ID
from annotator.store.schema import set_up_text_index

migrations = Migrations("annotator")

# `removed` is 0 for a live row, 1 for one that was removed, 2 for one that an unfinished import has staged.
# What hangs on a row (a span on its article, an attribute on its span) is hidden with it and keeps its own mark.
_FIRST = """
CREATE TABLE info (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE label (
    id TEXT PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    key TEXT NOT NULL DEFAULT '',
    color TEXT NOT NULL DEFAULT 'slate',
    guideline TEXT NOT NULL DEFAULT '',
    extent TEXT NOT NULL DEFAULT 'phrase' CHECK (extent IN ('phrase', 'statement')),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;
CREATE UNIQUE INDEX label_name ON label(name) WHERE removed = 0;

CREATE TABLE annotator (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;
CREATE UNIQUE INDEX annotator_name ON annotator(name) WHERE removed = 0;

CREATE TABLE article (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    url TEXT NOT NULL DEFAULT '',
    date TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    extra TEXT NOT NULL DEFAULT '{}',
    flag INTEGER NOT NULL DEFAULT 0 CHECK (flag IN (0, 1)),
    note TEXT NOT NULL DEFAULT '',
    words INTEGER NOT NULL CHECK (words >= 0),
    length INTEGER NOT NULL CHECK (length >= 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    file TEXT NOT NULL DEFAULT '',
    file_sha256 TEXT NOT NULL DEFAULT '',
    encoding TEXT NOT NULL DEFAULT '',
    newline TEXT NOT NULL DEFAULT '',
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;
CREATE UNIQUE INDEX article_sha256 ON article(sha256) WHERE removed = 0;
CREATE INDEX article_live ON article(number, id) WHERE removed = 0;
CREATE INDEX article_hidden ON article(removed) WHERE removed <> 0;

CREATE TABLE article_text (
    number INTEGER PRIMARY KEY REFERENCES article(number),
    article_id TEXT NOT NULL UNIQUE REFERENCES article(id),
    text TEXT NOT NULL
) STRICT;
CREATE TRIGGER article_text_stays BEFORE UPDATE ON article_text
BEGIN
    SELECT RAISE(ABORT, 'the text of an article never changes');
END;
CREATE TRIGGER article_sha256_stays BEFORE UPDATE OF number, id, sha256, length, words ON article
BEGIN
    SELECT RAISE(ABORT, 'the text of an article never changes');
END;
CREATE TRIGGER article_text_once BEFORE INSERT ON article_text
WHEN EXISTS (SELECT 1 FROM article_text WHERE number = new.number OR article_id = new.article_id)
BEGIN
    SELECT RAISE(ABORT, 'the text of an article never changes');
END;
CREATE TRIGGER article_text_kept BEFORE DELETE ON article_text
WHEN (SELECT removed FROM article WHERE id = old.article_id) <> 2
BEGIN
    SELECT RAISE(ABORT, 'an article is removed by its mark');
END;

CREATE TABLE span (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    start INTEGER NOT NULL CHECK (start >= 0),
    "end" INTEGER NOT NULL,
    label_id TEXT NOT NULL REFERENCES label(id),
    annotator_id TEXT NOT NULL REFERENCES annotator(id),
    quote TEXT NOT NULL,
    origin TEXT NOT NULL DEFAULT '',
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2)),
    CHECK ("end" > start),
    CHECK (length(quote) = "end" - start)
) STRICT;
CREATE UNIQUE INDEX span_place ON span(article_id, start, "end", label_id, annotator_id) WHERE removed = 0;
CREATE INDEX span_label ON span(label_id, annotator_id, article_id) WHERE removed = 0;
CREATE INDEX span_hidden ON span(article_id, removed) WHERE removed <> 0;
CREATE INDEX span_staged ON span(removed) WHERE removed = 2;

CREATE TABLE attribute (
    id TEXT PRIMARY KEY NOT NULL,
    span_id TEXT NOT NULL REFERENCES span(id),
    name TEXT NOT NULL CHECK (name <> ''),
    value TEXT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;
CREATE UNIQUE INDEX attribute_name ON attribute(span_id, name) WHERE removed = 0;
CREATE INDEX attribute_span ON attribute(span_id) WHERE removed <> 0;
CREATE INDEX attribute_staged ON attribute(removed) WHERE removed = 2;

CREATE TABLE relation (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    type TEXT NOT NULL CHECK (type <> ''),
    from_id TEXT NOT NULL REFERENCES span(id),
    to_id TEXT NOT NULL REFERENCES span(id),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;
CREATE UNIQUE INDEX relation_ends ON relation(from_id, to_id, type) WHERE removed = 0;
CREATE INDEX relation_article ON relation(article_id);
CREATE INDEX relation_from ON relation(from_id);
CREATE INDEX relation_to ON relation(to_id);
CREATE INDEX relation_staged ON relation(removed) WHERE removed = 2;

CREATE TABLE suggestion (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    start INTEGER NOT NULL CHECK (start >= 0),
    "end" INTEGER NOT NULL,
    label_id TEXT NOT NULL REFERENCES label(id),
    quote TEXT NOT NULL,
    origin TEXT NOT NULL,
    version TEXT NOT NULL DEFAULT '',
    score REAL CHECK (score IS NULL OR (score >= 0 AND score <= 1)),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2)),
    CHECK ("end" > start),
    CHECK (length(quote) = "end" - start)
) STRICT;
CREATE UNIQUE INDEX suggestion_place ON suggestion(article_id, start, "end", label_id, origin) WHERE removed = 0;
CREATE INDEX suggestion_article ON suggestion(article_id, origin);
CREATE INDEX suggestion_label ON suggestion(label_id);
CREATE INDEX suggestion_staged ON suggestion(removed) WHERE removed = 2;

CREATE TABLE decision (
    id TEXT PRIMARY KEY NOT NULL,
    suggestion_id TEXT NOT NULL REFERENCES suggestion(id),
    annotator_id TEXT NOT NULL REFERENCES annotator(id),
    value TEXT NOT NULL CHECK (value IN ('accepted', 'rejected')),
    at TEXT NOT NULL DEFAULT '',
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;
CREATE UNIQUE INDEX decision_once ON decision(suggestion_id, annotator_id) WHERE removed = 0;
CREATE INDEX decision_suggestion ON decision(suggestion_id);
CREATE INDEX decision_staged ON decision(removed) WHERE removed = 2;

CREATE TABLE status (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    annotator_id TEXT NOT NULL REFERENCES annotator(id),
    value TEXT NOT NULL CHECK (value IN ('todo', 'in_progress', 'done')),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;
CREATE UNIQUE INDEX status_once ON status(annotator_id, article_id) WHERE removed = 0;
CREATE INDEX status_article ON status(article_id);

CREATE TABLE place (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    annotator_id TEXT NOT NULL REFERENCES annotator(id),
    "offset" INTEGER NOT NULL CHECK ("offset" >= 0),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;
CREATE UNIQUE INDEX place_once ON place(article_id, annotator_id) WHERE removed = 0;

CREATE TABLE step (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    annotator TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    article_id TEXT REFERENCES article(id),
    state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped'))
) STRICT;
CREATE INDEX step_undone ON step(seq) WHERE state = 'undone';
CREATE INDEX step_article ON step(article_id) WHERE article_id IS NOT NULL;

CREATE TABLE change (
    step_seq INTEGER NOT NULL REFERENCES step(seq),
    n INTEGER NOT NULL,
    "table" TEXT NOT NULL,
    row_id TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (step_seq, n),
    CHECK ((before IS NULL) = (after IS NULL))
) STRICT, WITHOUT ROWID;

-- The indexes are kept by the app, not by triggers: with trusted_schema off, triggers may not write them.
CREATE VIRTUAL TABLE text_index USING fts5(
    text, content='article_text', content_rowid='number', tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE title_index USING fts5(title, source, tokenize='unicode61 remove_diacritics 2');
"""


# What suggestions, their decisions and splits need beyond the first schema, and what large projects need: counts of
# status without a look at each row, and a search that does not read every word that begins with "th".
_SECOND = """
ALTER TABLE suggestion ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE decision ADD COLUMN seconds REAL CHECK (seconds IS NULL OR seconds >= 0);
-- The span that accepting made ('' = none), and whether it was made with another label or other borders.
ALTER TABLE decision ADD COLUMN span_id TEXT NOT NULL DEFAULT '';
ALTER TABLE decision ADD COLUMN changed INTEGER NOT NULL DEFAULT 0 CHECK (changed IN (0, 1));

-- Which version of a suggester has seen an article last, so that a run over all articles can go on where it stopped.
CREATE TABLE suggested (
    article_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (article_id, origin)
) STRICT, WITHOUT ROWID;

CREATE TABLE split (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    name TEXT NOT NULL CHECK (name <> ''),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;
CREATE UNIQUE INDEX split_once ON split(article_id) WHERE removed = 0;

CREATE INDEX status_value ON status(annotator_id, value) WHERE removed = 0;

DROP TABLE text_index;
CREATE VIRTUAL TABLE text_index USING fts5(
    text, content='article_text', content_rowid='number', prefix='2 3', tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO text_index(text_index) VALUES ('rebuild');
"""


# Words are counted anew: what a no-break space joins is one now. The index of the texts takes in an import in two
# thirds of the time without beginnings of three letters, which the second schema added (a search for such a word takes
# no longer than 50 ms among 100,000 articles), and without the lengths of the texts, which only a ranking by relevance
# would need.
_THIRD = """
DROP TRIGGER article_sha256_stays;
UPDATE article SET words = words_in(text) FROM article_text t WHERE t.number = article.number;
CREATE TRIGGER article_sha256_stays BEFORE UPDATE OF number, id, sha256, length, words ON article
BEGIN
    SELECT RAISE(ABORT, 'the text of an article never changes');
END;

DROP TABLE text_index;
CREATE VIRTUAL TABLE text_index USING fts5(
    text, content='article_text', content_rowid='number', prefix='2', columnsize=0,
    tokenize='unicode61 remove_diacritics 2'
);
"""


@migrations()
def first_schema(db: Database) -> None:
    db.executescript(_FIRST)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")


@migrations()
def second_schema(db: Database) -> None:
    db.executescript(_SECOND)
    db.execute("PRAGMA user_version = 2")


@migrations()
def third_schema(db: Database) -> None:
    db.conn.create_function("words_in", 1, words_in, deterministic=True)
    db.executescript(_THIRD)
    set_up_text_index(db.conn)
    db.execute("INSERT INTO text_index(text_index) VALUES ('rebuild')")
    db.execute("PRAGMA user_version = 3")
