//! Measuring: text and structure against gold.
//!
//! [`text`] counts what is wrong in restored text, [`structure`](mod@structure) what is wrong in converted documents.
//! [`Report`] puts the text figures together with intervals, confusions and calibration, as data and as a page.
//! Nothing here restores, converts or prints; the command line reads the files and shows the figures.

mod align;
mod bootstrap;
mod calibration;
mod hypothesis;
mod report;
mod similarity;
pub mod structure;
pub mod text;
mod words;

pub use bootstrap::{Interval, intervals};
pub use calibration::{Bin, Calibration, Coverage, Judged};
pub use hypothesis::{Hypothesis, is_right};
pub use report::{FileScore, Intervals, Pair, Report};
