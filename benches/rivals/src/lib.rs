//! Correctors that install from a registry, each as a function from a text to a corrected text, line for line.

use std::collections::HashMap;
use std::io::Write;
use std::process::{Command, Stdio};

use vanban::model::Model;

/// A corrector of texts.
pub type Corrector<'a> = Box<dyn Fn(&str) -> String + 'a>;

/// The symspell crate over the model's vocabulary, which has more words of the field than any list of its own, at distance 2.
pub fn symspell(model: &Model) -> Corrector<'static> {
    let mut words: symspell::SymSpell<symspell::UnicodeStringStrategy> = symspell::SymSpell::default();
    for line in counts(model) {
        words.load_dictionary_line(&line, 0, 1, " ");
    }
    Box::new(move |text| {
        each_word(text, |word| Some(words.lookup(word, symspell::Verbosity::Top, 2).into_iter().next()?.term))
    })
}

/// The fast_symspell crate, likewise.
pub fn fast_symspell(model: &Model) -> Corrector<'static> {
    let mut words: fast_symspell::SymSpell<fast_symspell::UnicodeStringStrategy> = fast_symspell::SymSpell::default();
    for line in counts(model) {
        words.load_dictionary_line(&line, 0, 1, " ");
    }
    Box::new(move |text| {
        each_word(text, |word| Some(words.lookup(word, fast_symspell::Verbosity::Top, 2).into_iter().next()?.term))
    })
}

/// The spellbook crate over Debian's Vietnamese dictionary (`apt-get install hunspell-vi`): the first suggestion for each word that
/// is not in it. `None` where the dictionary is not installed.
pub fn hunspell() -> Option<Corrector<'static>> {
    let part = |kind| std::fs::read_to_string(format!("/usr/share/hunspell/vi_VN.{kind}")).ok();
    let words = spellbook::Dictionary::new(&part("aff")?, &part("dic")?).ok()?;
    Some(Box::new(move |text| {
        let mut known: HashMap<String, Option<String>> = HashMap::new();
        let suggest = |word: &str| {
            if words.check(word) {
                return None;
            }
            let mut found = Vec::new();
            words.suggest(word, &mut found);
            found.into_iter().next()
        };
        each_word(text, |word| known.entry(word.to_owned()).or_insert_with(|| suggest(word)).clone())
    }))
}

/// Reads lines, writes each as pyvi accents it; a line on which pyvi fails comes back as it was.
const ACCENT: &str = "\
import sys
from pyvi import ViUtils
sys.stdin.reconfigure(encoding='utf-8', newline='\\n')
sys.stdout.reconfigure(encoding='utf-8', newline='\\n')
for line in sys.stdin:
    line = line.rstrip('\\n')
    try:
        made = ViUtils.add_accents(line)
    except Exception:
        made = line
    print(' '.join(made.split()))
";

/// PyPI's pyvi by the Python that `PYTHON` names, or python3 (`pip install pyvi`). `None` where it can't be imported.
pub fn pyvi() -> Option<Corrector<'static>> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let imports = Command::new(&python).args(["-c", "import pyvi.ViUtils"]).stderr(Stdio::null()).status();
    imports.is_ok_and(|status| status.success()).then(|| -> Corrector<'static> {
        Box::new(move |text| {
            let mut child = Command::new(&python)
                .args(["-c", ACCENT])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("Python starts");
            let mut stdin = child.stdin.take().expect("a pipe");
            let text = text.to_owned();
            let feed = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
            let output = child.wait_with_output().expect("Python ends");
            feed.join().expect("no panic").expect("Python reads on");
            String::from_utf8(output.stdout).expect("UTF-8")
        })
    })
}

/// The vocabulary with its counts, a line each.
fn counts(model: &Model) -> Vec<String> {
    model.vocabulary.entries().iter().map(|entry| format!("{} {}", entry.word, entry.count)).collect()
}

/// The text with each word replaced by what `find` has for it; others stay.
fn each_word(read: &str, mut find: impl FnMut(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(read.len() * 5 / 4);
    for line in read.lines() {
        for word in line.split_whitespace() {
            match find(word) {
                Some(found) => text.push_str(&found),
                None => text.push_str(word),
            }
            text.push(' ');
        }
        text.push('\n');
    }
    text
}
