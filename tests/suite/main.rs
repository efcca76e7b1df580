//! The tests of the library and of the command from outside, in one program: it is linked once, and loads the model once.

#![allow(clippy::unwrap_used, clippy::panic)]

mod batches;
mod broken_rows;
mod convert;
mod degrade;
mod eval_cli;
mod eval_report;
mod eval_structure;
mod eval_text;
mod forms;
mod geometry;
mod help;
mod layouts;
mod manners;
mod outputs;
mod paper;
mod paragraphs;
mod pipe;
mod plans;
mod restoration;
mod restore;
mod scans;
mod seeds;
mod structure_gold;
mod structure_properties;
mod structure_shapes;
mod support;
mod syllables;
mod tables;
