//! The lattice: for each place of a paragraph, what may have been printed from there on.
//!
//! Places are the boundaries of runs. An edge covers one or more runs and offers readings of them: a word of the
//! vocabulary, two words that lost their space, one word that gained a space, a number, a code, or the text as it was read.
//! Edges and readings lie in flat arrays, edges in the order of their places.

use std::ops::Range;

use super::runs::{Kind, Run};
use crate::lm::token::{class, is_clause_mark, number_class};

/// What it costs that a symbol was printed.
const SYMBOL: f32 = 10.0;

/// What an edge writes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Output {
    /// The text as it was read.
    Raw,
    /// No text.
    Nothing,
    /// A form of the vocabulary.
    Form(u32),
    /// A text of [`Texts::texts`].
    Text(u32),
}

impl Output {
    /// The same where `by` texts stand before those it may be one of.
    pub fn moved(self, by: u32) -> Self {
        if let Self::Text(text) = self { Self::Text(text + by) } else { self }
    }
}

/// What special readings write.
#[derive(Default)]
pub struct Texts {
    /// Texts of [`Output::Text`].
    pub texts: Vec<String>,
}

impl Texts {
    /// What writes `text`.
    pub fn add(&mut self, text: String) -> Output {
        self.texts.push(text);
        Output::Text(self.texts.len() as u32 - 1)
    }
}

/// One reading of an edge.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The word that the language model sees, if any.
    pub token: Option<u16>,
    /// Case of the word written, of [`crate::lm::vocabulary::form`]; 0 where there is none.
    pub case: u8,
    /// Channel cost in nats.
    pub cost: f32,
    /// What is written.
    pub output: Output,
}

/// Readings of the runs between two places.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// The place before the edge.
    pub from: u32,
    /// The place after the edge.
    pub to: u32,
    /// Index of the first reading in [`Lattice::choices`].
    pub first: u32,
    /// How many readings there are.
    pub count: u32,
    /// How many of them, the first, are `near` the likeliest.
    pub near: u32,
}

impl Edge {
    /// Indices into [`Lattice::choices`].
    pub fn choices(&self) -> Range<usize> {
        self.first as usize..(self.first + self.count) as usize
    }
}

/// A paragraph's part of a lattice: ranges of places, edges and choices.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// From the first place up to the last, which has no edges.
    pub places: Range<usize>,
    /// Range into [`Lattice::edges`].
    pub edges: Range<usize>,
    /// Range into [`Lattice::choices`].
    pub choices: Range<usize>,
}

/// A lattice, or several one after another.
#[derive(Default)]
pub struct Lattice {
    /// All edges.
    pub edges: Vec<Edge>,
    /// All readings.
    pub choices: Vec<Choice>,
    /// What the special readings write.
    pub texts: Texts,
}

impl Lattice {
    /// Adds an edge with the readings from `first` on.
    pub fn close(&mut self, from: usize, to: usize, first: usize) {
        if self.choices.len() > first {
            let count = (self.choices.len() - first) as u32;
            self.edges.push(Edge { from: from as u32, to: to as u32, first: first as u32, count, near: count });
        }
    }

    /// Adds an edge with one reading.
    pub fn push(&mut self, from: usize, to: usize, choice: Choice) {
        let first = self.choices.len();
        self.choices.push(choice);
        self.close(from, to, first);
    }

    /// Adds an edge that writes `text`; no word of the language model where `token` is `None`.
    pub fn push_text(&mut self, from: usize, to: usize, token: Option<u16>, cost: f32, text: String) {
        let output = self.text(text);
        self.push(from, to, Choice { token, case: 0, cost, output });
    }

    /// What writes `text`.
    pub fn text(&mut self, text: String) -> Output {
        if text.is_empty() {
            return Output::Nothing;
        }
        self.texts.add(text)
    }

    /// Appends edges of `other` with their readings, places and all moved by `places`.
    pub fn copy(&mut self, other: &Lattice, edges: Range<usize>, places: u32) {
        for edge in &other.edges[edges] {
            self.copy_readings(other, edge, edge.choices(), places);
        }
    }

    /// Appends edges of `other` as they are, with their readings and the texts of these.
    pub fn take_over(&mut self, other: &Lattice, edges: Range<usize>) {
        for edge in &other.edges[edges] {
            let first = self.choices.len() as u32;
            for choice in &other.choices[edge.choices()] {
                let output = match choice.output {
                    Output::Text(text) => self.text(other.texts.texts.get(text as usize).cloned().unwrap_or_default()),
                    output => output,
                };
                self.choices.push(Choice { output, ..*choice });
            }
            self.edges.push(Edge { first, ..*edge });
        }
    }

    /// As [`copy`](Self::copy), of the near readings of each edge and as many of the next as `more` says.
    pub fn copy_first(&mut self, other: &Lattice, edges: Range<usize>, places: u32, more: impl Fn(&[Choice]) -> usize) {
        for edge in &other.edges[edges] {
            let Range { start, end } = edge.choices();
            let near = start + edge.near as usize;
            let end = near + more(&other.choices[near..end]);
            if end > start {
                self.copy_readings(other, edge, start..end, places);
            }
        }
    }

    fn copy_readings(&mut self, other: &Lattice, edge: &Edge, readings: Range<usize>, places: u32) {
        let (first, count) = (self.choices.len() as u32, readings.len() as u32);
        self.choices.extend_from_slice(&other.choices[readings]);
        self.edges.push(Edge { from: edge.from + places, to: edge.to + places, first, count, near: count });
    }

    /// Appends those readings of `edges` of `other` that `keep` says, places moved by `places`.
    pub fn copy_kept(
        &mut self,
        other: &Lattice,
        edges: Range<usize>,
        places: usize,
        mut keep: impl FnMut(&Edge, usize) -> bool,
    ) {
        for edge in &other.edges[edges] {
            let first = self.choices.len();
            for at in edge.choices() {
                if keep(edge, at) {
                    self.choices.push(other.choices[at]);
                }
            }
            self.close(places + edge.from as usize, places + edge.to as usize, first);
        }
    }

    /// Appends all of `other`, places moved by `places`.
    pub fn append(&mut self, other: Self, places: u32) {
        let Self { edges, choices, texts } = self;
        let (first, text) = (choices.len() as u32, texts.texts.len() as u32);
        let moved =
            |edge: Edge| Edge { from: edge.from + places, to: edge.to + places, first: edge.first + first, ..edge };
        edges.extend(other.edges.into_iter().map(moved));
        choices.extend(other.choices.into_iter().map(|choice| Choice { output: choice.output.moved(text), ..choice }));
        texts.texts.extend(other.texts.texts);
    }

    /// Puts the edges from `first` on in the order of their places.
    pub fn order(&mut self, first: usize) {
        self.edges[first..].sort_by_key(|edge| edge.from);
    }

    /// Takes all edges and readings out; texts stay.
    pub fn clear(&mut self) {
        self.edges.clear();
        self.choices.clear();
    }

    /// The whole as one part of `places` places.
    pub fn whole(&self, places: usize) -> Part {
        Part { places: 0..places, edges: 0..self.edges.len(), choices: 0..self.choices.len() }
    }
}

/// A run as it was read.
pub fn as_read(run: &Run, read: &str) -> Choice {
    match run.kind {
        Kind::Mark if read.starts_with(is_clause_mark) => raw(class::MARK, mark_cost(read)),
        Kind::Mark => silent(mark_cost(read)),
        Kind::Symbol => silent(SYMBOL),
        Kind::Digits => raw(number_class(read), digits_cost(read)),
        Kind::Letters => raw(class::UNKNOWN, unknown_cost(read)),
    }
}

/// The text as it was read, as one word of the language model.
pub fn raw(token: u16, cost: f32) -> Choice {
    Choice { token: Some(token), ..silent(cost) }
}

/// The text as it was read, which the language model does not see.
pub fn silent(cost: f32) -> Choice {
    Choice { token: None, case: 0, cost, output: Output::Raw }
}

/// −ln P of a word that no vocabulary holds. Capitals are likelier to be an abbreviation that stays as it is.
fn unknown_cost(read: &str) -> f32 {
    let length = read.chars().count();
    if length > 2 && read.chars().all(|c| c.is_ascii_uppercase()) {
        return 6.0 + 1.6 * length as f32;
    }
    6.0 + 3.2 * length as f32
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
