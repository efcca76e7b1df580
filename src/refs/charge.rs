//! Who a sentence puts in charge, and who it says helps: where their names stand.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::agency::opens;
use super::extent::{names_until_verb, until_verb};
use super::pattern;
use crate::lexicon::Folded;

/// What stands before the agencies in charge.
static GIVES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:giao(?: cho)?|yeu cau|de nghi|do|phan cong)(?: don vi| co quan)? "));

static HELPS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bph[a-z]{1,2}i h[a-z]p(?: chat che| thuc hien)?,?(?: v[a-z]i| cung)?(?: voi)? "));

/// What may stand before the agency at a sentence's start.
static ADVERBIAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:can cu|tren co so|trong qua trinh|dinh ky|hang (?:nam|quy|thang)) "));

/// The range of those that help: after "phối hợp với", or after "phối hợp" alone where a name or a group follows.
pub(super) fn helping(text: &str, folded: &Folded) -> Option<Range<usize>> {
    HELPS.find_iter(folded.text()).take(8).find_map(|helps| {
        let with = [" voi ", " cung "].iter().any(|word| helps.as_str().ends_with(word));
        names_until_verb(text, folded, helps.end(), if with { helps_opens } else { opens })
    })
}

/// The range of those in charge: after "giao", before a colon, or at the start of a sentence.
pub(super) fn in_charge(text: &str, folded: &Folded) -> Option<Range<usize>> {
    let all = folded.text();
    let lead = all.len() - all.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let given = || {
        let gives = GIVES.find_iter(all).take(8);
        // "phân công từng thành viên", "Phân công các thành viên" share work out; they put nobody in charge.
        const SHARES: [&str; 4] = ["từng ", "các thành viên", "cán bộ", "công chức"];
        let giving = |gives: &regex::Match| {
            let range = folded.origin(gives.range());
            let given = text[range.clone()].to_lowercase();
            let shares = given.starts_with("phân công")
                && SHARES.iter().any(|whom| text[range.end..].to_lowercase().starts_with(whom));
            !given.starts_with("giáo") && !shares
        };
        gives.filter(giving).filter_map(|gives| until_verb(text, folded, gives.end())).next()
    };
    let opening = || until_verb(text, folded, lead);
    // "Căn cứ Kế hoạch của Sở, các phòng, đơn vị chủ động …": the agency comes after a comma.
    let after = || {
        if !ADVERBIAL.is_match(&all[lead..]) {
            return None;
        }
        let sentence = all[lead..].find(". ").map_or(all.len(), |end| lead + end);
        let commas = all[lead..sentence].match_indices([',', ';']).take(6);
        commas.filter_map(|(at, _)| until_verb(text, folded, lead + at + 2)).next()
    };
    opening().or_else(given).or_else(after)
}

/// After "phối hợp với" anything with a name or in the plural helps.
fn helps_opens(text: &str) -> bool {
    opens(text) || text.starts_with(char::is_uppercase) || text.starts_with("các ")
}
