//! Appendix tables: from interleaved lines to rows and cells.
