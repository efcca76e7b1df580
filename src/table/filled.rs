//! Grids of pages with the words that stand in their cells.

use std::ops::Range;

use strsim::normalized_levenshtein;

use crate::page::{Grid, Placed, Rect, gaps, letters};
use crate::restore::Restored;
use crate::text::Source;

use super::fields::{Field, Fields, split};
use super::header::Heading;
use super::titles::year;
use super::words::{Names, TextLine, Word};

/// Likeness from which a title is the one of the dictionary.
const TITLE: f64 = 0.75;

/// The same, where the cells tell what the column is.
const DAMAGED: f64 = 0.5;

/// Share of a table's width that a column of numbers may have.
const NARROW: f32 = 0.1;

/// What is lower than this share of a page's words is no letter or digit, but what an engine made of a ruling.
const SPECK: f32 = 0.35;

/// A grid with the words that stand in its cells.
pub(super) struct Filled {
    pub grid: Grid,
    /// Whether rulings part its cells.
    pub ruled: bool,
    /// The lines that have words in it, top to bottom.
    pub lines: Vec<TextLine>,
    /// The cell of each word of each line, by row and column.
    pub cells: Vec<Vec<(usize, usize)>>,
}

/// The grids of the pages that `lines` stand on, with their words.
pub(super) fn fill(source: &Source, restored: &Restored, lines: Range<usize>) -> Vec<Filled> {
    let places = source.places();
    let mut names = Names::default();
    let mut found: Vec<Filled> = Vec::new();
    // The page at hand, how high its words are, and which of the grids found are its own.
    let (mut page, mut height, mut own) = (0, 0.0, 0);
    let end = lines.end;
    for line in lines {
        let all = words(source, restored, line);
        let Some(first) = all.first() else { continue };
        if first.page != page {
            (page, own) = (first.page, found.len());
            let items = items(source, restored, line..end, page);
            height = letters(items.iter().flatten().map(|word| word.bbox)).unwrap_or_default();
            let mut grids = Grid::find(places.rulings(page));
            let ruled = !grids.is_empty();
            if !ruled {
                let before = found.last().filter(|known| !known.ruled).map(|known| &known.grid);
                grids = gaps::find(&items, before);
            }
            found.extend(grids.into_iter().map(|grid| Filled { grid, ruled, lines: Vec::new(), cells: Vec::new() }));
        }
        let inside = |grid: &Grid| all.iter().filter(|word| grid.holds(word.bbox)).count();
        let Some(filled) = found[own..].iter_mut().find(|filled| inside(&filled.grid) * 2 >= all.len()) else {
            continue;
        };
        let mut text = TextLine::new(restored, line, &mut names, false);
        let mut cells = Vec::new();
        text.words.retain(|word| {
            let placed = places.within(restored.locate(source, line, word.range.clone()));
            let Some(bbox) = placed.iter().map(|word| word.bbox).reduce(Rect::cover) else { return false };
            let speck = bbox.height() < SPECK * height && word.folded.chars().any(char::is_alphanumeric);
            let kept = !filled.grid.is_edge(bbox) && !speck;
            cells.extend(kept.then(|| filled.grid.cell(bbox)));
            kept
        });
        filled.lines.push(text);
        filled.cells.push(cells);
    }
    found
}

/// The words of a line where they stand.
fn words<'s>(source: &'s Source, restored: &Restored, line: usize) -> &'s [Placed] {
    source.places().within(restored.locate(source, line, 0..restored.lines[line].text.len()))
}

/// The words of those of `lines` that stand on `page`, the first of them on, line by line.
fn items<'s>(source: &'s Source, restored: &Restored, lines: Range<usize>, page: usize) -> Vec<Vec<gaps::Item<'s>>> {
    let lines = lines.map(|line| words(source, restored, line));
    let own = lines.take_while(|all| all.first().is_none_or(|word| word.page == page));
    own.map(|all| all.iter().map(|word| gaps::Item { text: source.slice(word.span), bbox: word.bbox }).collect())
        .collect()
}

impl Filled {
    /// Number of rows that the titles of the columns take: the cells of the first row tell, the tallest of them.
    pub fn head(&self) -> usize {
        let below = |row: &usize| (0..self.grid.width()).any(|column| self.grid.root(*row, column).0 == 0);
        (1..self.grid.height()).take_while(below).count() + 1
    }

    /// The words of a cell, each with its line.
    fn words(&self, cell: (usize, usize)) -> impl Iterator<Item = (usize, &Word)> {
        self.lines.iter().zip(&self.cells).flat_map(move |(line, cells)| {
            let own = line.words.iter().zip(cells).filter(move |(_, of)| **of == cell);
            own.map(|(word, _)| (line.line, word))
        })
    }

    /// The text of a cell.
    fn text(&self, restored: &Restored, cell: (usize, usize)) -> String {
        let words = self.words(cell).map(|(line, word)| &restored.lines[line].text[word.range.clone()]);
        words.collect::<Vec<_>>().join(" ")
    }

    /// What the first `head` rows call the columns.
    pub fn headings(&self, source: &Source, restored: &Restored, head: usize) -> Vec<Heading> {
        let heading = |column: usize| {
            let mut cells: Vec<(usize, usize)> = (0..head).map(|row| self.grid.root(row, column)).collect();
            cells.dedup();
            let titles: Vec<String> =
                cells.iter().map(|&cell| self.text(restored, cell)).filter(|text| !text.is_empty()).collect();
            // Engines pass over numbers that stand alone, and over their title with them.
            let numbers = column == 0 && titles.is_empty() && self.grid.share(column) < NARROW;
            if numbers { Heading::untitled(Field::Index) } else { heading(&titles) }
        };
        let mut headings: Vec<Heading> = (0..self.grid.width()).map(heading).collect();
        if let Some(first) = headings.first_mut().filter(|first| first.field == Field::Other)
            && self.grid.share(0) < NARROW
            && self.counts(restored, head)
        {
            // Restoring takes what is no word for one: `1T`, which is `TT`, for `Giá`.
            let words = self.words((0, 0)).map(|(line, word)| restored.locate(source, line, word.range.clone()));
            let read: Vec<&str> = words.map(|span| source.slice(span)).collect();
            *first = index(&[&first.title, &read.join(" ")]);
        }
        headings
    }

    /// Whether the first column counts the rows below the first `head`.
    fn counts(&self, restored: &Restored, head: usize) -> bool {
        let mut roots: Vec<(usize, usize)> = (head..self.grid.height()).map(|row| self.grid.root(row, 0)).collect();
        roots.dedup();
        let texts = roots.iter().map(|&cell| self.text(restored, cell));
        let numbers: Vec<u32> = texts.filter_map(|text| text.trim_end_matches('.').parse().ok()).collect();
        let steps = numbers.windows(2).filter(|pair| pair[1] == pair[0].saturating_add(1)).count();
        numbers.len() > 1 && steps * 2 >= numbers.len()
    }
}

/// The heading of a column that counts the rows, whose title is no known one as it was restored, nor as it was read: the nearest of those
/// that such columns go by.
fn index(titles: &[&str; 2]) -> Heading {
    let known = Fields::shared().titles.iter().filter(|title| title.field == Field::Index);
    let likeness = |title: &str| titles.iter().map(|own| normalized_levenshtein(title, own)).fold(0.0, f64::max);
    let alike = known.map(|title| (likeness(&title.text), title.text.as_str()));
    let near = alike.filter(|(likeness, _)| *likeness >= DAMAGED).max_by(|a, b| a.0.total_cmp(&b.0));
    Heading { title: near.map_or(titles[0], |(_, title)| title).to_owned(), ..Heading::untitled(Field::Index) }
}

/// The heading of a column from its titles, the widest one first.
fn heading(titles: &[String]) -> Heading {
    let Some(own) = titles.last() else { return Heading::untitled(Field::Other) };
    let words = split(own);
    let value = words.iter().find_map(|word| year(word)).filter(|_| words.len() <= 2);
    let known = |text: &str| {
        let joined = split(text).concat();
        let all = Fields::shared().titles.iter().filter(|title| title.field != Field::Year);
        let best = all.map(|title| (normalized_levenshtein(&title.words.concat(), &joined), title.field));
        best.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness >= TITLE)
    };
    let found = if value.is_some() { None } else { known(own).or_else(|| known(&titles.join(" "))) };
    let (share, field) = match value {
        Some(_) => (1.0, Field::Year),
        None => found.unwrap_or((0.0, Field::Other)),
    };
    Heading { field, title: own.clone(), year: value, share: share as f32, held: 0 }
}
