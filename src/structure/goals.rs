//! Targets from prose: what the items below a title of goals set, each with its value and year.
//!
//! What is measured is the rest of the clause: before the value ("Tỷ lệ hộ nghèo giảm còn dưới 0,8%"), or after it
//! ("trên 60% người dân được lập sổ"). The year is the clause's own, else that of the words that lead in ("Phấn đấu đến
//! năm 2030:"), of the nearest title above, or of the subject. A value without any year is no target.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::roles;
use crate::document::{Node, NodeKind, Operator, Role, Target, Value};
use crate::layout::Flow;
use crate::lexicon::{Folded, fold};
use crate::refs::Found;
use crate::refs::quantity::{self, Goal};

/// Words before a value that belong to it rather than to what is measured.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^| )(?:(?:dat|tang|tren|duoi|it nhat|toi thieu|toi da|khong qua|khong duoi|khong thap hon|khoang|tu|hon|la|co|du kien|>|<|=|≥|≤)[ :]*)+$")
        .expect("pattern")
});
/// What opens a clause and names nothing: "Phấn đấu", "Đến năm 2030,".
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[^\p{L}\d]|phan dau|(?:den|trong|tu|giai doan|het|nam|cuoi)(?: (?:het|cuoi|nam|quy|thang))*[ ,]|[\d/ -]+[,:]?|co |dat |keo giam(?: |$))*").expect("pattern")
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(20\d\d)\b").expect("pattern"));

/// Most targets of one node: a bound for hostile input.
const MOST: usize = 64;

/// The targets of a tree; `flows` hold the text of its nodes, `subject` the words after the document's type.
pub fn from_tree(sections: &[Node], flows: &[(Option<String>, Flow)], subject: &str) -> Vec<Target> {
    let flows = flows.iter().filter_map(|(id, flow)| id.as_deref().map(|id| (id, flow))).collect();
    let mut gatherer = Gatherer { flows, targets: Vec::new() };
    for section in sections {
        gatherer.gather(section, false, year(subject));
    }
    gatherer.targets
}

/// The one year that a title names.
fn year(title: &str) -> Option<i32> {
    let mut years = YEAR.captures_iter(title).filter_map(|found| found[1].parse().ok());
    let first = years.next();
    first.filter(|first| years.all(|year: i32| year == *first))
}

/// The year of the last sentence of a text that leads in to what stands below it: it ends in a colon.
fn led_in(text: &str) -> Option<i32> {
    let text = text.trim_end();
    let last = roles::sentences(text).last().filter(|_| text.ends_with(':'))?;
    year(last)
}

struct Gatherer<'a> {
    flows: BTreeMap<&'a str, &'a Flow<'a>>,
    targets: Vec<Target>,
}

impl Gatherer<'_> {
    fn gather(&mut self, node: &Node, goals: bool, above: Option<i32>) {
        let title = node.title.as_deref();
        let goals = match title.map(roles::role) {
            Some(Role::Goals) => true,
            Some(Role::Other) | None => goals,
            Some(_) => false,
        };
        let above = title.and_then(year).or(above);
        if let Some(flow) = self.flows.get(node.id.as_str()).copied().filter(|_| goals && node.text.is_some()) {
            self.read(node, flow, above);
        }
        let mut below = node.text.as_deref().and_then(led_in).or(above);
        for child in &node.children {
            // A paragraph leads in to its siblings.
            if child.kind == NodeKind::Paragraph {
                below = child.text.as_deref().and_then(led_in).or(below);
            }
            self.gather(child, goals, below);
        }
    }

    fn read(&mut self, node: &Node, flow: &Flow, above: Option<i32>) {
        let text = flow.text();
        let found: Vec<Found<Goal>> = quantity::find(text);
        for (at, goal) in found.iter().enumerate().take(MOST) {
            let Some(year) = goal.value.year.or(above) else { continue };
            // The clause, and no further than the next value.
            let start = at.checked_sub(1).map_or(0, |before| found[before].range.end);
            let start = start + text[start..goal.range.start].rfind([';', '.']).map_or(0, |stop| stop + 1);
            let rest = &text[goal.range.end..found.get(at + 1).map_or(text.len(), |next| next.range.start)];
            let end = goal.range.end + rest.find([';', '.', '(']).unwrap_or(rest.len());
            let Some(name) = name(&text[start..goal.range.start], &text[goal.range.end..end], &goal.value) else {
                continue;
            };
            let quantity = &goal.value.quantity;
            self.targets.push(Target {
                id: format!("target_{}", self.targets.len() + 1),
                table: None,
                row: None,
                group: None,
                name,
                unit: quantity.unit.clone(),
                series: vec![Value {
                    year,
                    raw: text[goal.range.clone()].to_owned(),
                    op: quantity.op,
                    value: quantity.value,
                    upper: quantity.upper,
                    confidence: flow.confidence(goal.range.clone()),
                }],
                leader: Vec::new(),
                monitor: Vec::new(),
                lead: Vec::new(),
                output: Vec::new(),
                lines: node.lines,
            });
        }
    }
}

/// What is measured, from the words before and after a value.
fn name(before: &str, after: &str, goal: &Goal) -> Option<String> {
    let trim = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')')).to_owned();
    let folded = Folded::new(before);
    let head = LEAD.find(folded.text()).map_or(folded.text().len(), |lead| lead.start());
    let open = OPENING.find(&folded.text()[..head]).map_or(0, |opening| opening.end());
    let before = trim(&before[folded.origin(open..head)]);
    // The unit is no part of what follows the value.
    let unit = goal.quantity.unit.as_deref().filter(|unit| *unit != "%").unwrap_or_default();
    let after = after.trim_start();
    let after = after.strip_prefix("trở lên").unwrap_or(after);
    let after = trim(after.strip_prefix(unit).unwrap_or(after).split(" so với ").next().unwrap_or_default());
    let name = match before.split_whitespace().count() {
        0 => after,
        1 if goal.quantity.op != Operator::Equal && !after.is_empty() && fold(&before) != "va" => {
            format!("{before} {after}")
        }
        1 => after,
        _ => before,
    };
    (name.split_whitespace().count() >= 2).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_stands_before_or_after_its_value() {
        for (text, want) in [
            ("Tỷ lệ hộ nghèo giảm còn dưới 0,8%", "Tỷ lệ hộ nghèo giảm còn"),
            ("Trên 60% người dân được lập Sổ sức khỏe điện tử.", "người dân được lập Sổ sức khỏe điện tử"),
            ("Đến hết năm 2026, ít nhất 65% hộ gia đình phân loại rác", "hộ gia đình phân loại rác"),
            ("giảm 40% lượng rác trôi nổi so với năm 2025", "lượng rác trôi nổi"),
            ("50% trở lên hiện vật có hồ sơ số", "hiện vật có hồ sơ số"),
            ("Kéo giảm ít nhất 10% số vụ phạm tội về trật tự xã hội", "số vụ phạm tội về trật tự xã hội"),
            ("Thu nhập bình quân đầu người đạt 78 triệu đồng;", "Thu nhập bình quân đầu người"),
        ] {
            let goal = quantity::find(text).remove(0);
            let found = name(&text[..goal.range.start], &text[goal.range.end..], &goal.value);
            assert_eq!(found.as_deref(), Some(want), "{text}");
        }
        assert_eq!(year("Các chỉ tiêu năm 2026"), Some(2026));
        assert_eq!(year("Giai đoạn 2026 - 2030"), None);
        assert_eq!(led_in("Cụ thể hóa Chỉ thị 13. Phấn đấu đến năm 2020:"), Some(2020));
        assert_eq!(led_in("Kết thúc quý I/2026, phấn đấu đạt các chỉ tiêu sau: "), Some(2026));
        assert_eq!(led_in("Phấn đấu đến năm 2020."), None);
    }
}
