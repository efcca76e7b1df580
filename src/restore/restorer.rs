//! The restorer: a model and settings, used for many documents.

use std::ops::Range;
use std::sync::Mutex;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::coarse::Coarse;
use super::confidence::Calibration;
use super::detect::detect;
use super::draft::Draft;
use super::evidence::Evidence;
use super::finder::{Finder, Memory};
use super::known::{Known, Searched};
use super::labels;
use super::numbers;
use super::order::Order;
use super::paragraph::{Paragraph, Paragraphs};
use super::restored::{Restored, RestoredLine};
use super::search::{Effort, Search};
use super::sections;
use super::shares;
use super::terms::Terms;
use super::traits::Scene;
use super::trust::Trust;
use super::writer::{Writer, Written};
use crate::document::Channel;
use crate::model::Model;
use crate::text::{Source, syllable};

/// Settings of a [`Restorer`].
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The channel to restore from; detected for each document where none is given.
    pub channel: Option<Channel>,
    /// Words whose confidence is below this stay as they were read, 0 to 1.
    pub min_confidence: f32,
    /// Words and names that the documents may hold, each with its weight; 1 is usual.
    pub lexicon: Vec<(String, f32)>,
    /// How far OCR engines are to be trusted, by how sure they are.
    pub trust: Trust,
}

/// Restores documents. Shared by threads; each call stands alone.
pub struct Restorer<'m> {
    model: &'m Model,
    options: Options,
    /// Memories that no call is using, by channel.
    memories: Mutex<Vec<(Channel, Memory)>>,
    /// What was found for the words of each channel.
    known: [Known; 4],
}

impl<'m> Restorer<'m> {
    /// A restorer that uses `model`.
    pub fn new(model: &'m Model, options: Options) -> Self {
        Self { model, options, memories: Mutex::default(), known: Default::default() }
    }

    /// The model in use.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Restores a document.
    pub fn restore(&self, source: &Source) -> Restored {
        let plain = Order::default();
        if let Some(channel) = self.options.channel {
            return self.restore_from(source, channel, &plain);
        }
        let restored = self.restore_from(source, detect(source), &plain);
        // What an engine says how sure it is of went through it, however well it read.
        let scanned = source.places().words().iter().any(|word| word.confidence.is_some());
        if restored.channel == Channel::Vie && !scanned && is_clean(source, &restored) {
            return self.restore_from(source, Channel::Clean, &plain);
        }
        restored
    }

    /// Restores a document from a channel that is known, read in `order`.
    pub fn restore_from(&self, source: &Source, channel: Channel, order: &Order) -> Restored {
        self.run(source, channel, order, None)
    }

    /// Restores a document from `channel` and tells what is known of each word.
    pub(crate) fn restore_and_tell(&self, source: &Source, channel: Channel) -> (Restored, Vec<Written>) {
        let mut told = Vec::new();
        let restored = self.run(source, channel, &Order::default(), Some(&mut told));
        (restored, told)
    }

    fn run(&self, source: &Source, channel: Channel, order: &Order, told: Option<&mut Vec<Written>>) -> Restored {
        if channel == Channel::Clean {
            return Restored::from_lines::<&str>(source, channel, &[]);
        }
        let paragraphs = Paragraphs::new(source, &self.model.reading(channel).emissions, order);
        let (mut evidence, mut terms) = (Evidence::default(), Terms::default());
        for (text, weight) in &self.options.lexicon {
            evidence.expect(self.model, text, *weight, &mut terms);
        }
        let mut draft = self.first_pass(&paragraphs, channel, &mut evidence);
        let useful = evidence.is_useful();
        evidence.settle(&self.model.ngrams);
        if useful {
            evidence.abbreviations(self.model, &mut terms);
        }
        terms.settle();
        let evidence = (useful || !self.options.lexicon.is_empty()).then_some(&evidence);
        let finder = self.finder(source, channel, Memory::default());
        draft.agree(source, &finder);
        labels::settle(&mut draft, source, self.model);
        sections::settle(&mut draft);
        numbers::settle(&mut draft, &self.model.pieces);
        shares::settle(&mut draft, source, order, &finder.reading.emissions);
        draft.expect(&terms, source, &finder);
        let lines = self.second_pass(&paragraphs, &draft, evidence, self.model.calibration(channel), told);
        Restored { channel, lines }
    }

    fn finder(&self, source: &Source, channel: Channel, memory: Memory) -> Finder<'_> {
        let searched =
            |channel| Searched { reading: self.model.reading(channel), known: &self.known[channel as usize] };
        // Two readings in one channel are one.
        let other = source.places().other().filter(|&other| other != channel).map(searched);
        let (model, trust, Searched { reading, known }) = (self.model, &self.options.trust, searched(channel));
        Finder { model, channel, reading, known, other, trust, memory }
    }

    /// Learns what the document is about, and drops the readings that are out of the question.
    fn first_pass(&self, paragraphs: &Paragraphs, channel: Channel, evidence: &mut Evidence) -> Draft {
        let expected = evidence.words();
        let portions = paragraphs.portions(false);
        let drafts = portions.into_par_iter().with_max_len(1).map(|portion| {
            let mut finder = self.finder(paragraphs.source(), channel, self.borrow_memory(channel));
            finder.make_room();
            let drafted = self.draft(paragraphs, portion, &mut finder, &expected);
            self.return_memory(channel, finder.memory);
            drafted
        });
        let mut draft = Draft::default();
        for (next, said) in drafts.collect::<Vec<_>>() {
            draft.append(next);
            evidence.append(said);
        }
        draft
    }

    /// The first pass over some of the paragraphs.
    fn draft(
        &self,
        paragraphs: &Paragraphs,
        portion: Range<usize>,
        finder: &mut Finder,
        expected: &FxHashSet<u16>,
    ) -> (Draft, Evidence) {
        let (mut draft, mut evidence) = (Draft::default(), Evidence::default());
        let (mut search, mut coarse, mut paragraph) = (Search::default(), Coarse::default(), Paragraph::default());
        for number in portion {
            paragraphs.read(number, finder, &mut paragraph);
            let (places, ngrams) = (paragraph.runs.len(), &self.model.ngrams);
            coarse.prune(&mut paragraph.lattice, places, ngrams, expected);
            if paragraphs.widen(finder, &mut paragraph, coarse.steps(), expected) {
                coarse.prune(&mut paragraph.lattice, places, ngrams, expected);
            }
            search.run(&paragraph.lattice, &paragraph.lattice.whole(places), ngrams, None, Effort::FIRST);
            evidence.add(self.model, &paragraph.lattice, search.steps());
            draft.add(&paragraph, paragraphs.source(), finder, &search, expected);
        }
        (draft, evidence)
    }

    /// Decides, and writes.
    fn second_pass(
        &self,
        paragraphs: &Paragraphs,
        draft: &Draft,
        evidence: Option<&Evidence>,
        calibration: &Calibration,
        mut told: Option<&mut Vec<Written>>,
    ) -> Vec<RestoredLine> {
        let (source, tells) = (paragraphs.source(), told.is_some());
        let (least, ngrams) = (self.options.min_confidence, &self.model.ngrams);
        let Draft { runs, lattice, parts, drafted, .. } = draft;
        let written = paragraphs.portions(true).into_par_iter().with_max_len(1).map(|portion| {
            let own = paragraphs.lines(portion.clone());
            let mut lines: Vec<RestoredLine> = own.clone().map(|_| RestoredLine::default()).collect();
            let (mut search, mut words) = (Search::default(), Vec::new());
            for part in &parts[portion] {
                search.run(lattice, part, ngrams, evidence, Effort::SECOND);
                let scene = Scene { runs, lattice, drafted, ngrams, evidence };
                let (model, texts, lines, first) = (self.model, &lattice.texts, &mut lines[..], own.start);
                let told = tells.then_some(&mut words);
                Writer { model, source, scene, texts, lines, first, least, calibration, told }.write(search.steps());
            }
            for (index, line) in own.clone().zip(&mut lines) {
                let text = source.line(index);
                if line.words.is_empty() {
                    text.clone_into(&mut line.text);
                } else {
                    line.text.push_str(&text[text.trim_end().len()..]);
                }
            }
            (own, lines, words)
        });
        let mut all: Vec<RestoredLine> = Vec::with_capacity(source.line_count());
        for (own, lines, words) in written.collect::<Vec<_>>() {
            as_read(source, own.start, &mut all);
            all.extend(lines);
            if let Some(told) = &mut told {
                told.extend(words);
            }
        }
        as_read(source, source.line_count(), &mut all);
        all
    }
}

/// Adds lines up to one as they were read.
fn as_read(source: &Source, end: usize, lines: &mut Vec<RestoredLine>) {
    lines.extend((lines.len()..end).map(|line| RestoredLine { text: source.line(line).to_owned(), words: Vec::new() }));
}

impl Restorer<'_> {
    fn borrow_memory(&self, channel: Channel) -> Memory {
        let Ok(mut memories) = self.memories.lock() else { return Memory::default() };
        match memories.iter().rposition(|&(of, _)| of == channel) {
            Some(at) => memories.swap_remove(at).1,
            None => Memory::default(),
        }
    }

    fn return_memory(&self, channel: Channel, memory: Memory) {
        if let Ok(mut memories) = self.memories.lock() {
            memories.push((channel, memory));
        }
    }
}

/// Whether so little of a Vietnamese text was changed that it must have been right: a few words, or somewhat more where all that was
/// changed are sound syllables, as in names that no model knows.
fn is_clean(source: &Source, restored: &Restored) -> bool {
    let words: usize = restored.lines.iter().map(|line| line.words.len()).sum();
    let (mut changed, mut broken) = (0, 0);
    for edit in (0..restored.lines.len()).flat_map(|line| restored.edits(source, line)) {
        if syllable::key(&edit.from) != syllable::key(&edit.to) && edit.confidence > 0.5 {
            changed += 1;
            let core = edit.from.trim_matches(|c: char| !c.is_alphanumeric());
            broken += usize::from(!syllable::is_syllable(&syllable::key(core)));
        }
    }
    changed * 125 <= words || broken * 1000 <= words && changed * 40 <= words
}
