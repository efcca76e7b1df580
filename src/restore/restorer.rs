//! The restorer: a model and settings, used for many documents.

use std::sync::Mutex;

use super::coarse::Coarse;
use super::confidence::Calibration;
use super::detect::detect;
use super::draft::Draft;
use super::evidence::Evidence;
use super::finder::{Finder, Memory};
use super::labels;
use super::lattice::Texts;
use super::numbers;
use super::order::Order;
use super::paragraph::{Paragraph, Paragraphs};
use super::restored::{Restored, RestoredLine};
use super::search::{Effort, Search};
use super::sections;
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
}

impl<'m> Restorer<'m> {
    /// A restorer that uses `model`.
    pub fn new(model: &'m Model, options: Options) -> Self {
        Self { model, options, memories: Mutex::default() }
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
        let mut finder = Finder::new(self.model, channel, &self.options.trust, self.borrow_memory(channel));
        // Two readings in one channel are one.
        finder.other = source.places().other().filter(|&other| other != channel).map(|other| self.model.reading(other));
        let (mut evidence, mut terms) = (Evidence::default(), Terms::default());
        for (text, weight) in &self.options.lexicon {
            evidence.expect(self.model, text, *weight, &mut terms);
        }
        let mut draft = self.first_pass(source, order, &mut finder, &mut evidence);
        let useful = evidence.is_useful();
        evidence.settle(&self.model.ngrams);
        if useful {
            evidence.abbreviations(self.model, &mut terms);
        }
        terms.settle();
        let evidence = (useful || !self.options.lexicon.is_empty()).then_some(&evidence);
        self.settle(source, &mut finder, &terms, &mut draft);
        let texts = &finder.memory.chunks.lattice.texts;
        let lines = self.second_pass(source, texts, &draft, evidence, self.model.calibration(channel), told);
        self.return_memory(channel, finder.memory);
        Restored { channel, lines }
    }

    /// Learns what the document is about, and drops the readings that are out of the question.
    fn first_pass(&self, source: &Source, order: &Order, finder: &mut Finder, evidence: &mut Evidence) -> Draft {
        let expected = evidence.words();
        let (mut draft, mut search, mut paragraph) = (Draft::default(), Search::default(), Paragraph::default());
        let mut coarse = Coarse::default();
        let mut paragraphs = Paragraphs::new(source, &finder.reading.emissions, order);
        while paragraphs.next(finder, &mut paragraph) {
            let (places, ngrams) = (paragraph.runs.len(), &self.model.ngrams);
            coarse.prune(&mut paragraph.lattice, places, ngrams, &expected);
            if paragraphs.widen(finder, &mut paragraph, coarse.steps(), &expected) {
                coarse.prune(&mut paragraph.lattice, places, ngrams, &expected);
            }
            search.run(&paragraph.lattice, &paragraph.lattice.whole(places), ngrams, None, Effort::FIRST);
            evidence.add(self.model, &paragraph.lattice, search.steps());
            draft.add(&paragraph, source, finder, &search, &expected);
        }
        draft
    }

    /// Takes into the draft what the document says of itself.
    fn settle(&self, source: &Source, finder: &mut Finder, terms: &Terms, draft: &mut Draft) {
        draft.agree(source, finder);
        labels::settle(draft, source, self.model);
        sections::settle(draft, &mut finder.memory.chunks.lattice.texts);
        numbers::settle(draft, &mut finder.memory.chunks.lattice.texts, &self.model.pieces);
        draft.expect(terms, source, finder);
    }

    /// Decides, and writes.
    fn second_pass(
        &self,
        source: &Source,
        texts: &Texts,
        draft: &Draft,
        evidence: Option<&Evidence>,
        calibration: &Calibration,
        mut told: Option<&mut Vec<Written>>,
    ) -> Vec<RestoredLine> {
        let mut lines: Vec<RestoredLine> = (0..source.line_count()).map(|_| RestoredLine::default()).collect();
        let mut search = Search::default();
        let (least, ngrams) = (self.options.min_confidence, &self.model.ngrams);
        let Draft { runs, lattice, parts, drafted, .. } = draft;
        for part in parts {
            search.run(lattice, part, ngrams, evidence, Effort::SECOND);
            let scene = Scene { runs, lattice, drafted, ngrams, evidence };
            let lines = &mut lines;
            let told = told.as_deref_mut();
            let mut writer = Writer { model: self.model, source, scene, texts, lines, least, calibration, told };
            writer.write(search.steps());
        }
        for (index, line) in lines.iter_mut().enumerate() {
            let text = source.line(index);
            if line.words.is_empty() {
                line.text = text.to_owned();
            } else {
                line.text.push_str(&text[text.trim_end().len()..]);
            }
        }
        lines
    }
}

impl Restorer<'_> {
    fn borrow_memory(&self, channel: Channel) -> Memory {
        let Ok(mut memories) = self.memories.lock() else { return Memory::default() };
        match memories.iter().position(|&(of, _)| of == channel) {
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
