//! What is wrong with the document's own structure: repeated and missing labels, appendices that are not there; and with its reading.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::block::Mark;
use super::numbering::{Number, System, render};
use super::tree::Draft;
use crate::document::{Diagnostic, Severity, Table};
use crate::layout::{Flow, Pages};
use crate::text::Source;

/// Repeated labels and gaps among siblings.
pub fn labels(pages: &Pages, drafts: &[Draft], found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeSet<(System, Number)> = BTreeSet::new();
    let mut last: BTreeMap<System, Number> = BTreeMap::new();
    for draft in drafts {
        if let Mark::Label(label) = draft.block.mark {
            let (system, number) = (label.system, label.number);
            let line = pages.lines[draft.block.first].index + 1;
            let shown = render(system, number);
            let expected = last.insert(system, number).map_or(1, |before| before.last().saturating_add(1));
            let mut report = |code: &str, message: String| {
                let severity = Severity::Warning;
                found.push(Diagnostic { code: code.into(), severity, lines: [line, line], message });
            };
            if !seen.insert((system, number)) {
                report("duplicate-label", format!("label {shown} stands twice under one parent"));
            } else if number.last() != expected {
                let missing = render(system, number.with_last(expected));
                report("label-gap", format!("label {shown} stands where {missing} was expected"));
            }
        }
        labels(pages, &draft.children, found);
    }
}

/// "Phụ lục số 2", "Phụ lục 2, 3".
static APPENDIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bph[uụ] l[uụ]c\s*(?:s\S{1,2}\s*)?(?<numbers>\d{1,2}(?:\s*(?:,|và|va)\s*\d{1,2}\b)*)")
        .expect("pattern")
});

/// Appendices that the text cites and the document does not have.
pub fn appendices(flows: &[(Option<String>, Flow)], tables: &[Table]) -> Vec<Diagnostic> {
    let mut cited: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, flow) in flows {
        for found in APPENDIX.captures_iter(flow.text()) {
            let line = found.get(0).and_then(|m| flow.place(m.start())).map_or(1, |(line, _)| line + 1);
            for number in found["numbers"].split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()) {
                cited.entry(number).or_insert(line);
            }
        }
    }
    let mut named: Vec<u32> = Vec::new();
    for title in tables.iter().filter_map(|table| table.title.as_ref()) {
        for found in APPENDIX.captures_iter(title) {
            named.extend(found["numbers"].split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u32>().ok()));
        }
    }
    // An appendix without number answers to any one number.
    let unnamed = tables.len().saturating_sub(named.len());
    cited
        .into_iter()
        .filter(|(number, _)| !named.contains(number))
        .skip(unnamed)
        .map(|(number, line)| Diagnostic {
            code: "missing-appendix".into(),
            severity: Severity::Warning,
            lines: [line, line],
            message: format!("appendix {number} is cited but the text does not hold it"),
        })
        .collect()
}
/// Scans that could have been read better.
pub fn reading(source: &Source) -> Option<Diagnostic> {
    source.places().is_unread().then(|| Diagnostic {
        code: "unread-scan".into(),
        severity: Severity::Warning,
        lines: [1, source.line_count()],
        message:
            "the pages are scans whose text lacks its marks; Tesseract, which would read them again, is not there with \
                  both languages"
                .into(),
    })
}
