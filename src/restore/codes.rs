//! Document numbers and abbreviations: `204-QD/TW` was printed `204-QĐ/TW`.
//!
//! The letters of a code carry no grammar, but each part of a code is one of a few thousand: types and agencies, learned from the
//! codes of the corpora. A part is read as the known part that best explains it, by the letter model and by how frequent it is.

use crate::channel::emission::Channel;
use crate::channel::letters::Letters;
use crate::lexicon::doc_types;
use crate::lm::token::is_piece;

/// Parts of codes with their frequency.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    /// Written part and −ln of its share.
    entries: Vec<(String, f32)>,
}

/// Cost of a part that is not known.
const UNKNOWN: f32 = 9.0;
/// The same, for each letter.
const UNKNOWN_LETTER: f32 = 1.2;

impl Pieces {
    /// From written parts and their counts.
    pub fn new(counts: &[(String, u32)]) -> Self {
        let total: f64 = counts.iter().map(|&(_, n)| f64::from(n)).sum();
        Self {
            entries: counts.iter().map(|(piece, n)| (piece.clone(), -(f64::from(*n) / total).ln() as f32)).collect(),
        }
    }

    /// Whether `part` is one of them.
    pub fn contains(&self, part: &str) -> bool {
        self.entries.iter().any(|(known, _)| known == part)
    }

    /// Whether a part was printed as a known one that ends in a number: `QH15`.
    pub fn is_numbered(&self, read: &str, channel: &Channel) -> bool {
        let (part, _) = self.restore(read, channel);
        part.ends_with(|c: char| c.is_ascii_digit()) && self.contains(&part)
    }

    /// The likeliest printed form of one part and its cost above that of the best in this place.
    fn restore(&self, read: &str, channel: &Channel) -> (String, f32) {
        // A type of documents was printed as it was read, however rare in the corpora.
        if doc_types::all().iter().any(|known| known.code == read) {
            return (read.to_owned(), channel.copy_cost(read));
        }
        let length = read.chars().count();
        let mut best = (read.to_owned(), UNKNOWN + UNKNOWN_LETTER * length as f32 + channel.copy_cost(read));
        let mut letters = Letters::new(channel, read);
        for (piece, prior) in &self.entries {
            if piece.chars().count().abs_diff(length) > 1 || *prior > best.1 {
                continue;
            }
            let prior = 0.8 * prior;
            if let Some(cost) = letters.cost(piece, best.1 - prior) {
                best = (piece.clone(), prior + cost);
            }
        }
        best
    }

    /// The code with its parts restored, and the cost. Digits and separators stay, but doubled or spaced separators become one.
    pub fn code(&self, read: &str, channel: &Channel) -> (String, f32) {
        let (mut text, mut cost, mut part) = (String::new(), 0.0, String::new());
        let mut close = |part: &mut String, text: &mut String| {
            // The number comes first; a digit at the start of any other part was a letter.
            if part.chars().any(char::is_alphabetic)
                && !(text.is_empty() && part.starts_with(|c: char| c.is_ascii_digit()))
            {
                let (restored, price) = self.restore(part, channel);
                text.push_str(&restored);
                cost += price;
            } else {
                text.push_str(part);
            }
            part.clear();
        };
        for c in read.chars().filter(|c| !c.is_whitespace()) {
            if c.is_alphanumeric() {
                part.push(c);
                continue;
            }
            close(&mut part, &mut text);
            let doubled = matches!((text.chars().next_back(), c), (Some('-' | '/'), '-' | '/'));
            match (doubled, c) {
                (false, _) => text.push(c),
                // A slash says more than a hyphen beside it.
                (true, '/') => {
                    text.pop();
                    text.push('/');
                }
                (true, _) => {}
            }
        }
        close(&mut part, &mut text);
        (text, cost)
    }
}

/// Whether a chunk without digits is a part of a code whose number stands on the line before: `CTr/TU`, `NQ/TW`.
pub fn is_tail(core: &str) -> bool {
    let mut pieces = core.split(['/', '-']);
    let count = pieces.clone().count();
    (2..=4).contains(&count)
        && pieces.all(|piece| piece.chars().count() >= 2 && is_piece(piece) && piece.chars().all(char::is_alphabetic))
}
