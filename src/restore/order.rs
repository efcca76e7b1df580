//! In which order the text of a document is read, where that is not line by line.
//!
//! OCR reads a table across its columns, so that a word's neighbours on its line may be of other cells. Once the cells are known, each is
//! read as a paragraph of its own; its words still stand on their lines.

use std::ops::Range;

/// Part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Index of the line, from 0.
    pub line: usize,
    /// Bytes of the line.
    pub bytes: Range<usize>,
}

/// Lines that are read as paragraphs of pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The lines, from 0.
    pub lines: Range<usize>,
    /// Pieces that are read together. All of them are all of the lines, and those of one line stand from left to right.
    pub paragraphs: Vec<Vec<Piece>>,
    /// Which of the paragraphs are cells of values side by side, from left to right.
    pub values: Vec<usize>,
}

/// The blocks of a document from top to bottom; all other lines are read as they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    blocks: Vec<Block>,
}

impl Order {
    /// An order of blocks. What shares lines with a block above it is left out.
    pub fn new(mut blocks: Vec<Block>) -> Self {
        blocks.sort_by_key(|block| block.lines.start);
        let mut end = 0;
        blocks.retain(|block| {
            let apart = block.lines.start >= end && !block.lines.is_empty();
            end = if apart { block.lines.end } else { end };
            apart
        });
        Self { blocks }
    }

    /// Whether all lines are read as they stand.
    pub fn is_plain(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_sorted_and_apart() {
        let block = |lines| Block { lines, ..Block::default() };
        let order = Order::new(vec![block(7..9), block(1..4), block(3..5), block(4..7), block(5..5)]);
        let lines: Vec<_> = order.blocks().iter().map(|block| block.lines.clone()).collect();
        assert_eq!(lines, [1..4, 4..7, 7..9]);
        assert!(Order::new(Vec::new()).is_plain());
    }
}
