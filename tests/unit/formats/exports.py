"""What each writer makes of a few articles, as files: for golden files, and for whoever reads them back."""

import json
from collections.abc import Iterable
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

from annotator.domain.model import AnnotatedArticle
from annotator.exchange.ledger import Ledger
from annotator.formats.base import Overview, WriteOptions, WriteReport
from annotator.formats.registry import writer_named
from tests.unit.formats.made import SCHEME


def exported(
    name: str, articles: Iterable[AnnotatedArticle], folder: Path, options: WriteOptions | None = None
) -> tuple[Path, WriteReport]:
    """Writes the articles and reads them back. Returns the file, or the folder of a format that is one."""
    writer, report = writer_named(name), WriteReport()
    options = options or WriteOptions(SCHEME)
    ledger = Ledger(is_solid=writer.proof.is_solid)
    watched = ledger.watch(articles, report)
    if writer.write_folder is not None:
        target = folder
        writer.write_folder(watched, folder, "", options, report)
    else:
        target = folder / f"export{writer.suffix}"
        assert writer.write is not None
        with target.open("wb") as file:
            writer.write(watched, file, options, report)
    ledger.compare(writer.proof.read(target, ""), target.name)
    return target, report


def docs_of(path: Path) -> list[Doc]:
    """What spaCy reads from a DocBin."""
    return list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))


def as_json(doc: Doc) -> dict[str, object]:
    """All that a Doc says, in values that JSON has."""
    return {
        "tokens": [token.text_with_ws for token in doc],
        "ents": [[span.start, span.end, span.label_] for span in doc.ents],
        "spans": {key: [[span.start, span.end, span.label_, span.id_] for span in doc.spans[key]] for key in doc.spans},
        "user_data": doc.user_data,
    }


def as_text(name: str, articles: Iterable[AnnotatedArticle], folder: Path) -> dict[str, str]:
    """Every file of an export that people could read, by its name; of Parquet its rows, of a DocBin its Docs."""
    options = WriteOptions(SCHEME)
    _, report = exported(name, articles, folder, options)
    writer = writer_named(name)
    overview = Overview(
        options,
        (("", report.articles),),
        ("",),
        tuple(label.name for label in SCHEME),
        tuple(sorted(report.relation_types)),
        tuple(sorted(report.flags)),
        ("en", "es"),
        report.longest,
    )
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            from pyarrow import parquet  # type: ignore[import-untyped]

            rows = parquet.read_table(path).to_pylist()
            shown = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            found[f"{path.parent.name}.{path.stem}.jsonl"] = shown
        elif path.suffix == ".spacy":
            found[f"{path.stem}.docs.json"] = json.dumps(
                list(map(as_json, docs_of(path))), ensure_ascii=False, indent=1
            )
        elif path.is_file():
            found[path.name] = path.read_bytes().decode("utf-8")
    for kind, data in (writer.companions(overview) if writer.companions else {}).items():
        found[kind] = data.decode("utf-8")
    if writer.front_matter is not None:
        found["card.yaml"] = writer.front_matter(overview)
    return found
