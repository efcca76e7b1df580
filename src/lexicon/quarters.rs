//! Quarters of a year by the strokes of their roman numbers, whatever those were read as.

/// The numbers of the quarters.
pub const QUARTERS: [&str; 4] = ["I", "II", "III", "IV"];

/// Which quarter was read as these strokes, as an index of [`QUARTERS`]: `11` is `II`, as is `H`, two strokes that touch.
pub fn of_strokes(read: &str) -> Option<usize> {
    let stroke = |c| match c {
        'I' | 'i' | 'L' | 'l' | '1' | 'J' | 'j' | '|' | '!' => Some("I"),
        'H' | 'h' | 'U' => Some("II"),
        'V' | 'v' | 'Y' => Some("V"),
        _ => None,
    };
    let printed: String = read.chars().map(stroke).collect::<Option<_>>()?;
    // There is no fifth one: a stroke is lost.
    let printed = if printed == "V" { "IV" } else { &printed };
    QUARTERS.iter().position(|&quarter| quarter == printed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_are_counted() {
        for (read, quarter) in [
            ("1", Some("I")),
            ("Il", Some("II")),
            ("H", Some("II")),
            ("ih", Some("III")),
            ("111", Some("III")),
            ("|V", Some("IV")),
            ("v", Some("IV")),
            ("1111", None),
            ("VI", None),
            ("2", None),
            ("", None),
        ] {
            assert_eq!(of_strokes(read).map(|at| QUARTERS[at]), quarter, "{read}");
        }
    }
}
