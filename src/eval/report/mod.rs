//! One measurement of restored texts: every figure, as data and as a page to read.

mod html;
mod plot;

use serde::Serialize;

use super::bootstrap::{Interval, intervals};
use super::calibration::{Calibration, Judged};
use super::hypothesis::Hypothesis;
use super::text::{Confusion, Counts, LineScore, TextScore, confusions, lines, score_lines};

/// Number of confusions that a report lists.
const CONFUSIONS: usize = 30;

/// The figures of all texts together and of each.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Over all lines of all files.
    pub all: TextScore,
    /// 95 % intervals of the figures in `all`.
    pub intervals: Intervals,
    /// Each file.
    pub files: Vec<FileScore>,
    /// The confusions that make most errors.
    pub confusions: Vec<Confusion>,
    /// How far confidence can be trusted; none where the restored texts give none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    #[serde(skip)]
    pages: Vec<Page>,
}

/// The figures of one text.
#[derive(Clone, Debug, Serialize)]
pub struct FileScore {
    /// Name of the gold file.
    pub file: String,
    /// Lines that only one of the two texts has: not counted.
    pub unpaired_lines: usize,
    /// Its figures.
    #[serde(flatten)]
    pub score: TextScore,
}

/// 95 % bootstrap intervals over lines.
#[derive(Clone, Copy, Debug, Serialize)]
#[expect(missing_docs, reason = "named as the figures of a text score")]
pub struct Intervals {
    pub syllable_accuracy: Interval,
    pub exact_accuracy: Interval,
    pub cer: Interval,
    pub wer: Interval,
    pub diacritic_errors: Interval,
    pub number_accuracy: Interval,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harm: Option<Interval>,
}

/// A gold text, its restoration and what was read.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Name of the gold file.
    pub name: String,
    /// The gold text.
    pub gold: String,
    /// The restored text.
    pub hyp: Hypothesis,
    /// The text as OCR read it.
    pub ocr: Option<String>,
}

/// What the page shows of a pair.
#[derive(Clone, Debug)]
struct Page {
    pair: Pair,
    scores: Vec<LineScore>,
}

impl Report {
    /// Measures `pairs`.
    pub fn new(pairs: Vec<Pair>) -> Self {
        let with_ocr = !pairs.is_empty() && pairs.iter().all(|pair| pair.ocr.is_some());
        let (mut every, mut files, mut judged, mut pages) = (Vec::new(), Vec::new(), Vec::<Judged>::new(), Vec::new());
        for pair in pairs {
            let scores = score_lines(&pair.gold, &pair.hyp.text, pair.ocr.as_deref());
            files.push(FileScore {
                file: pair.name.clone(),
                unpaired_lines: content_lines(&pair.gold).abs_diff(content_lines(&pair.hyp.text)),
                score: TextScore::new(&scores, pair.ocr.is_some()),
            });
            judged.extend(pair.hyp.judged(&scores));
            every.extend(scores.iter().cloned());
            pages.push(Page { pair, scores });
        }
        let [syllable_accuracy, exact_accuracy, cer, wer, diacritic_errors, number_accuracy, harm] = intervals(
            &every,
            [
                Counts::syllable_accuracy,
                Counts::exact_accuracy,
                Counts::cer,
                Counts::wer,
                Counts::diacritic_errors,
                Counts::number_accuracy,
                Counts::harm,
            ],
        );
        let harm = with_ocr.then_some(harm);
        let mut confusions = confusions(&every);
        confusions.truncate(CONFUSIONS);
        Self {
            all: TextScore::new(&every, with_ocr),
            intervals: Intervals {
                syllable_accuracy,
                exact_accuracy,
                cer,
                wer,
                diacritic_errors,
                number_accuracy,
                harm,
            },
            files,
            confusions,
            calibration: Calibration::new(&judged),
            pages,
        }
    }

    /// The report as one HTML page that needs nothing else: figures, calibration, and the texts side by side.
    pub fn html(&self) -> String {
        html::page(self).into_string()
    }
}

/// Number of lines, not counting an empty one after a final line feed.
fn content_lines(text: &str) -> usize {
    lines(text.strip_suffix('\n').unwrap_or(text)).count()
}
