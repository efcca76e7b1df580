//! Printed lines found in a picture of a page, and rubbed out.
//!
//! A ruling is a long run of dark points in a row of points; where the page lies askew, it goes on in a row beside. What is
//! thick is a picture or a stamp, and what is short is a letter.

use super::gray::Gray;
use crate::page::Ruling;

/// Shortest run that can be part of a ruling, in inches: no letter of running text has one.
const RUN: f32 = 0.22;
/// Most light points within a run, in inches: specks of a scan.
const SPECK: f32 = 0.008;
/// Most that lies between runs of one ruling, in inches.
const BREAK: f32 = 0.1;
/// Shortest ruling, in inches, and the thickest.
const LENGTH: f32 = 0.3;
const THICKNESS: f32 = 0.05;
/// Rows that part two runs of one ruling are fewer.
const BESIDE: usize = 3;
/// How far from a ruling what is left of its edge may stand, in inches.
const FRINGE: f32 = 0.012;

/// A run of dark points: its row, where it begins, and where it ends.
#[derive(Clone, Copy)]
struct Run {
    row: usize,
    from: usize,
    to: usize,
}

/// Finds the rulings of a picture that has `dpi` points an inch, rubs them out, and gives them in points of a page.
pub fn take(picture: &mut Gray, dpi: f32) -> Vec<Ruling> {
    let threshold = picture.threshold();
    let mut found = Vec::new();
    let mut erased = Vec::new();
    for level in [true, false] {
        let plane = Plane { picture, threshold, level };
        for runs in plane.rulings(dpi) {
            let scale = 72.0 / dpi;
            let point = |along: usize, row: f32| {
                let (x, y) = if level { (along as f32, row) } else { (row, along as f32) };
                [x * scale, y * scale]
            };
            let Some((first, last)) = runs.iter().min_by_key(|run| run.from).zip(runs.iter().max_by_key(|run| run.to))
            else {
                continue;
            };
            let row = |end: &dyn Fn(&Run) -> bool| {
                let (sum, count) =
                    runs.iter().filter(|run| end(run)).fold((0, 0), |(sum, count), run| (sum + run.row, count + 1));
                sum as f32 / count.max(1) as f32 + 0.5
            };
            let near = (SPECK * dpi) as usize + 1;
            let from = point(first.from, row(&|run| run.from <= first.from + near));
            let to = point(last.to, row(&|run| run.to + near >= last.to));
            found.push(Ruling { from, to });
            erased.extend(plane.cover(&runs, (FRINGE * dpi).ceil() as usize));
        }
    }
    for at in erased {
        picture.points[at] = 255;
    }
    found
}

/// Runs that may be one ruling: all, and those of the last rows.
struct Chain {
    runs: Vec<Run>,
    last: Vec<Run>,
}

/// A picture seen along its rows, or along its columns.
struct Plane<'a> {
    picture: &'a Gray,
    threshold: u8,
    level: bool,
}

impl Plane<'_> {
    /// Number of rows, and their length.
    fn size(&self) -> (usize, usize) {
        if self.level { (self.picture.height, self.picture.width) } else { (self.picture.width, self.picture.height) }
    }

    fn index(&self, row: usize, at: usize) -> usize {
        if self.level { row * self.picture.width + at } else { at * self.picture.width + row }
    }

    fn dark(&self, row: usize, at: usize) -> bool {
        self.picture.points[self.index(row, at)] < self.threshold
    }

    /// The long runs of all rows, from the first row on.
    fn runs(&self, dpi: f32) -> Vec<Run> {
        let (rows, length) = self.size();
        let (least, speck) = ((RUN * dpi) as usize, (SPECK * dpi) as usize);
        let mut runs = Vec::new();
        for row in 0..rows {
            let mut open: Option<Run> = None;
            for at in 0..length {
                if !self.dark(row, at) {
                    continue;
                }
                match &mut open {
                    Some(run) if at - run.to <= speck => run.to = at + 1,
                    _ => runs.extend(
                        open.replace(Run { row, from: at, to: at + 1 }).filter(|run| run.to - run.from >= least),
                    ),
                }
            }
            runs.extend(open.filter(|run| run.to - run.from >= least));
        }
        runs
    }

    /// Runs that lie beside one another or go on from one another, where they are as long and as thin as a ruling is.
    fn rulings(&self, dpi: f32) -> Vec<Vec<Run>> {
        let (mut open, mut done): (Vec<Chain>, Vec<Vec<Run>>) = (Vec::new(), Vec::new());
        let reach = (BREAK * dpi) as usize;
        for run in self.runs(dpi) {
            let mut joined = Chain { runs: vec![run], last: vec![run] };
            let mut at = 0;
            while at < open.len() {
                open[at].last.retain(|known| known.row + BESIDE > run.row);
                if open[at].last.is_empty() {
                    done.push(open.swap_remove(at).runs);
                } else if open[at].last.iter().any(|known| known.from <= run.to + reach && run.from <= known.to + reach)
                {
                    let mut known = open.swap_remove(at);
                    known.runs.append(&mut joined.runs);
                    known.last.append(&mut joined.last);
                    joined = known;
                } else {
                    at += 1;
                }
            }
            open.push(joined);
        }
        done.extend(open.into_iter().map(|chain| chain.runs));
        let (least, most) = (LENGTH * dpi, THICKNESS * dpi);
        done.retain(|runs| {
            let (from, to) = runs.iter().fold((usize::MAX, 0), |(from, to), run| (from.min(run.from), to.max(run.to)));
            let dark: usize = runs.iter().map(|run| run.to - run.from).sum();
            let length = (to - from) as f32;
            length >= least && dark as f32 <= most * length
        });
        done.sort_by_key(|runs| runs.iter().map(|run| (run.row, run.from)).min());
        done
    }

    /// The points of a ruling and of its soft edge, without letters that touch it.
    fn cover(&self, runs: &[Run], fringe: usize) -> Vec<usize> {
        let rows = self.size().0;
        let mut points = Vec::new();
        for run in runs {
            for at in run.from..run.to {
                points.push(self.index(run.row, at));
                let above = run.row.checked_sub(fringe + 1).filter(|&row| !self.dark(row, at));
                points.extend(above.into_iter().flat_map(|row| row + 1..run.row).map(|row| self.index(row, at)));
                let below = Some(run.row + fringe + 1).filter(|&row| row < rows && !self.dark(row, at));
                points.extend(below.into_iter().flat_map(|row| run.row + 1..row).map(|row| self.index(row, at)));
            }
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A light picture of 100 points an inch with what `draw` makes dark.
    fn picture(draw: impl Fn(usize, usize) -> bool) -> Gray {
        let (width, height) = (300, 200);
        let point = |at: usize| if draw(at % width, at / width) { 20 } else { 240 };
        Gray { width, height, points: (0..width * height).map(point).collect() }
    }

    #[test]
    fn rulings_are_found_and_rubbed_out() {
        // A level line that sinks by one point in fifty, broken once; an upright one; a letter that touches; a black square.
        let level =
            |x: usize, y: usize| (20..280).contains(&x) && y / 2 == (60 + x / 50) / 2 && !(150..155).contains(&x);
        let upright = |x: usize, y: usize| (100..102).contains(&x) && (30..190).contains(&y);
        let letter = |x: usize, y: usize| (40..44).contains(&x) && (45..80).contains(&y);
        let square = |x: usize, y: usize| (200..250).contains(&x) && (100..150).contains(&y);
        let mut one = picture(|x, y| level(x, y) || upright(x, y) || letter(x, y) || square(x, y));
        let found = take(&mut one, 72.0);
        let whole: Vec<[f32; 4]> =
            found.iter().map(|one| [one.from[0], one.from[1], one.to[0], one.to[1]].map(f32::round)).collect();
        assert_eq!(whole, [[20.0, 61.0, 280.0, 65.0], [101.0, 30.0, 101.0, 190.0]]);
        let dark = |one: &Gray, x: usize, y: usize| one.points[y * one.width + x] < 100;
        assert!(!dark(&one, 25, 60) && !dark(&one, 270, 65) && !dark(&one, 100, 120));
        assert!(dark(&one, 41, 50) && dark(&one, 41, 75) && dark(&one, 220, 120));
    }

    #[test]
    fn a_page_without_rulings_stays_as_it_is() {
        for draw in [(|_, _| false) as fn(usize, usize) -> bool, |_, _| true, |x, y| x % 7 < 3 && y % 11 < 4] {
            let mut one = picture(draw);
            let before = one.clone();
            assert_eq!(take(&mut one, 300.0), []);
            assert_eq!(one, before);
        }
    }
}
