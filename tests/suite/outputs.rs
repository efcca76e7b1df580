//! The formats of `vanban convert`: which files there are, and that what is in a document stays data in them. That other programs can read
//! them is checked with these programs, by `tests/foreign/check.py`.

use std::collections::HashSet;

use crate::support::Workplace;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

const PAGES: [&str; 6] = ["akn.xml", "docling.json", "html", "json", "md", "txt"];

/// Correct plans with tables, and one full of markup and formulas, converted to every format.
fn converted() -> Workplace {
    let work = Workplace::new();
    for name in ["000", "001", "004"] {
        work.copy(&format!("fixtures/gold/{name}.txt"), &format!("in/{name}.txt"));
    }
    work.copy("fixtures/plans/dang-uy/eng.gold.txt", "in/dang-uy.txt");
    work.copy("tests/foreign/hostile", "in");
    let run = work.run("convert in -o out --format all --channel clean");
    assert_eq!(run.code, 0, "{run:?}");
    work
}

fn json(work: &Workplace, name: &str) -> Value {
    serde_json::from_str(&work.read(&format!("out/{name}.json"))).unwrap()
}

const NAMES: [&str; 6] = ["000", "001", "004", "dang-uy", "empty", "plan"];

#[test]
fn files_have_the_names_that_are_promised() {
    let work = converted();
    let mut expected: Vec<String> =
        NAMES.iter().flat_map(|name| PAGES.iter().map(move |page| format!("{name}.{page}"))).collect();
    expected.push("documents.jsonl".to_owned());
    for table in ["citations", "documents", "targets", "tasks"] {
        expected.push(format!("{table}.csv"));
        if cfg!(feature = "parquet") {
            expected.push(format!("{table}.parquet"));
        }
    }
    if cfg!(feature = "xlsx") {
        expected.push("vanban.xlsx".to_owned());
    }
    expected.sort();
    assert_eq!(work.names("out"), expected);
    // Formats on their own, in any order and number, give no other files.
    assert_eq!(work.run("convert in -o few --format md,csv --format txt,md --channel clean").code, 0);
    let few = work.names("few");
    assert_eq!(few.len(), 2 * NAMES.len() + 4);
    for name in few {
        assert!(work.read(&format!("few/{name}")) == work.read(&format!("out/{name}")), "{name}");
    }
    let run = work.run("convert in -o out --format pdf");
    assert!(run.code == 2 && run.err.starts_with("error: invalid value 'pdf'"), "{run:?}");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_in_every_format() {
    let work = converted();
    assert_eq!(work.run("convert in -o one --format all --channel clean --jobs 1").code, 0);
    let (one, many) = (work.files("one"), work.files("out"));
    for ((name, first), (_, second)) in one.iter().zip(&many) {
        assert!(first == second, "{name}");
    }
    assert_eq!(one.len(), many.len());
}

#[test]
fn lines_of_json_are_the_documents() {
    let work = converted();
    let text = work.read("out/documents.jsonl");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line["id"].as_str().unwrap()).collect::<Vec<_>>(), NAMES);
    for (line, name) in lines.iter().zip(NAMES) {
        let mut document = json(&work, name);
        document["id"] = name.into();
        assert!(*line == document, "{name}");
    }
}

#[test]
fn tables_have_every_row_under_the_titles_of_offices() {
    let work = converted();
    let rows = |name: &str| {
        let text = work.read(&format!("out/{name}.csv"));
        let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
        let titles: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        (titles, rows)
    };
    let documents: Vec<Value> = NAMES.iter().map(|name| json(&work, name)).collect();
    let count = |key: &str| documents.iter().map(|one| one[key].as_array().unwrap().len()).sum::<usize>();
    let (titles, tasks) = rows("tasks");
    assert_eq!(
        titles[..10],
        [
            "TT",
            "Nhiệm vụ",
            "Chủ trì",
            "Phối hợp",
            "Lãnh đạo phụ trách",
            "Hạn",
            "Thời hạn ghi trong văn bản",
            "Sản phẩm",
            "Căn cứ",
            "Ghi chú"
        ]
    );
    assert_eq!((tasks.len(), rows("citations").1.len()), (count("tasks"), count("citations")));
    assert_eq!(rows("documents").1.len(), NAMES.len());
    // One row a value, so that a spreadsheet can filter by year.
    let values = documents.iter().flat_map(|one| one["targets"].as_array().unwrap());
    let values: usize = values.map(|target| target["series"].as_array().unwrap().len().max(1)).sum();
    assert_eq!(rows("targets").1.len(), values);
    assert!(values > 20 && count("tasks") > 20, "the plans have both");
    let numbers: Vec<String> = tasks.iter().map(|row| row[0].to_owned()).collect();
    assert_eq!(numbers, (1..=tasks.len()).map(|number| number.to_string()).collect::<Vec<_>>());
    let first = &documents[0]["tasks"][0];
    assert_eq!(tasks[0][1], *first["work"]["text"].as_str().unwrap());
}

#[test]
fn no_text_becomes_a_formula_or_markup() {
    let work = converted();
    let mut defused = 0;
    for table in ["tasks", "documents", "citations", "targets"] {
        let text = work.read(&format!("out/{table}.csv"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for cell in reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{table}: {cell:?}");
            defused += usize::from(cell.starts_with("'="));
        }
    }
    assert!(defused >= 2, "a task and a subject begin like formulas");
    let page = work.read("out/plan.html");
    for markup in ["<script", "<img", "<i>An", "<b>An", "onerror=\""] {
        assert!(!page.contains(markup), "{markup}");
    }
    assert!(page.contains("&lt;img src="));
    assert!(!page.contains(['\u{1}', '\u{b}']) && page.contains('\u{fffd}'));
    let markdown = work.read("out/plan.md");
    assert!(!markdown.replace("\\<", "").contains('<'), "{markdown}");
    assert!(markdown.contains("\\[liên kết\\]"));
}

#[test]
fn legal_xml_is_well_formed_and_every_id_stands_once() {
    let work = converted();
    for name in NAMES {
        let text = work.read(&format!("out/{name}.akn.xml"));
        let mut reader = Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        let (mut ids, mut depth, mut sections) = (HashSet::new(), 0, 0);
        loop {
            let event = reader.read_event().unwrap();
            let start = match &event {
                Event::Start(start) => {
                    depth += 1;
                    start
                }
                Event::Empty(start) => start,
                Event::End(_) => {
                    depth -= 1;
                    continue;
                }
                Event::Eof => break,
                _ => continue,
            };
            sections += usize::from(start.name().as_ref() == "section");
            for attribute in start.attributes().map(Result::unwrap) {
                if attribute.key.as_ref() == "eId" {
                    assert!(ids.insert(attribute.value.to_string()), "{name}: {attribute:?}");
                }
            }
        }
        let expected = json(&work, name)["sections"].as_array().unwrap().len();
        assert!(depth == 0 && sections == expected, "{name}: {sections} of {expected} sections");
        assert!(!text.contains(['\u{1}', '\u{b}', '\u{fffe}']));
    }
    let plan = work.read("out/plan.akn.xml");
    assert!(plan.contains("href=\"/akn/vn/doc/nghi-quyet/bo-chinh-tri/2024-12-22/57-nq-tw\">57-NQ/TW</ref>"), "{plan}");
}

#[test]
fn docling_has_the_text_as_read_beside_the_restored() {
    let work = Workplace::new();
    work.write("in/a.txt", "KÉ HOẠCH\nvề việc thử\n\nI. MỤC TIÊU\n1. Trién khai ké hoạch\n2. Nghi quyét\n");
    assert_eq!(work.run("convert in -o out --format docling --channel eng").code, 0);
    let document: Value = serde_json::from_str(&work.read("out/a.docling.json")).unwrap();
    let texts = document["texts"].as_array().unwrap();
    let changed = texts.iter().find(|text| text["orig"].as_str().unwrap().contains("Trién")).unwrap();
    assert_ne!(changed["text"], changed["orig"]);
    assert_eq!(changed["label"], "list_item");
    for (list, parts) in [("texts", texts), ("groups", document["groups"].as_array().unwrap())] {
        for (at, part) in parts.iter().enumerate() {
            assert_eq!(part["self_ref"], format!("#/{list}/{at}"));
            let parent = part["parent"]["$ref"].as_str().unwrap().trim_start_matches('#');
            let children = document.pointer(parent).unwrap()["children"].as_array().unwrap();
            assert!(children.iter().any(|child| child["$ref"] == part["self_ref"]), "{part}");
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_columns_are_typed() {
    use arrow_array::cast::AsArray;
    use arrow_schema::DataType;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    let work = converted();
    let file = std::fs::File::open(work.path("out/tasks.parquet")).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = std::sync::Arc::clone(builder.schema());
    for (name, kind) in [("index", DataType::Int64), ("work", DataType::Utf8), ("deadline", DataType::Date32)] {
        assert_eq!(*schema.field_with_name(name).unwrap().data_type(), kind, "{name}");
    }
    assert!(matches!(schema.field_with_name("lead").unwrap().data_type(), DataType::List(_)));
    let mut works = Vec::new();
    for batch in builder.build().unwrap().map(Result::unwrap) {
        let column = batch.column_by_name("work").unwrap().as_string::<i32>();
        works.extend(column.iter().map(|text| text.unwrap_or_default().to_owned()));
    }
    let documents = NAMES.map(|name| json(&work, name));
    let expected = documents.iter().flat_map(|one| one["tasks"].as_array().unwrap());
    assert_eq!(works, expected.map(|task| task["work"]["text"].as_str().unwrap()).collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn no_name_leads_out_of_the_folder() {
    let work = Workplace::new();
    for name in [
        "..txt",
        "...txt",
        "....txt",
        " .txt",
        "a.docling.txt",
        "a.txt",
        ".vanban-manifest.txt",
        "documents.txt",
        "=1.txt",
    ] {
        work.write(&format!("deep/in/{name}"), "Kế hoạch\n");
    }
    work.write("deep/in/sub/..txt", "Kế hoạch\n");
    let run = work.run("convert deep/in -o deep/out --format all --pattern *txt");
    assert_eq!(run.code, 0, "{run:?}");
    let outside: Vec<String> = work.files("").into_iter().map(|(name, _)| name).collect();
    let allowed =
        |name: &String| name.starts_with("deep/in/") || name.starts_with("deep/out/") || name == "small.model";
    assert!(outside.iter().all(allowed), "{outside:?}");
    let pages = work.files("deep/out").into_iter().filter(|(name, _)| name.ends_with(".html")).count();
    assert_eq!(pages, 10, "{:?}", work.files("deep/out").iter().map(|(name, _)| name).collect::<Vec<_>>());
    let defused = work.read("deep/out/documents.csv");
    assert!(defused.contains(",'=1,"), "{defused}");
}
