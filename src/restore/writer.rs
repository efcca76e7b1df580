//! The best path written out: restored lines and where each word was read.

use super::confidence::Calibration;
use super::lattice::{Output, Texts};
use super::restored::{Alternative, RestoredLine, Word};
use super::runs::Run;
use super::search::Step;
use super::traits::{LineOf, Scene, Traits};
use crate::model::Model;
use crate::text::{Source, Span, syllable};

/// How much likelier a reading must be than the one that leaves a sound word as it was read.
const CLEARLY: f32 = 1.7;

/// Writes steps.
pub struct Writer<'a> {
    /// For the written forms.
    pub model: &'a Model,
    /// What was read.
    pub source: &'a Source,
    /// Where the words stand.
    pub scene: Scene<'a>,
    /// What its special readings write.
    pub texts: &'a Texts,
    /// The lines that are written, and which line of the document the first of them is.
    pub lines: &'a mut [RestoredLine],
    /// See `lines`.
    pub first: usize,
    /// What posteriors are worth.
    pub calibration: &'a Calibration,
    /// Readings less sure than this give way to the text as it was read.
    pub least: f32,
    /// Where to tell of the words that are written, if anywhere.
    pub told: Option<&'a mut Vec<Written>>,
}

/// What is known of a word, or of a part of one, that was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The line.
    pub line: usize,
    /// Which of the line's words it belongs to.
    pub word: usize,
    /// What is known of it.
    pub traits: Traits,
}

impl<'a> Writer<'a> {
    /// Writes the steps of a path.
    pub fn write(&mut self, steps: &[Step]) {
        let mut rest = steps;
        while let Some(first) = rest.first() {
            let line = self.scene.line(first);
            let (steps, after) = rest.split_at(rest.iter().take_while(|step| self.scene.line(step) == line).count());
            rest = after;
            let line = self.scene.sum(steps);
            for at in 0..steps.len() {
                self.step((steps, &line), at);
            }
        }
    }

    fn step(&mut self, (steps, summed): (&[Step], &LineOf), at: usize) {
        let step = &steps[at];
        let (first, last) = (self.scene.runs[step.from], self.scene.runs[step.to - 1]);
        let line = self.source.line(first.line as usize);
        let bytes = first.start as usize..last.end as usize;
        let span = self.source.span_in_line(first.line as usize, bytes.clone());
        let read = &line[bytes];
        let (choice, posterior) = self.preferred(step, read);
        let others =
            step.others().map(|(other, p)| if other == choice { (step.choice, step.posterior) } else { (other, p) });
        let alternatives = others
            .map(|(other, confidence)| Alternative {
                text: self.text(self.scene.lattice.choices[other].output, read).to_owned(),
                confidence,
            })
            .collect();
        let text = self.text(self.scene.lattice.choices[choice].output, read);
        // A mark is as sure as its posterior, and tells nothing of the word that it stands at.
        let is_word = self.scene.is_word(step);
        let traits = (is_word && (self.told.is_some() || self.calibration.is_learned()))
            .then(|| self.scene.traits((steps, summed), at, (choice, posterior), (read, text)));
        let sure = match &traits {
            Some(traits) if self.calibration.is_learned() => self.calibration.confidence(traits),
            _ => posterior,
        };
        let text = if sure < self.least { read } else { text };
        self.put(&first, text, span, (sure, is_word), alternatives);
        if let (Some(told), Some(traits)) = (&mut self.told, traits) {
            let line = first.line as usize;
            told.push(Written { line, word: self.lines[line - self.first].words.len() - 1, traits });
        }
    }

    /// The reading of a step and its posterior: a sound word stays as it was read, unless another is clearly likelier.
    fn preferred(&self, step: &Step, read: &str) -> (usize, f32) {
        let best = (step.choice, step.posterior);
        let as_read = |choice: usize| self.is_as_read(self.scene.lattice.choices[choice].output, read);
        // Few words have another reading that is near: only those are looked at.
        let near = step.others().filter(|(_, p)| p * CLEARLY > step.posterior).find(|&(other, _)| as_read(other));
        let sound = || read.chars().nth(1).is_some() && syllable::is_syllable(&syllable::key(read));
        near.filter(|_| !as_read(step.choice) && sound()).unwrap_or(best)
    }

    fn is_as_read(&self, output: Output, read: &str) -> bool {
        matches!(output, Output::Form(_)) && self.text(output, read) == read
    }

    /// What an output writes.
    fn text<'t>(&self, output: Output, read: &'t str) -> &'t str
    where
        'a: 't,
    {
        match output {
            Output::Raw => read,
            Output::Nothing => "",
            Output::Form(form) => {
                let written = self.model.forms.written(form);
                // Where only the place of the tone differs, print decides.
                if read == written || syllable::fold_tone(read) == written { read } else { written }
            }
            Output::Text(index) => self.texts.texts.get(index as usize).map_or("", String::as_str),
        }
    }

    fn put(&mut self, run: &Run, text: &str, raw: Span, (sure, is_word): (f32, bool), alternatives: Vec<Alternative>) {
        let line = &mut self.lines[run.line as usize - self.first];
        let line_ends_in_word = line.text.ends_with(char::is_alphabetic);
        let spaced = run.spaced || line_ends_in_word && text.starts_with(char::is_alphabetic);
        // Noise that is left out takes its space with it.
        if spaced && !text.is_empty() {
            if line.text.is_empty() {
                let source = self.source.line(run.line as usize);
                line.text.push_str(&source[..source.len() - source.trim_start().len()]);
            } else {
                line.text.push(' ');
            }
        }
        let start = line.text.len();
        line.text.push_str(text);
        let end = line.text.len();
        match line.words.last_mut() {
            Some(word) if !spaced => {
                if word.out.is_empty() {
                    word.out.start = start;
                }
                // A mark or a further piece of the same chunk.
                let before = line.text[word.out.start..start].to_owned();
                word.out.end = end;
                word.raw = word.raw.cover(raw);
                if is_word {
                    let whole = before.contains(char::is_alphanumeric);
                    word.confidence = if whole { word.confidence.min(sure) } else { sure };
                }
                for alternative in &mut word.alternatives {
                    alternative.text.push_str(text);
                }
                if word.alternatives.is_empty() {
                    word.alternatives = alternatives
                        .into_iter()
                        .map(|a| Alternative { text: format!("{before}{}", a.text), confidence: a.confidence })
                        .collect();
                }
            }
            _ => line.words.push(Word { out: start..end, raw, confidence: sure, alternatives }),
        }
    }
}
