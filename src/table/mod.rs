//! Appendix tables: from interleaved lines to rows and cells.
//!
//! OCR reads a table line by line, so that one line holds pieces of several cells. Where it is known where each word stands, `page::Grid` has
//! the cells by the rulings of the page, or by the white space that parts them; `filled` has their words, `ruled` puts them together, and `broken` finds rows that go on over a page's end.
//! Otherwise a table is rebuilt from its text alone:
//!
//! 1. `words`: lines become words, with what tells cells apart;
//! 2. `header`: headers are found where their words promise one (`promise`), and these sorted (`sorting`) into titles (`titles`) of a dictionary (`fields`),
//!    misread years told by those beside them (`years`); repeats are furniture;
//!    what the header leaves open, `columns` settles by how well the rows read; `values` are columns without titles;
//!    which words stand below which again and again is known before any cell is (`links`);
//! 3. `decode`: a search over lines opens and closes rows (`row`) and deals each line's words to columns (`deal`, which knows by `outlook` what the rest
//!    of the line is worth at the best), scored
//!    by `cells`, by where words belong (`belonging`, `customs`), by `cohesion` and by the language model (`fluency`); what was read unsurely counts for less;
//! 4. `learn`: the table is read again with what the first reading showed (`lessons`) of its columns, their words' habits (`habit`) and how its cells
//!    stand (`standing`), each row by what the others show; from customary widths and from fitted ones, of which the better start goes on;
//! 5. `build`: rows, groups and cells with their place in the source, mended by `consensus`; `records`: tasks and targets.
//!
//! In either case `counted` infers the numbers of rows that were not read or misread.
//!
//! Tables without a header of known titles are not found: their lines are handed back.

mod belonging;
mod broken;
mod build;
mod caption;
mod cells;
mod cohesion;
mod columns;
mod consensus;
mod counted;
mod customs;
mod deal;
mod decode;
mod fields;
mod filled;
mod fluency;
mod habit;
mod header;
mod label;
mod learn;
mod lessons;
mod line;
mod links;
mod order;
mod outlook;
mod promise;
mod records;
mod region;
mod row;
mod ruled;
mod sorting;
mod standing;
mod titles;
mod values;
mod words;
mod years;

pub use cohesion::train as train_pairs;
pub use order::Rows;
pub use records::{targets, tasks};
pub use region::{Found, Known, find, may_hold_tables};
