//! Who is in charge and who helps, in brackets after the work: "(Sở Y tế chủ trì; các xã phối hợp; hoàn thành …)".

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::agency::opens;
use super::pattern;
use crate::lexicon::Folded;

static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\((?P<lead>[^():;]{3,120}?) chu tri(?: thuc hien)?",
        r"(?:[,;] ?(?P<helps>[^():;]{3,160}?) phoi hop)? ?[,;)]",
    ))
});

/// Where the agencies in charge stand, and those that help.
pub(super) fn find(text: &str, folded: &Folded) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let Some(found) = ASIDE.captures(folded.text()) else { return (None, None) };
    let names = |role: &str| Some(folded.origin(found.name(role)?.range())).filter(|range| opens(&text[range.clone()]));
    (names("lead"), names("helps"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_after_the_work_name_roles() {
        for (text, lead, helps) in [
            (
                "Nâng cấp kênh (Ban Quản lý dự án chủ trì; UBND các xã phối hợp; xong năm 2027).",
                "Ban Quản lý dự án",
                "UBND các xã",
            ),
            ("Lập bản đồ số (Sở Y tế chủ trì, hoàn thành quý III/2026).", "Sở Y tế", ""),
            ("Lập bản đồ (do doanh nghiệp chủ trì)", "", ""),
            ("Sở Y tế chủ trì, các xã phối hợp", "", ""),
        ] {
            let (found, helping) = find(text, &Folded::new(text));
            let named = |range: Option<Range<usize>>| range.map_or("", |range| &text[range]);
            assert_eq!((named(found), named(helping)), (lead, helps), "{text}");
        }
    }
}
