//! The signer's name, where the engine knows no marks: running text tells little of which a name has, other names do.

use super::agree::{cased, words};
use super::header::capitalised;
use super::signature::title_end;
use crate::document::{Channel, Conclusion};
use crate::lexicon::names;

/// How sure a reading must be to stay, however rare in names.
const SURE: f32 = 0.98;

/// Gives the signer's name the marks that are common in names, where its reading is in doubt.
pub fn agree(conclusion: &mut Conclusion, channel: Channel) {
    let name = conclusion.signer.as_mut().and_then(|signer| signer.name.as_mut());
    if let Some(name) = name.filter(|name| channel.loses_marks() && name.confidence < SURE) {
        name.text = spelt(&name.text);
    }
}

/// A name with the words that are likely in their places.
fn spelt(name: &str) -> String {
    let start = title_end(name);
    let mut text = name.to_owned();
    let found = words(&name[start..]);
    let last = found.len().saturating_sub(1);
    // From the last on, so that places stay.
    for (at, word) in found.iter().enumerate().rev().filter(|_| last > 0) {
        let place = if at == 0 { 0 } else { 1 + usize::from(at == last) };
        let range = start + word.range.start..start + word.range.end;
        let read = &name[range.clone()];
        text.replace_range(range, &cased(&capitalised(names::likely(&read.to_lowercase(), place)), read));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_as_names_are() {
        for (read, want) in [
            ("Phân Định Trong", "Phan Đình Trọng"),
            ("PGS.TS. Nguyễn Hữu Hiệu", "PGS.TS. Nguyễn Hữu Hiếu"),
            ("Trung tá Đô Thi Mỹ Hành", "Trung tá Đỗ Thị Mỹ Hạnh"),
            ("Vàng A Sếnh", "Vàng A Sếnh"),
            ("Hiện", "Hiện"),
            ("", ""),
        ] {
            assert_eq!(spelt(read), want, "{read}");
        }
    }
}
