"""The schema of version 3, written by `schema.write_snapshot`. Not edited by hand."""

SCHEMA = """
-- table _sqlite_migrations on _sqlite_migrations
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);

-- index idx__sqlite_migrations_migration_set_name on _sqlite_migrations
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");

-- table info on info
CREATE TABLE info (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;

-- index sqlite_autoindex_info_1 on info

-- table label on label
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

-- index sqlite_autoindex_label_1 on label

-- index label_name on label
CREATE UNIQUE INDEX label_name ON label(name) WHERE removed = 0;

-- table annotator on annotator
CREATE TABLE annotator (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;

-- index sqlite_autoindex_annotator_1 on annotator

-- index annotator_name on annotator
CREATE UNIQUE INDEX annotator_name ON annotator(name) WHERE removed = 0;

-- table article on article
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

-- index sqlite_autoindex_article_1 on article

-- index article_sha256 on article
CREATE UNIQUE INDEX article_sha256 ON article(sha256) WHERE removed = 0;

-- index article_live on article
CREATE INDEX article_live ON article(number, id) WHERE removed = 0;

-- index article_hidden on article
CREATE INDEX article_hidden ON article(removed) WHERE removed <> 0;

-- table article_text on article_text
CREATE TABLE article_text (
    number INTEGER PRIMARY KEY REFERENCES article(number),
    article_id TEXT NOT NULL UNIQUE REFERENCES article(id),
    text TEXT NOT NULL
) STRICT;

-- index sqlite_autoindex_article_text_1 on article_text

-- trigger article_text_stays on article_text
CREATE TRIGGER article_text_stays BEFORE UPDATE ON article_text
BEGIN
    SELECT RAISE(ABORT, 'the text of an article never changes');
END;

-- trigger article_text_once on article_text
CREATE TRIGGER article_text_once BEFORE INSERT ON article_text
WHEN EXISTS (SELECT 1 FROM article_text WHERE number = new.number OR article_id = new.article_id)
BEGIN
    SELECT RAISE(ABORT, 'the text of an article never changes');
END;

-- trigger article_text_kept on article_text
CREATE TRIGGER article_text_kept BEFORE DELETE ON article_text
WHEN (SELECT removed FROM article WHERE id = old.article_id) <> 2
BEGIN
    SELECT RAISE(ABORT, 'an article is removed by its mark');
END;

-- table span on span
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

-- index sqlite_autoindex_span_1 on span

-- index span_place on span
CREATE UNIQUE INDEX span_place ON span(article_id, start, "end", label_id, annotator_id) WHERE removed = 0;

-- index span_label on span
CREATE INDEX span_label ON span(label_id, annotator_id, article_id) WHERE removed = 0;

-- index span_hidden on span
CREATE INDEX span_hidden ON span(article_id, removed) WHERE removed <> 0;

-- index span_staged on span
CREATE INDEX span_staged ON span(removed) WHERE removed = 2;

-- table attribute on attribute
CREATE TABLE attribute (
    id TEXT PRIMARY KEY NOT NULL,
    span_id TEXT NOT NULL REFERENCES span(id),
    name TEXT NOT NULL CHECK (name <> ''),
    value TEXT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;

-- index sqlite_autoindex_attribute_1 on attribute

-- index attribute_name on attribute
CREATE UNIQUE INDEX attribute_name ON attribute(span_id, name) WHERE removed = 0;

-- index attribute_span on attribute
CREATE INDEX attribute_span ON attribute(span_id) WHERE removed <> 0;

-- index attribute_staged on attribute
CREATE INDEX attribute_staged ON attribute(removed) WHERE removed = 2;

-- table relation on relation
CREATE TABLE relation (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    type TEXT NOT NULL CHECK (type <> ''),
    from_id TEXT NOT NULL REFERENCES span(id),
    to_id TEXT NOT NULL REFERENCES span(id),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;

-- index sqlite_autoindex_relation_1 on relation

-- index relation_ends on relation
CREATE UNIQUE INDEX relation_ends ON relation(from_id, to_id, type) WHERE removed = 0;

-- index relation_article on relation
CREATE INDEX relation_article ON relation(article_id);

-- index relation_from on relation
CREATE INDEX relation_from ON relation(from_id);

-- index relation_to on relation
CREATE INDEX relation_to ON relation(to_id);

-- index relation_staged on relation
CREATE INDEX relation_staged ON relation(removed) WHERE removed = 2;

-- table suggestion on suggestion
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
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2)), reason TEXT NOT NULL DEFAULT '',
    CHECK ("end" > start),
    CHECK (length(quote) = "end" - start)
) STRICT;

-- index sqlite_autoindex_suggestion_1 on suggestion

-- index suggestion_place on suggestion
CREATE UNIQUE INDEX suggestion_place ON suggestion(article_id, start, "end", label_id, origin) WHERE removed = 0;

-- index suggestion_article on suggestion
CREATE INDEX suggestion_article ON suggestion(article_id, origin);

-- index suggestion_label on suggestion
CREATE INDEX suggestion_label ON suggestion(label_id);

-- index suggestion_staged on suggestion
CREATE INDEX suggestion_staged ON suggestion(removed) WHERE removed = 2;

-- table decision on decision
CREATE TABLE decision (
    id TEXT PRIMARY KEY NOT NULL,
    suggestion_id TEXT NOT NULL REFERENCES suggestion(id),
    annotator_id TEXT NOT NULL REFERENCES annotator(id),
    value TEXT NOT NULL CHECK (value IN ('accepted', 'rejected')),
    at TEXT NOT NULL DEFAULT '',
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
, seconds REAL CHECK (seconds IS NULL OR seconds >= 0), span_id TEXT NOT NULL DEFAULT '', changed INTEGER NOT NULL DEFAULT 0 CHECK (changed IN (0, 1))) STRICT;

-- index sqlite_autoindex_decision_1 on decision

-- index decision_once on decision
CREATE UNIQUE INDEX decision_once ON decision(suggestion_id, annotator_id) WHERE removed = 0;

-- index decision_suggestion on decision
CREATE INDEX decision_suggestion ON decision(suggestion_id);

-- index decision_staged on decision
CREATE INDEX decision_staged ON decision(removed) WHERE removed = 2;

-- table status on status
CREATE TABLE status (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    annotator_id TEXT NOT NULL REFERENCES annotator(id),
    value TEXT NOT NULL CHECK (value IN ('todo', 'in_progress', 'done')),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;

-- index sqlite_autoindex_status_1 on status

-- index status_once on status
CREATE UNIQUE INDEX status_once ON status(annotator_id, article_id) WHERE removed = 0;

-- index status_article on status
CREATE INDEX status_article ON status(article_id);

-- table place on place
CREATE TABLE place (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    annotator_id TEXT NOT NULL REFERENCES annotator(id),
    "offset" INTEGER NOT NULL CHECK ("offset" >= 0),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;

-- index sqlite_autoindex_place_1 on place

-- index place_once on place
CREATE UNIQUE INDEX place_once ON place(article_id, annotator_id) WHERE removed = 0;

-- table step on step
CREATE TABLE step (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    annotator TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    article_id TEXT REFERENCES article(id),
    state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped'))
) STRICT;

-- index sqlite_autoindex_step_1 on step

-- index step_undone on step
CREATE INDEX step_undone ON step(seq) WHERE state = 'undone';

-- index step_article on step
CREATE INDEX step_article ON step(article_id) WHERE article_id IS NOT NULL;

-- table change on change
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

-- table title_index on title_index
CREATE VIRTUAL TABLE title_index USING fts5(title, source, tokenize='unicode61 remove_diacritics 2');

-- table title_index_data on title_index_data
CREATE TABLE 'title_index_data'(id INTEGER PRIMARY KEY, block BLOB);

-- table title_index_idx on title_index_idx
CREATE TABLE 'title_index_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

-- table title_index_content on title_index_content
CREATE TABLE 'title_index_content'(id INTEGER PRIMARY KEY, c0, c1);

-- table title_index_docsize on title_index_docsize
CREATE TABLE 'title_index_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

-- table title_index_config on title_index_config
CREATE TABLE 'title_index_config'(k PRIMARY KEY, v) WITHOUT ROWID;

-- table suggested on suggested
CREATE TABLE suggested (
    article_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (article_id, origin)
) STRICT, WITHOUT ROWID;

-- table split on split
CREATE TABLE split (
    id TEXT PRIMARY KEY NOT NULL,
    article_id TEXT NOT NULL REFERENCES article(id),
    name TEXT NOT NULL CHECK (name <> ''),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2))
) STRICT;

-- index sqlite_autoindex_split_1 on split

-- index split_once on split
CREATE UNIQUE INDEX split_once ON split(article_id) WHERE removed = 0;

-- index status_value on status
CREATE INDEX status_value ON status(annotator_id, value) WHERE removed = 0;

-- trigger article_sha256_stays on article
CREATE TRIGGER article_sha256_stays BEFORE UPDATE OF number, id, sha256, length, words ON article
BEGIN
    SELECT RAISE(ABORT, 'the text of an article never changes');
END;

-- table text_index on text_index
CREATE VIRTUAL TABLE text_index USING fts5(
    text, content='article_text', content_rowid='number', prefix='2', columnsize=0,
    tokenize='unicode61 remove_diacritics 2'
);

-- table text_index_data on text_index_data
CREATE TABLE 'text_index_data'(id INTEGER PRIMARY KEY, block BLOB);

-- table text_index_idx on text_index_idx
CREATE TABLE 'text_index_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

-- table text_index_config on text_index_config
CREATE TABLE 'text_index_config'(k PRIMARY KEY, v) WITHOUT ROWID;
"""
