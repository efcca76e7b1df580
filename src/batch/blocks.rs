//! A stream of any size, cut into blocks that can be restored one by one.

use std::io::{self, Read};

/// Reads `reader` in blocks of at most `size` bytes. A block ends after a blank line where it can, else after a line,
/// else after a space, else before a UTF-8 sequence; the blocks joined are the stream. One block holds a usual document
/// whole.
pub struct Blocks<R> {
    reader: R,
    size: usize,
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// Blocks of `reader`, at most `size` bytes each.
    pub fn new(reader: R, size: usize) -> Self {
        Self { reader, size: size.max(4), rest: Vec::new(), ended: false }
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.ended {
            // One byte more than a block shows whether the stream goes on.
            let missing = (self.size + 1).saturating_sub(self.rest.len());
            match self.reader.by_ref().take(missing as u64).read_to_end(&mut self.rest) {
                Ok(read) => self.ended = read < missing,
                Err(error) => {
                    self.ended = true;
                    self.rest.clear();
                    return Some(Err(error));
                }
            }
        }
        if self.rest.is_empty() {
            return None;
        }
        let rest = if self.ended { Vec::new() } else { self.rest.split_off(cut(&self.rest[..self.size])) };
        Some(Ok(std::mem::replace(&mut self.rest, rest)))
    }
}

/// Where to cut a full block. A blank line counts in the second half only, lest the blocks become small.
fn cut(block: &[u8]) -> usize {
    let half = block.len() / 2;
    let blank = block[half..].windows(2).rposition(|pair| pair == b"\n\n").map(|at| half + at + 2);
    let after = |byte: u8| block.iter().rposition(|&b| b == byte).map(|at| at + 1);
    let sequence = || block.iter().rposition(|byte| byte & 0xc0 != 0x80).filter(|&at| at > 0);
    blank.or_else(|| after(b'\n')).or_else(|| after(b' ')).or_else(sequence).unwrap_or(block.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_end_where_they_best_can() {
        let table: [(&str, usize, &[&str]); 8] = [
            ("", 8, &[]),
            ("abc", 8, &["abc"]),
            ("abcdefgh", 8, &["abcdefgh"]),
            ("a\nbcd\n\nef\ngh", 10, &["a\nbcd\n\n", "ef\ngh"]),
            ("\n\nabc\nd ef", 8, &["\n\nabc\n", "d ef"]),
            ("ab cd efgh", 8, &["ab cd ", "efgh"]),
            ("ếếế", 4, &["ế", "ế", "ế"]),
            ("abcdefghi", 8, &["abcdefg", "hi"]),
        ];
        for (text, size, expected) in table {
            let blocks: Vec<Vec<u8>> = Blocks::new(text.as_bytes(), size).collect::<io::Result<_>>().expect("read");
            let blocks: Vec<&str> = blocks.iter().map(|block| std::str::from_utf8(block).expect("UTF-8")).collect();
            assert_eq!(blocks, expected, "{text:?}");
        }
    }
}
