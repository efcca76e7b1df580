//! Layout of text: pages, furniture, header columns, and lines joined into flows.

pub mod columns;
mod flow;
mod footnote;
pub mod fuzzy;
pub mod pages;
mod paper;
mod stand;

pub use flow::Flow;
pub use pages::{Line, Pages};
pub use paper::Paper;
pub use stand::Stand;
