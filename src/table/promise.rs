//! What a block of lines may be worth as a header at the most, by its words alone: few blocks need the search.

use std::rc::Rc;

use super::fields::Field;
use super::header::{COLUMNS, SUBJECTS, WHOLE};
use super::titles::{Candidate, Printed, SKIPPED, YEAR};

/// The words of a block.
pub(super) struct Promise<'c, 'a> {
    candidates: &'c [Candidate<'a>],
    /// How well each word that titles use agrees with one of the block at the best.
    agreed: Vec<f32>,
    words: usize,
    years: usize,
}

impl<'c, 'a> Promise<'c, 'a> {
    /// That of no words.
    pub fn new(names: usize, candidates: &'c [Candidate<'a>]) -> Self {
        Self { candidates, agreed: vec![0.0; names], words: 0, years: 0 }
    }

    /// Takes a line into the block.
    pub fn add(&mut self, line: &[Rc<Printed>]) {
        for word in line {
            for (name, alike) in word.agreed() {
                self.agreed[name] = self.agreed[name].max(alike);
            }
            self.years += usize::from(word.year.is_some());
        }
        self.words += line.len();
    }

    /// How many words the block has.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Whether a title may stand in the block at all.
    pub fn is_possible(&self, title: &Candidate<'_>) -> bool {
        title.is_enough(self.matched(title))
    }

    /// How many words of a title agree at the most.
    fn matched(&self, title: &Candidate<'_>) -> f32 {
        title.words.iter().map(|&name| self.agreed[name]).sum()
    }

    /// The most that a reading of the block may score by the words of each column, as far as words in any order tell; `None` where it
    /// can't have three columns.
    pub fn by_columns(&self) -> Option<f32> {
        let mut gains = [0.0_f32; Field::COUNT];
        let mut columns = [0_usize; Field::COUNT];
        for title in self.candidates {
            let matched = self.matched(title);
            if !title.is_enough(matched) {
                continue;
            }
            let gain = (title.gain(matched) + SKIPPED * self.held(title)).max(0.0);
            let (best, count) = (&mut gains[title.field as usize], &mut columns[title.field as usize]);
            if title.field.is_manifold() {
                (*best, *count) = (*best + gain, *count + 1);
            } else {
                (*best, *count) = (best.max(gain), 1);
            }
        }
        let score = gains.iter().sum::<f32>() + self.years as f32 * YEAR - SKIPPED * self.words as f32;
        (columns.iter().sum::<usize>() + self.years >= COLUMNS).then_some(score)
    }

    /// The same by the words of the block, of which each stands in one title only.
    pub fn by_words(&self, block: &[Vec<Rc<Printed>>]) -> f32 {
        let mut worth = vec![0.0_f32; self.agreed.len()];
        for title in self.candidates {
            let matched = self.matched(title);
            if title.is_enough(matched) {
                let gain = title.gain_each(matched, self.held(title));
                title.words.iter().for_each(|&name| worth[name] = worth[name].max(gain));
            }
        }
        let year = |word: &Printed| if word.year.is_some() { YEAR } else { 0.0 };
        let best = |word: &Rc<Printed>| word.agreed().fold(year(word), |best, (name, _)| best.max(worth[name]));
        // Sums in another order may differ by so much.
        block.iter().flatten().map(best).sum::<f32>() - SKIPPED * self.words as f32 + 1e-3
    }

    /// Whether the block may have whole columns enough, and one for what the table is about.
    pub fn may_convince(&self) -> bool {
        let mut columns = [0_usize; Field::COUNT];
        let (mut subject, years) = (self.years > 2, if self.years > 2 { self.years } else { 0 });
        for title in self.candidates {
            let matched = self.matched(title);
            if title.is_enough(matched) {
                subject |= SUBJECTS.contains(&title.field);
                let count = &mut columns[title.field as usize];
                if matched >= WHOLE * title.words.len() as f32 && (*count == 0 || title.field.is_manifold()) {
                    *count += 1;
                }
            }
        }
        subject && columns.iter().sum::<usize>() + years >= COLUMNS
    }

    /// How many words of a title agree at all.
    fn held(&self, title: &Candidate<'_>) -> f32 {
        title.words.iter().filter(|&&name| self.agreed[name] > 0.0).count() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::fields::{Fields, split};
    use crate::table::sorting::read;
    use crate::table::titles::Dictionary;

    #[test]
    fn no_block_scores_more_than_it_promises() {
        let blocks: [&[&str]; 5] = [
            &["Kết quả Thời gian", "TT Nội dung công việc Chủ trì Phối hợp", "cần đạt thực hiện"],
            &["STT Chỉ tiêu Năm Năm Ghi chú", "2025 2030"],
            &["Đơn giá Thành", "STT Nội dung chi Đơn vị Số lượng (triệu tiền", "tính đồng) (triệu", "đồng)"],
            &["Cơ quan chủ trì: Sở Nội vụ; thời gian thực hiện: năm 2026", "nội dung công việc, nội dung chi"],
            &["TT Nôi dung công viêc Chu tri Phoi hơp Ghi chu"],
        ];
        let (mut dictionary, mut candidates) = Dictionary::new(Fields::shared());
        for trusted in [false, true] {
            candidates.iter_mut().for_each(|title| title.trusted = trusted);
            for lines in blocks {
                let mut words =
                    |line: &&str| split(line).into_iter().map(|word| dictionary.word(word, &candidates)).collect();
                let block: Vec<Vec<Rc<Printed>>> = lines.iter().map(&mut words).collect();
                let mut promise = Promise::new(dictionary.len(), &candidates);
                block.iter().for_each(|line| promise.add(line));
                let score = read(&block, &candidates).0.score;
                assert!(promise.by_words(&block) >= score, "{lines:?}");
                assert!(promise.by_columns().is_none_or(|most| most + 1e-3 >= score), "{lines:?}");
            }
        }
    }
}
