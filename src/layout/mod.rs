//! Layout of text: pages, furniture, and lines joined into flows.

mod flow;

pub use flow::Flow;
