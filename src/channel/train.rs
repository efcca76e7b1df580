//! Counts of how words, onsets and rimes were read, from aligned pairs of lines.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::align::{self, Letters};
use crate::text::syllable;

/// Pairs whose alignment costs more than this for each printed character are badly paired and are left out.
const WORST: f64 = 1.3;
/// The longest speck, in characters.
const SPECK: usize = 3;
/// Rounds of expectation-maximisation.
const ROUNDS: usize = 3;

/// What was learned of one OCR engine.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// The letter model.
    pub letters: Letters,
    /// How often a written word was read as a string.
    pub words: FxHashMap<(String, String), u32>,
    /// The same for onsets.
    pub onsets: FxHashMap<(String, String), u32>,
    /// The same for rimes.
    pub rimes: FxHashMap<(String, String), u32>,
    /// Words that were read with a space inside.
    pub broken: u32,
    /// Spaces between words that were lost.
    pub joined: u32,
    /// Chunks of up to three characters that were read where nothing was printed.
    pub specks: u32,
    /// Words in all.
    pub total: u32,
    /// Pairs left out.
    pub rejected: u32,
}

/// Cuts a written word into onset and rime, by bytes.
pub fn split(written: &str) -> (&str, &str) {
    let lower = written.to_lowercase();
    let letters = lower[..syllable::onset_len(&lower)].chars().count();
    let at = written.char_indices().nth(letters).map_or(written.len(), |(byte, _)| byte);
    written.split_at(at)
}

/// Learns a channel from pairs of a printed line and what was read.
pub fn learn(pairs: &[(&str, &str)]) -> Counts {
    let prepared: Vec<(Vec<char>, Vec<char>)> = pairs
        .par_iter()
        .map(|(printed, read)| (fold_line(printed).chars().collect(), syllable::nfc(read).chars().collect()))
        .filter(|(printed, read): &(Vec<char>, Vec<char>)| {
            !printed.is_empty()
                && printed.len() <= 400
                && read.len() <= 2 * printed.len()
                && 2 * read.len() >= printed.len()
        })
        .collect();
    let first = align::learn(&prepared, 2);
    let good: Vec<_> = prepared
        .into_par_iter()
        .filter(|(printed, read)| align::align(&first, printed, read).is_some_and(|found| found.cost < WORST))
        .collect();
    let letters = align::learn(&good, ROUNDS);
    let mut counts = Counts { rejected: (pairs.len() - good.len()) as u32, ..Counts::default() };
    for (printed, read) in &good {
        if let Some(alignment) = align::align(&letters, printed, read) {
            count_line(printed, read, &alignment.emitted, &mut counts);
        }
    }
    counts.letters = letters;
    counts
}

/// The line with each word's tone in one place, since where it stood in print cannot be told from most readings.
fn fold_line(line: &str) -> String {
    syllable::nfc(line).split(' ').map(syllable::fold_tone).collect::<Vec<_>>().join(" ")
}

/// Counts what was read between words though nothing was printed.
fn count_specks(printed: &[char], read: &[char], emitted: &[Range<usize>], counts: &mut Counts) {
    let mut spoken = vec![false; read.len()];
    for (_, range) in printed.iter().zip(emitted).filter(|&(&c, _)| c != ' ') {
        spoken[range.clone()].fill(true);
    }
    let mut at = 0;
    for chunk in read.split(|&c| c == ' ') {
        let range = at..at + chunk.len();
        at = range.end + 1;
        counts.specks += u32::from((1..=SPECK).contains(&range.len()) && !spoken[range].contains(&true));
    }
}

fn count_line(printed: &[char], read: &[char], emitted: &[Range<usize>], counts: &mut Counts) {
    count_specks(printed, read, emitted, counts);
    let mut start = 0;
    while start < printed.len() {
        if !printed[start].is_alphabetic() {
            counts.joined += u32::from(printed[start] == ' ' && emitted[start].is_empty());
            start += 1;
            continue;
        }
        let end = (start..printed.len()).find(|&i| !printed[i].is_alphanumeric()).unwrap_or(printed.len());
        let word: String = printed[start..end].iter().collect();
        let range = emitted[start].start..emitted[end - 1].end;
        let text: String = read[range].iter().collect();
        if word.chars().all(char::is_alphabetic) && !text.is_empty() {
            counts.total += 1;
            if text.contains(' ') {
                counts.broken += 1;
            } else {
                let (onset, rime) = split(&word);
                let letters = onset.chars().count();
                let cut = if letters == 0 { emitted[start].start } else { emitted[start + letters - 1].end };
                let at = cut - emitted[start].start;
                let byte = text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
                *counts.onsets.entry((onset.to_owned(), text[..byte].to_owned())).or_default() += 1;
                *counts.rimes.entry((rime.to_owned(), text[byte..].to_owned())).or_default() += 1;
                *counts.words.entry((word, text)).or_default() += 1;
            }
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split() {
        for (word, onset, rime) in
            [("Nghị", "Ngh", "ị"), ("ƯƠNG", "", "ƯƠNG"), ("quyết", "qu", "yết"), ("Đảng", "Đ", "ảng")]
        {
            assert_eq!(split(word), (onset, rime));
        }
    }

    #[test]
    fn counts_come_from_alignments() {
        let pairs: Vec<(&str, &str)> =
            [("của chính phủ", "ciia chinh phii"), ("chủ trì", "chii tri"), ("của", "cii a")]
                .into_iter()
                .cycle()
                .take(90)
                .collect();
        let counts = learn(&pairs);
        assert_eq!(counts.words.get(&("phủ".into(), "phii".into())), Some(&30));
        assert_eq!(counts.rimes.get(&("ủa".into(), "iia".into())), Some(&30));
        assert_eq!(counts.broken, 30);
    }
}
