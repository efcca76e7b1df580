//! The structure of a plan: header, preamble, tree, conclusion, tasks.
