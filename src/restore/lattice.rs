//! The lattice: for each place of a paragraph, what may have been printed from there on.
//!
//! Places are the boundaries of runs. An edge covers one or more runs and offers readings of them: a word of the
//! vocabulary, two words that lost their space, one word that gained a space, a number, a code, or the text as it was read.

use rustc_hash::FxHashMap;

use super::runs::{Kind, Run};
use super::special::{self, Place};
use super::terms::Terms;
use crate::channel::emission::{Candidate, LONGEST_WORD, Scratch};
use crate::lm::token::{class, number_class};
use crate::lm::vocabulary::form_of;
use crate::model::{Model, Reading};

/// Most candidates for one word.
const CANDIDATES: usize = 16;
/// Candidates that cost this much more than the best, their frequency included, are dropped.
const REACH: f32 = 11.0;
/// Most distinct words kept between paragraphs.
const CACHE: usize = 200_000;
/// What it costs that a symbol was printed.
const SYMBOL: f32 = 10.0;
/// What it costs to take digits alone for a word, beside the channel's cost.
const DIGITS_AS_WORD: f32 = 2.5;
/// A chunk of more runs than this is no text: it stays as it was read, so that junk costs no searches.
const OPAQUE: usize = 24;
/// Runs that one edge may cover.
const WIDEST: usize = 6;

/// What an edge writes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Output {
    /// The text as it was read.
    Raw,
    /// A form of the vocabulary.
    Form(u32),
    /// Two forms; the second starts at this byte of the text as read.
    Two(u32, u32, u16),
    /// A text of [`Lattice::texts`].
    Text(u32),
}

/// One reading of an edge.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// What the language model sees: none, one or two words.
    pub tokens: [u16; 2],
    /// How many of `tokens` count.
    pub count: u8,
    /// Channel cost in nats.
    pub cost: f32,
    /// What is written.
    pub output: Output,
    /// Case of the word written, of [`crate::lm::vocabulary::form`]; 0 where there is none.
    pub case: u8,
}

/// Readings of the runs from its place up to `to`.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The place after the edge.
    pub to: usize,
    /// Range into [`Lattice::choices`].
    pub choices: std::ops::Range<usize>,
}

/// The lattice of one paragraph.
#[derive(Default)]
pub struct Lattice {
    /// Edges from each place.
    pub edges: Vec<Vec<Edge>>,
    /// All readings.
    pub choices: Vec<Choice>,
    /// What the special readings write.
    pub texts: Vec<String>,
}

/// What a finder keeps from one document to the next: the candidates of words that it has met. It never changes a result.
#[derive(Default)]
pub struct Memory {
    scratch: Scratch,
    cache: FxHashMap<Box<str>, Box<[Candidate]>>,
    found: Vec<Candidate>,
}

/// Searches for candidates and remembers them.
pub struct Finder<'m> {
    model: &'m Model,
    reading: &'m Reading,
    memory: Memory,
    /// Words beside the vocabulary.
    pub terms: Terms,
}

impl<'m> Finder<'m> {
    /// A finder over one channel of `model`, with the memory of an earlier one over the same channel, or an empty one.
    pub fn new(model: &'m Model, reading: &'m Reading, memory: Memory) -> Self {
        Self { model, reading, memory, terms: Terms::default() }
    }

    /// The memory, for the next finder.
    pub fn into_memory(self) -> Memory {
        self.memory
    }

    /// What `read` may stand for, cheapest first.
    pub fn candidates(&mut self, read: &str) -> &[Candidate] {
        let Memory { scratch, cache, found } = &mut self.memory;
        if !cache.contains_key(read) {
            if cache.len() >= CACHE {
                cache.clear();
            }
            let Reading { emissions, trie } = self.reading;
            emissions.search(read, &self.model.forms, trie, scratch, 40, found);
            let frequent = |c: &Candidate| {
                c.cost + 0.7 * self.model.forms.get(c.form).map_or(20.0, |form| self.model.ngrams.unigram(form.word))
            };
            found.sort_by(|a, b| frequent(a).total_cmp(&frequent(b)).then(a.form.cmp(&b.form)));
            let best = found.first().map_or(0.0, frequent);
            found.retain(|c| frequent(c) < best + REACH);
            found.truncate(CANDIDATES);
            cache.insert(read.into(), found.as_slice().into());
        }
        cache.get(read).map_or(&[], |found| found)
    }

    /// Builds the lattice of `runs`; `text` gives the text of a line.
    pub fn lattice<'t>(&mut self, runs: &[Run], text: impl Fn(usize) -> &'t str) -> Lattice {
        let mut lattice = Lattice { edges: vec![Vec::new(); runs.len() + 1], ..Lattice::default() };
        let mut opaque = 0;
        for from in 0..runs.len() {
            let first = &runs[from];
            let line = text(first.line);
            let chunk = (from + 1..runs.len()).find(|&i| runs[i].spaced).unwrap_or(runs.len());
            if first.spaced && chunk - from > OPAQUE {
                opaque = chunk;
            }
            if from < opaque {
                lattice.push(from, from + 1, as_read(first, &line[first.bytes.clone()]));
                continue;
            }
            for to in from + 1..=chunk.min(from + WIDEST) {
                let read = &line[first.bytes.start..runs[to - 1].bytes.end];
                let before = lattice.choices.len();
                self.span(&mut lattice, &runs[from..to], from, to, read);
                if from > 0 && !first.spaced && runs[from - 1].kind != Kind::Mark && first.kind != Kind::Mark {
                    // A word that begins where another ends has lost the space between them.
                    for choice in lattice.choices[before..].iter_mut().filter(|choice| choice.count > 0) {
                        choice.cost += self.reading.emissions.joined;
                    }
                }
            }
            if chunk == from + 1 {
                self.broken(&mut lattice, runs, from, line);
            }
            let place = Place { runs, from, chunk, line };
            special::edges(&place, &self.model.pieces, &self.reading.emissions, &mut lattice);
        }
        lattice
    }

    /// Edges over `runs` of one chunk.
    fn span(&mut self, lattice: &mut Lattice, runs: &[Run], from: usize, to: usize, read: &str) {
        let letters = runs.iter().any(|run| run.kind == Kind::Letters);
        let length = read.chars().count();
        if let [run] = runs {
            lattice.push(from, to, as_read(run, read));
            if run.kind == Kind::Mark {
                return;
            }
        } else if letters && runs.iter().all(|run| matches!(run.kind, Kind::Letters | Kind::Digits)) {
            lattice.push(from, to, raw(class::MIXED, 3.0 + 3.0 * length as f32));
        }
        // Punctuation at a word's ends is its own edge; inside it takes a symbol to make the whole one word.
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return };
        let symbols = runs.iter().any(|run| run.kind == Kind::Symbol);
        let marks = runs.iter().any(|run| run.kind == Kind::Mark);
        if first.kind == Kind::Mark || last.kind == Kind::Mark || marks && !symbols || length > LONGEST_WORD {
            return;
        }
        if !letters && (length > 3 || runs.len() > 1 && !symbols) {
            return;
        }
        let before = lattice.choices.len();
        let model = self.model;
        let found = self.candidates(read);
        let best = found.first().map_or(99.0, |c| c.cost);
        // Digits are digits, unless much speaks against it.
        let extra = if letters || symbols { 0.0 } else { DIGITS_AS_WORD };
        lattice.choices.extend(found.iter().filter_map(|c| word(model, c, extra)));
        if !self.terms.is_empty() && length >= 2 {
            for term in self.terms.find(read, &self.reading.emissions) {
                let output = Output::Text(lattice.texts.len() as u32);
                lattice.texts.push(term.text.to_owned());
                let case = form_of(term.text);
                lattice.choices.push(Choice { tokens: [term.token, 0], count: 1, cost: term.cost, output, case });
            }
        }
        let after = lattice.choices.len();
        if after > before {
            lattice.edges[from].push(Edge { to, choices: before..after });
        }
        if runs.len() == 1 && first.kind == Kind::Letters && length >= 4 && best > 6.0 {
            self.joined(lattice, from, to, read);
        }
    }

    /// Whether a string is worth a search where spaces are in doubt.
    fn is_plausible(&self, read: &str) -> bool {
        self.model.forms.is_bare(read) || self.reading.emissions.is_known(read)
    }

    /// Two words that were read as one.
    fn joined(&mut self, lattice: &mut Lattice, from: usize, to: usize, read: &str) {
        let before = lattice.choices.len();
        let (model, cost) = (self.model, self.reading.emissions.joined);
        for (at, _) in read.char_indices().skip(1) {
            if !self.is_plausible(&read[..at]) || !self.is_plausible(&read[at..]) {
                continue;
            }
            let left: Vec<Candidate> = self.candidates(&read[..at]).iter().take(4).copied().collect();
            if left.first().is_none_or(|c| c.cost > 9.0) {
                continue;
            }
            let right = self.candidates(&read[at..]);
            for b in right.iter().take(4) {
                for a in &left {
                    let (Some(x), Some(y)) = (model.forms.get(a.form), model.forms.get(b.form)) else { continue };
                    lattice.choices.push(Choice {
                        tokens: [x.word, y.word],
                        count: 2,
                        cost: a.cost + b.cost + cost,
                        output: Output::Two(a.form, b.form, at as u16),
                        case: y.case,
                    });
                }
            }
        }
        lattice.choices[before..].sort_by(|a, b| a.cost.total_cmp(&b.cost));
        lattice.choices.truncate(before + 2 * CANDIDATES);
        let after = lattice.choices.len();
        if after > before {
            lattice.edges[from].push(Edge { to, choices: before..after });
        }
    }

    /// One word that was read as two, both on one line.
    fn broken(&mut self, lattice: &mut Lattice, runs: &[Run], from: usize, line: &str) {
        let Some(next) = runs.get(from + 1) else { return };
        let first = &runs[from];
        if next.line != first.line || first.kind != Kind::Letters || !matches!(next.kind, Kind::Letters | Kind::Digits)
        {
            return;
        }
        let (a, b) = (&line[first.bytes.clone()], &line[next.bytes.clone()]);
        if a.len().min(b.len()) > 3 || a.len() + b.len() > 10 {
            return;
        }
        let joined = format!("{a}{b}");
        if !self.is_plausible(&joined) {
            return;
        }
        let poor = |found: &[Candidate]| found.first().is_none_or(|c| c.cost > 1.5);
        if !poor(self.candidates(a)) && !poor(self.candidates(b)) {
            return;
        }
        let (model, cost) = (self.model, self.reading.emissions.broken);
        let before = lattice.choices.len();
        let found = self.candidates(&joined);
        lattice.choices.extend(found.iter().take(6).filter_map(|c| word(model, c, cost)));
        let after = lattice.choices.len();
        if after > before {
            lattice.edges[from].push(Edge { to: from + 2, choices: before..after });
        }
    }
}

impl Lattice {
    /// Adds an edge with one reading.
    pub fn push(&mut self, from: usize, to: usize, choice: Choice) {
        let before = self.choices.len();
        self.choices.push(choice);
        self.edges[from].push(Edge { to, choices: before..before + 1 });
    }

    /// Adds an edge that writes `text`; no word of the language model where `token` is `None`.
    pub fn push_text(&mut self, from: usize, to: usize, token: Option<u16>, cost: f32, text: String) {
        let output = Output::Text(self.texts.len() as u32);
        self.texts.push(text);
        self.push(
            from,
            to,
            Choice { tokens: [token.unwrap_or(0), 0], count: u8::from(token.is_some()), cost, output, case: 0 },
        );
    }
}

fn word(model: &Model, candidate: &Candidate, extra: f32) -> Option<Choice> {
    let form = model.forms.get(candidate.form)?;
    Some(Choice {
        tokens: [form.word, 0],
        count: 1,
        cost: candidate.cost + extra,
        output: Output::Form(candidate.form),
        case: form.case,
    })
}

/// A run as it was read.
fn as_read(run: &Run, read: &str) -> Choice {
    match run.kind {
        Kind::Mark => Choice { tokens: [0; 2], count: 0, cost: mark_cost(read), output: Output::Raw, case: 0 },
        Kind::Symbol => Choice { tokens: [0; 2], count: 0, cost: SYMBOL, output: Output::Raw, case: 0 },
        Kind::Digits => raw(number_class(read), digits_cost(read)),
        Kind::Letters => raw(class::UNKNOWN, unknown_cost(read)),
    }
}

/// The text as it was read, as one word of the language model.
pub fn raw(token: u16, cost: f32) -> Choice {
    Choice { tokens: [token, 0], count: 1, cost, output: Output::Raw, case: 0 }
}

/// −ln P of a word that no vocabulary holds. Capitals are likelier to be an abbreviation that stays as it is.
fn unknown_cost(read: &str) -> f32 {
    let length = read.chars().count();
    if length > 2 && read.chars().all(|c| c.is_ascii_uppercase()) {
        return 6.0 + 1.6 * length as f32;
    }
    8.0 + 3.2 * length as f32
}

/// −ln P of a mark between words.
fn mark_cost(read: &str) -> f32 {
    match read {
        "," | "." | "-" => 2.5,
        ";" | ":" | "(" | ")" | "/" | "%" => 4.0,
        _ => 5.5,
    }
}

/// −ln P of these digits among numbers.
pub fn digits_cost(read: &str) -> f32 {
    match number_class(read) {
        class::YEAR => 3.5,
        _ => 2.3 * read.len() as f32,
    }
}
