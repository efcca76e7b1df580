//! Restored text against gold text, line by line.
//!
//! Line `i` of the restored text restores line `i` of the gold text; lines that only one of them has are not counted.
//! Rates are over words (see `words` in this folder for what a word is) unless they say otherwise. A rate over nothing
//! is 0, an accuracy over nothing 1 but for `number_accuracy`, which is 0.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::Serialize;

use super::align::{Script, align};
use super::words::{characters, fold, has_digit, marks_off, tokens, words};

/// What was counted in some lines. Counts add up over lines and files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Gold words.
    pub words: usize,
    /// Words replaced, left out or put in; case and tone placement folded.
    pub word_errors: usize,
    /// Gold words and punctuation marks.
    pub tokens: usize,
    /// Words and marks replaced, left out or put in; case kept.
    pub token_errors: usize,
    /// Gold characters without white space.
    pub chars: usize,
    /// Characters replaced, left out or put in; case kept.
    pub char_errors: usize,
    /// Words whose base letters are right and whose marks are wrong.
    pub diacritics: usize,
    /// Gold words that hold a digit.
    pub numbers: usize,
    /// Those of them that were restored.
    pub numbers_right: usize,
    /// Words that OCR had right.
    pub right_in_ocr: usize,
    /// Those of them that are wrong in the restored text.
    pub harmed: usize,
    /// Lines too long for an exact alignment: their errors are an upper bound.
    pub approximate: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.word_errors += other.word_errors;
        self.tokens += other.tokens;
        self.token_errors += other.token_errors;
        self.chars += other.chars;
        self.char_errors += other.char_errors;
        self.diacritics += other.diacritics;
        self.numbers += other.numbers;
        self.numbers_right += other.numbers_right;
        self.right_in_ocr += other.right_in_ocr;
        self.harmed += other.harmed;
        self.approximate += other.approximate;
    }
}

impl Counts {
    /// Word errors as a share of gold words.
    pub fn wer(&self) -> f64 {
        share(self.word_errors, self.words)
    }

    /// Character errors as a share of gold characters.
    pub fn cer(&self) -> f64 {
        share(self.char_errors, self.chars)
    }

    /// One less the [word error rate](Self::wer): negative where more words were put in than there are.
    pub fn syllable_accuracy(&self) -> f64 {
        1.0 - self.wer()
    }

    /// One less the share of words and punctuation marks that are wrong, case kept.
    pub fn exact_accuracy(&self) -> f64 {
        1.0 - share(self.token_errors, self.tokens)
    }

    /// Share of words whose base letters are right and whose marks are wrong.
    pub fn diacritic_errors(&self) -> f64 {
        share(self.diacritics, self.words)
    }

    /// Share of the words that hold a digit that were restored.
    pub fn number_accuracy(&self) -> f64 {
        share(self.numbers_right, self.numbers)
    }

    /// Share of the words that OCR had right that are wrong in the restored text.
    pub fn harm(&self) -> f64 {
        share(self.harmed, self.right_in_ocr)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// One gold line and its restoration, aligned.
#[derive(Clone, Debug, Default)]
pub struct LineScore {
    /// What was counted.
    pub counts: Counts,
    /// Gold word and restored word, folded, of each word error; an empty string for a word put in or left out.
    pub confusions: Vec<(String, String)>,
    /// For each restored word whether it is right.
    pub right: Vec<bool>,
}

/// Scores one line; `ocr` is the line as OCR read it.
pub fn score_line(gold: &str, hyp: &str, ocr: Option<&str>) -> LineScore {
    let (a, b) = (folded(gold), folded(hyp));
    let script = align(&a, &b);
    let kept = matches(&a, &b, &script);
    let mut line = LineScore { right: vec![false; b.len()], ..LineScore::default() };
    let counts = &mut line.counts;
    (counts.words, counts.word_errors) = (a.len(), script.cost);
    let mut exact = script.exact;
    for &(i, j) in &script.steps {
        let (x, y) = (i.map_or("", |i| &a[i]), j.map_or("", |j| &b[j]));
        if x != y {
            counts.diacritics += usize::from(i.is_some() && j.is_some() && marks_off(x) == marks_off(y));
            line.confusions.push((x.to_owned(), y.to_owned()));
        } else if let Some(j) = j {
            line.right[j] = true;
        }
    }
    for (_, &kept) in a.iter().zip(&kept).filter(|(word, _)| has_digit(word)) {
        counts.numbers += 1;
        counts.numbers_right += usize::from(kept);
    }
    if let Some(ocr) = ocr {
        let o = folded(ocr);
        let script = align(&a, &o);
        exact &= script.exact;
        for (_, kept) in matches(&a, &o, &script).into_iter().zip(kept).filter(|(had, _)| *had) {
            counts.right_in_ocr += 1;
            counts.harmed += usize::from(!kept);
        }
    }
    let (a, b) = (tokens(gold), tokens(hyp));
    let script = align(&a, &b);
    exact &= script.exact;
    (counts.tokens, counts.token_errors) = (a.len(), script.cost);
    let (a, b) = (characters(gold), characters(hyp));
    let script = align(&a, &b);
    exact &= script.exact;
    (counts.chars, counts.char_errors) = (a.len(), script.cost);
    counts.approximate = usize::from(!exact);
    line
}

fn folded(line: &str) -> Vec<String> {
    words(line).iter().map(|word| fold(word)).collect()
}

/// For each of `a` whether `script` matches it.
fn matches(a: &[String], b: &[String], script: &Script) -> Vec<bool> {
    let mut matched = vec![false; a.len()];
    for step in &script.steps {
        if let (Some(i), Some(j)) = *step {
            matched[i] = a[i] == b[j];
        }
    }
    matched
}

/// The lines of a text, as they are counted here: a final line feed opens a last, empty line.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// Scores every line that both texts have.
pub fn score_lines(gold: &str, hyp: &str, ocr: Option<&str>) -> Vec<LineScore> {
    let mut ocr = ocr.map(lines);
    lines(gold)
        .zip(lines(hyp))
        .map(|(gold, hyp)| score_line(gold, hyp, ocr.as_mut().map(|lines| lines.next().unwrap_or_default())))
        .collect()
}

/// The figures of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextScore {
    /// Lines counted.
    pub lines: usize,
    /// Gold words.
    pub words: usize,
    /// Words replaced, left out or put in.
    pub word_errors: usize,
    /// See [`Counts::syllable_accuracy`].
    pub syllable_accuracy: f64,
    /// See [`Counts::exact_accuracy`].
    pub exact_accuracy: f64,
    /// See [`Counts::cer`].
    pub cer: f64,
    /// Mean character error rate of the lines that hold a character.
    pub cer_macro: f64,
    /// See [`Counts::wer`].
    pub wer: f64,
    /// Mean word error rate of the lines that hold a word.
    pub wer_macro: f64,
    /// See [`Counts::diacritic_errors`].
    pub diacritic_errors: f64,
    /// See [`Counts::number_accuracy`].
    pub number_accuracy: f64,
    /// See [`Counts::harm`]; none where there is no OCR text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harm: Option<f64>,
    /// Words that OCR had right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right_in_ocr: Option<usize>,
    /// Those of them that are wrong in the restored text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harmed: Option<usize>,
    /// Lines too long for an exact alignment: their errors are an upper bound.
    pub approximate_lines: usize,
}

impl TextScore {
    /// The figures over `lines`; `with_ocr` tells whether they were scored with the OCR text.
    pub fn new(lines: &[LineScore], with_ocr: bool) -> Self {
        let mut sum = Counts::default();
        for line in lines {
            sum += line.counts;
        }
        let mean = |rate: fn(&Counts) -> f64, holds: fn(&Counts) -> bool| {
            let rates = || lines.iter().map(|line| &line.counts).filter(|counts| holds(counts)).map(rate);
            // Not `sum`, whose nothing is -0.
            rates().fold(0.0, |sum, rate| sum + rate) / rates().count().max(1) as f64
        };
        Self {
            lines: lines.len(),
            words: sum.words,
            word_errors: sum.word_errors,
            syllable_accuracy: sum.syllable_accuracy(),
            exact_accuracy: sum.exact_accuracy(),
            cer: sum.cer(),
            cer_macro: mean(Counts::cer, |counts| counts.chars > 0),
            wer: sum.wer(),
            wer_macro: mean(Counts::wer, |counts| counts.words > 0),
            diacritic_errors: sum.diacritic_errors(),
            number_accuracy: sum.number_accuracy(),
            harm: with_ocr.then(|| sum.harm()),
            right_in_ocr: with_ocr.then_some(sum.right_in_ocr),
            harmed: with_ocr.then_some(sum.harmed),
            approximate_lines: sum.approximate,
        }
    }
}

/// Scores a restored text against its gold text, and against the OCR text where there is one.
pub fn score(gold: &str, hyp: &str, ocr: Option<&str>) -> TextScore {
    TextScore::new(&score_lines(gold, hyp, ocr), ocr.is_some())
}

/// One way to be wrong and how often it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// The gold word, folded; empty for a word put in.
    pub gold: String,
    /// The restored word, folded; empty for a word left out.
    pub hyp: String,
    /// How many word errors it makes.
    pub count: usize,
}

/// All confusions, those that make most errors first.
pub fn confusions(lines: &[LineScore]) -> Vec<Confusion> {
    let mut counts = BTreeMap::new();
    for (gold, hyp) in lines.iter().flat_map(|line| &line.confusions) {
        *counts.entry((gold, hyp)).or_insert(0) += 1;
    }
    let mut found: Vec<_> = counts
        .into_iter()
        .map(|((gold, hyp), count)| Confusion { gold: gold.clone(), hyp: hyp.clone(), count })
        .collect();
    found.sort_by_key(|confusion| std::cmp::Reverse(confusion.count));
    found
}
