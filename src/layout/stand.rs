//! Where lines stand within the text of their page, and what that tells of the paragraphs that they make.
//!
//! A line that leaves room for the first word of the next one ends a paragraph. After a full line a paragraph begins where the left edge says so: further
//! right than the lines of a paragraph before it, or, where items hang, further left. What stands in the middle of the page tells nothing of that.

use super::pages::{Line, ended};
use crate::page::{Placed, Rect, levelled, slope};
use crate::restore::Restored;
use crate::text::Source;

/// All lengths are given in the size of the page's letters, for which twice the mean width of a letter is taken.
///
/// How far left edges that are the same may stand apart, and how far at least an indented line stands from one that is not.
const SAME: f32 = 0.5;
const INDENT: f32 = 0.7;
/// White space between two words, with what places are wrong by.
const SPACE: f32 = 0.5;
/// White space within a line that parts columns.
const COLUMNS: f32 = 2.5;
/// How far white space at both ends may differ of a line in the middle of the page, and how wide it is at least.
const CENTRED: f32 = 0.8;
const MARGIN: f32 = 0.6;
/// Lines that have one left edge, at least, where it is one of the page's edges; none of those is centred.
const ALIGNED: usize = 3;
/// Paragraphs whose first lines are indented, at least, where that is how the text is set.
const CUSTOM: usize = 2;

/// Where a line stands, in the size of letters.
#[derive(Clone, Copy, Debug)]
pub struct Stand {
    /// White space left of it and right of it, within the text of its page.
    pub indent: f32,
    room: f32,
    /// The same left of its second word.
    pub body: f32,
    /// Width of its first word.
    first: f32,
    /// Whether it is known where full lines end.
    sure: bool,
    /// Whether it stands in the middle of the page.
    pub centred: bool,
    /// Whether its letters are bold, where the page was seen.
    pub bold: Option<bool>,
}

/// Lines whose strokes are so many times as thick as those of most words are bold. On the fixtures bold lines have 1.2 to 1.8, others up to 1.12
/// in 95 of 100.
const BOLD: f32 = 1.2;

/// A line before the edges of its page are known, in points of the levelled page.
struct Raw {
    page: usize,
    bbox: Rect,
    first: f32,
    body: f32,
}

/// A page: the size of its letters, and where its text begins and ends.
#[derive(Clone, Copy, Debug, Default)]
struct Edges {
    em: f32,
    left: Edge,
    right: Edge,
}

/// Where most text of a page begins or ends.
#[derive(Clone, Copy, Debug, Default)]
struct Edge {
    at: f32,
    /// Whether enough lines reach it.
    sure: bool,
}

/// Where each of `lines` stands; none for those without places, and those that run over several columns.
pub fn stands(source: &Source, restored: &Restored, lines: &[Line]) -> Vec<Option<Stand>> {
    let words: Vec<&[Placed]> = lines
        .iter()
        .map(|line| {
            let text = restored.lines.get(line.index).map_or(0, |line| line.text.len());
            source.places().within(restored.locate(source, line.index, 0..text))
        })
        .collect();
    let mut raws: Vec<Option<Raw>> = Vec::with_capacity(lines.len());
    let mut edges: Vec<Edges> = Vec::new();
    let mut page = 0;
    let numbers: Vec<usize> = words
        .iter()
        .map(|line| {
            page = line.first().map_or(page, |word| word.page);
            page
        })
        .collect();
    for numbers in numbers.chunk_by(|a, b| a == b) {
        let (page, own) = (numbers[0], &words[raws.len()..raws.len() + numbers.len()]);
        let lean = slope(own.iter().filter_map(|line| Some((line.first()?.bbox, line.last()?.bbox))));
        let all = || own.iter().copied().flatten();
        let letters: usize = all().map(|word| word.span.len()).sum();
        let em = 2.0 * all().map(|word| word.bbox.width()).sum::<f32>() / letters.max(1) as f32;
        let start = raws.len();
        raws.extend(own.iter().map(|line| raw(line, page, lean, em)));
        let known: Vec<Rect> = raws[start..].iter().flatten().map(|raw| raw.bbox).collect();
        if edges.len() <= page {
            edges.resize(page + 1, Edges::default());
        }
        let Edge { at, sure } = edge(known.iter().map(|bbox| -bbox.left), em);
        let right = edge(known.iter().map(|bbox| bbox.right), em);
        edges[page] = Edges { em, left: Edge { at: -at, sure }, right };
    }
    agree(&mut edges);
    let usual = usual(words.iter().copied().flatten());
    let bold = |words: &[Placed]| bold(words, usual?);
    let mut stands: Vec<Option<Stand>> =
        raws.iter().zip(&words).map(|(raw, words)| Some(raw.as_ref()?.stand(&edges, bold(words)))).collect();
    centre(&mut stands);
    stands
}

/// How thick the strokes of most letters are.
fn usual<'a>(words: impl Iterator<Item = &'a Placed>) -> Option<f32> {
    let mut strokes: Vec<(f32, usize)> = words.filter_map(|word| Some((word.stroke?, word.span.len()))).collect();
    strokes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut left = strokes.iter().map(|one| one.1).sum::<usize>() / 2;
    let middle = strokes.iter().find(|(_, letters)| {
        let found = *letters > left;
        left = left.saturating_sub(*letters);
        found
    });
    middle.map(|one| one.0)
}

/// Whether the letters of `words` are bold, in both halves of the line: titles within it are none of its own.
fn bold(words: &[Placed], usual: f32) -> Option<bool> {
    let (one, other) = words.split_at(words.len() / 2);
    let means = [one, other].into_iter().filter_map(|words| {
        let known = words.iter().filter_map(|word| Some((word.stroke?, word.span.len() as f32)));
        let (sum, letters) =
            known.fold((0.0, 0.0), |(sum, all), (stroke, letters)| (sum + stroke * letters, all + letters));
        (letters > 0.0).then(|| sum / letters)
    });
    means.reduce(f32::min).map(|mean| mean > BOLD * usual)
}

/// The words of a line as one, unless white space parts them into columns.
fn raw(line: &[Placed], page: usize, lean: f32, em: f32) -> Option<Raw> {
    let boxes: Vec<Rect> = line.iter().map(|word| levelled(word.bbox, lean)).collect();
    let parted =
        boxes.windows(2).any(|pair| pair[1].left - pair[0].right > COLUMNS * em || pair[1].left < pair[0].left);
    let first = boxes.first().filter(|_| !parted && em > 0.0)?;
    let bbox = boxes.iter().copied().reduce(Rect::cover)?;
    Some(Raw { page, bbox, first: first.width(), body: boxes.get(1).map_or(bbox.right, |second| second.left) })
}

/// The furthest end that another one supports.
fn edge(ends: impl Iterator<Item = f32>, em: f32) -> Edge {
    let mut ends: Vec<f32> = ends.collect();
    ends.sort_by(|a, b| b.total_cmp(a));
    let supported = ends.windows(2).find(|pair| pair[0] - pair[1] < em).map(|pair| pair[0]);
    let at = supported.or(ends.first().copied()).unwrap_or_default();
    let reach = ends.iter().filter(|&&end| (end - at).abs() < em).count();
    Edge { at, sure: reach >= ALIGNED }
}

/// A page with too few full lines has the edge of the page before or after it whose other edge is the same.
fn agree(edges: &mut [Edges]) {
    let known = edges.to_vec();
    let near = |one: Edge, other: Edge, em: f32| (one.at - other.at).abs() < 1.5 * em;
    for (at, page) in edges.iter_mut().enumerate() {
        let before = at.checked_sub(1).and_then(|at| known.get(at));
        for other in before.into_iter().chain(known.get(at + 1)) {
            let em = page.em;
            if !page.right.sure && other.right.sure && near(page.left, other.left, em) {
                page.right = Edge { at: page.right.at.max(other.right.at), sure: true };
            }
            if !page.left.sure && other.left.sure && near(page.right, other.right, em) {
                page.left = Edge { at: page.left.at.min(other.left.at), sure: true };
            }
        }
    }
}

impl Raw {
    fn stand(&self, edges: &[Edges], bold: Option<bool>) -> Stand {
        let Edges { em, left, right, .. } = edges[self.page];
        let [indent, room, body, first] =
            [self.bbox.left - left.at, right.at - self.bbox.right, self.body - left.at, self.first]
                .map(|length| length / em);
        Stand { indent, room, body, first, sure: right.sure, centred: false, bold }
    }
}

/// Tells which lines stand in the middle.
fn centre(stands: &mut [Option<Stand>]) {
    let mut lefts: Vec<f32> = stands.iter().flatten().map(|stand| stand.indent).collect();
    lefts.sort_by(f32::total_cmp);
    let aligned = |at: f32| {
        let from = lefts.partition_point(|&left| left < at - SAME / 2.0);
        lefts[from..].iter().take_while(|&&left| left < at + SAME / 2.0).count() >= ALIGNED
    };
    for stand in stands.iter_mut().flatten() {
        let Stand { indent, room, .. } = *stand;
        stand.centred = indent.min(room) > MARGIN && (indent - room).abs() < CENTRED && !aligned(indent);
    }
}

impl Stand {
    /// Whether the line leaves room for the first word of `next`.
    pub fn closes(&self, next: &Self) -> bool {
        self.room > next.first + SPACE
    }
}

/// For each of `lines` whether a paragraph begins there, as far as where they stand tells it.
pub fn breaks(lines: &[Line], stands: &[Option<Stand>]) -> Vec<Option<bool>> {
    let indented = first_lines_are_indented(stands);
    let mut found = vec![None; lines.len()];
    // Whether the line before is the first one of its paragraph.
    let mut first = true;
    for at in 1..lines.len() {
        let (Some(last), Some(next)) = (stands[at - 1], stands[at]) else {
            first = true;
            continue;
        };
        let (before, line) = (&lines[at - 1], &lines[at]);
        found[at] = match (last.centred, next.centred) {
            (true, true) => None,
            (false, false) if !last.closes(&next) && !last.sure => None,
            (false, false) if !last.closes(&next) => full(&last, &next, first, before.text, indented),
            // What goes on in the middle of a sentence may have lost its last word.
            (false, false) if !ended(before.text) && is_small(line.text) => None,
            _ => Some(true),
        };
        first = found[at].unwrap_or(line.gap());
    }
    found
}

/// Whether a paragraph begins at `next`, after a line that is full; `first` tells whether that one is the first of its paragraph.
fn full(last: &Stand, next: &Stand, first: bool, before: &str, indented: bool) -> Option<bool> {
    let further = next.indent - last.indent;
    let settled = indented || !ended(before);
    if further.abs() < SAME {
        // Lines of one paragraph, or single ones.
        return match (first, last.indent > INDENT) {
            (true, true) if indented => Some(true),
            _ => settled.then_some(false),
        };
    }
    if further.abs() < INDENT {
        return None;
    }
    // The first line is indented, or the others hang.
    Some(!first || further > 0.0 && !is_marked(before))
}

/// Whether the first lines of paragraphs stand further right than the others.
fn first_lines_are_indented(stands: &[Option<Stand>]) -> bool {
    let (mut indented, mut even) = (0, 0);
    for lines in stands.windows(3) {
        let [Some(end), Some(first), Some(second)] = lines else { continue };
        if [end, first, second].iter().any(|line| line.centred) || !end.closes(first) || first.closes(second) {
            continue;
        }
        indented += usize::from(first.indent - second.indent > INDENT);
        even += usize::from((first.indent - second.indent).abs() < SAME);
    }
    indented >= CUSTOM && indented > even
}

/// Whether a text opens with a sign or a short label.
fn is_marked(text: &str) -> bool {
    let Some(word) = text.split_whitespace().next() else { return false };
    let short = word.chars().count() <= 6;
    short && (!word.chars().any(char::is_alphanumeric) || word.ends_with(['.', ')', '/', ':']))
}

fn is_small(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase) && !is_marked(text)
}
