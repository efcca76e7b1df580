//! What the first pass leaves for the second: the readings that are not out of the question.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::finder::Finder;
use super::lattice::{Choice, Edge, Lattice, Output, Part};
use super::paragraph::Paragraph;
use super::readings::Readings;
use super::runs::Run;
use super::search::Search;
use super::shapes::Shapes;
use super::terms::Terms;
use crate::text::Source;

/// Readings less likely than this on the first pass are dropped.
const LEAST: f32 = 1e-3;

/// Words at least so likely show how the document's letters were read.
const SURE: f32 = 0.8;

/// What the best path of the first pass writes from a run on.
#[derive(Clone, Copy)]
pub struct Drafted {
    /// The reading; nothing where none begins.
    pub output: Output,
    /// Its posterior.
    pub posterior: f32,
}

/// A document after the first pass.
#[derive(Default)]
pub struct Draft {
    /// All runs.
    pub runs: Vec<Run>,
    /// The readings that are left; places are those of `runs`.
    pub lattice: Lattice,
    /// The paragraphs.
    pub parts: Vec<Part>,
    /// What was likeliest, one for each of `runs`.
    pub drafted: Vec<Drafted>,
    /// The first run of each chunk and its capitals.
    chunks: Vec<(u32, u8)>,
    readings: Readings,
    shapes: Shapes,
}

impl Draft {
    /// Adds a paragraph as it was searched. Readings as a word of `expected` stay in any case.
    pub fn add(
        &mut self,
        paragraph: &Paragraph,
        source: &Source,
        finder: &Finder,
        search: &Search,
        expected: &FxHashSet<u16>,
    ) {
        for step in search.steps().iter().filter(|step| step.posterior > SURE) {
            let choice = paragraph.lattice.choices[step.choice];
            let edge = Edge { from: step.from as u32, to: step.to as u32, first: 0, count: 1, near: 1 };
            if let (Output::Form(form), Some(read)) = (choice.output, read(&paragraph.runs, &edge, source))
                && let Some(form) = finder.model.forms.get(form)
            {
                self.shapes.add(form, read, step.posterior, &finder.reading.emissions);
            }
        }
        let base = self.runs.len();
        let (edges, choices) = (self.lattice.edges.len(), self.lattice.choices.len());
        self.runs.extend_from_slice(&paragraph.runs);
        self.drafted.resize(self.runs.len(), Drafted { output: Output::Nothing, posterior: 0.0 });
        for step in search.steps() {
            let output = paragraph.lattice.choices[step.choice].output;
            self.drafted[base + step.from] = Drafted { output, posterior: step.posterior };
        }
        self.chunks.extend(paragraph.chunks().map(|(run, capitals)| (base as u32 + run, capitals)));
        // The best path stays, however unlikely.
        let mut path = search.steps().iter().map(|step| step.choice).peekable();
        let all = 0..paragraph.lattice.edges.len();
        self.lattice.copy_kept(&paragraph.lattice, all, base, |_, at| {
            let best = path.next_if_eq(&at).is_some();
            best || search.posterior(at) > LEAST || is_expected(&paragraph.lattice.choices[at], expected)
        });
        for edge in &paragraph.lattice.edges {
            let choices = &paragraph.lattice.choices;
            if is_word(edge, choices)
                && let Some(read) = read(&paragraph.runs, edge, source)
            {
                self.readings.add(read, edge.choices().filter_map(|i| Some((choices[i].token?, search.posterior(i)))));
            }
        }
        let range = |from, to| Range { start: from, end: to };
        self.parts.push(Part {
            places: range(base, self.runs.len()),
            edges: range(edges, self.lattice.edges.len()),
            choices: range(choices, self.lattice.choices.len()),
        });
    }

    /// Whether a line starts at a place.
    pub fn opens_line(&self, at: usize) -> bool {
        self.runs[at].first
    }

    /// Lets the mentions of each reading agree.
    pub fn agree(&mut self, source: &Source, finder: &Finder) {
        for edge in &self.lattice.edges {
            if edge.count > 1
                && is_word(edge, &self.lattice.choices)
                && let Some(read) = read(&self.runs, edge, source)
            {
                let choices = &mut self.lattice.choices[edge.choices()];
                for choice in choices.iter_mut() {
                    if let Output::Form(form) = choice.output
                        && let Some(form) = finder.model.forms.get(form)
                    {
                        choice.cost -= self.shapes.discount(form, read, &finder.reading.emissions);
                    }
                }
                self.readings.adjust(read, choices, &finder.model.ngrams);
            }
        }
    }

    /// Adds what terms the chunks may stand for.
    pub fn expect(&mut self, terms: &Terms, source: &Source, finder: &mut Finder) {
        if terms.is_empty() {
            return;
        }
        let least = terms.capitals().saturating_sub(1);
        let mut found = std::mem::take(&mut finder.memory.chunks.lattice);
        let (first, before) = (found.edges.len(), found.choices.len());
        // The first run and the edges of each distinct chunk.
        let mut known: FxHashMap<&str, (u32, Range<usize>)> = FxHashMap::default();
        for (index, &(run, _)) in self.chunks.iter().enumerate().filter(|(_, chunk)| usize::from(chunk.1) >= least) {
            let end = self.chunks.get(index + 1).map_or(self.runs.len(), |next| next.0 as usize);
            let (head, tail) = (&self.runs[run as usize], &self.runs[end - 1]);
            let text = &source.line(head.line as usize)[head.start as usize..tail.end as usize];
            if let Some((other, edges)) = known.get(text) {
                let again = |edge: Edge| Edge { from: edge.from - other + run, to: edge.to - other + run, ..edge };
                for at in edges.clone() {
                    found.edges.push(again(found.edges[at]));
                }
                continue;
            }
            let start = found.edges.len();
            finder.terms(terms, text, run as usize, &mut found);
            known.insert(text, (run, start..found.edges.len()));
        }
        if found.edges.len() > first {
            self.merge(&found, first);
        }
        found.edges.truncate(first);
        found.choices.truncate(before);
        finder.memory.chunks.lattice = found;
    }

    /// Puts the edges of `found` from `first` on among those of the paragraphs.
    fn merge(&mut self, found: &Lattice, first: usize) {
        let old = std::mem::take(&mut self.lattice);
        let mut at = first;
        for part in &mut self.parts {
            let (edges, choices) = (self.lattice.edges.len(), self.lattice.choices.len());
            self.lattice.copy(&old, part.edges.clone(), 0);
            let until = at + found.edges[at..].partition_point(|edge| (edge.from as usize) < part.places.end);
            self.lattice.copy(found, at..until, 0);
            if until > at {
                self.lattice.order(edges);
            }
            at = until;
            part.edges = edges..self.lattice.edges.len();
            part.choices = choices..self.lattice.choices.len();
        }
    }
}

/// Whether a reading is of a word that is hoped for.
pub fn is_expected(reading: &Choice, expected: &FxHashSet<u16>) -> bool {
    reading.token.is_some_and(|word| expected.contains(&word))
}

/// Whether an edge reads its runs as words of the vocabulary.
fn is_word(edge: &Edge, choices: &[Choice]) -> bool {
    choices.get(edge.first as usize).is_some_and(|choice| matches!(choice.output, Output::Form(_)))
}

/// What an edge covers, where that is on one line.
fn read<'s>(runs: &[Run], edge: &Edge, source: &'s Source) -> Option<&'s str> {
    let (first, last) = (runs.get(edge.from as usize)?, runs.get(edge.to as usize - 1)?);
    source.line(first.line as usize).get(first.start as usize..last.end as usize).filter(|_| first.line == last.line)
}
