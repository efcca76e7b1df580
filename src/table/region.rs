//! A region of lines taken apart: tables with their titles and headers, furniture, and the rest.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::document::{Diagnostic, Furniture, Lines, Severity, Table};
use crate::lm::language::Language;
use crate::restore::Restored;
use crate::text::Source;

use super::build::{self, Parts};
use super::caption::{is_appendix, is_caption, title};
use super::cells::{Around, Column};
use super::cohesion;
use super::columns;
use super::counted;
use super::fields;
use super::fluency;
use super::habit::Seen;
use super::header::{self, Header};
use super::learn;
use super::line::Memory;
use super::links;
use super::order::Rows;
use super::ruled::{self, Ruled};
use super::words::{Names, TextLine, WIDEST};

/// Lines above a header that may be its title, where no "Phụ lục" says where the title starts.
const TITLE_LINES: usize = 10;

/// What is known of a text beside its lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The rows of its tables, if they were read before.
    pub rows: Option<&'a Rows>,
    /// Its language: without one, cells are told apart by pairs of syllables alone.
    pub language: Option<Language<'a>>,
}

/// What a region of lines holds. A non-blank line belongs to `furniture` if that lists it, else to the table whose
/// lines hold it, else to `rest`.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The tables, top to bottom.
    pub tables: Vec<Table>,
    /// Page numbers and repeated headers.
    pub furniture: Vec<Furniture>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Runs of lines that belong to no table.
    pub rest: Vec<Lines>,
    /// The rows of tables that were read from text.
    pub rows: Rows,
}

/// Finds the tables in `lines` (from 0) of a document: those by rulings, and in what is left those by their text.
pub fn find(source: &Source, restored: &Restored, lines: Range<usize>, known: Known) -> Found {
    let lines = lines.start.min(restored.lines.len())..lines.end.min(restored.lines.len()).min(source.line_count());
    let mut found = Found::default();
    let mut from = lines.start;
    for ruled in ruled::find(source, restored, lines.clone(), |line| is_appendix(&restored.lines[line].text)) {
        let above = from..ruled.lines.start.max(from);
        from = ruled.lines.end.max(from);
        let first = title_start(restored, above.clone());
        search(source, restored, above.start..first, known, &mut found);
        found.add_ruled(source, restored, ruled, first);
    }
    search(source, restored, from..lines.end, known, &mut found);
    found.furniture.sort_by_key(|furniture| furniture.lines);
    found
}

/// Where the title of a table may start whose lines follow `above`: at the last "Phụ lục" and what stands with it.
fn title_start(restored: &Restored, above: Range<usize>) -> usize {
    let text = |line: usize| restored.lines[line].text.as_str();
    let written: Vec<usize> = above.clone().filter(|&line| !text(line).trim().is_empty()).collect();
    let opens = |at: &usize| is_appendix(text(written[*at])) || is_caption(text(written[*at]));
    let first = match (0..written.len()).rfind(opens) {
        Some(last) => (0..=last).rev().take_while(opens).last().unwrap_or(last),
        None => written.len().saturating_sub(TITLE_LINES),
    };
    written.get(first).copied().unwrap_or(above.end)
}

/// Searches the text of `lines` for tables.
fn search(source: &Source, restored: &Restored, lines: Range<usize>, known: Known, found: &mut Found) {
    let text = |line: usize| restored.lines[line].text.as_str();
    let (mut names, mut rest): (Names, Vec<usize>) = Default::default();
    let printed = print(source, restored, lines.clone(), &mut names, &mut found.furniture);
    let before: Vec<TextLine> = (0..lines.start).map(|line| TextLine::new(restored, line, &mut names, false)).collect();
    let body = learn::body_pairs(&before);
    let headers = header::find(&printed);
    let titles: Vec<usize> = (0..printed.len()).filter(|&at| is_appendix(text(printed[at].line))).collect();
    let mut tables: Vec<(usize, Vec<&Header>)> = Vec::new();
    for header in &headers {
        let above = tables.last().map_or(0, |(_, headers)| headers.last().map_or(0, |last| last.lines.end));
        let title = titles.iter().copied().find(|&title| title >= above && title < header.lines.start);
        match (tables.last_mut(), title) {
            (Some((_, headers)), None) => headers.push(header),
            (None, title) => {
                let first = title.map_or(header.lines.start.saturating_sub(TITLE_LINES), |title| {
                    (title.saturating_sub(2)..title).find(|&at| is_caption(text(printed[at].line))).unwrap_or(title)
                });
                tables.push((first, vec![header]));
            }
            (Some(_), Some(title)) => tables.push((title, vec![header])),
        }
    }
    rest.extend(printed[..tables.first().map_or(printed.len(), |table| table.0)].iter().map(|line| line.line));
    let text = Text {
        source,
        restored,
        known,
        around: Around { body: &body, linked: &FxHashMap::default(), language: known.language },
    };
    for (at, (first, headers)) in tables.iter().enumerate() {
        let end = tables.get(at + 1).map_or(printed.len(), |next| next.0);
        rebuild(text, &printed[*first..end], *first, headers, found);
    }
    found.rest.extend(runs(&rest));
}

/// The lines that are neither blank nor a page's number; those go to `furniture`.
fn print(
    source: &Source,
    restored: &Restored,
    lines: Range<usize>,
    names: &mut Names,
    furniture: &mut Vec<Furniture>,
) -> Vec<TextLine> {
    // Ownership is of source lines, whatever restoring made of them.
    let blank = |line: usize| source.line(line).trim().is_empty();
    let mut printed: Vec<TextLine> = Vec::new();
    let mut blanks = 2;
    for line in lines.clone() {
        if blank(line) {
            blanks += 1;
            continue;
        }
        let after = (line + 1..lines.end).take_while(|&next| blank(next)).take(3).count();
        if is_page_number(&restored.lines[line].text, blanks, after) {
            furniture.push(Furniture { lines: [line + 1, line + 1], kind: "page_number".into() });
        } else {
            printed.push(TextLine::new(restored, line, names, blanks > 0));
        }
        blanks = 0;
    }
    printed
}

/// Whether a header stands anywhere in the text: few texts need more than this look.
pub fn may_hold_tables(source: &Source, restored: &Restored) -> bool {
    let lines = 0..restored.lines.len().min(source.line_count());
    !header::find(&print(source, restored, lines, &mut Names::default(), &mut Vec::new())).is_empty()
}

impl Found {
    /// Adds a table by rulings, whose title may start at line `first`.
    fn add_ruled(&mut self, source: &Source, restored: &Restored, ruled: Ruled, first: usize) {
        let Ruled { lines, mut table, furniture, held } = ruled;
        self.furniture.extend(furniture);
        let (mut names, mut above, mut unplaced) = (Names::default(), Vec::new(), Vec::new());
        for line in (first..lines.end).filter(|line| held.binary_search(line).is_err()) {
            let text = source.line(line).trim();
            if text.is_empty() {
                continue;
            } else if is_number(text) {
                self.furniture.push(Furniture { lines: [line + 1, line + 1], kind: "page_number".into() });
            } else if line < lines.start {
                above.push(TextLine::new(restored, line, &mut names, false));
            } else {
                unplaced.push(line);
            }
        }
        (table.title, table.caption) = title(restored, &above);
        table.lines[0] = first + 1;
        self.add(table, &unplaced);
    }

    /// Adds a table, some of whose lines, from 0, fit no cell.
    fn add(&mut self, mut table: Table, unplaced: &[usize]) {
        table.id = format!("table_{}", self.tables.len() + 1);
        table.unplaced = runs(unplaced);
        if !unplaced.is_empty() {
            self.diagnostics.push(Diagnostic {
                code: "table-unplaced".into(),
                severity: Severity::Info,
                lines: table.lines,
                message: format!("{} lines of {} fit no cell", unplaced.len(), table.id),
            });
        }
        self.diagnostics.extend(counted::infer(&mut table));
        self.tables.push(table);
    }
}

/// A text in which tables stand.
#[derive(Clone, Copy)]
struct Text<'a> {
    source: &'a Source,
    restored: &'a Restored,
    known: Known<'a>,
    around: Around<'a>,
}

/// Rebuilds the table that stands in `lines`, the first of them being number `first` of the region's.
fn rebuild(text: Text, lines: &[TextLine], first: usize, headers: &[&Header], found: &mut Found) {
    let Text { source, restored, known, around } = text;
    let own = |header: &Header| header.lines.start - first..header.lines.end - first;
    let head = headers.first().map_or(0..0, |header| own(header));
    for header in headers.iter().skip(1) {
        let held = &lines[own(header)];
        let held: Vec<usize> = held.iter().map(|line| line.line).collect();
        found
            .furniture
            .extend(runs(&held).into_iter().map(|lines| Furniture { lines, kind: "repeated_header".into() }));
    }
    let mut unplaced = Vec::new();
    let mut body = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(head.end) {
        if headers.iter().any(|header| own(header).contains(&at)) {
            continue;
        }
        // The title of numbers may be printed on a line of its own, before the others.
        let above = || headers.iter().any(|header| own(header).start == at + 1);
        if is_column_numbers(line) || (fields::is_title_of_numbers(line) && above()) {
            found.furniture.push(Furniture { lines: [line.line + 1, line.line + 1], kind: "repeated_header".into() });
        } else if line.words.is_empty() || line.words.len() > WIDEST {
            unplaced.push(line.line);
        } else {
            body.push(line);
        }
    }
    let mut body: Vec<TextLine> = body.into_iter().cloned().collect();
    let (headings, reading) = match known.rows.and_then(|rows| rows.reading(source, restored, &body)) {
        Some(known) => known,
        None => {
            cohesion::mark(&mut body, restored);
            fields::mark(&mut body);
            if let Some(language) = known.language {
                fluency::hear(&mut body, restored, language);
            }
            let linked = links::links(&body);
            let around = Around { linked: &linked, ..around };
            let mut memory = Memory::default();
            let headings = columns::settle(headers, &body, around, &mut memory);
            let columns: Vec<Column> =
                headings.iter().map(|heading| Column { field: heading.field, seen: Seen::default() }).collect();
            (headings, learn::read(&body, &columns, around, &mut memory))
        }
    };
    found.rows.add(source, restored, &body, &headings, &reading);
    let parts = Parts { source, restored, headings: &headings, lines: &body, reading: &reading };
    let role = build::role(&headings);
    let (title, caption) = title(restored, &lines[..head.start]);
    let line = |at: Option<&TextLine>| at.map_or(0, |line| line.line + 1);
    let mut table = Table {
        id: String::new(),
        title,
        caption,
        role,
        lines: [line(lines.first()), line(lines.last())],
        columns: build::columns(&headings, role),
        rows: parts.rows(),
        unplaced: Vec::new(),
    };
    build::drop_empty(&mut table, 0);
    found.add(table, &unplaced);
}

/// Whether a line is a page number: a number alone, set off by blank lines.
fn is_page_number(text: &str, before: usize, after: usize) -> bool {
    is_number(text) && (before >= 2 || after >= 3) && (before >= 1 && after >= 1)
}

/// Whether a line holds a number alone.
fn is_number(text: &str) -> bool {
    let text = text.trim().trim_matches(['-', '–', ' ']);
    !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a line numbers the columns: `(1) (2) (3)`.
fn is_column_numbers(line: &TextLine) -> bool {
    line.words.len() >= 3
        && line.words.iter().enumerate().all(|(at, word)| word.folded.parse::<usize>().is_ok_and(|n| n == at + 1))
}

/// Runs of neighbouring lines (from 0), as inclusive ranges from 1.
pub(super) fn runs(lines: &[usize]) -> Vec<Lines> {
    let mut found: Vec<Lines> = Vec::new();
    for &line in lines {
        match found.last_mut() {
            Some(last) if last[1] == line => last[1] = line + 1,
            _ => found.push([line + 1, line + 1]),
        }
    }
    found
}
