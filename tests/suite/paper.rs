//! Results carry the page and the box of what they were read from: for every fixture with places, and everything that has a span.

use std::path::Path;

use crate::support::Workplace;
use serde_json::{Map, Value};
use vanban::page::{Format, Page, Rect, read, source};
use vanban::text::{Source, Span};

/// A box is given in hundredths of a point.
const ROUNDED: f64 = 0.011;

/// What a result says of a part of the source.
struct Part<'v> {
    /// Where it stands in the result, for messages.
    path: String,
    span: Span,
    /// Page and box, where both are there.
    place: Option<(usize, [f64; 4])>,
    object: &'v Map<String, Value>,
}

fn numbers<const N: usize>(value: &Value) -> Option<[f64; N]> {
    value.as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<_>>>()?.try_into().ok()
}

/// All objects below `value` that have a span, or `raw` for one as the words of a line do.
fn parts<'v>(value: &'v Value, path: &str, found: &mut Vec<Part<'v>>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| parts(item, &format!("{path}[{at}]"), found))
        }
        Value::Object(object) => {
            if let Some([start, end]) = ["span", "raw"].iter().find_map(|name| numbers::<2>(object.get(*name)?)) {
                let page = object.get("page").and_then(Value::as_u64);
                let place = page.zip(object.get("bbox").and_then(numbers::<4>));
                let place = place.map(|(page, bbox)| (page as usize, bbox));
                found.push(Part {
                    path: path.to_owned(),
                    span: Span::new(start as usize, end as usize),
                    place,
                    object,
                });
            }
            object.iter().for_each(|(name, item)| parts(item, &format!("{path}.{name}"), found));
        }
        _ => {}
    }
}

/// A fixture: its pages, and its text with the places of its words.
fn fixture(path: &Path) -> (Vec<Page>, Source) {
    let bytes = std::fs::read(path).unwrap();
    let text = Source::decode(&bytes).unwrap();
    let pages = read(Format::detect(&bytes), text.text()).unwrap();
    (pages.clone(), source(pages, String::new(), None))
}

fn edges(rect: Rect) -> [f64; 4] {
    <[f32; 4]>::from(rect).map(f64::from)
}

/// Whether `outer` holds all of `inner`.
fn holds(outer: [f64; 4], inner: [f64; 4]) -> bool {
    (0..2).all(|at| outer[at] <= inner[at] + ROUNDED && outer[at + 2] >= inner[at + 2] - ROUNDED)
}

/// Holds a part to what is known of the words in its span.
fn check(part: &Part, pages: &[Page], source: &Source, whole: bool) {
    let path = &part.path;
    let words = source.places().within(part.span);
    let Some(first) = words.first().filter(|_| !part.span.is_empty()) else {
        assert!(part.place.is_none(), "{path} stands nowhere");
        return;
    };
    assert!(part.place.is_some(), "{path} has no place");
    let (page, bbox) = part.place.unwrap();
    let [left, top, right, bottom] = bbox;
    assert!(left <= right && top <= bottom, "{path}: {bbox:?}");
    let size = &pages[page - 1];
    assert!(holds([0.0, 0.0, f64::from(size.width), f64::from(size.height)], bbox), "{path}: {bbox:?} on page {page}");
    let own: Vec<[f64; 4]> = words.iter().filter(|word| word.page == page).map(|word| edges(word.bbox)).collect();
    let cover =
        own.iter().copied().reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]).unwrap();
    assert!(holds(cover, bbox), "{path}: {bbox:?} is not within {cover:?}");
    if whole {
        assert_eq!(page, first.page, "{path}");
        assert!(holds(bbox, cover), "{path}: {bbox:?} does not hold {cover:?}");
    } else {
        // The span of a cell runs over what stands beside it: its box holds as many of the words as its text has on that page.
        let text = part.object.get("text").and_then(Value::as_str).unwrap_or_default();
        let told = text.split_whitespace().count().min(own.len());
        let inside = own.iter().filter(|word| holds(bbox, **word)).count();
        let elsewhere = words.iter().filter(|word| word.page != page).count();
        assert!(inside >= 1 && inside + elsewhere >= told, "{path}: {inside} of {told} words within {bbox:?}");
    }
}

/// The cells of a row stand beside one another.
fn check_beside(row: &Value, name: &str) {
    let cells = row["cells"].as_array().unwrap();
    let mut placed: Vec<(&Value, [f64; 4])> =
        cells.iter().filter_map(|cell| Some((&cell["page"], numbers(&cell["bbox"])?))).collect();
    let first = placed.first().map(|cell| cell.0);
    placed.retain(|cell| Some(cell.0) == first);
    for (before, after) in placed.iter().zip(placed.iter().skip(1)) {
        assert!(before.1[2] <= after.1[0] + 1.0, "{name}: {:?} reaches over {:?}", before.1, after.1);
    }
}

#[test]
fn every_part_of_a_result_tells_where_it_stands() {
    let work = Workplace::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/inputs");
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| [".hocr", ".alto", ".tsv", ".page.xml"].iter().any(|ending| name.ends_with(ending)));
    names.sort();
    assert!(names.len() >= 19, "{names:?}");
    for name in &names {
        let (pages, source) = fixture(&folder.join(name));
        let count = |json: &str, whole: &dyn Fn(&Part) -> bool| {
            let value: Value = serde_json::from_str(json).unwrap();
            let mut found = Vec::new();
            parts(&value, name, &mut found);
            found.iter().for_each(|part| check(part, &pages, &source, whole(part)));
            found.len()
        };
        work.copy(&format!("fixtures/inputs/{name}"), name);
        // Lines, words and edits of the small model, which changes a lot.
        let restored = work.run(&format!("restore {name} --channel eng --format json"));
        let lines = count(std::str::from_utf8(&restored.out).unwrap(), &|_| true);
        assert!(lines > source.line_count(), "{name}: {lines}");
        // Everything in a document. Fields and cells have their own words, the others all that stands in their lines.
        assert_eq!(work.run(&format!("convert {name} -o out --channel clean")).code, 0);
        let stem = Path::new(name).file_stem().unwrap().to_str().unwrap();
        let document = work.read(&format!("out/{stem}.json"));
        let whole = |part: &Part| {
            part.object.contains_key("children") || part.path.contains(".preamble[") || part.path.contains(".closing[")
        };
        assert!(count(&document, &whole) > 30, "{name}");
        let document: Value = serde_json::from_str(&document).unwrap();
        let rows = document["tables"].as_array().unwrap().iter().flat_map(|table| table["rows"].as_array().unwrap());
        rows.for_each(|row| check_beside(row, name));
    }
}
