//! Which words stand below which in a table, before any cell is known.
//!
//! What recurs tells: if `và Đô thị` stands below each line that holds `Hạ tầng`, the one goes on with the other, whatever else those lines hold.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lessons::Pairs;
use super::words::TextLine;

/// A line of more words is no printed line, and the pairs of two such lines would be too many.
const LONGEST: usize = 64;

/// For each word and one below it that no other on its own line foretells: in how many other places that is so, as far as the first foretells the second.
pub(crate) fn links(lines: &[TextLine]) -> Pairs {
    let mut beside: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for two in lines.iter().flat_map(|line| line.words.windows(2)) {
        *beside.entry((two[0].key, two[1].key)).or_default() += 1;
    }
    let mut times: FxHashMap<u32, f32> = FxHashMap::default();
    let mut below: Pairs = FxHashMap::default();
    for two in lines.windows(2).filter(|two| two.iter().all(|line| line.words.len() <= LONGEST)) {
        let above: FxHashSet<u32> = two[0].words.iter().map(|word| word.key).collect();
        let next = &two[1].words;
        let alone = |at: &usize| *at == 0 || beside[&(next[*at - 1].key, next[*at].key)] == 1;
        let opening: FxHashSet<u32> = (0..next.len()).filter(alone).map(|at| next[at].key).collect();
        for &word in &above {
            *times.entry(word).or_default() += 1.0;
            for &second in &opening {
                *below.entry((word, second)).or_default() += 1.0;
            }
        }
    }
    below.retain(|(word, _), count| {
        let others = *count - 1.0;
        *count = others * others / (times[word] - 0.5);
        *count > 1.0
    });
    below
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::restore::Restored;
    use crate::table::words::Names;
    use crate::text::Source;

    #[test]
    fn what_recurs_below_is_linked() {
        let rows = ["Số vùng trồng Hạ tầng", "Số mô hình Hạ tầng", "Tỷ lệ chợ Hạ tầng", "Diện tích rau Hạ tầng"];
        let text: Vec<&str> = rows.iter().flat_map(|row| [*row, "và Đô thị"]).collect();
        let source = Source::new(&text.join("\n"));
        let restored = Restored::from_lines(&source, Channel::Clean, &text);
        let mut names = Names::default();
        let lines: Vec<_> = (0..text.len()).map(|at| TextLine::new(&restored, at, &mut names, false)).collect();
        let links = links(&lines);
        let mut link = |first, second| links.get(&(names.key(first), names.key(second))).copied();
        assert!(link("tang", "va").is_some_and(|times| times > 2.0));
        // A word that stands above it once may do so by chance, and what the word beside foretells needs no other.
        assert_eq!(link("cho", "va"), None);
        assert_eq!(link("tang", "do"), None);
    }

    #[test]
    fn what_is_no_printed_line_links_nothing() {
        let (above, below) = ("Hạ tầng ".repeat(LONGEST), "và Đô thị ".repeat(LONGEST));
        let text = [&*above, &*below].repeat(3);
        let source = Source::new(&text.join("\n"));
        let restored = Restored::from_lines(&source, Channel::Clean, &text);
        let mut names = Names::default();
        let lines: Vec<_> = (0..text.len()).map(|at| TextLine::new(&restored, at, &mut names, false)).collect();
        assert!(links(&lines).is_empty());
    }
}
