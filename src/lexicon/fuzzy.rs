//! Distance between words as OCR mistakes them, and the closest entry of a list.

use std::sync::LazyLock;

use super::fold;

/// An entry of a list that is near a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closest {
    /// Index in the list.
    pub index: usize,
    /// [`distance`] to it.
    pub distance: f32,
}

/// Letters that look alike once folded; changing one for another costs half.
const ALIKE: [&str; 9] = ["il1jtr|!", "o0ceaq", "dbp", "uiv", "nmhr", "s5z86", "gq9", "ft", "yv"];

/// For each ASCII letter, the sets of [`ALIKE`] that hold it, one bit each.
static SETS: LazyLock<[u16; 128]> = LazyLock::new(|| {
    let mut sets = [0; 128];
    for (bit, set) in ALIKE.iter().enumerate() {
        set.bytes().for_each(|letter| sets[usize::from(letter & 127)] |= 1 << bit);
    }
    sets
});

fn cost(a: char, b: char) -> f32 {
    let sets = |c: char| SETS.get(c as usize).copied().unwrap_or(0);
    if a == b {
        0.0
    } else if sets(a) & sets(b) != 0 {
        0.5
    } else {
        1.0
    }
}

/// Weighted edit distance of two folded texts: 1 for a letter, ½ for one that looks alike, ½ for a space.
pub fn distance(a: &str, b: &str) -> f32 {
    within(a, b, f32::INFINITY).unwrap_or(f32::INFINITY)
}

/// [`distance`] where it is at most `bound`; gives up as soon as it can't be.
fn within(a: &str, b: &str, bound: f32) -> Option<f32> {
    let gap = |c: char| if c.is_alphanumeric() { 1.0 } else { 0.5 };
    let b: Vec<char> = b.chars().collect();
    let mut row = Vec::with_capacity(b.len() + 1);
    row.push(0.0);
    b.iter().for_each(|&c| row.push(row[row.len() - 1] + gap(c)));
    for x in a.chars() {
        let mut diagonal = row[0];
        row[0] += gap(x);
        let mut least: f32 = row[0];
        for (j, &y) in b.iter().enumerate() {
            let best = (diagonal + cost(x, y)).min(row[j] + gap(y)).min(row[j + 1] + gap(x));
            diagonal = std::mem::replace(&mut row[j + 1], best);
            least = least.min(best);
        }
        if least > bound {
            return None;
        }
    }
    Some(row[b.len()]).filter(|distance| *distance <= bound)
}

/// How often characters occur, in 32 bins.
fn count(text: &str) -> [u32; 32] {
    let mut bins = [0; 32];
    text.chars().for_each(|c| bins[c as usize % 32] += 1);
    bins
}

/// The entry of `folded` (texts already folded) nearest to `text`, if its distance is at most `share` of its length;
/// the first of equals. Texts over 200 characters have none.
pub fn closest<'a>(text: &str, folded: impl Iterator<Item = &'a str>, share: f32) -> Option<Closest> {
    let text = fold(text);
    let length = text.chars().count();
    if length == 0 || length > 200 {
        return None;
    }
    let letters = count(&text);
    let mut best: Option<Closest> = None;
    for (index, entry) in folded.enumerate() {
        let bound = best.map_or(f32::INFINITY, |best| best.distance).min(share * entry.len() as f32);
        // Each character too many costs at least ½, and so does each changed one, which unbalances two counts.
        let apart: u32 = letters.iter().zip(count(entry)).map(|(a, b)| a.abs_diff(b)).sum();
        if length.abs_diff(entry.len()) as f32 > 2.0 * bound || apart as f32 > 4.0 * bound {
            continue;
        }
        if let Some(distance) = within(&text, entry, bound).filter(|at| best.is_none_or(|best| *at < best.distance)) {
            best = Some(Closest { index, distance });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_cost_less_than_other_words() {
        for (a, b, want) in [
            ("so", "so", 0.0),
            ("s0", "so", 0.5),
            ("ke hoach", "kehoach", 0.5),
            ("bang uy", "dang uy", 0.5),
            ("abc", "", 3.0),
            ("", "abc", 3.0),
            ("xyz", "ab", 3.0),
        ] {
            assert_eq!(distance(a, b), want, "{a} {b}");
        }
    }

    #[test]
    fn the_closest_is_within_bounds() {
        let list = ["so noi vu", "so tu phap", "so tai chinh"];
        let find = |text| closest(text, list.into_iter(), 0.15).map(|found| list[found.index]);
        assert_eq!(find("Sở Tài chính"), Some("so tai chinh"));
        assert_eq!(find("S0 Tai chinb"), Some("so tai chinh"));
        assert_eq!(find("Sở Y tế"), None);
        assert_eq!(find(""), None);
    }
}
