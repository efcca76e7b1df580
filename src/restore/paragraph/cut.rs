//! Where a text is cut into paragraphs, and these are dealt out to threads: by the text alone, so that it can be known before any
//! of it is restored.

use std::ops::Range;

use crate::restore::order::{Order, Piece};
use crate::restore::runs;
use crate::text::Source;

/// Runs after which a paragraph is cut at a line's end, and within a line, so that its lattice stays small.
const LONG: usize = 600;
const LONGEST: usize = 1_200;
/// Bytes that are worth a thread's while.
const PORTION: usize = 8 << 10;

/// Lines cut so far.
struct Cutter<'s> {
    source: &'s Source,
    paragraphs: Vec<Vec<Piece>>,
    /// The paragraph at hand, and its runs.
    pieces: Vec<Piece>,
    runs: usize,
}

/// The paragraphs of a text: cells, or lines up to a blank one, cut where they grow too long. None is empty.
pub(super) fn paragraphs(source: &Source, order: &Order) -> Vec<Vec<Piece>> {
    let mut cutter = Cutter { source, paragraphs: Vec::new(), pieces: Vec::new(), runs: 0 };
    let mut line = 0;
    for block in order.blocks() {
        cutter.lines(line..block.lines.start);
        for cell in &block.paragraphs {
            cell.iter().for_each(|piece| cutter.piece(piece.line, piece.bytes.clone(), usize::MAX));
            cutter.close();
        }
        line = block.lines.end;
    }
    cutter.lines(line..source.line_count());
    cutter.paragraphs
}

impl Cutter<'_> {
    fn lines(&mut self, lines: Range<usize>) {
        for line in lines {
            let blank = self.source.line(line).trim_start().is_empty();
            if self.runs > LONG || blank {
                self.close();
            }
            if !blank {
                self.piece(line, 0..self.source.line(line).len(), LONGEST);
            }
        }
        self.close();
    }

    /// Adds part of a line, cut before chunks where there are more than `most` runs.
    fn piece(&mut self, line: usize, Range { mut start, end }: Range<usize>, most: usize) {
        let Some(text) = self.source.line(line).get(..end) else { return };
        let mut cut = Vec::new();
        for (from, to) in chunks(text, start) {
            if self.runs > most {
                self.pieces.push(Piece { line, bytes: start..from });
                self.close();
                start = from;
            }
            cut.clear();
            runs::cut(&text[from..to], 0, &mut cut);
            self.runs += cut.len();
        }
        self.pieces.push(Piece { line, bytes: start..end });
    }

    fn close(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        if self.runs > 0 {
            self.paragraphs.push(pieces);
        }
        self.runs = 0;
    }
}

/// Paragraphs in portions for threads, as ranges of their indices. Where `whole_lines` says so, no two portions share a line.
pub(super) fn portions(paragraphs: &[Vec<Piece>], whole_lines: bool) -> Vec<Range<usize>> {
    let mut portions = Vec::new();
    let (mut start, mut bytes, mut next_line) = (0, 0, 0);
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let opens = paragraph.iter().all(|piece| piece.line >= next_line);
        if bytes >= PORTION && (opens || !whole_lines) {
            portions.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += paragraph.iter().map(|piece| piece.bytes.len()).sum::<usize>();
        next_line = paragraph.iter().map(|piece| piece.line + 1).fold(next_line, usize::max);
    }
    if start < paragraphs.len() {
        portions.push(start..paragraphs.len());
    }
    portions
}

/// Byte ranges of the text between white space, from a byte on.
pub(super) fn chunks(line: &str, mut at: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    std::iter::from_fn(move || {
        let rest = line.get(at..)?;
        let from = at + (rest.len() - rest.trim_start().len());
        let length = line[from..].find(char::is_whitespace).unwrap_or(line.len() - from);
        at = from + length;
        (length > 0).then_some((from, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restore::order::Block;

    fn cut(text: &str, order: &Order) -> (Source, Vec<Vec<Piece>>) {
        let source = Source::decode(text.as_bytes()).expect("text");
        let paragraphs = paragraphs(&source, order);
        (source, paragraphs)
    }

    #[test]
    fn blank_lines_and_cells_part_paragraphs() {
        let piece = |line, bytes| Piece { line, bytes };
        let table = Block {
            lines: 4..5,
            paragraphs: vec![vec![piece(4, 0..2)], vec![piece(4, 2..3)], vec![piece(4, 3..4)]],
            ..Block::default()
        };
        let (_, found) = cut("a b\nc\n \nd\ne  f\ng", &Order::new(vec![table]));
        let lines = |paragraph: &Vec<Piece>| paragraph.iter().map(|piece| piece.line).collect::<Vec<_>>();
        assert_eq!(found.iter().map(lines).collect::<Vec<_>>(), [vec![0, 1], vec![3], vec![4], vec![4], vec![5]]);
    }

    #[test]
    fn long_paragraphs_are_cut_and_nothing_is_lost() {
        for text in [
            "ab1 ".repeat(9_000),
            "ab1 c\n".repeat(9_000),
            format!("x\n\n{}\n\n{}", "a, ".repeat(3_000), "b\n".repeat(9_000)),
        ] {
            let (source, paragraphs) = cut(&text, &Order::default());
            let text = |pieces: &[Piece]| -> Vec<String> {
                let of = |piece: &Piece| source.line(piece.line)[piece.bytes.clone()].to_owned();
                pieces
                    .iter()
                    .flat_map(|piece| of(piece).split_whitespace().map(str::to_owned).collect::<Vec<_>>())
                    .collect()
            };
            let all: Vec<String> = paragraphs.iter().flat_map(|paragraph| text(paragraph)).collect();
            assert!(all.iter().eq(source.text().split_whitespace()));
            assert!(paragraphs.iter().all(|paragraph| (1..=LONGEST + 3).contains(&text(paragraph).len())));
            for whole_lines in [false, true] {
                let portions = portions(&paragraphs, whole_lines);
                assert_eq!(
                    portions.iter().cloned().flatten().collect::<Vec<_>>(),
                    (0..paragraphs.len()).collect::<Vec<_>>()
                );
                let last = |portion: &Range<usize>| paragraphs[portion.end - 1].last().map(|piece| piece.line);
                let first = |portion: &Range<usize>| paragraphs[portion.start].first().map(|piece| piece.line);
                assert!(!whole_lines || portions.windows(2).all(|pair| last(&pair[0]) < first(&pair[1])));
            }
        }
    }
}
