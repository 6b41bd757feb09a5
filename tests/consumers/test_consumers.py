"""The programs that our users load an export with find in it what the project holds."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.model import AnnotatedArticle
from annotator.exchange.exporting import export_project
from annotator.exchange.importing import import_files
from annotator.exchange.sample import default_labels
from annotator.formats.registry import writers
from annotator.store import Project

Export = Callable[..., Path]
Consumer = Callable[..., Any]


def quotes(articles: list[AnnotatedArticle]) -> Counter[tuple[str, str]]:
    return Counter((span.label, span.quote) for one in articles for span in one.spans)


def counted(pairs: list[list[str]]) -> Counter[tuple[str, str]]:
    return Counter((label, quote) for label, quote in pairs)


def test_datasets_loads_both_configurations(
    export: Export, consumer: Consumer, articles: list[AnnotatedArticle]
) -> None:
    folder = export("huggingface")
    program = (
        "import json\n"
        "from datasets import load_dataset\n"
        "import os\n"
        'spans, tokens = (load_dataset(os.getcwd(), name) for name in ("spans", "tokens"))\n'
        'quotes = [(s["label"], row["text"][s["start"] : s["end"]])\n'
        '          for part in spans.values() for row in part for s in row["spans"]]\n'
        'names = tokens["train"].features["claim_tags"].feature.names\n'
        'claims = sum(names[n] == "B-claim" for part in tokens.values() for row in part for n in row["claim_tags"])\n'
        "sizes = {name: [part.num_rows, tokens[name].num_rows] for name, part in spans.items()}\n"
        'all_names = tokens["dev"].features["ner_tags"].feature.names\n'
        'print(json.dumps({"quotes": quotes, "claims": claims, "sizes": sizes, "names": all_names}))\n'
    )
    found = consumer(program, folder)
    assert counted(found["quotes"]) == quotes(articles)
    assert found["claims"] == sum(span.label == "claim" for one in articles for span in one.spans)
    assert set(found["sizes"]) == {"train", "dev"}
    assert all(one == other for one, other in found["sizes"].values())
    assert sum(one for one, _ in found["sizes"].values()) == len(articles)
    assert found["names"][:3] == ["O", "B-claim", "I-claim"]


def test_pandas_reads_csv_jsonl_and_parquet(
    export: Export, consumer: Consumer, articles: list[AnnotatedArticle]
) -> None:
    program = (
        "import json, pandas\n"
        'rows = pandas.concat(pandas.read_csv(f"{part}.csv", dtype=str, keep_default_na=False)\n'
        '                     for part in ("train", "dev"))\n'
        'spans = rows[rows["label"] != ""]\n'
        'print(json.dumps(spans[["label", "quote"]].values.tolist()))\n'
    )
    assert counted(consumer(program, export("csv", for_spreadsheets=False))) == quotes(articles)
    program = (
        "import json, pandas\n"
        'rows = pandas.concat(pandas.read_json(f"{part}.jsonl", lines=True) for part in ("train", "dev"))\n'
        'print(json.dumps([(s["label"], text[s["start"] : s["end"]])\n'
        '                  for text, spans in zip(rows["text"], rows["spans"]) for s in spans]))\n'
    )
    assert counted(consumer(program, export("jsonl"))) == quotes(articles)
    program = (
        "import json, pandas\n"
        'rows = pandas.concat(pandas.read_parquet(f"spans/{part}.parquet") for part in ("train", "dev"))\n'
        'print(json.dumps([(s["label"], s["text"]) for spans in rows["spans"] for s in spans]))\n'
    )
    assert counted(consumer(program, export("huggingface"))) == quotes(articles)


def test_label_studios_converter_takes_the_tasks_with_the_configuration(
    export: Export, consumer: Consumer, articles: list[AnnotatedArticle]
) -> None:
    folder = export("labelstudio")
    program = (
        "import json, pathlib, tempfile\n"
        "from label_studio_sdk.converter import Converter\n"
        'config = pathlib.Path("config.xml").read_text("utf-8")\n'
        'converter = Converter(config, project_dir=".", download_resources=False)\n'
        "quotes, conll = [], 0\n"
        'for part in ("train", "dev"):\n'
        "    out = pathlib.Path(tempfile.mkdtemp())\n"
        '    converter.convert_to_json_min(f"{part}.json", out, is_dir=False)\n'
        "    for row in json.loads(next(out.glob('*.json')).read_text('utf-8')):\n"
        '        for region in row.get("label") or []:\n'
        '            units = row["text"].encode("utf-16-le")[2 * region["start"] : 2 * region["end"]]\n'
        '            quotes.append((region["labels"][0], units.decode("utf-16-le")))\n'
        '            assert region["text"] == quotes[-1][1]\n'
        '    converter.convert_to_conll2003(f"{part}.json", out, is_dir=False)\n'
        '    conll += next(out.glob("*.conll")).read_text("utf-8").count("B-")\n'
        'print(json.dumps({"quotes": quotes, "conll": conll}))\n'
    )
    found = consumer(program, folder)
    assert counted(found["quotes"]) == quotes(articles)
    assert found["conll"] > len(articles)


def test_the_lines_of_the_card_load_the_data(
    export: Export, consumer: Consumer, articles: list[AnnotatedArticle]
) -> None:
    """Each card's own lines are run where its files are, and the spans they find are counted."""
    for name, writer in writers().items():
        folder = export(name, split=None) if writer.is_folder else export(name)
        card = (folder / "README.md").read_text("utf-8")
        lines = re.search(r"```python\n(.*?)\n```", card, re.DOTALL)
        assert lines is not None
        if name == "spacy":
            done = subprocess_of_ours(lines[1] + "\nprint(len(spans))", folder)
        else:
            what = "tokens" if name in ("conll", "bioes") else "spans"
            done = consumer(lines[1] + f"\nprint(len({what}))", folder)
        assert done > 0, name


@pytest.mark.parametrize("for_spreadsheets", [True, False])
def test_the_lines_of_the_card_give_the_cells_without_a_spreadsheets_marks(
    for_spreadsheets: bool, consumer: Consumer, tmp_path: Path
) -> None:
    text = "'=1+2' said +5 men, -3% and 'no'."
    found = ["'=1+2'", "+5", "-3%", "'no'", "said"]
    spans = [{"start": (at := text.index(one)), "end": at + len(one), "label": "claim"} for one in found]
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": text, "spans": spans}))
    out = tmp_path / "out"
    with Project.create(tmp_path / "one.annotator", default_labels()) as project:
        import_files(project, [tmp_path / "in.jsonl"], annotator="Ana")
        export_project(project, out, format="csv", split="train=1", for_spreadsheets=for_spreadsheets)
    lines = re.search(r"```python\n(.*?)\n```", (out / "README.md").read_text("utf-8"), re.DOTALL)
    assert lines is not None
    program = lines[1] + '\nimport json; print(json.dumps([spans["quote"].tolist(), rows["text"][0]]))'
    quotes_, text_ = consumer(program, out)
    assert (sorted(quotes_), text_) == (sorted(found), text)


def subprocess_of_ours(program: str, folder: Path) -> Any:
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("part", ["train", "dev"])
def test_the_list_of_tasks_is_one_json_document(part: str, export: Export) -> None:
    tasks = json.loads((export("labelstudio") / f"{part}.json").read_text("utf-8"))
    ids = [region["id"] for task in tasks for one in task["annotations"] for region in one["result"] if "id" in region]
    assert len(ids) == len(set(ids)) > 0
