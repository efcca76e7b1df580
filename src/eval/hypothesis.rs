//! Restored text to be measured: plain, or as `vanban restore --format json` gives it, with a confidence for each word.

use serde::Deserialize;

use super::calibration::Judged;
use super::text::LineScore;
use super::words::words;

/// A restored text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hypothesis {
    /// The text, line for line.
    pub text: String,
    /// Text and confidence of each line's words; none for plain text.
    pub words: Option<Vec<Vec<(String, f64)>>>,
}

#[derive(Deserialize)]
struct File {
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    words: Vec<Word>,
}

#[derive(Deserialize)]
struct Word {
    out: [usize; 2],
    confidence: f64,
}

impl Hypothesis {
    /// Plain text.
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), words: None }
    }

    /// The output of `vanban restore --format json` for one text.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        let file: File = serde_json::from_str(json)?;
        let words = |line: &Line| {
            let word = |word: &Word| Some((line.text.get(word.out[0]..word.out[1])?.to_owned(), word.confidence));
            line.words.iter().filter_map(word).collect()
        };
        Ok(Self {
            words: Some(file.lines.iter().map(words).collect()),
            // A line feed inside a line would move all lines after it.
            text: file.lines.iter().map(|line| line.text.replace(['\n', '\r'], " ")).collect::<Vec<_>>().join("\n"),
        })
    }

    /// Whether each word that holds a letter or number is right, with its confidence.
    pub fn judged(&self, scores: &[LineScore]) -> Vec<Judged> {
        let mut judged = Vec::new();
        for (line, score) in self.words.iter().flatten().zip(scores) {
            let mut right = score.right.iter().copied();
            for (text, confidence) in line {
                if let Some(right) = is_right(text, &mut right) {
                    judged.push(Judged { confidence: confidence.clamp(0.0, 1.0), right });
                }
            }
        }
        judged
    }
}

/// Whether all words of `text`, a run without white space, are right; none where it holds no word. `right` has the words of the line
/// from this text on, and is left at those after it.
pub fn is_right(text: &str, right: &mut impl Iterator<Item = bool>) -> Option<bool> {
    let parts: Vec<bool> = right.take(words(text).len()).collect();
    (!parts.is_empty()).then(|| !parts.contains(&false))
}

#[cfg(test)]
mod tests {
    use super::super::text::score_lines;
    use super::*;

    #[test]
    fn words_are_judged_with_all_their_parts() {
        let json = r#"{"file": "a", "lines": [
            {"text": "- số 57-NQ/TW ngay", "words": [
                {"out": [0, 1], "raw": [0, 1], "confidence": 0.4}, {"out": [2, 6], "raw": [2, 4], "confidence": 0.9},
                {"out": [7, 15], "raw": [5, 13], "confidence": 0.8}, {"out": [16, 20], "raw": [14, 18], "confidence": 1.5}]},
            {"text": "hai", "words": [{"out": [1, 99], "confidence": 1}]}]}"#;
        let hypothesis = Hypothesis::from_json(json).expect("JSON");
        assert_eq!(hypothesis.text, "- số 57-NQ/TW ngay\nhai");
        let judged = hypothesis.judged(&score_lines("- số 57-NQ/TU ngay\nhai", &hypothesis.text, None));
        let judged: Vec<_> = judged.iter().map(|j| (j.confidence, j.right)).collect();
        assert_eq!(judged, [(0.9, true), (0.8, false), (1.0, true)]);
        assert!(Hypothesis::from_json("{}").is_err());
    }
}
