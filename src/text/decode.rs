//! From bytes to text: UTF-8 is taken, all else is named and refused.
//!
//! Nothing is converted here: a guess at the encoding is good enough to tell the user what to do, not good enough to
//! build a document on. Control characters in text that is otherwise sound stay where they are, as long as they are few.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use thiserror::Error;

/// Why bytes are not a text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes are text in another encoding.
    #[error("not UTF-8: looks like {encoding}, first bad byte at offset {offset}; convert the file to UTF-8")]
    Encoding {
        /// Name of the encoding that the bytes look like.
        encoding: &'static str,
        /// Offset of the first byte that is not UTF-8.
        offset: usize,
    },
    /// The bytes are UTF-8 with bad bytes among them.
    #[error("damaged UTF-8: bad bytes at {count} places, the first at offset {offset}")]
    Damaged {
        /// Number of places.
        count: usize,
        /// Offset of the first bad byte.
        offset: usize,
    },
    /// The bytes are not text.
    #[error("not a text file: {reason}")]
    Binary {
        /// What shows it.
        reason: String,
    },
}

/// One character in this many may be a control character before text counts as binary.
const CONTROL_RARITY: usize = 50;

/// How much of a text is read to tell its encoding.
const SAMPLE: usize = 1 << 16;

/// The text of `bytes`, without a byte-order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, DecodeError> {
    if let Some(kind) = file_kind(bytes) {
        return Err(DecodeError::Binary { reason: format!("looks like {kind}") });
    }
    let offset = match std::str::from_utf8(bytes) {
        Ok(text) if !binary(bytes) => return Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Ok(_) => 0,
        Err(error) => error.valid_up_to(),
    };
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if let Some(encoding) = utf16(sample) {
        return Err(DecodeError::Encoding { encoding, offset });
    }
    if binary(bytes) {
        let (controls, nuls) = (controls(bytes), bytes.iter().filter(|&&byte| byte == 0).count());
        return Err(DecodeError::Binary { reason: format!("{controls} control characters, {nuls} of them NUL") });
    }
    let (damaged, sound) = sequences(bytes);
    if sound > 4 * damaged {
        return Err(DecodeError::Damaged { count: damaged, offset });
    }
    // The text around the first bad byte says more than a long plain beginning.
    let from = offset.saturating_sub(SAMPLE / 2);
    let sample = &bytes[from..bytes.len().min(from + SAMPLE)];
    Err(DecodeError::Encoding { encoding: vietnamese(sample).unwrap_or_else(|| general(sample)), offset })
}

/// Control characters other than white space, escape and the end mark of old systems.
fn controls(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| matches!(byte, 0..=8 | 14..=25 | 28..=31 | 127)).count()
}

fn binary(bytes: &[u8]) -> bool {
    controls(bytes) > bytes.len() / CONTROL_RARITY
}

/// Kinds of file that are handed in by mistake, by their first bytes.
fn file_kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF document; take its text out first"),
        (b"PK\x03\x04", "a ZIP archive or an Office document; save it as text first"),
        (b"\xd0\xcf\x11\xe0", "an old Office document; save it as text first"),
        (b"\x89PNG", "a PNG image; run OCR first"),
        (b"\xff\xd8\xff", "a JPEG image; run OCR first"),
        (b"II*\0", "a TIFF image; run OCR first"),
        (b"MM\0*", "a TIFF image; run OCR first"),
        (b"\x1f\x8b", "a gzip archive; unpack it first"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it first"),
    ];
    KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, kind)| kind)
}

/// UTF-16 by its byte-order mark, or by zeros that stand for the high bytes of Latin letters and spaces.
fn utf16(sample: &[u8]) -> Option<&'static str> {
    match sample {
        [0xff, 0xfe, ..] => return Some("UTF-16LE"),
        [0xfe, 0xff, ..] => return Some("UTF-16BE"),
        _ => {}
    }
    let pairs = sample.len() / 2;
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // Two thirds of the letters of Vietnamese are ASCII.
    let many = |some: usize, others: usize| some > pairs / 2 && others <= pairs / 20;
    if pairs < 4 {
        None
    } else if many(odd, even) {
        Some("UTF-16LE")
    } else if many(even, odd) {
        Some("UTF-16BE")
    } else {
        None
    }
}

/// Numbers of damaged and of sound sequences of more than one byte.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(damaged, sound), chunk| {
        let wide = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (damaged + usize::from(!chunk.invalid().is_empty()), sound + wide)
    })
}

/// The old Vietnamese encodings, with the bytes that the commonest letters with marks take in each.
const OLD: &[(&str, &[u8])] = &[
    (
        "windows-1258",
        b"\xe0\xe1\xe2\xe3\xea\xf4\xf5\xfd\xf0\xd0\xcc\xd2\xde\xec\xf2\xf3\xed\xfa\xf9\xd4\xca\xc2\xd5\xdd",
    ),
    (
        "TCVN3 (ABC)",
        b"\xae\xb5\xb8\xb9\xad\xab\xe9\xd5\xd6\xf1\xde\xca\xa9\xb6\xe8\xe3\xaa\xac\xee\xf9\xf8\xa8\xd2\xcb\xe6\xed\xd3\xa7",
    ),
    (
        "VISCII",
        b"\xe0\xe1\xe4\xd5\xe2\xe5\xf0\xea\xf4\xbd\xdf\xaa\xab\xac\xae\xaf\xb0\xb1\xb5\xa4\xa5\xa7\xb8\xfc\xfe\xf1\xd1\xf3",
    ),
    ("VNI", b"\xf1\xf6\xf4\xf8\xf9\xfb\xf5\xef\xe2\xe1\xe0\xe5\xe4\xf2\xed\xea\xe3\xd1\xd6\xd4\xd8\xd9\xdb\xcf"),
];

/// The old Vietnamese encoding in which most bytes above ASCII are common letters, if there is one.
fn vietnamese(sample: &[u8]) -> Option<&'static str> {
    let high: Vec<u8> = sample.iter().copied().filter(|byte| !byte.is_ascii()).collect();
    let letters = high.len() + sample.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    // A fifth to a third of the letters of Vietnamese have marks: more than in other Latin scripts, fewer than in Cyrillic.
    if high.len() * 6 < letters || high.len() * 5 > letters * 3 {
        return None;
    }
    let share = |common: &[u8]| high.iter().filter(|byte| common.contains(byte)).count();
    let (best, name) = OLD.iter().map(|&(name, common)| (share(common), name)).max()?;
    (best * 4 > high.len() * 3).then_some(name)
}

fn general(sample: &[u8]) -> &'static str {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny).name()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(bytes: &[u8]) -> String {
        match decode(bytes) {
            Ok(text) => format!("text of {}", text.chars().count()),
            Err(DecodeError::Encoding { encoding, .. }) => encoding.to_owned(),
            Err(DecodeError::Damaged { count, offset }) => format!("{count} damaged, {offset}"),
            Err(DecodeError::Binary { reason }) => reason,
        }
    }

    #[test]
    fn encodings_are_told_apart() {
        macro_rules! sample {
            ($name:literal) => {
                include_bytes!(concat!("../../fixtures/encodings/", $name, ".txt")).as_slice()
            };
        }
        let table = [
            (sample!("utf-8"), "text of 303"),
            (sample!("utf-16le"), "UTF-16LE"),
            (sample!("utf-16le-no-mark"), "UTF-16LE"),
            (sample!("utf-16be"), "UTF-16BE"),
            (sample!("utf-16be-no-mark"), "UTF-16BE"),
            (sample!("windows-1258"), "windows-1258"),
            (sample!("tcvn3"), "TCVN3 (ABC)"),
            (sample!("viscii"), "VISCII"),
            (sample!("vni"), "VNI"),
            (sample!("windows-1251-russian"), "windows-1251"),
            (sample!("windows-1252-french"), "windows-1252"),
            (sample!("windows-1252-german"), "windows-1252"),
        ];
        for (bytes, expected) in table {
            assert_eq!(named(bytes), expected);
        }
    }

    #[test]
    fn marks_controls_and_damage() {
        let long = "Kế hoạch ".repeat(20);
        let with = |extra: &[u8]| [long.as_bytes(), extra, long.as_bytes()].concat();
        let table: [(Vec<u8>, &str); 12] = [
            (b"".to_vec(), "text of 0"),
            (b"\xef\xbb\xbfa".to_vec(), "text of 1"),
            (with(b"\0"), "text of 361"),
            (with(b"\x0c\t\r\n\x1a"), "text of 365"),
            (with(b"\xff"), "1 damaged, 260"),
            (with(b"\xe1\xba"), "1 damaged, 260"),
            (b"a\0b".to_vec(), "1 control characters, 1 of them NUL"),
            (vec![0; 9], "9 control characters, 9 of them NUL"),
            (vec![0xff], "windows-1252"),
            (b"%PDF-1.7\n\xe2\xe3".to_vec(), "looks like a PDF document; take its text out first"),
            (b"\x89PNG\r\n\x1a\n".to_vec(), "looks like a PNG image; run OCR first"),
            ((0..=255).cycle().take(9000).collect(), "935 control characters, 36 of them NUL"),
        ];
        for (bytes, expected) in table {
            assert_eq!(named(&bytes), expected, "{:?}", &bytes[..bytes.len().min(20)]);
        }
    }
}
