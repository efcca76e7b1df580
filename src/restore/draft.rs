//! What the first pass leaves for the second: the readings that are not out of the question.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::finder::Finder;
use super::lattice::{Choice, Edge, Lattice, Output, Part, Texts};
use super::paragraph::Paragraph;
use super::readings::Readings;
use super::runs::Run;
use super::search::Search;
use super::shapes::Shapes;
use super::terms::Terms;
use crate::lm::token::class;
use crate::text::Source;

/// Readings less likely than this on the first pass are dropped.
const LEAST: f32 = 1e-3;

/// Words at least so likely show how the document's letters were read.
const SURE: f32 = 0.8;

/// Chunks with capitals that are held against terms at once.
const PORTION: usize = 256;

/// What the best path of the first pass writes from a run on.
#[derive(Clone, Copy)]
pub struct Drafted {
    /// The reading; nothing where none begins.
    pub output: Output,
    /// Its posterior.
    pub posterior: f32,
}

/// What some runs may have been printed as, and nothing else.
pub struct Instead {
    /// The runs. No reading covers some of them and others.
    pub runs: Range<usize>,
    /// Numbers with their costs.
    pub readings: Vec<(String, f32)>,
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
    /// Texts of the chunks' lattice that readings write, and which of the draft's they are.
    texts: FxHashMap<u32, u32>,
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
        let written = &finder.memory.chunks.lattice.texts;
        for step in search.steps() {
            let output = self.own(paragraph.lattice.choices[step.choice].output, written);
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
        for at in choices..self.lattice.choices.len() {
            self.lattice.choices[at].output = self.own(self.lattice.choices[at].output, written);
        }
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

    /// The same output by the draft's own texts, where `written` has that of the chunks' lattice.
    fn own(&mut self, output: Output, written: &Texts) -> Output {
        let Output::Text(text) = output else { return output };
        let texts = &mut self.lattice.texts;
        let own = self.texts.entry(text).or_insert_with(|| {
            texts.texts.push(written.texts.get(text as usize).cloned().unwrap_or_default());
            texts.texts.len() as u32 - 1
        });
        Output::Text(*own)
    }

    /// Adds the draft of the text that follows.
    pub fn append(&mut self, next: Self) {
        let (base, text) = (self.runs.len(), self.lattice.texts.texts.len() as u32);
        let (edges, choices) = (self.lattice.edges.len(), self.lattice.choices.len());
        self.runs.extend(next.runs);
        self.lattice.append(next.lattice, base as u32);
        let moved = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        self.parts.extend(next.parts.into_iter().map(|part| Part {
            places: moved(part.places, base),
            edges: moved(part.edges, edges),
            choices: moved(part.choices, choices),
        }));
        let of = |drafted: Drafted| Drafted { output: drafted.output.moved(text), ..drafted };
        self.drafted.extend(next.drafted.into_iter().map(of));
        self.chunks.extend(next.chunks.into_iter().map(|(run, capitals)| (base as u32 + run, capitals)));
        self.readings.append(next.readings);
        self.shapes.append(next.shapes);
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
    pub fn expect(&mut self, terms: &Terms, source: &Source, finder: &Finder) {
        if terms.is_empty() {
            return;
        }
        let least = terms.capitals().saturating_sub(1);
        let chunks: Vec<usize> =
            (0..self.chunks.len()).filter(|&chunk| usize::from(self.chunks[chunk].1) >= least).collect();
        let portions = chunks.par_chunks(PORTION).with_max_len(1);
        let found: Vec<_> = portions.map(|chunks| self.terms(terms, chunks, source, finder)).collect();
        let mut all = Lattice { texts: std::mem::take(&mut self.lattice.texts), ..Lattice::default() };
        found.into_iter().for_each(|found| all.append(found, 0));
        self.merge(all);
    }

    /// Puts other readings in the place of those of some runs.
    pub fn replace(&mut self, mut found: Vec<Instead>) {
        if found.is_empty() {
            return;
        }
        found.sort_by_key(|instead| instead.runs.start);
        for edge in &mut self.lattice.edges {
            let (from, to) = (edge.from as usize, edge.to as usize);
            let before = found[..found.partition_point(|instead| instead.runs.start <= from)].last();
            if before.is_some_and(|instead| to <= instead.runs.end) {
                edge.count = 0;
            }
        }
        let mut all = Lattice { texts: std::mem::take(&mut self.lattice.texts), ..Lattice::default() };
        for Instead { runs, readings } in found {
            let first = all.choices.len();
            for (text, cost) in readings {
                let output = all.text(text);
                all.choices.push(Choice { token: Some(class::NUMBER), case: 0, cost, output });
            }
            all.close(runs.start, runs.end, first);
        }
        self.merge(all);
    }

    /// The terms that some of the chunks may stand for.
    fn terms(&self, terms: &Terms, chunks: &[usize], source: &Source, finder: &Finder) -> Lattice {
        let mut found = Lattice::default();
        // The first run and the edges of each distinct chunk.
        let mut known: FxHashMap<&str, (u32, Range<usize>)> = FxHashMap::default();
        for &index in chunks {
            let run = self.chunks[index].0;
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
        found
    }

    /// Puts the edges of `found`, which holds the draft's texts, among those of the paragraphs.
    fn merge(&mut self, mut found: Lattice) {
        self.lattice.texts = std::mem::take(&mut found.texts);
        if found.edges.is_empty() {
            return;
        }
        let Lattice { edges, choices, .. } = &mut self.lattice;
        let old = Lattice { edges: std::mem::take(edges), choices: std::mem::take(choices), ..Lattice::default() };
        let mut at = 0;
        for part in &mut self.parts {
            let (edges, choices) = (self.lattice.edges.len(), self.lattice.choices.len());
            self.lattice.copy(&old, part.edges.clone(), 0);
            let until = at + found.edges[at..].partition_point(|edge| (edge.from as usize) < part.places.end);
            self.lattice.copy(&found, at..until, 0);
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
