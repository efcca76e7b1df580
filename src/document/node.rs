//! The tree of sections.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Lines;
use crate::page::Place;
use crate::text::Span;

/// One node of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Node {
    /// Unique, made from labels: `sec_III__1__1.2`; a repeated label gets `_2`.
    pub id: String,
    /// What the node is.
    pub kind: NodeKind,
    /// As printed, restored, without its closing mark; `-` for a bullet; null for an unlabelled paragraph.
    pub label: Option<String>,
    /// The label as read.
    pub label_raw: Option<String>,
    /// Text of a section or heading.
    pub title: Option<String>,
    /// Text of an item, bullet, task or paragraph.
    pub text: Option<String>,
    /// Source lines of the node with its children.
    pub lines: Lines,
    /// Place in the source of the node with its children.
    pub span: Span,
    /// 0 to 1.
    pub confidence: f32,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
    /// What a section is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Nodes below this one, in order.
    pub children: Vec<Node>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// A top-level part: `I. MỤC ĐÍCH, YÊU CẦU`.
    Section,
    /// A title below a section, or an article.
    Heading,
    /// An item or bullet that assigns an action.
    Task,
    /// A labelled paragraph that assigns nothing.
    Item,
    /// A paragraph with a dash.
    Bullet,
    /// An unlabelled paragraph.
    Paragraph,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Mục đích, yêu cầu.
    Purpose,
    /// Quan điểm.
    Viewpoints,
    /// Mục tiêu, chỉ tiêu.
    Goals,
    /// Nhiệm vụ, giải pháp.
    Tasks,
    /// Phân công.
    Assignment,
    /// Kinh phí.
    Funding,
    /// Tổ chức thực hiện.
    Organization,
    /// Anything else.
    Other,
}
