//! Specks: dirt, borders and pieces of letters that OCR read as characters.
//!
//! They come in clusters, above all in tables, so what looks like a speck beyond doubt tells how likely its surroundings are
//! to be specks too.

use crate::channel::emission::Channel;
use crate::text::Source;

/// Lines before and after one that tell how noisy it is.
const NEAR: usize = 3;
/// What is expected where nothing is known: so many specks among so many chunks.
const CHUNKS: f32 = 40.0;
/// −ln P of each character of a speck, which is read as almost anything, and of a digit: digits must not be lost.
const CHARACTER: f32 = 4.2;
const DIGIT: f32 = 10.0;
/// What it costs that a speck was read just as some word often is.
const WORDLIKE: f32 = 4.0;
/// What such a chunk counts for as a speck.
const PERHAPS: f32 = 0.6;
/// Chunks of more characters are no specks.
pub const LONGEST: usize = 3;

/// How noisy the lines of a document are.
#[derive(Default)]
pub struct Noise {
    /// For each line, −ln of the share of specks among its chunks and those around it.
    costs: Vec<f32>,
}

impl Noise {
    /// Counts the specks of `source`.
    pub fn new(source: &Source, channel: &Channel) -> Self {
        let mut sums = vec![Sum::default()];
        let mut sum = Sum::default();
        for index in 0..source.line_count() {
            for chunk in source.line(index).split_whitespace() {
                sum.add(chunk, channel);
            }
            sums.push(sum);
        }
        let usual = CHUNKS * (-channel.specks).exp();
        let around = |line: usize| {
            let (first, last) = (sums[line.saturating_sub(NEAR)], sums[(line + NEAR + 1).min(sums.len() - 1)]);
            // Single letters may well be words, unless there is dirt about.
            let odd = last.odd - first.odd;
            let specks = odd + odd.min(0.5 * (last.letters - first.letters));
            -((specks + usual) / (last.chunks - first.chunks + CHUNKS)).ln()
        };
        Self { costs: (0..source.line_count()).map(around).collect() }
    }

    /// −ln P that `chunk` of a line is a speck; `None` where it can't be one.
    pub fn cost(&self, line: usize, chunk: &str, channel: &Channel) -> Option<f32> {
        let length = chunk.chars().take(LONGEST + 1).count();
        if length > LONGEST || chunk.chars().all(is_usual) {
            return None;
        }
        let core = chunk.trim_matches(is_usual);
        let letters = core.chars().all(char::is_alphabetic);
        let several = core.chars().nth(1).is_some();
        // Letters that a mark closes were printed.
        if letters && several && core.len() < chunk.len() {
            return None;
        }
        let wordlike = if several && channel.is_known(core) { WORDLIKE } else { 0.0 };
        Some(
            wordlike
                + self.costs.get(line)?
                + chunk.chars().map(|c| if c.is_ascii_digit() { DIGIT } else { CHARACTER }).sum::<f32>(),
        )
    }
}

/// Whether a mark is as often printed as it is dirt.
fn is_usual(c: char) -> bool {
    matches!(
        c,
        '|' | '-'
            | '–'
            | '—'
            | '.'
            | ','
            | ';'
            | ':'
            | '/'
            | '+'
            | '•'
            | '*'
            | '…'
            | '_'
            | '('
            | ')'
            | '"'
            | '“'
            | '”'
            | '%'
            | '>'
            | '<'
            | '='
            | '≥'
            | '≤'
            | '±'
            | '×'
            | '°'
    )
}

/// What was counted up to a line.
#[derive(Clone, Copy, Default)]
struct Sum {
    chunks: f32,
    /// Chunks that are no text.
    odd: f32,
    /// Chunks of one letter.
    letters: f32,
}

impl Sum {
    fn add(&mut self, chunk: &str, channel: &Channel) {
        self.chunks += 1.0;
        let mut chars = chunk.chars();
        let (Some(first), second, None) = (chars.next(), chars.next(), chars.next()) else { return };
        let odd = |c: char| !c.is_alphanumeric() && !is_usual(c);
        if second.is_none() && first.is_alphabetic() {
            self.letters += 1.0;
        } else if odd(first) || second.is_some_and(odd) {
            // `S&` is how some engines read a word.
            self.odd += if channel.is_known(chunk) { PERHAPS } else { 1.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::packed::Packed;

    fn cost(text: &str, line: usize, chunk: &str) -> Option<f32> {
        let channel = Channel::new(Packed { specks: 8.0, ..Packed::default() });
        let source = Source::decode(text.as_bytes()).expect("text");
        Noise::new(&source, &channel).cost(line, chunk, &channel)
    }

    #[test]
    fn specks_are_likelier_among_specks() {
        let clean = "Phòng Quản lý Văn hóa\n".repeat(10);
        let dirty = format!("{clean}\\ ~ o £ Phòng ¢ ‘n\n{clean}");
        let a = |text: &str, line| cost(text, line, "A").expect("a speck");
        assert!(a(&dirty, 10) < a(&clean, 5) - 1.0);
        // The noise of a line tells of its neighbours, not of the whole document.
        assert!(a(&dirty, 12) < a(&clean, 5) && a(&dirty, 5) == a(&clean, 5));
    }

    #[test]
    fn what_is_no_speck() {
        for chunk in ["trong", "12/5", "TP;", "≥", "|", "-", "...", "/"] {
            assert_eq!(cost("a b c", 0, chunk), None, "{chunk}");
        }
        assert!(cost("a b c", 0, "7").expect("a speck") > cost("a b c", 0, "£").expect("a speck"));
        assert_eq!(cost("a b c", 9, "£"), None);
    }
}
