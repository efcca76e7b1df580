//! Measuring: text and structure against gold.
