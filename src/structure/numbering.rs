//! Labels of sections and items: the systems of numbering, and how alike a damaged label is to a sound one.
//!
//! Deciding which label a damaged one was needs its neighbours: see [`super::sequence`].

/// A way of numbering. The order is that of nesting, outermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// `Phần I`, `Phần thứ nhất`.
    Part,
    /// `Chương I`.
    Chapter,
    /// `A.`
    Upper,
    /// `I.`
    Roman,
    /// `Mục 1`.
    Division,
    /// `Điều 1.`
    Article,
    /// `1.`
    Arabic,
    /// `1.1`, with the number of its parts.
    Decimal(u8),
    /// `a)`
    Lower,
    /// `1)` or `(1)`.
    Bracketed,
}

impl System {
    /// Whether the label is a word and a number.
    pub fn is_named(self) -> bool {
        matches!(self, System::Part | System::Chapter | System::Division | System::Article)
    }
}

/// The value of a label: one number, or several for a decimal label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    parts: [u16; 4],
    len: u8,
}

impl Number {
    /// A label of one number.
    pub fn one(value: u16) -> Self {
        Self { parts: [value, 0, 0, 0], len: 1 }
    }

    /// A label of several numbers; those past the fourth are left out.
    pub fn of(values: &[u16]) -> Self {
        let mut number = Self { parts: [0; 4], len: values.len().min(4) as u8 };
        for (part, value) in number.parts.iter_mut().zip(values) {
            *part = *value;
        }
        number
    }

    /// The numbers.
    pub fn parts(&self) -> &[u16] {
        &self.parts[..usize::from(self.len)]
    }

    /// The last number.
    pub fn last(&self) -> u16 {
        self.parts().last().copied().unwrap_or(0)
    }

    /// All but the last number.
    pub fn prefix(&self) -> &[u16] {
        self.parts().split_last().map_or(&[], |(_, prefix)| prefix)
    }

    /// The same label with another last number.
    pub fn with_last(mut self, last: u16) -> Self {
        if let Some(at) = usize::from(self.len).checked_sub(1) {
            self.parts[at] = last;
        }
        self
    }

    /// The first label below this one.
    pub fn first_below(mut self) -> Self {
        if self.len < 4 {
            self.parts[usize::from(self.len)] = 1;
            self.len += 1;
        }
        self
    }
}

/// The order of letters as labels.
const LETTERS: [char; 24] = [
    'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'x', 'y',
    'z',
];

/// Index of `đ`, which many authors pass over.
pub const BARRED_D: u16 = 5;

/// The label as printed, without word and mark.
pub fn render(system: System, number: Number) -> String {
    let value = number.last();
    match system {
        System::Roman | System::Part | System::Chapter => roman(value),
        System::Upper => letter(value).to_uppercase(),
        System::Lower => letter(value),
        System::Decimal(_) => number.parts().iter().map(u16::to_string).collect::<Vec<_>>().join("."),
        System::Division | System::Article | System::Arabic | System::Bracketed => value.to_string(),
    }
}

fn letter(value: u16) -> String {
    usize::from(value).checked_sub(1).and_then(|at| LETTERS.get(at)).map_or_else(|| "?".into(), char::to_string)
}

fn roman(mut value: u16) -> String {
    const UNITS: [(u16, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut text = String::new();
    for (unit, sign) in UNITS {
        while value >= unit && text.len() < 12 {
            text.push_str(sign);
            value -= unit;
        }
    }
    text
}

/// The number that `observed` says in `system`, letters that look like digits and the other way round taken as what
/// they look like.
pub fn read(system: System, observed: &str) -> Option<Number> {
    let digits = |text: &str| -> Option<u16> {
        let text: String = text.chars().map(|c| if is_stroke(c) { '1' } else { c }).collect();
        (text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
    };
    match system {
        System::Roman | System::Part | System::Chapter => {
            let text: String =
                observed.chars().map(|c| if is_stroke(c) { 'I' } else { c.to_ascii_uppercase() }).collect();
            (1..=39).find(|&value| roman(value) == text).map(Number::one)
        }
        System::Upper | System::Lower => {
            let mut chars = observed.chars();
            let c = chars.next()?;
            if chars.next().is_some() || c.is_lowercase() != (system == System::Lower) {
                return None;
            }
            let c = c.to_lowercase().next()?;
            LETTERS.iter().position(|&letter| letter == c).map(|at| Number::one(at as u16 + 1))
        }
        System::Decimal(_) => {
            let parts: Option<Vec<u16>> = observed.split('.').map(digits).collect();
            parts.filter(|parts| (2..=4).contains(&parts.len())).map(|parts| Number::of(&parts))
        }
        System::Division | System::Article | System::Arabic | System::Bracketed => {
            digits(observed).filter(|&value| value > 0).map(Number::one)
        }
    }
}

/// Characters that an upright stroke is read as.
fn is_stroke(c: char) -> bool {
    matches!(c, '1' | 'I' | 'l' | 'i' | '|' | '!' | 'Í' | 'Ì' | 'í' | 'ì' | 'ị' | 'Ị' | ']' | '[' | 'J' | 'j' | '/')
}

/// What it costs that `printed` was read as `observed`: 0 for the same, about 0.3 for each look-alike, 2 for each letter
/// that is quite another.
pub fn damage(printed: &str, observed: &str) -> f32 {
    let printed: Vec<char> = printed.chars().collect();
    // Two bold strokes that touch in the middle are an H.
    let (touching, observed) = match printed.contains(&'I') && observed.contains('H') {
        true => (0.5, observed.replace('H', "II")),
        false => (0.0, observed.to_owned()),
    };
    // Bold strokes that touch are read as fewer: III as II.
    let lost = |at: usize| match at.checked_sub(1).map(|before| (printed[before], printed[at])) {
        Some(('I', 'I')) => 0.6,
        // The stop between two numbers is a speck.
        _ if printed[at] == '.' => 0.8,
        _ => 1.5,
    };
    let mut row: Vec<f32> = vec![0.0];
    for at in 0..printed.len() {
        row.push(row[at] + lost(at));
    }
    let mut before = None;
    for seen in observed.chars().take(12) {
        // The same letter read twice: V as Vv.
        let doubled = before.is_some_and(|before: char| before != seen && before.eq_ignore_ascii_case(&seen));
        // A bold stroke and the stop that touches it: I. as IL.
        let more = if doubled || matches!(seen, '|' | 'L') { 0.6 } else { 1.5 };
        let mut corner = row[0];
        row[0] += more;
        for (at, &true_char) in printed.iter().enumerate() {
            let best = (corner + swap(true_char, seen)).min(row[at] + lost(at)).min(row[at + 1] + more);
            corner = row[at + 1];
            row[at + 1] = best;
        }
        before = Some(seen);
    }
    touching + row.last().copied().unwrap_or(0.0)
}

/// The cost of reading one character as another.
fn swap(printed: char, seen: char) -> f32 {
    if printed == seen {
        return 0.0;
    }
    if is_stroke(printed) && is_stroke(seen) {
        return 0.3;
    }
    let alike = match printed {
        '0' => "OoQ°",
        '2' => "Zz",
        '3' => "Bb8",
        '4' => "A",
        '5' => "Ss$§",
        '6' => "bGó",
        '7' => "?T/",
        '8' => "B&S",
        '9' => "gq",
        'a' => "@âăáà",
        'b' => "6h",
        'c' => "¢©eC",
        'd' => "đđ",
        'đ' => "dD",
        'e' => "©cé",
        'g' => "q9",
        'V' => "vYU",
        'X' => "xK",
        'I' => "T",
        'Đ' => "DPB",
        _ => "",
    };
    if alike.contains(seen) { 0.5 } else { 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_written_and_read() {
        for (system, number, text) in [
            (System::Roman, Number::one(3), "III"),
            (System::Roman, Number::one(14), "XIV"),
            (System::Lower, Number::one(5), "đ"),
            (System::Decimal(2), Number::of(&[5, 11]), "5.11"),
            (System::Article, Number::one(2), "2"),
        ] {
            assert_eq!(render(system, number), text);
            assert_eq!(read(system, text), Some(number), "{text}");
        }
        assert_eq!(read(System::Roman, "I11"), Some(Number::one(3)));
        assert_eq!(read(System::Arabic, "ll"), Some(Number::one(11)));
        assert_eq!(read(System::Roman, "IIII"), None);
        assert_eq!(read(System::Arabic, "?"), None);
    }

    #[test]
    fn look_alikes_cost_little() {
        assert!(damage("III", "I11") < 1.0);
        assert!(damage("II", "Il") < 0.5);
        assert!(damage("7.2", "?.2") < 1.0);
        assert!(damage("IV", "I11") > 2.5);
        assert!(damage("III", "II") < 1.0);
        assert!(damage("V", "Vv") < 1.0);
        assert!(damage("III", "IH") < damage("II", "IH"));
        assert!(damage("H", "H") == 0.0 && damage("8", "H") > 1.5);
        assert!(damage("I", "IL") < 1.0);
        assert!(damage("12", "1") > 1.0);
        assert_eq!(damage("12", "12"), 0.0);
    }
}
