//! Which channel a text went through, told from its letters.

use crate::document::Channel;
use crate::text::{Source, syllable};

/// Words that are looked at.
const SAMPLE: usize = 4_000;

/// The channel of a text; `Clean` is not told apart from `Vie` here, since that takes a restoration.
pub fn detect(source: &Source) -> Channel {
    let (mut words, mut marked, mut vietnamese) = (0, 0, 0);
    for word in source.text().split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).take(SAMPLE) {
        words += 1;
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        marked += usize::from(letters().any(|c| !c.is_ascii()));
        // Letters that an engine without Vietnamese cannot write: beyond Latin-1, with a mark.
        vietnamese +=
            usize::from(letters().any(|c| u32::from(c) > 0xff && syllable::strip_char(c).is_ascii_alphabetic()));
    }
    if vietnamese * 5 > words {
        Channel::Vie
    } else if marked * 100 <= words {
        Channel::Stripped
    } else {
        Channel::Eng
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_told_apart() {
        for (text, channel) in [
            ("Trién khai thwe hién Nghi quyét s6 03/NQ-CP", Channel::Eng),
            ("Trien khai thuc hien Nghi quyet so 03/NQ-CP", Channel::Stripped),
            ("Triển khai thực hiện Nghị quyết số 03/NQ-CP", Channel::Vie),
            ("", Channel::Stripped),
        ] {
            assert_eq!(detect(&Source::new(text)), channel, "{text}");
        }
    }
}
