//! The trie as bytes.

use super::{Level, Ngrams, Packed, Unigram};
use crate::lm::estimate::ORDER;

impl Ngrams {
    /// The model as bytes, little-endian: number of ids, their costs and back-offs; then for each order from 2 on the number of n-grams,
    /// how many follow each context (LEB128), their last words (2 bytes), costs and, below the highest order, back-offs (a
    /// byte each); then the least cost of each pair.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.unigrams.len() as u32).to_le_bytes());
        for unigram in &self.unigrams {
            out.extend(unigram.cost.to_le_bytes());
            out.extend(unigram.backoff.to_le_bytes());
        }
        for (order, level) in (2..).zip(&self.levels) {
            out.extend((level.grams.len() as u32).to_le_bytes());
            for range in level.starts.windows(2) {
                let mut count = range[1] - range[0];
                while count >= 0x80 {
                    out.push(count as u8 | 0x80);
                    count >>= 7;
                }
                out.push(count as u8);
            }
            out.extend(level.grams.iter().flat_map(|gram| gram.word.to_le_bytes()));
            out.extend(level.grams.iter().map(|gram| gram.cost));
            if order < ORDER {
                out.extend(level.grams.iter().map(|gram| gram.backoff));
            }
        }
        out.extend(&self.floors);
    }

    /// The model from what [`write`](Self::write) wrote; `None` where the bytes are too few, too many or don't fit together.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<4>()?;
        let (unigrams, mut rest) = rest.split_at_checked((u32::from_le_bytes(*head) as usize).checked_mul(8)?)?;
        let unigrams: Vec<Unigram> = unigrams
            .as_chunks::<4>()
            .0
            .chunks_exact(2)
            .map(|pair| Unigram::new(f32::from_le_bytes(pair[0]), f32::from_le_bytes(pair[1])))
            .collect();
        let mut levels: [Level; ORDER - 1] = Default::default();
        let mut contexts = unigrams.len();
        for (order, level) in (2..).zip(&mut levels) {
            *level = read_level(&mut rest, contexts, order < ORDER)?;
            contexts = level.grams.len();
        }
        let floors = rest.to_vec();
        let is_known = |gram: &Packed| usize::from(gram.word) < unigrams.len();
        let known = levels.iter().all(|level| level.grams.iter().all(is_known));
        let whole = floors.len() == levels[0].grams.len();
        (whole && known).then(|| Self { unigrams, levels, floors, ..Self::default() }.ready())
    }
}

fn read_level(bytes: &mut &[u8], contexts: usize, backs_off: bool) -> Option<Level> {
    let (head, mut rest) = bytes.split_first_chunk::<4>()?;
    let count = u32::from_le_bytes(*head);
    let mut starts = Vec::with_capacity(contexts.min(rest.len()) + 1);
    let mut start = 0_u32;
    for _ in 0..contexts {
        starts.push(start);
        let mut shift = 0;
        loop {
            let (&byte, after) = rest.split_first()?;
            rest = after;
            start = start.checked_add(u32::from(byte & 0x7f).checked_shl(shift)?)?;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
    }
    starts.push(start);
    if start != count {
        return None;
    }
    let count = count as usize;
    let (words, rest) = rest.split_at_checked(count.checked_mul(2)?)?;
    let (costs, rest) = rest.split_at_checked(count)?;
    let (backoffs, rest) = rest.split_at_checked(if backs_off { count } else { 0 })?;
    *bytes = rest;
    let words = words.as_chunks::<2>().0.iter().map(|&word| u16::from_le_bytes(word));
    let mut grams: Vec<Packed> = words.zip(costs).map(|(word, &cost)| Packed { word, cost, backoff: 0 }).collect();
    grams.iter_mut().zip(backoffs).for_each(|(gram, &backoff)| gram.backoff = backoff);
    Some(Level { starts, grams })
}
