//! A header's interleaved words sorted into titles.
//!
//! Known titles are taken from left to right, each consuming words from the top line down, so that the whole is used up as
//! well as can be.

use std::collections::hash_map::Entry;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::fields::Field;
use super::header::{Header, Heading, MOST_LINES};
use super::promise::Promise;
use super::titles::{Candidate, Printed, SKIPPED};

/// States kept for each number of words used up.
const BEAM: usize = 32;

/// How far each line of a block is used up, in words: a byte a line, the first line's the highest.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Cursors(u64);

impl Cursors {
    fn shift(line: usize) -> usize {
        8 * (MOST_LINES - 1 - line)
    }

    /// The cursor of a line.
    fn at(self, line: usize) -> usize {
        usize::from((self.0 >> Self::shift(line)) as u8)
    }

    /// The same, with that of a line moved on.
    fn moved(self, line: usize, by: usize) -> Self {
        Self(self.0 + ((by as u64) << Self::shift(line)))
    }

    /// How many words are used up.
    fn used(self) -> usize {
        (0..MOST_LINES).map(|line| self.at(line)).sum()
    }
}

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

/// A candidate that has enough of its words in the block.
struct Possible<'s, 'a> {
    title: &'s Candidate<'a>,
    /// Which candidate it is.
    number: u16,
    /// For each line, and for each of its words and its end: the words of the title that agree, a bit each.
    agreed: Vec<Vec<u32>>,
}

/// The search for the titles of one block of lines.
struct Search<'s, 'a> {
    block: &'s [Vec<Rc<Printed>>],
    candidates: &'s [Candidate<'a>],
    /// The candidates that may stand in it, in their order.
    possible: Vec<Possible<'s, 'a>>,
    /// For each word of the block, which of these may begin with it.
    begins: Vec<Vec<Vec<u16>>>,
    /// For each number of words used up the best state of each place.
    places: Vec<FxHashMap<Cursors, State>>,
    taken: Vec<Taken>,
    /// The candidates that may begin at a state's cursors, and in which line: working space.
    begun: Vec<(u16, usize)>,
}

/// Reads one block of lines, [`MOST_LINES`] at most; gives also the titles that stand in it whole.
pub(super) fn read(block: &[Vec<Rc<Printed>>], candidates: &[Candidate<'_>]) -> (Header, Vec<String>) {
    let total: usize = block.iter().map(Vec::len).sum();
    let mut search = Search::new(block, candidates, total);
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

impl<'s, 'a> Search<'s, 'a> {
    fn new(block: &'s [Vec<Rc<Printed>>], candidates: &'s [Candidate<'a>], total: usize) -> Self {
        let names = block.iter().flatten().map(|word| word.alike.len()).max().unwrap_or(0);
        let mut promise = Promise::new(names, candidates);
        block.iter().for_each(|line| promise.add(line));
        // Where a candidate stands among the possible ones.
        let mut places = vec![None; candidates.len()];
        let mut possible = Vec::new();
        for (number, title) in (0..).zip(candidates) {
            if promise.is_possible(title) {
                places[usize::from(number)] = Some(possible.len() as u16);
                let bits = |word: &Rc<Printed>| {
                    let agrees = |bits, &name: &usize| bits << 1 | u32::from(word.alike[name] > 0.0);
                    title.words.iter().take(LONGEST).rev().fold(0, agrees)
                };
                let line = |line: &Vec<Rc<Printed>>| line.iter().map(bits).chain([0]).collect();
                possible.push(Possible { title, number, agreed: block.iter().map(line).collect() });
            }
        }
        let begins = |word: &Rc<Printed>| word.begins.iter().filter_map(|&at| places[usize::from(at)]).collect();
        let begins = block.iter().map(|line| line.iter().map(begins).collect()).collect();
        let places = vec![FxHashMap::default(); total + 1];
        Self { block, candidates, possible, begins, places, taken: Vec::new(), begun: Vec::new() }
    }

    /// Follows all ways from a state.
    fn go_on(&mut self, cursors: Cursors, state: State) {
        for (at, line) in self.block.iter().enumerate() {
            if cursors.at(at) < line.len() {
                self.step(cursors, cursors.moved(at, 1), State { score: state.score - SKIPPED, ..state }, None);
            }
        }
        if let Some((to, value, named)) = take_year(self.block, cursors, state.last_year) {
            let gain = if named { 4.0 } else { 3.0 };
            let next = State { score: state.score + gain, last_year: value, ..state };
            self.step(cursors, to, next, Some(Column::Year(value)));
        }
        // Where two titles begin alike, as `Đơn giá` above `Đơn vị`, the upper one may be the other's.
        let mut begun = std::mem::take(&mut self.begun);
        begun.clear();
        for (top, line) in self.begins.iter().enumerate() {
            begun.extend(line.get(cursors.at(top)).into_iter().flatten().map(|&title| (title, top)));
        }
        begun.sort_unstable();
        for &(title, top) in &begun {
            let possible = &self.possible[usize::from(title)];
            let (title, number) = (possible.title, possible.number);
            if !self.fits(title, state) {
                continue;
            }
            let Some((to, matched)) = possible.take(self.block, cursors, top) else { continue };
            let behind = self.last_rank(state).is_some_and(|last| last > title.field.rank());
            let gain = title.gain(matched) - 0.5 * f32::from(u8::from(behind));
            let next = State { score: state.score + gain, ..state };
            self.step(cursors, to, next, Some(Column::Title(number, matched)));
        }
        self.begun = begun;
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
        let place = self.places[to.used()].entry(to);
        if matches!(&place, Entry::Occupied(known) if known.get().score >= next.score) {
            return;
        }
        if let Some(column) = column {
            let (field, held) = match column {
                Column::Year(_) => (Field::Year, 0),
                Column::Title(title, _) => {
                    let lines = (0..MOST_LINES).filter(|&line| to.at(line) > from.at(line));
                    (self.candidates[usize::from(title)].field, lines.fold(0, |held, line| held | 1 << line))
                }
            };
            self.taken.push(Taken { before: next.last, column, held });
            next.last = self.taken.len() as u32;
            next.fields |= field.bit();
        }
        place.insert_entry(next);
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
/// Words of a title that are looked at.
const LONGEST: usize = 32;

impl Possible<'_, '_> {
    /// Takes the words of the title from the cursor of line `top` on; gives where it ends and how many agree, `None` where too few do.
    fn take(&self, block: &[Vec<Rc<Printed>>], cursors: Cursors, top: usize) -> Option<(Cursors, f32)> {
        let (mut to, mut wanted, mut matched, mut held) = (cursors, 0, 0.0, 0_u32);
        let length = self.title.words.len().min(LONGEST);
        for (at, (line, agreed)) in block.iter().zip(&self.agreed).enumerate().skip(top) {
            let mut cursor = to.at(at);
            while wanted < length && cursor < line.len() {
                // No word is passed over before the first.
                let next = if matched > 0.0 { agreed[cursor + 1] >> wanted } else { 0 };
                let reached = [agreed[cursor] >> wanted, next];
                if (reached[0] | next) & 0b1111 == 0 {
                    break;
                }
                let way = REACHED.iter().find(|(skip_title, skip_line)| reached[*skip_line] >> skip_title & 1 == 1);
                let Some((skip_title, skip_line)) = way else { break };
                wanted += skip_title + 1;
                held |= 1 << (wanted - 1);
                cursor += skip_line + 1;
                matched += line[cursor - 1].alike[self.title.words[wanted - 1]] - 0.4 * *skip_line as f32;
            }
            to = to.moved(at, cursor - to.at(at));
        }
        let agreed = (0..length).filter(|&at| held >> at & 1 == 1);
        (self.title.is_enough(matched) && self.title.is_told(matched, agreed)).then_some((to, matched))
    }
}

/// Takes `Năm` and a year, or a year alone.
fn take_year(block: &[Vec<Rc<Printed>>], mut to: Cursors, after: i32) -> Option<(Cursors, i32, bool)> {
    let mut named = false;
    for (at, line) in block.iter().enumerate() {
        if !named && line.get(to.at(at)).is_some_and(|word| word.named_year) {
            named = true;
            to = to.moved(at, 1);
        }
        if let Some(value) = line.get(to.at(at)).and_then(|word| word.year).filter(|&value| value > after) {
            return Some((to.moved(at, 1), value, named));
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
