//! What a chunk, text without white space, may have been printed as.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::address::is_address;
use super::chunks::{Chunks, Record};
use super::joined;
use super::known::{Known, Searched, search};
use super::lattice::{Choice, Lattice, Output, as_read, raw};
use super::near;
use super::parts::{WIDEST, is_junk, is_torn, may_be_word};
use super::runs::{self, Kind, Run};
use super::second::{self, Told};
use super::special::{self, Place};
use super::terms::Terms;
use super::trust::Trust;
use crate::channel::candidates::Scratch;
use crate::channel::emission::Candidate;
use crate::document::Channel;
use crate::lm::token::class;
use crate::lm::vocabulary::form_of;
use crate::model::{Model, Reading};

/// Most pairs of chunks that are remembered.
const BROKEN: usize = 50_000;
/// What it costs to take digits alone for a word, beside the channel's cost.
const DIGITS_AS_WORD: f32 = 2.5;
/// What it costs that a mark was not printed, or ends no clause.
const SILENT: f32 = 2.0;
/// A chunk of more runs than this is no text: it stays as it was read, so that junk costs no searches.
const OPAQUE: usize = 24;
/// A word whose best candidate costs more may be a piece of one.
const POOR: f32 = 1.5;

/// What a finder keeps from one portion of text to the next. It never changes a result.
#[derive(Default)]
pub struct Memory {
    scratch: Scratch,
    pub(super) other_scratch: Scratch,
    pub(super) found: Vec<Candidate>,
    /// The chunks met, compiled.
    pub chunks: Chunks,
    /// The readings of pairs of chunks that may be one word: range of edges of the chunks' lattice.
    pub broken: FxHashMap<(u32, u32), (u32, u32)>,
}

/// Searches for candidates and remembers them.
pub struct Finder<'m> {
    /// The model.
    pub model: &'m Model,
    /// The channel, and what is known of it.
    pub channel: Channel,
    /// See `channel`.
    pub reading: &'m Reading,
    /// What was found for its words.
    pub known: &'m Known,
    /// The channel of second readings, where there are any.
    pub other: Option<Searched<'m>>,
    /// How far engines are to be trusted.
    pub trust: &'m Trust,
    /// What was found before.
    pub memory: Memory,
}

impl Finder<'_> {
    /// Makes room where too much is remembered: what was read so far must not be needed any more.
    pub fn make_room(&mut self) {
        if self.memory.chunks.is_full() || self.memory.broken.len() > BROKEN {
            self.memory.chunks.forget();
            self.memory.broken = FxHashMap::default();
        }
    }

    /// What `read` may stand for, cheapest first.
    pub fn candidates(&mut self, read: &str) -> Arc<[Candidate]> {
        let Memory { scratch, found, .. } = &mut self.memory;
        search(self.model, Searched { reading: self.reading, known: self.known }, read, scratch, found)
    }

    /// The number of the record of a chunk.
    pub fn chunk(&mut self, text: &str, told: Option<Told>) -> u32 {
        let known = told.map(|told| told.key(text));
        let key = known.as_deref().unwrap_or(text);
        match self.memory.chunks.find(key) {
            Some(id) => id,
            None => self.compile(text, told, key),
        }
    }

    /// Makes the record of a chunk, to be found by `key`.
    fn compile(&mut self, text: &str, told: Option<Told>, key: &str) -> u32 {
        let mut runs = Vec::new();
        runs::cut(text, 0, &mut runs);
        let mut record = self.record(text, &runs);
        let mut lattice = std::mem::take(&mut self.memory.chunks.lattice);
        let first = lattice.edges.len();
        let mut rest = f32::INFINITY;
        if runs.len() > OPAQUE || is_address(text) || is_junk(&runs, text) {
            for (from, run) in runs.iter().enumerate() {
                lattice.push(from, from + 1, as_read(run, &text[run.bytes()]));
            }
        } else {
            joined::part(self, text, &mut runs);
            let told = told.zip(second::word(&runs));
            for from in 0..runs.len() {
                self.place(&mut lattice, &runs, from, text, told.as_ref());
            }
            lattice.order(first);
            rest = near::rank(&mut lattice, first, runs.len(), &self.model.ngrams);
        }
        let edges = first as u32..lattice.edges.len() as u32;
        self.memory.chunks.lattice = lattice;
        (record.edges, record.rest) = (edges, rest);
        self.memory.chunks.insert(key, &runs, record)
    }

    /// What the neighbours of a chunk need to know of it.
    fn record(&mut self, text: &str, runs: &[Run]) -> Record {
        let mut record = Record::default();
        let (Some(head), Some(tail)) = (runs.first(), runs.last()) else { return record };
        if runs.len() > OPAQUE {
            return record;
        }
        record.capitals = text.chars().filter(|c| c.is_uppercase()).count().min(255) as u8;
        record.letters = text.chars().filter(|c| c.is_alphabetic()).count().min(255) as u8;
        let place = Place { runs, from: 0, chunk: runs.len(), line: text };
        (record.speck, record.label) = special::needs_around(&place);
        record.opens_with_separator = special::is_separator(head, text);
        record.ends_in_separator = special::is_separator(tail, text);
        record.cut = special::may_be_cut(runs, text);
        let read = |run: &Run| &text[run.bytes()];
        if matches!(head.kind, Kind::Letters | Kind::Digits) {
            record.head = read(head).len().min(255) as u8;
            record.poor_head = self.is_poor(read(head));
        }
        if tail.kind == Kind::Letters {
            record.tail = read(tail).len().min(255) as u8;
            record.poor_tail = self.is_poor(read(tail));
        }
        record
    }

    fn is_poor(&mut self, read: &str) -> bool {
        self.candidates(read).first().is_none_or(|c| c.cost > POOR)
    }

    /// Edges from one place of a chunk.
    fn place(
        &mut self,
        lattice: &mut Lattice,
        runs: &[Run],
        from: usize,
        text: &str,
        told: Option<&(Told, Range<usize>)>,
    ) {
        let first = &runs[from];
        for to in from + 1..=runs.len().min(from + WIDEST) {
            if is_torn(runs, from..to) {
                continue;
            }
            let read = &text[first.start as usize..runs[to - 1].end as usize];
            let before = lattice.choices.len();
            let after_mark = from > 0 && runs[from - 1].kind == Kind::Mark;
            let told = told.filter(|(_, word)| *word == (from..to)).map(|&(told, _)| told);
            self.span(lattice, &runs[from..to], from, read, after_mark, told);
            let extra = self.after_word(runs, from);
            for choice in lattice.choices[before..].iter_mut().filter(|choice| choice.token.is_some()) {
                choice.cost += extra;
            }
        }
        let place = Place { runs, from, chunk: runs.len(), line: text };
        special::edges(&place, &self.model.pieces, &self.reading.emissions, lattice);
    }

    /// What it costs to begin a word at a run: where another ends there, the space between them was lost.
    fn after_word(&self, runs: &[Run], from: usize) -> f32 {
        let joins = from > 0 && !runs[from].spaced && runs[from - 1].kind != Kind::Mark;
        if joins && runs[from].kind != Kind::Mark { self.reading.emissions.joined } else { 0.0 }
    }

    /// A run as it was read. Marks in a row are one to the language model; any may be no mark that was printed.
    fn run(&self, lattice: &mut Lattice, run: &Run, from: usize, read: &str, after_mark: bool) {
        let first = lattice.choices.len();
        let choice = as_read(run, read);
        let is_mark = choice.token == Some(class::MARK);
        if !is_mark || !after_mark {
            lattice.choices.push(choice);
        }
        if is_mark {
            let extra = if after_mark { 0.0 } else { SILENT };
            lattice.choices.push(Choice { token: None, cost: choice.cost + extra, ..choice });
        }
        lattice.close(from, from + 1, first);
    }

    /// Edges over `runs` of one chunk.
    fn span(
        &mut self,
        lattice: &mut Lattice,
        runs: &[Run],
        from: usize,
        read: &str,
        after_mark: bool,
        told: Option<Told>,
    ) {
        let to = from + runs.len();
        let letters = runs.iter().any(|run| run.kind == Kind::Letters);
        if let [run] = runs {
            let first = lattice.choices.len();
            self.run(lattice, run, from, read, after_mark);
            if let Some(Told::Twice(second)) = told
                && second.agrees(read)
            {
                lattice.choices[first..].iter_mut().for_each(|choice| choice.cost *= self.trust.agreed);
            }
        } else if letters && runs.iter().all(|run| matches!(run.kind, Kind::Letters | Kind::Digits)) {
            let choice = if runs.iter().all(|run| run.kind == Kind::Letters) {
                as_read(&runs[0], read)
            } else {
                raw(class::MIXED, 3.0 + 3.0 * read.chars().count() as f32)
            };
            lattice.push(from, to, choice);
        }
        if !may_be_word(runs, read) {
            return;
        }
        let first = lattice.choices.len();
        let model = self.model;
        let found = match told {
            Some(told) => self.candidates_by(read, told).into(),
            None => self.candidates(read),
        };
        // Digits are digits, unless much speaks against it.
        let symbols = runs.iter().any(|run| run.kind == Kind::Symbol);
        let extra = if letters || symbols { 0.0 } else { DIGITS_AS_WORD };
        lattice.choices.extend(found.iter().filter_map(|c| word(model, c, extra)));
        lattice.close(from, to, first);
    }

    /// Whether a string is worth a search where spaces are in doubt.
    pub fn is_plausible(&self, read: &str) -> bool {
        self.model.forms.is_bare(read) || self.reading.emissions.is_known(read)
    }

    /// One word that was read as two: the end of one chunk, whose text is `a`, and the beginning of the next, `b`. The edges, in the
    /// chunks' lattice, start at place 0.
    pub fn broken(&mut self, chunks: (u32, u32), a: &str, b: &str) -> (u32, u32) {
        if let Some(&known) = self.memory.broken.get(&chunks) {
            return known;
        }
        let joined = format!("{a}{b}");
        let mut lattice = std::mem::take(&mut self.memory.chunks.lattice);
        let (edges, first) = (lattice.edges.len() as u32, lattice.choices.len());
        if self.is_plausible(&joined) {
            let (model, cost) = (self.model, self.reading.emissions.broken);
            let found = self.candidates(&joined);
            lattice.choices.extend(found.iter().take(6).filter_map(|c| word(model, c, cost)));
            lattice.close(0, 2, first);
        }
        let made = (edges, lattice.edges.len() as u32);
        self.memory.chunks.lattice = lattice;
        self.memory.broken.insert(chunks, made);
        made
    }

    /// Adds the terms that a chunk's words may stand for, their places from `base` on.
    pub fn terms(&self, terms: &Terms, text: &str, base: usize, lattice: &mut Lattice) {
        let mut runs = Vec::new();
        runs::cut(text, 0, &mut runs);
        if runs.len() > OPAQUE {
            return;
        }
        for from in 0..runs.len() {
            for to in from + 1..=runs.len().min(from + WIDEST) {
                let read = &text[runs[from].start as usize..runs[to - 1].end as usize];
                if !may_be_word(&runs[from..to], read) || read.chars().nth(1).is_none() {
                    continue;
                }
                let first = lattice.choices.len();
                let extra = self.after_word(&runs, from);
                for term in terms.find(read, &self.reading.emissions) {
                    let output = lattice.text(term.text.to_owned());
                    let case = form_of(term.text);
                    let cost = term.cost + extra;
                    lattice.choices.push(Choice { token: Some(term.token), case, cost, output });
                }
                lattice.close(base + from, base + to, first);
            }
        }
    }
}

fn word(model: &Model, candidate: &Candidate, extra: f32) -> Option<Choice> {
    let form = model.forms.get(candidate.form)?;
    Some(Choice {
        token: Some(form.word),
        case: form.case,
        cost: candidate.cost + extra,
        output: Output::Form(candidate.form),
    })
}
