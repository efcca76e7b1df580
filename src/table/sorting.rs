//! A header's interleaved words sorted into titles.
//!
//! Known titles are taken from left to right, each consuming words from the top line down, so that the whole is used up as
//! well as can be.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::fields::Field;
use super::header::{Header, Heading, MOST_LINES};
use super::promise::Promise;
use super::titles::{Candidate, Printed, SKIPPED};

/// States kept for each number of words used up.
const BEAM: usize = 32;

/// How far each line of a block is used up, in words.
type Cursors = [u8; MOST_LINES];

/// A way to read the words that its cursors passed.
#[derive(Clone, Copy, Default)]
struct State {
    score: f32,
    last_year: i32,
    /// The fields of its columns, one bit each.
    fields: u32,
    /// Its last column: one more than its place among those taken; 0 where it has none.
    last: u32,
}

/// A column that a state took.
struct Taken {
    /// The column before it, as [`State::last`] counts.
    before: u32,
    column: Column,
    /// The lines that hold its words, one bit each.
    held: u8,
}

#[derive(Clone, Copy)]
enum Column {
    Year(i32),
    /// A candidate, and how many of its words agree.
    Title(u16, f32),
}

/// The search for the titles of one block of lines.
struct Search<'s, 'a> {
    block: &'s [Vec<Rc<Printed>>],
    candidates: &'s [Candidate<'a>],
    /// For each word of the block, which of these may begin with it and have enough of their words in the block.
    begins: Vec<Vec<Vec<u16>>>,
    /// For each number of words used up the best state of each place.
    places: Vec<FxHashMap<Cursors, State>>,
    taken: Vec<Taken>,
}

/// Reads one block of lines, [`MOST_LINES`] at most; gives also the titles that stand in it whole.
pub(super) fn read(block: &[Vec<Rc<Printed>>], candidates: &[Candidate<'_>]) -> (Header, Vec<String>) {
    let total: usize = block.iter().map(Vec::len).sum();
    let names = block.iter().flatten().map(|word| word.alike.len()).max().unwrap_or(0);
    let mut promise = Promise::new(names, candidates);
    block.iter().for_each(|line| promise.add(line));
    let possible = promise.possible();
    let begins = |word: &Rc<Printed>| word.begins.iter().copied().filter(|&at| possible[usize::from(at)]).collect();
    let begins = block.iter().map(|line| line.iter().map(begins).collect()).collect();
    let mut search =
        Search { block, candidates, begins, places: vec![FxHashMap::default(); total + 1], taken: Vec::new() };
    search.places[0].insert(Cursors::default(), State::default());
    for used in 0..total {
        let mut states: Vec<(Cursors, State)> = std::mem::take(&mut search.places[used]).into_iter().collect();
        let order = |a: &(Cursors, State), b: &(Cursors, State)| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0));
        if states.len() > BEAM {
            states.select_nth_unstable_by(BEAM, order);
            states.truncate(BEAM);
        }
        states.sort_unstable_by(order);
        for (cursors, state) in states {
            search.go_on(cursors, state);
        }
    }
    let end = search.places[total].values().next().copied().unwrap_or_default();
    search.columns(end, total)
}

impl Search<'_, '_> {
    /// Follows all ways from a state.
    fn go_on(&mut self, cursors: Cursors, state: State) {
        for (at, line) in self.block.iter().enumerate() {
            if usize::from(cursors[at]) < line.len() {
                let mut to = cursors;
                to[at] += 1;
                self.step(cursors, to, State { score: state.score - SKIPPED, ..state }, None);
            }
        }
        if let Some((to, value, named)) = take_year(self.block, &cursors, state.last_year) {
            let gain = if named { 4.0 } else { 3.0 };
            let next = State { score: state.score + gain, last_year: value, ..state };
            self.step(cursors, to, next, Some(Column::Year(value)));
        }
        // Where two titles begin alike, as `Đơn giá` above `Đơn vị`, the upper one may be the other's.
        let mut begun: Vec<(u16, usize)> = Vec::new();
        for (top, (line, &cursor)) in self.begins.iter().zip(&cursors).enumerate() {
            begun.extend(line.get(usize::from(cursor)).into_iter().flatten().map(|&title| (title, top)));
        }
        begun.sort_unstable();
        for (title, top) in begun {
            let candidate = &self.candidates[usize::from(title)];
            if !self.fits(candidate, state) {
                continue;
            }
            let Some((to, matched)) = take(self.block, &cursors, candidate, top) else { continue };
            let behind = self.last_rank(state).is_some_and(|last| last > candidate.field.rank());
            let gain = candidate.gain(matched) - 0.5 * f32::from(u8::from(behind));
            let next = State { score: state.score + gain, ..state };
            self.step(cursors, to, next, Some(Column::Title(title, matched)));
        }
    }

    /// Whether a title may be the next one of a state.
    fn fits(&self, candidate: &Candidate<'_>, state: State) -> bool {
        let held = state.fields & candidate.field.bit() != 0;
        let several = candidate.field.is_manifold();
        let repeated = held && (!several || self.chain(state).any(|taken| self.title(taken) == Some(candidate.title)));
        let misplaced = match candidate.field {
            Field::Index => state.fields != 0,
            Field::Name | Field::Work => state.fields & !Field::Index.bit() != 0,
            _ => false,
        };
        !repeated && !misplaced
    }

    /// Goes to a place, where that is the best way there.
    fn step(&mut self, from: Cursors, to: Cursors, mut next: State, column: Option<Column>) {
        let used: usize = to.iter().map(|&cursor| usize::from(cursor)).sum();
        if self.places[used].get(&to).is_some_and(|known| known.score >= next.score) {
            return;
        }
        if let Some(column) = column {
            let (field, held) = match column {
                Column::Year(_) => (Field::Year, 0),
                Column::Title(title, _) => {
                    let lines = (0..MOST_LINES).filter(|&line| to[line] > from[line]);
                    (self.candidates[usize::from(title)].field, lines.fold(0, |held, line| held | 1 << line))
                }
            };
            self.taken.push(Taken { before: next.last, column, held });
            next.last = self.taken.len() as u32;
            next.fields |= field.bit();
        }
        self.places[used].insert(to, next);
    }

    /// The columns of a state, the last one first.
    fn chain(&self, state: State) -> impl Iterator<Item = &Taken> {
        let get = |last: u32| self.taken.get((last as usize).wrapping_sub(1));
        std::iter::successors(get(state.last), move |taken| get(taken.before))
    }

    fn title(&self, taken: &Taken) -> Option<&str> {
        match taken.column {
            Column::Year(_) => None,
            Column::Title(title, _) => Some(self.candidates[usize::from(title)].title),
        }
    }

    fn last_rank(&self, state: State) -> Option<u8> {
        Some(match self.chain(state).next()?.column {
            Column::Year(_) => Field::Year.rank(),
            Column::Title(title, _) => self.candidates[usize::from(title)].field.rank(),
        })
    }

    /// The header that ends in a state, and its titles that stand whole.
    fn columns(&self, end: State, words: usize) -> (Header, Vec<String>) {
        let (mut columns, mut whole) = (Vec::new(), Vec::new());
        for taken in self.chain(end) {
            columns.push(match taken.column {
                Column::Year(year) => {
                    let title = format!("Năm {year}");
                    Heading { field: Field::Year, title, year: Some(year), share: 1.0, held: taken.held }
                }
                Column::Title(title, matched) => {
                    let candidate = &self.candidates[usize::from(title)];
                    let (title, length) = (candidate.title.to_owned(), candidate.words.len() as f32);
                    if matched >= 0.75 * length {
                        whole.push(title.clone());
                    }
                    Heading { field: candidate.field, title, year: None, share: matched / length, held: taken.held }
                }
            });
        }
        columns.reverse();
        (Header { lines: 0..self.block.len(), columns, score: end.score, words }, whole)
    }
}

/// Words of a title that are passed over to the next one that agrees, and words of its line, in the order that is tried.
const REACHED: [(usize, usize); 7] = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1), (2, 0), (3, 0)];

/// Takes the words of a title from the cursor of line `top` on; gives where it ends and how many agree, `None` where too few do.
fn take(
    block: &[Vec<Rc<Printed>>],
    cursors: &Cursors,
    candidate: &Candidate<'_>,
    top: usize,
) -> Option<(Cursors, f32)> {
    let title = &candidate.words;
    let (mut to, mut wanted, mut matched, mut held) = (*cursors, 0, 0.0, 0_u32);
    for (line, cursor) in block.iter().zip(&mut to).skip(top) {
        while wanted < title.len() && usize::from(*cursor) < line.len() {
            let left = &line[usize::from(*cursor)..];
            let agrees = |&(skip_title, skip_line): &(usize, usize)| {
                let agreed = left.get(skip_line)?.alike[*title.get(wanted + skip_title)?];
                (agreed > 0.0).then_some((agreed, skip_title, skip_line))
            };
            // No word is passed over before the first.
            let ways = REACHED.iter().filter(|(_, skip_line)| *skip_line == 0 || matched > 0.0);
            let Some((agreed, skip_title, skip_line)) = ways.filter_map(agrees).next() else { break };
            wanted += skip_title + 1;
            held |= 1 << (wanted - 1).min(31);
            *cursor += skip_line as u8 + 1;
            matched += agreed - 0.4 * skip_line as f32;
        }
    }
    let agreed = (0..title.len()).filter(|&at| held >> at.min(31) & 1 == 1);
    (candidate.is_enough(matched) && candidate.is_told(matched, agreed)).then_some((to, matched))
}

/// Takes `Năm` and a year, or a year alone.
fn take_year(block: &[Vec<Rc<Printed>>], cursors: &Cursors, after: i32) -> Option<(Cursors, i32, bool)> {
    let mut to = *cursors;
    let mut named = false;
    for (line, cursor) in block.iter().zip(&mut to) {
        if !named && line.get(usize::from(*cursor)).is_some_and(|word| word.named_year) {
            named = true;
            *cursor += 1;
        }
        if let Some(value) = line.get(usize::from(*cursor)).and_then(|word| word.year).filter(|&value| value > after) {
            *cursor += 1;
            return Some((to, value, named));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::fields::{Fields, split};
    use crate::table::titles::Dictionary;

    /// The titles that stand in the lines of a header, left to right.
    fn titles(lines: &[&str]) -> Vec<String> {
        let (mut dictionary, candidates) = Dictionary::new(Fields::shared());
        let mut words = |line: &&str| split(line).into_iter().map(|word| dictionary.word(word, &candidates)).collect();
        let block: Vec<Vec<Rc<Printed>>> = lines.iter().map(&mut words).collect();
        read(&block, &candidates).0.columns.into_iter().map(|heading| heading.title).collect()
    }

    #[test]
    fn titles_that_are_printed_line_by_line_are_parted() {
        let cases: [(&[&str], &[&str]); 4] = [
            (
                &["Kết quả Thời gian", "TT Nội dung công việc Chủ trì Phối hợp", "cần đạt thực hiện"],
                &["TT", "Nội dung công việc", "Chủ trì", "Phối hợp", "Kết quả cần đạt", "Thời gian thực hiện"],
            ),
            (&["STT Chỉ tiêu Năm Năm Ghi chú", "2025 2030"], &["STT", "Chỉ tiêu", "Năm 2025", "Năm 2030", "Ghi chú"]),
            // `Đơn` above is no part of `Đơn vị tính` below, nor is one unit of money the other's.
            (
                &["Đơn giá Thành", "STT Nội dung chi Đơn vị Số lượng (triệu tiền", "tính đồng) (triệu", "đồng)"],
                &["STT", "Nội dung chi", "Đơn vị tính", "Số lượng", "Đơn giá (triệu đồng)", "Thành tiền (triệu đồng)"],
            ),
            (&["trời hôm nay", "rất đẹp"], &[]),
        ];
        for (lines, expected) in cases {
            assert_eq!(titles(lines), expected, "{lines:?}");
        }
    }
}
