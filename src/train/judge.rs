//! Which words of a restored text are right, by what was printed.

use super::Pair;
use crate::channel::align::{Emission, Letters, align};
use crate::document::Channel;
use crate::eval::is_right;
use crate::eval::text::score_line;
use crate::model::Model;
use crate::restore::confidence::Judged;
use crate::restore::{Options, Restorer};
use crate::text::{Source, syllable};

/// How much less likely, in nats, a line may be read as it was if it was printed as its pair says than if it was printed as it was
/// restored. Pairs are found automatically: beyond that it was most likely another line that was read, or more than this one.
const STRANGE: f64 = 20.0;

/// The words that `pairs` are restored as, and which are right. Lines that are badly paired are left out.
pub(super) fn judge(model: &Model, channel: Channel, pairs: &[Pair]) -> Vec<Judged> {
    let read: Vec<&str> = pairs.iter().map(|pair| pair.read.as_str()).collect();
    let source = Source::new(&read.join("\n"));
    let (restored, told) = Restorer::new(model, Options::default()).restore_and_tell(&source, channel);
    let letters = model.reading(channel).emissions.letters();
    let learned = letters.iter().map(|&(printed, read, p)| ((printed, Emission::from_packed(read)), p)).collect();
    let letters = Letters { learned };
    let mut told = told.into_iter().peekable();
    let mut judged = Vec::new();
    for (index, (line, pair)) in restored.lines.iter().zip(pairs).enumerate() {
        let parts: Vec<Vec<_>> = (0..line.words.len())
            .map(|word| {
                let own = std::iter::from_fn(|| told.next_if(|told| (told.line, told.word) == (index, word)));
                own.map(|told| told.traits).collect()
            })
            .collect();
        if is_strange(&letters, pair, &line.text) {
            continue;
        }
        let mut right = score_line(&pair.printed, &line.text, None).right.into_iter();
        for (parts, word) in parts.into_iter().zip(&line.words) {
            if let Some(right) = is_right(&line.text[word.out.clone()], &mut right).filter(|_| !parts.is_empty()) {
                judged.push(Judged { parts, right });
            }
        }
    }
    judged
}

/// Whether what was read speaks against the printed line of its pair, compared with `restored`.
fn is_strange(letters: &Letters, pair: &Pair, restored: &str) -> bool {
    let read = spelt(&pair.read);
    let cost = |printed: &str| {
        let printed = spelt(printed);
        align(letters, &printed, &read).map_or(f64::INFINITY, |found| found.cost * printed.len() as f64)
    };
    let own = cost(&pair.printed);
    own > STRANGE && own - cost(restored) > STRANGE
}

/// The characters of a line, with single spaces and each tone in one place.
fn spelt(line: &str) -> Vec<char> {
    let words: Vec<String> = syllable::nfc(line).split_whitespace().map(syllable::fold_tone).collect();
    words.join(" ").chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_another_text_are_strange() {
        let cases = [
            ("Lắp đặt tối đa mười chiếc đèn", "Lắp đặt cho mười chiếc đèn", "Lắp đặt cho mười chiếc đèn", true),
            ("Giao nộp sản phẩm", "khóa học Giao nộp sản phâm", "khóa học Giao nộp sản phẩm", true),
            ("Điều 20. Chuyển tiếp", "Điều 28. Chuyên tiếp", "Điều 28. Chuyển tiếp", false),
            ("Thửa ruộng cao", "Thira ruéng eao", "Thừa ruộng cao", false),
            ("Thửa ruộng cao", "", "", true),
        ];
        for (printed, read, restored, strange) in cases {
            let pair = Pair { printed: printed.to_owned(), read: read.to_owned() };
            assert_eq!(is_strange(&Letters::default(), &pair, restored), strange, "{printed}");
        }
    }
}
