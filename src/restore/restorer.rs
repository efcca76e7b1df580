//! The restorer: a model and settings, used for many documents.

use super::evidence::Evidence;
use super::lattice::Finder;
use super::restored::{Restored, RestoredLine};
use super::runs::{self, Run};
use super::search::search;
use super::writer::Writer;
use crate::document::Channel;
use crate::model::Model;
use crate::text::Source;

/// Settings of a [`Restorer`].
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The channel to restore from; detected for each document where none is given.
    pub channel: Option<Channel>,
    /// Words whose confidence is below this stay as they were read, 0 to 1.
    pub min_confidence: f32,
}

/// Restores documents. Shared by threads; each call stands alone.
pub struct Restorer<'m> {
    model: &'m Model,
    options: Options,
}

/// Runs after which a paragraph is cut, so that its lattice stays small.
const LONGEST_PARAGRAPH: usize = 600;

impl<'m> Restorer<'m> {
    /// A restorer that uses `model`.
    pub fn new(model: &'m Model, options: Options) -> Self {
        Self { model, options }
    }

    /// The model in use.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Restores a document.
    pub fn restore(&self, source: &Source) -> Restored {
        let channel = self.options.channel.unwrap_or(Channel::Eng);
        let mut finder = Finder::new(self.model, self.model.reading(channel));
        let paragraphs = paragraphs(source);
        let mut evidence = Evidence::default();
        for runs in &paragraphs {
            let lattice = finder.lattice(runs, |line| source.line(line));
            let steps = search(&lattice, &self.model.ngrams, None);
            evidence.add(self.model, &lattice, &steps);
        }
        let evidence = evidence.is_useful().then_some(&evidence);
        if let Some(evidence) = evidence {
            evidence.abbreviations(self.model, &mut finder.terms);
        }
        let mut lines: Vec<RestoredLine> = (0..source.line_count()).map(|_| RestoredLine::default()).collect();
        for runs in &paragraphs {
            let lattice = finder.lattice(runs, |line| source.line(line));
            let mut writer = Writer { model: self.model, source, runs, lattice: &lattice, lines: &mut lines };
            for step in search(&lattice, &self.model.ngrams, evidence) {
                writer.write(&step);
            }
        }
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
