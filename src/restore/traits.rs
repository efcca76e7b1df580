//! What the restorer knows of a word besides its posterior: what tells a sure word from one that only seems so.

use super::draft::Drafted;
use super::evidence::Evidence;
use super::lattice::{Lattice, Output};
use super::runs::{Kind, Run};
use super::search::Step;
use crate::lm::ngram::Ngrams;
use crate::text::syllable;

/// How many there are.
pub const COUNT: usize = 24;

/// Where the posterior stands among them.
pub const POSTERIOR: usize = 0;

/// The traits of a word, in the order in which [`Scene::traits`] puts them.
pub type Traits = [f32; COUNT];

/// The words of a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineOf {
    /// How many.
    words: f32,
    /// Sums: −ln of their posteriors, cost by the channel, bytes read.
    doubt: f32,
    cost: f32,
    bytes: f32,
}

/// Where words stand.
pub struct Scene<'a> {
    /// All runs of the document.
    pub runs: &'a [Run],
    /// The lattice of the second pass.
    pub lattice: &'a Lattice,
    /// What the first pass read at each run.
    pub drafted: &'a [Drafted],
    /// What costs without context.
    pub ngrams: &'a Ngrams,
    /// What the document says of itself.
    pub evidence: Option<&'a Evidence>,
}

impl Scene<'_> {
    /// The traits of the word that the step at an index of the best path writes as reading `choice` of posterior `posterior`: `text`
    /// for `read`.
    /// The steps are those of one line, which `line` sums up.
    pub fn traits(
        &self,
        (steps, line): (&[Step], &LineOf),
        at: usize,
        (choice, posterior): (usize, f32),
        (read, text): (&str, &str),
    ) -> Traits {
        let step = &steps[at];
        let reading = &self.lattice.choices[choice];
        let drafted = &self.drafted[step.from];
        let same = drafted.output == reading.output;
        let after = steps[at + 1..].iter().find(|next| self.is_word(next));
        let before = steps[..at].iter().rev().find(|last| self.is_word(last));
        let beside = |other: Option<&Step>| other.map_or(0.0, |other| self.beside(other));
        let length = read.chars().count() as f32;
        let mentions = reading.token.zip(self.evidence).map_or(-1.0, |(word, evidence)| evidence.mentions(word));
        [
            posterior,
            if same { drafted.posterior } else { 0.5 * (1.0 - drafted.posterior) },
            step.others().count() as f32,
            reading.cost,
            reading.cost / length.max(1.0),
            step.language,
            self.gain(step),
            f32::from(step.order),
            after.map_or(-1.0, |next| f32::from(next.order)),
            after.map_or(-20.0, |next| self.gain(next)),
            after.map_or(1.0, |next| next.posterior),
            before.map_or(1.0, |last| last.posterior),
            before.map_or(-1.0, |last| f32::from(last.order)),
            mentions,
            length,
            kind(reading.output, text),
            likeness(read, text),
            f32::from(u8::from(after.is_none())),
            beside(steps.get(at + 1)),
            beside(at.checked_sub(1).map(|last| &steps[last])),
            line.words,
            line.doubt / line.words.max(1.0),
            line.cost / line.bytes.max(1.0),
            before.map_or(-20.0, |last| self.gain(last)),
        ]
    }

    /// Whether a step writes a letter or digit.
    pub fn is_word(&self, step: &Step) -> bool {
        match self.lattice.choices[step.choice].output {
            Output::Nothing => false,
            Output::Form(_) | Output::Text(_) => true,
            Output::Raw => {
                self.runs[step.from..step.to].iter().any(|run| matches!(run.kind, Kind::Letters | Kind::Digits))
            }
        }
    }

    /// The line that a step is written to.
    pub fn line(&self, step: &Step) -> u32 {
        self.runs[step.from].line
    }

    /// Sums up the steps of one line.
    pub fn sum(&self, steps: &[Step]) -> LineOf {
        let mut line = LineOf::default();
        for step in steps.iter().filter(|step| self.is_word(step)) {
            let bytes = self.runs[step.from..step.to].iter().map(|run| run.end - run.start).sum::<u32>();
            line.words += 1.0;
            line.doubt -= step.posterior.max(1e-4).ln();
            line.cost += self.lattice.choices[step.choice].cost;
            line.bytes += bytes as f32;
        }
        line
    }

    /// What a step beside a word is: a word, a mark, any other character left as read, a speck left out.
    fn beside(&self, step: &Step) -> f32 {
        match self.lattice.choices[step.choice].output {
            Output::Nothing => 4.0,
            _ if self.is_word(step) => 1.0,
            _ if self.runs[step.from].kind == Kind::Symbol => 3.0,
            _ => 2.0,
        }
    }

    /// What the words before made the word of a step cheaper.
    fn gain(&self, step: &Step) -> f32 {
        let alone = self.lattice.choices[step.choice].token.map_or(0.0, |word| self.ngrams.unigram(word));
        alone - step.language
    }
}

/// A form of the vocabulary, what was left as read, or a special reading; and whether it is a number or holds one.
fn kind(output: Output, text: &str) -> f32 {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match output {
        _ if digits > 0 => {
            if digits == text.len() {
                3.0
            } else {
                4.0
            }
        }
        Output::Form(_) | Output::Nothing => 0.0,
        Output::Raw => 1.0,
        Output::Text(_) => 2.0,
    }
}

/// How far the written is from the read: the same, but for case, but for marks, or other letters.
fn likeness(read: &str, text: &str) -> f32 {
    if read == text {
        0.0
    } else if lower(read, |c| c).eq(lower(text, |c| c)) {
        1.0
    } else if lower(read, syllable::strip_char).eq(lower(text, syllable::strip_char)) {
        2.0
    } else {
        3.0
    }
}

/// The characters of `text`, each as `of` makes it, in lower case.
fn lower(text: &str, of: fn(char) -> char) -> impl Iterator<Item = char> {
    text.chars().map(of).flat_map(char::to_lowercase)
}
