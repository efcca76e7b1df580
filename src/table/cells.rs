//! What speaks for a word in a column: how cells open, go on and end, and what the table itself has shown.
//!
//! All scores are in nats, roughly: above 0 speaks for, below against.

use rustc_hash::FxHashMap;

use super::cohesion::Cohesion;
use super::fields::Field;
use super::fluency;
use super::habit::{Joint, Others, Seen};
use super::label::label;
use super::lessons::Own;
use super::line::Width;
use super::words::{Honorific, TextLine, Word};
use crate::lm::language::Language;

/// What pairs of syllables and the language model say of words side by side counts so much where both are known: wrong marks mislead the model,
/// pairs see one word back only.
const OF_PAIRS: f32 = 0.75;
const OF_LANGUAGE: f32 = 0.5;

/// A column to be filled.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// What it means.
    pub field: Field,
    /// What the table has shown of it; nothing at first.
    pub seen: Seen,
}

/// Scores for one table, or for a row of it.
#[derive(Clone, Copy)]
pub(crate) struct Scorer<'a> {
    pub columns: &'a [Column],
    /// The words of the table.
    pub words: &'a Words,
    /// What is known beside them.
    pub around: Around<'a>,
    /// In how many rows each pair of words stands side by side in a cell.
    pub pairs: &'a FxHashMap<(u32, u32), f32>,
    /// What the row itself showed: that does not speak for it.
    pub own: Option<&'a Own>,
}

/// The words of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// How often each stands in it, and how many stand in it.
    pub counts: FxHashMap<u32, f32>,
    pub total: f32,
    /// Letters of a full line.
    pub page: f32,
}

/// What is known beside a table's lines.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    /// How often each pair of words stands side by side in the document's running text.
    pub body: &'a FxHashMap<(u32, u32), f32>,
    /// In how many other places a word stands below another, as [`super::links`] tells.
    pub linked: &'a FxHashMap<(u32, u32), f32>,
    /// The language, where it is known.
    pub language: Option<Language<'a>>,
}

impl Scorer<'_> {
    /// What other rows show of a column.
    pub(crate) fn others(&self, column: usize) -> Others<'_> {
        Others { all: &self.columns[column].seen, own: self.own.map(|own| &own.columns[column]) }
    }

    /// Word `at` of `line`, which `belongs` there, opens a cell of `column`.
    pub(crate) fn open(&self, line: &TextLine, at: usize, column: usize, belongs: f32) -> f32 {
        let (word, field, others) = (&line.words[at], &self.columns[column].field, self.others(column));
        if *field == Field::Index {
            return if label(word).is_some() && (at == 0 || word.bar) { 1.5 } else { -7.0 };
        }
        let mut score = belongs;
        if *field == Field::Unit {
            let known = word.folded == "%" || word.openings.iter().any(|(found, _)| *found == Field::Unit);
            return score
                + if known {
                    5.95
                } else if word.capital && !word.number {
                    0.25
                } else {
                    -4.0
                };
        }
        if field.is_value() {
            return score
                + if value(word) {
                    2.5
                } else if opens_value(word) {
                    0.65
                } else {
                    -2.81
                };
        }
        score += if word.dash() {
            -0.5
        } else if word.shouted {
            -1.0
        } else if word.capital {
            1.0
        } else if word.number {
            if *field == Field::Deadline && word.folded.contains('/') && !word.folded.contains('-') {
                0.0
            } else {
                -3.0
            }
        } else {
            -5.0
        };
        score += 0.2 * pair(Cohesion::shared().edge(), word.pair);
        let openings = &word.openings;
        let own = match field {
            Field::Coordinating | Field::Monitor => Field::Lead,
            field => *field,
        };
        if word.capital {
            if let Some((_, agreed)) = openings.iter().find(|(found, _)| *found == own) {
                score += if word.shouted { 2.0 } else { 1.0 } + 0.5 * (*agreed as f32 - 1.0);
            } else if openings.iter().any(|(found, _)| self.columns.iter().any(|column| column.field == *found)) {
                score -= 1.21;
            }
        }
        if others.filled() >= 2.0 {
            let share = others.opens(word.key) / others.filled();
            score += 0.65 * (share * 20.0 + 0.5).ln().clamp(-0.5, 1.5);
        }
        score
    }

    /// `word`, which `belongs` there, follows `last` in a cell of `column`; how, [`Self::joint`] and [`Self::habit`] say.
    pub(crate) fn follow(
        &self,
        last: &Word,
        word: &Word,
        column: usize,
        belongs: f32,
        joint: Joint,
        before: f32,
    ) -> f32 {
        let field = self.columns[column].field;
        if field == Field::Index {
            return -7.0;
        }
        let mut score =
            belongs + if field.is_value() { joint.nats } else { self.habit(last, word, column, joint, before) };
        if joint.bar {
            score -= 4.05;
        }
        if field == Field::Unit {
            score -= if last.folded == "%" || word.folded == "%" || value(word) { 6.0 } else { 1.5 };
        }
        if field.is_value() && value(last) && (value(word) || word.capital) {
            score -= 4.0;
        }
        if !field.is_value() && value(word) && word.folded.is_empty() {
            score -= 0.5;
        }
        score
    }

    /// How well `word` goes on after `last`, with which it coheres so, on its line or over its end, whatever the column.
    pub(crate) fn joint(&self, last: &Word, word: &Word, cohering: f32, over: bool) -> f32 {
        if last.honorific == Some(Honorific::Last) {
            return match (word.honorific, word.capital, word.shouted) {
                (Some(_), ..) => -6.0,
                // An office in capitals comes after the name.
                (None, true, true) => -1.0,
                (None, true, false) => 2.0,
                (None, false, _) => -2.0,
            };
        }
        if last.honorific.is_some() {
            return 4.0;
        }
        let mut score = cohering;
        match last.close {
            '.' => score -= 2.0,
            ';' if word.capital => score += 1.08,
            _ if word.capital && !word.shouted && !last.capital && !last.dash() => score -= 0.5,
            _ => {}
        }
        let pair = (last.key, word.key);
        let own = self.own.and_then(|own| own.pairs.get(&pair)).copied().unwrap_or(0.0);
        let shown = self.pairs.get(&pair).map_or(0.0, |rows| rows + 0.5 - own);
        let linked = self.around.linked.get(&pair).filter(|_| over).map_or(0.0, |times| times + 0.5);
        score += (shown.max(linked).max(1.0).ln() * 1.29).clamp(0.0, 2.5);
        let sure = last.sure.min(word.sure);
        score * sure + (1.0 - sure) * 0.5
    }

    /// How well two words cohere, by the language and by the document's own running text.
    pub(crate) fn pair(&self, last: &Word, word: &Word) -> f32 {
        let before = if matches!(last.close, '.' | ';' | ':') { Cohesion::shared().edge() } else { last.pair };
        let pair = pair(before, word.pair);
        let known = self.around.language.map_or(pair, |language| {
            OF_PAIRS * pair + OF_LANGUAGE * fluency::gain(language, last, word).clamp(-4.0, 6.0)
        });
        self.around.body.get(&(last.key, word.key)).map_or(known, |times| known.max((1.0 + times.ln()).min(3.0)))
    }

    /// A cell of `column` ends with `word`.
    pub(crate) fn end(&self, word: &Word, column: usize) -> f32 {
        if self.columns[column].field == Field::Index || self.columns[column].field.is_value() {
            return 0.0;
        }
        if word.honorific.is_some() {
            return -4.0;
        }
        let close = match word.close {
            ',' | '-' | '–' | '(' | '/' => -3.38,
            '.' | ';' => 0.85,
            _ => 0.0,
        };
        let others = self.others(column);
        let known = if others.filled() >= 2.0 {
            let share = others.ends(word.key) / others.filled();
            (share * 20.0 + 0.5).ln().clamp(-0.5, 1.5)
        } else {
            0.0
        };
        close
            + others.closed(word.key)
            + 1.35 * known
            + 0.7 * pair(word.pair, Cohesion::shared().edge()).clamp(-3.0, 1.5)
    }

    /// The cell of `column` stays empty.
    pub(crate) fn empty(&self, column: usize) -> f32 {
        let (field, others) = (self.columns[column].field, self.others(column));
        let prior = 4.0;
        let share = ((others.rows() - others.filled()) + prior * (-field.empty_cost()).exp()) / (others.rows() + prior);
        share.ln().max(-6.0)
    }

    /// What the letters of a line of `column` cost.
    pub(crate) fn width(&self, column: usize) -> Width {
        let seen = &self.columns[column].seen;
        // A width that the table has shown is surer than a customary one.
        let cost = if seen.width <= 0.0 {
            0.0
        } else if seen.rows > 0.0 {
            0.8
        } else {
            0.25
        };
        Width { free: seen.width * 1.08, cost }
    }
}

fn pair(first: Option<u32>, second: Option<u32>) -> f32 {
    Cohesion::shared().score(first, second).clamp(-4.0, 6.0)
}

/// Whether a word is a value: a number, a share, a dash.
pub(crate) fn value(word: &Word) -> bool {
    word.dash() || (word.number && word.folded.len() <= 9)
}

/// Whether a word opens a value in words: "Đạt ít nhất 3%".
fn opens_value(word: &Word) -> bool {
    matches!(word.folded.as_str(), "dat" | "tren" | "duoi" | "toi" | "it" | "phan" | "hoan" | "khoang" | "tu")
}
