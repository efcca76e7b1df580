//! A place on paper, as results carry it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Places, Rect};
use crate::text::Span;

/// Where something stands on paper; both are absent where the input has no places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Number of the page on which it starts, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// `[left, top, right, bottom]` of what stands on that page, in points (1/72 inch) from its top left corner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bbox: Option<Rect>,
}

impl Place {
    /// The place of all `parts` together, of those on the page of the first one; those without a place count for nothing.
    pub fn cover(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self::default();
        for part in parts {
            match (whole.page, whole.bbox, part.bbox) {
                (None, ..) => whole = part,
                (page, Some(known), Some(bbox)) if page == part.page => whole.bbox = Some(known.cover(bbox)),
                _ => {}
            }
        }
        whole
    }

    /// The place of the source's `span`.
    pub fn of(places: &Places, span: Span) -> Self {
        places.locate(span).map_or_else(Self::default, |(page, bbox)| Self { page: Some(page), bbox: Some(bbox) })
    }
}
