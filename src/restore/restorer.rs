//! The restorer: a model and settings, used for many documents.

use std::sync::Mutex;

use super::detect::detect;
use super::evidence::Evidence;
use super::lattice::{Finder, Memory};
use super::restored::{Restored, RestoredLine};
use super::runs::{self, Run};
use super::search::{Effort, search};
use super::writer::Writer;
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
}

/// Restores documents. Shared by threads; each call stands alone.
pub struct Restorer<'m> {
    model: &'m Model,
    options: Options,
    /// Memories that no call is using, by channel.
    memories: Mutex<Vec<(Channel, Memory)>>,
}

/// Runs after which a paragraph is cut, so that its lattice stays small.
const LONGEST_PARAGRAPH: usize = 600;

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
        if let Some(channel) = self.options.channel {
            return self.restore_from(source, channel);
        }
        let restored = self.restore_from(source, detect(source));
        if restored.channel == Channel::Vie && is_clean(source, &restored) {
            return self.restore_from(source, Channel::Clean);
        }
        restored
    }

    fn restore_from(&self, source: &Source, channel: Channel) -> Restored {
        if channel == Channel::Clean {
            return Restored::from_lines::<&str>(source, channel, &[]);
        }
        let mut finder = Finder::new(self.model, self.model.reading(channel), self.borrow_memory(channel));
        let paragraphs = paragraphs(source);
        let mut evidence = Evidence::default();
        for runs in &paragraphs {
            let lattice = finder.lattice(runs, |line| source.line(line));
            let steps = search(&lattice, &self.model.ngrams, None, Effort::SKETCH);
            evidence.add(self.model, &lattice, &steps);
        }
        if evidence.is_useful() {
            evidence.abbreviations(self.model, &mut finder.terms);
        }
        for (text, weight) in &self.options.lexicon {
            evidence.expect(self.model, text, *weight, &mut finder.terms);
        }
        let useful = evidence.is_useful() || !self.options.lexicon.is_empty();
        let mut lines: Vec<RestoredLine> = (0..source.line_count()).map(|_| RestoredLine::default()).collect();
        for runs in &paragraphs {
            let lattice = finder.lattice(runs, |line| source.line(line));
            let least = self.options.min_confidence;
            let mut writer = Writer { model: self.model, source, runs, lattice: &lattice, lines: &mut lines, least };
            for step in search(&lattice, &self.model.ngrams, useful.then_some(&evidence), Effort::FULL) {
                writer.write(&step);
            }
        }
        self.return_memory(channel, finder.into_memory());
        for (index, line) in lines.iter_mut().enumerate() {
            let text = source.line(index);
            if line.words.is_empty() {
                line.text = text.to_owned();
            } else {
                line.text.push_str(&text[text.trim_end().len()..]);
            }
        }
        Restored { channel, lines }
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

/// Whether so little of a Vietnamese text was changed that it must have been right.
fn is_clean(source: &Source, restored: &Restored) -> bool {
    let words: usize = restored.lines.iter().map(|line| line.words.len()).sum();
    let changed = (0..restored.lines.len())
        .flat_map(|line| restored.edits(source, line))
        .filter(|edit| syllable::key(&edit.from) != syllable::key(&edit.to) && edit.confidence > 0.5)
        .count();
    changed * 125 <= words
}

/// The runs of each paragraph: lines up to a blank one, cut where they grow too long.
fn paragraphs(source: &Source) -> Vec<Vec<Run>> {
    let mut paragraphs = vec![Vec::new()];
    for (index, text) in source.lines().enumerate() {
        let Some(runs) = paragraphs.last_mut() else { break };
        if !runs.is_empty() && (text.trim().is_empty() || runs.len() > LONGEST_PARAGRAPH) {
            paragraphs.push(Vec::new());
        }
        if let Some(runs) = paragraphs.last_mut() {
            runs::cut(text, index, runs);
        }
    }
    paragraphs.retain(|runs| !runs.is_empty());
    paragraphs
}
