//! Weighted n-gram counts from corpora.
//!
//! A position of a text gives one key: the word and the three before it, the word in the highest 16 bits. Sorted
//! keys hold the counts of all orders, as runs that share their first 16, 32, 48 or 64 bits.
//!
//! Official texts copy one another: of their positions more than half only repeat eight words that stand elsewhere. So eight words in a row
//! count once in a corpus, however often they stand there.

use std::hash::BuildHasher;

use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::token::{Token, class, classify, tokens};
use super::vocabulary::{Counter, Vocabulary};
use crate::text::syllable;

/// Lines that are worked on at a time.
const BATCH: usize = 20_000;
/// Words in a row that count once.
const WINDOW: usize = 8;

/// Counts the words of `lines` into a counter.
pub fn count_words(lines: &[&str]) -> Counter {
    lines
        .par_chunks(BATCH)
        .map(|batch| {
            let mut counter = Counter::default();
            for line in batch {
                tokens(line, |token| {
                    if let Token::Word(word) = token {
                        counter.add(word);
                    }
                });
            }
            counter
        })
        .reduce(Counter::default, |mut a, b| {
            a.merge(b, 1.0);
            a
        })
}

/// The parts of document numbers in `lines` that stand there at least `least` times, most frequent first.
pub fn count_pieces<'t>(lines: impl Iterator<Item = &'t str>, least: u32) -> Vec<(String, u32)> {
    let mut counts: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
    for chunk in lines.flat_map(str::split_whitespace) {
        let core = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        if core.contains('/') && core.starts_with(|c: char| c.is_ascii_digit()) && classify(core) == Some(class::CODE) {
            for piece in core.split(['/', '-', '–']).filter(|piece| piece.starts_with(char::is_alphabetic)) {
                if piece.chars().count() <= 12 && numbered(piece).is_some() {
                    *counts.entry(syllable::nfc(piece)).or_default() += 1;
                }
            }
        }
    }
    let mut pieces: Vec<(String, u32)> =
        counts.iter().filter(|&(_, &n)| n >= least).map(|(p, &n)| (p.clone(), n)).collect();
    // The terms of an assembly go on: what was numbered up to 15 will be 16.
    let mut last: std::collections::BTreeMap<&str, u32> = std::collections::BTreeMap::new();
    for (stem, number) in pieces.iter().filter_map(|(piece, _)| numbered(piece)) {
        if let Ok(number) = number.parse::<u32>() {
            last.entry(stem).and_modify(|last| *last = number.max(*last)).or_insert(number);
        }
    }
    let next: Vec<(String, u32)> = last.into_iter().map(|(stem, n)| (format!("{stem}{}", n + 1), least)).collect();
    pieces.extend(next);
    pieces.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pieces.truncate(4000);
    pieces
}

/// A part of a code cut into its letters and the number after them, `QH15`; `None` where it is anything else.
fn numbered(piece: &str) -> Option<(&str, &str)> {
    let at = piece.find(|c: char| !c.is_alphabetic()).unwrap_or(piece.len());
    let (stem, number) = piece.split_at(at);
    (!stem.is_empty() && number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit())).then_some((stem, number))
}

/// The sorted keys of `lines` with how often each stands there, repetitions left out.
pub fn count_keys(lines: &[&str], vocabulary: &Vocabulary) -> Vec<(u64, u32)> {
    // With each key, the hash of the words up to its own.
    let mut places: Vec<(u64, u64)> = lines
        .par_chunks(BATCH)
        .flat_map_iter(|batch| {
            let mut places = Vec::new();
            for line in batch {
                let mut history = u64::from(class::START) << 32;
                let mut words = [class::START; WINDOW];
                tokens(line, |token| {
                    let id = match token {
                        Token::Class(id) => id,
                        Token::Word(word) => vocabulary.id(&syllable::key(word)).unwrap_or(class::UNKNOWN),
                    };
                    let key = history | u64::from(id) << 48;
                    words.rotate_left(1);
                    words[WINDOW - 1] = id;
                    places.push((key, FxBuildHasher.hash_one(words)));
                    history = key >> 16;
                });
            }
            places
        })
        .collect();
    places.par_sort_unstable();
    places.dedup();
    let mut counted: Vec<(u64, u32)> = Vec::new();
    for (key, _) in places {
        match counted.last_mut() {
            Some((last, n)) if *last == key => *n += 1,
            _ => counted.push((key, 1)),
        }
    }
    counted
}

/// Adds up the counts of several corpora, each with its weight.
pub fn merge(corpora: Vec<(f32, Vec<(u64, u32)>)>) -> Vec<(u64, f32)> {
    let mut merged: Vec<(u64, f32)> = Vec::new();
    for (weight, counted) in corpora {
        let add = counted.into_iter().map(|(key, n)| (key, n as f32 * weight));
        if merged.is_empty() {
            merged = add.collect();
            continue;
        }
        let old = std::mem::take(&mut merged);
        merged.reserve(old.len() + add.len() / 2);
        let (mut a, mut b) = (old.into_iter().peekable(), add.peekable());
        loop {
            match (a.peek(), b.peek()) {
                (Some(&(x, n)), Some(&(y, m))) if x == y => {
                    merged.push((x, n + m));
                    a.next();
                    b.next();
                }
                (Some(&(x, n)), Some(&(y, _))) if x < y => {
                    merged.push((x, n));
                    a.next();
                }
                (_, Some(&pair)) => {
                    merged.push(pair);
                    b.next();
                }
                (Some(&pair), None) => {
                    merged.push(pair);
                    a.next();
                }
                (None, None) => break,
            }
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hold_all_orders() {
        let lines = ["một hai một hai"];
        let vocabulary = count_words(&lines).finish(1.0, 1.0);
        let counted = count_keys(&lines, &vocabulary);
        assert_eq!(counted.iter().map(|&(_, n)| n).sum::<u32>(), 4);
        let two = u64::from(vocabulary.id("hai").expect("word"));
        assert_eq!(counted.iter().filter(|(key, _)| key >> 48 == two).count(), 2, "two contexts of 'hai'");
        let merged = merge(vec![(1.0, counted.clone()), (0.5, counted)]);
        assert_eq!(merged.iter().map(|&(_, n)| n).sum::<f32>(), 6.0);
    }

    #[test]
    fn repetitions_count_once() {
        let lines = ["một hai ba bốn năm sáu bảy tám chín", "mười một hai ba bốn năm sáu bảy tám chín", "tám chín"];
        let vocabulary = count_words(&lines).finish(1.0, 1.0);
        let counted = count_keys(&lines, &vocabulary);
        let count = |word: &str| {
            let id = u64::from(vocabulary.id(word).expect("word"));
            counted.iter().filter(|(key, _)| key >> 48 == id).map(|&(_, n)| n).sum::<u32>()
        };
        // The long lines share nine words in a row, so that the last two of them repeat eight words; the short line does not.
        assert_eq!([count("bảy"), count("tám"), count("chín")], [2, 2, 2]);
    }
}
