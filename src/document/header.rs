//! Header and conclusion: who issued the document, what it is, who signed and who receives it.
//!
//! The descriptions name the fields of Decree 30/2020/NĐ-CP, Appendix VI, where they have one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Family;
use crate::page::Place;
use crate::text::Span;

/// The document's head.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// The issuing organ (OrganName).
    pub issuer: Option<Field>,
    /// The organ above the issuer.
    pub parent_issuer: Option<Field>,
    /// Number and notation (CodeNumber, CodeNotation).
    pub number: Option<NumberField>,
    /// Place of issue.
    pub place: Option<Field>,
    /// Date of issue (IssuedDate).
    pub date: Option<DateField>,
    /// Type of document (TypeName).
    pub doc_type: Option<DocType>,
    /// What the document is about (Subject).
    pub subject: Option<Field>,
    /// Source lines of the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<super::Lines>,
}

/// A piece of restored text and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// As read: the source text of `span`.
    pub raw: String,
    /// Restored and normalised.
    pub text: String,
    /// Place in the source.
    pub span: Span,
    /// 0 to 1.
    pub confidence: f32,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
}

/// The number of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NumberField {
    /// As read: the source text of `span`.
    pub raw: String,
    /// Normalised: `86/KH-UBND`.
    pub text: String,
    /// The number alone (CodeNumber): `86`; null where it was left blank.
    pub code: Option<String>,
    /// The abbreviation of the type, first part of the notation (CodeNotation): `KH`.
    #[serde(rename = "type")]
    pub doc_type: Option<String>,
    /// The abbreviation of the agency, second part of the notation (CodeNotation): `UBND`.
    pub agency: Option<String>,
    /// Whose system of numbers.
    pub family: Family,
    /// Place in the source.
    pub span: Span,
    /// 0 to 1.
    pub confidence: f32,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
}

/// A date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DateField {
    /// As read: the source text of `span`.
    pub raw: String,
    /// ISO 8601, as precise as `precision`: `2025-10-20`, `2025-10`, `2025`.
    pub iso: String,
    /// `day`, `month` or `year`.
    pub precision: String,
    /// Place in the source.
    pub span: Span,
    /// 0 to 1.
    pub confidence: f32,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
}

/// The type of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocType {
    /// Abbreviation of Decree 30/2020/NĐ-CP, Appendix III: `KH`.
    pub code: Option<String>,
    /// As printed: `KẾ HOẠCH`.
    pub text: String,
}

/// The end of the document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conclusion {
    /// Who signed (SignerInfo).
    pub signer: Option<Signer>,
    /// Who receives the document.
    pub recipients: Vec<Recipient>,
    /// Source lines of signature and recipients.
    pub lines: Option<super::Lines>,
}

/// Who signed and in whose name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Signer {
    /// `TM.`, `KT.`, `TL.`, `TUQ.`, with the position signed for where there is one.
    pub authority: Option<String>,
    /// The organ signed for.
    pub organ: Option<Field>,
    /// Position of the signer (SignerInfo: Position).
    pub position: Option<Field>,
    /// Name of the signer (SignerInfo: FullName).
    pub name: Option<Field>,
}

/// One recipient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recipient {
    /// Name.
    pub text: String,
    /// Why it receives the document: `báo cáo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Place in the source.
    pub span: Span,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
}
