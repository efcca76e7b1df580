//! Distance between words as OCR mistakes them, and the closest entry of a list.

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

fn cost(a: char, b: char) -> f32 {
    if a == b {
        0.0
    } else if ALIKE.iter().any(|set| set.contains(a) && set.contains(b)) {
        0.5
    } else {
        1.0
    }
}

/// Weighted edit distance of two folded texts: 1 for a letter, ½ for one that looks alike, ½ for a space.
pub fn distance(a: &str, b: &str) -> f32 {
    let gap = |c: char| if c.is_alphanumeric() { 1.0 } else { 0.5 };
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<f32> = std::iter::once(0.0)
        .chain(b.iter().scan(0.0, |sum, &c| {
            *sum += gap(c);
            Some(*sum)
        }))
        .collect();
    for x in a.chars() {
        let mut diagonal = row[0];
        row[0] += gap(x);
        for (j, &y) in b.iter().enumerate() {
            let best = (diagonal + cost(x, y)).min(row[j] + gap(y)).min(row[j + 1] + gap(x));
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[b.len()]
}

/// The entry of `folded` (texts already folded) nearest to `text`, if its distance is at most `share` of its length;
/// the first of equals. Texts over 200 characters have none.
pub fn closest<'a>(text: &str, folded: impl Iterator<Item = &'a str>, share: f32) -> Option<Closest> {
    let text = fold(text);
    let length = text.chars().count();
    if length == 0 || length > 200 {
        return None;
    }
    folded
        .enumerate()
        .filter_map(|(index, entry)| {
            let bound = share * entry.len() as f32;
            // Each character too many costs at least ½.
            if length.abs_diff(entry.len()) as f32 > 2.0 * bound {
                return None;
            }
            let distance = distance(&text, entry);
            (distance <= bound).then_some(Closest { index, distance })
        })
        .reduce(|best, next| if next.distance < best.distance { next } else { best })
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
