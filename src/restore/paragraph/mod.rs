//! Paragraphs: the chunks between blank lines, and the lattice that they make together.

mod cut;
mod doubt;

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::coarse::Step;
use super::finder::Finder;
use super::lattice::{Choice, Lattice};
use super::near;
use super::noise::Noise;
use super::order::{Order, Piece};
use super::proposals::Proposals;
use super::runs::{Kind, Run};
use super::special::{self, Place};
use crate::channel::emission::Channel;
use crate::lm::vocabulary::{Entry, form};
use crate::text::Source;
use doubt::Share;

/// The longest first or last part of a broken word, and the longest word, in bytes.
const SHORT_PART: u8 = 3;
const BROKEN_WORD: u8 = 10;

/// What it costs that a word which is often written small stands in capitals between words that don't, in nats: there capitals
/// abbreviate.
const LOUD: f32 = 3.0;

/// A chunk where it stands.
#[derive(Clone, Copy)]
struct Chunk {
    id: u32,
    /// Its first run.
    run: u32,
    capitals: u8,
}

/// The chunks of one paragraph, their runs and lattice.
#[derive(Default)]
pub struct Paragraph {
    pieces: Vec<Chunk>,
    /// All runs.
    pub runs: Vec<Run>,
    /// What may have been printed; places count from 0.
    pub lattice: Lattice,
    /// The lattice before it was widened.
    narrow: Lattice,
    shares: Vec<Share>,
    /// How far to look for readings of each chunk that are not near, where it is in doubt.
    reach: Vec<Option<f32>>,
    proposals: Proposals,
    /// What the chunk before proposed for the one at hand, both being damaged.
    ahead: Vec<Choice>,
}

/// The paragraphs of a text, each to be read apart from the others.
pub struct Paragraphs<'s> {
    source: &'s Source,
    noise: Noise,
    all: Vec<Vec<Piece>>,
}

impl<'s> Paragraphs<'s> {
    /// All paragraphs of `source`, read in `order`.
    pub fn new(source: &'s Source, channel: &Channel, order: &Order) -> Self {
        Self { source, noise: Noise::new(source, channel), all: cut::paragraphs(source, order) }
    }

    /// The text.
    pub fn source(&self) -> &'s Source {
        self.source
    }

    /// All in portions for threads. Where `whole_lines` says so, no two share a line.
    pub fn portions(&self, whole_lines: bool) -> Vec<Range<usize>> {
        cut::portions(&self.all, whole_lines)
    }

    /// The lines, from 0, that some of the paragraphs stand on.
    pub fn lines(&self, paragraphs: Range<usize>) -> Range<usize> {
        let lines = || self.all[paragraphs.clone()].iter().flatten().map(|piece| piece.line);
        lines().min().unwrap_or(0)..lines().max().map_or(0, |last| last + 1)
    }

    /// Fills `paragraph` with that of a number.
    pub fn read(&self, number: usize, finder: &mut Finder, paragraph: &mut Paragraph) {
        paragraph.clear();
        for piece in &self.all[number] {
            self.add(finder, paragraph, piece);
        }
        paragraph.assemble(finder, self.source, &self.noise);
    }

    /// Adds the chunks of part of a line.
    fn add(&self, finder: &mut Finder, paragraph: &mut Paragraph, Piece { line, bytes }: &Piece) {
        let text = self.source.line(*line);
        let first = text.len() - text.trim_start().len();
        let placed = !self.source.places().words().is_empty();
        for (from, to) in cut::chunks(&text[..bytes.end], bytes.start) {
            let span = || self.source.span_in_line(*line, from..to);
            let told = placed.then(|| finder.told(self.source, span())).flatten();
            let id = finder.chunk(&text[from..to], told);
            let chunks = &finder.memory.chunks;
            let record = chunks.record(id);
            let run = paragraph.runs.len() as u32;
            paragraph.pieces.push(Chunk { id, run, capitals: record.capitals });
            let (line, start) = (*line as u32, from as u32);
            let place = |run: &Run| {
                let first = run.first && from == first;
                Run { line, start: run.start + start, end: run.end + start, first, ..*run }
            };
            paragraph.runs.extend(chunks.runs(record).iter().map(place));
        }
    }

    /// Gives the chunks that are in doubt after a look at near readings, or where a word is expected, all their readings. Whether there
    /// are any.
    pub fn widen(
        &self,
        finder: &mut Finder,
        paragraph: &mut Paragraph,
        steps: &[Step],
        expected: &FxHashSet<u16>,
    ) -> bool {
        paragraph.doubt(finder, steps, expected);
        if paragraph.reach.iter().all(Option::is_none) {
            return false;
        }
        std::mem::swap(&mut paragraph.lattice, &mut paragraph.narrow);
        paragraph.lattice.clear();
        paragraph.ahead.clear();
        let mut edge = 0;
        for index in 0..paragraph.pieces.len() {
            let end = paragraph.pieces.get(index + 1).map_or(u32::MAX, |next| next.run);
            let first = edge;
            edge += paragraph.narrow.edges[edge..].iter().take_while(|edge| edge.from < end).count();
            match paragraph.reach[index] {
                Some(reach) => {
                    paragraph.piece(finder, index, self.source, &self.noise, Some(reach));
                    paragraph.propose(finder, index, self.source);
                }
                None => {
                    paragraph.ahead.clear();
                    paragraph.lattice.copy(&paragraph.narrow, first..edge, 0);
                }
            }
        }
        true
    }
}

impl Paragraph {
    fn clear(&mut self) {
        self.pieces.clear();
        self.runs.clear();
        self.lattice.clear();
    }

    /// The first run of each chunk and its capitals.
    pub fn chunks(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        self.pieces.iter().map(|piece| (piece.run, piece.capitals))
    }

    /// Makes the lattice of the chunks, with near readings only.
    fn assemble(&mut self, finder: &mut Finder, source: &Source, noise: &Noise) {
        for index in 0..self.pieces.len() {
            self.piece(finder, index, source, noise, None);
        }
    }

    /// Adds all that begins in one chunk: its near readings, or those within reach.
    fn piece(&mut self, finder: &mut Finder, index: usize, source: &Source, noise: &Noise, reach: Option<f32>) {
        let piece = self.pieces[index];
        let next = self.pieces.get(index + 1).copied();
        let (first, choices) = (self.lattice.edges.len(), self.lattice.choices.len());
        let chunks = &finder.memory.chunks;
        let record = chunks.record(piece.id);
        let edges = record.edges.start as usize..record.edges.end as usize;
        let within = |choice: &Choice, reach| near::least(choice, &finder.model.ngrams) < reach;
        self.lattice.copy_first(&chunks.lattice, edges, piece.run, |others| {
            reach.map_or(0, |reach| others.partition_point(|choice| within(choice, reach)))
        });
        let before = self.lattice.edges.len();
        let line = self.runs[piece.run as usize].line;
        let next = next.filter(|next| self.runs[next.run as usize].line == line);
        if self.is_loud(finder, index) {
            let entry = |word| finder.model.vocabulary.entry(word);
            for choice in &mut self.lattice.choices[choices..] {
                let roman = |word: &str| special::NUMERALS.iter().any(|numeral| numeral.eq_ignore_ascii_case(word));
                let small = |entry: &Entry| entry.forms & form::LOWER != 0 && !roman(&entry.word);
                if choice.case == form::UPPER && choice.token.and_then(entry).is_some_and(small) {
                    choice.cost += LOUD;
                }
            }
        }
        let opens_line = self.runs[piece.run as usize].first;
        let over_space = next
            .is_some_and(|next| record.ends_in_separator || record.cut || chunks.record(next.id).opens_with_separator);
        if record.speck || record.label && opens_line || over_space {
            self.around(finder, index, source.line(line as usize), noise);
        }
        if let Some(next) = next {
            self.broken(finder, (piece, next), source.line(line as usize));
        }
        if self.lattice.edges.len() > before {
            self.lattice.order(first);
        }
    }

    /// Whether a chunk alone among its neighbours is in capitals.
    fn is_loud(&self, finder: &Finder, index: usize) -> bool {
        let record = |piece: &Chunk| finder.memory.chunks.record(piece.id);
        let is_upper = |piece: &Chunk| record(piece).capitals == record(piece).letters;
        let line = |piece: &Chunk| self.runs[piece.run as usize].line;
        let piece = &self.pieces[index];
        // Of one letter nobody can tell.
        let is_word = |other: &&Chunk| record(other).letters > 1;
        if !is_word(&piece) || !is_upper(piece) {
            return false;
        }
        let beside = |other: &&Chunk| line(other) == line(piece);
        let before = self.pieces[..index].iter().rev().take_while(beside).find(is_word);
        let after = self.pieces[index + 1..].iter().take_while(beside).find(is_word);
        (before.is_some() || after.is_some()) && ![before, after].into_iter().flatten().any(is_upper)
    }

    /// Adds what depends on the chunks around one.
    fn around(&mut self, finder: &mut Finder, index: usize, line: &str, noise: &Noise) {
        let from = self.pieces[index].run as usize;
        let chunk = self.pieces.get(index + 1).map_or(self.runs.len(), |next| next.run as usize);
        let chunks = &mut finder.memory.chunks.lattice;
        let (edges, choices) = (chunks.edges.len(), chunks.choices.len());
        for from in from..chunk {
            let place = Place { runs: &self.runs, from, chunk, line };
            special::around(&place, noise, &finder.model.pieces, &finder.reading.emissions, chunks);
        }
        self.lattice.copy(chunks, edges..chunks.edges.len(), 0);
        chunks.edges.truncate(edges);
        chunks.choices.truncate(choices);
    }

    /// Adds the word that the end of one chunk and the next chunk may be together, both on one line.
    fn broken(&mut self, finder: &mut Finder, (piece, next): (Chunk, Chunk), line: &str) {
        let chunks = &finder.memory.chunks;
        let (left, right) = (chunks.record(piece.id), chunks.record(next.id));
        let (a, b) = (left.tail, right.head);
        if a == 0 || b == 0 || a.min(b) > SHORT_PART || a.saturating_add(b) > BROKEN_WORD {
            return;
        }
        let (tail, head) = (self.runs[next.run as usize - 1], self.runs[next.run as usize]);
        debug_assert!(tail.kind == Kind::Letters);
        let (a, b) = (&line[tail.bytes()], &line[head.bytes()]);
        // Pieces that are sound words by themselves are one word only where it was read just so before.
        if !left.poor_tail && !right.poor_head && !finder.reading.emissions.is_known(&format!("{a}{b}")) {
            return;
        }
        let found = finder.broken((piece.id, next.id), a, b);
        self.lattice.copy(&finder.memory.chunks.lattice, found.0 as usize..found.1 as usize, next.run - 1);
    }
}
