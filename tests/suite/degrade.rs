//! `vanban degrade`: noise like that of the channel it was learned from.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::Workplace;
use vanban::channel::align::{Emission, NOTHING, align, learn};
use vanban::channel::sample::Sampler;
use vanban::document::Channel;
use vanban::eval::text::{self, LineScore};
use vanban::model::Model;
use vanban::text::syllable;

const SEEDS: [(&str, &str); 3] =
    [("000", "000_2d79e76029e8a821"), ("001", "001_9870a8e9efecb3e2"), ("004", "004_159b3a23d6de038f")];

fn read(path: String) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Character error rate over lines; the structure of scans (headers side by side, tables) is not what letters do.
fn cer<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> f64 {
    let lines: Vec<LineScore> = pairs.map(|(gold, read)| text::score_line(gold, read, None)).collect();
    text::TextScore::new(&lines, false).cer
}

#[test]
fn errors_are_near_those_of_the_engine() {
    let model = Model::embedded().unwrap();
    let mut sampler = Sampler::new(model.reading(Channel::Eng).emissions.letters(), 1.0, 1);
    for (number, seed) in SEEDS {
        let (gold, scan) = (read(format!("fixtures/gold/{number}.txt")), read(format!("seeds/{seed}.txt")));
        let real = cer(gold.lines().zip(scan.lines()));
        let degraded: Vec<String> = gold.lines().map(|line| sampler.degrade(line)).collect();
        let made = cer(gold.lines().zip(degraded.iter().map(String::as_str)));
        assert!((made / real - 1.0).abs() < 0.25, "{seed}: {made} is not near {real}");
    }
}

#[test]
fn the_letters_learned_back_are_those_of_the_model() {
    let model = Model::embedded().unwrap();
    let letters = model.reading(Channel::Eng).emissions.letters();
    let mut sampler = Sampler::new(letters, 1.0, 1);
    let gold: String = SEEDS.map(|(number, _)| read(format!("fixtures/gold/{number}.txt"))).concat();
    let chars = |text: &str| text.chars().collect::<Vec<char>>();
    let pairs: Vec<(Vec<char>, Vec<char>)> = gold
        .lines()
        .filter(|line| !line.is_empty() && line.len() < 300)
        .map(|line| (chars(&syllable::nfc(line)), chars(&sampler.degrade(line))))
        .collect();
    let mut printed: BTreeMap<char, usize> = BTreeMap::new();
    pairs.iter().flat_map(|(line, _)| line).for_each(|&c| *printed.entry(c).or_default() += 1);
    let back = learn(&pairs, 4);
    assert!(pairs.iter().all(|(printed, read)| align(&back, printed, read).is_some()));
    let mut compared = 0;
    for &(c, emission, p) in letters.iter().filter(|&&(c, _, p)| c != NOTHING && p > 0.05) {
        if printed.get(&c).is_some_and(|&count| count >= 300) {
            let found = back.learned.get(&(c, Emission::from_packed(emission))).copied().unwrap_or_default();
            assert!((found - p).abs() < 0.08, "{c:?} as {emission:x}: {found}, not {p}");
            compared += 1;
        }
    }
    assert!(compared > 25, "{compared}");
}

#[test]
fn lines_stay_and_a_seed_decides() {
    let work = Workplace::new();
    let text = "Kế hoạch triển khai thực hiện Nghị quyết\n\n".repeat(20);
    work.write("a.txt", &text);
    let run = |arguments: &str| {
        let run = work.run(&format!("degrade a.txt --model small.model {arguments}"));
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{arguments}");
        String::from_utf8(run.out).unwrap()
    };
    let first = run("");
    assert_eq!(
        first.lines().map(str::is_empty).collect::<Vec<_>>(),
        text.lines().map(str::is_empty).collect::<Vec<_>>()
    );
    assert!(first.ends_with('\n') && first.contains("Ké"));
    assert_eq!(first, run("--seed 0"));
    assert_ne!(run("--severity 0.5"), run("--severity 0.5 --seed 1"));
    assert_eq!(run("--severity 0"), text);
    assert_eq!(run("--channel clean"), text);
    assert_eq!(run("-o out.txt"), "");
    assert_eq!(work.read("out.txt"), first);
    assert_eq!(work.run_with("degrade - --model small.model", text.as_bytes()).out, first.as_bytes());
}

#[test]
fn what_can_t_be_degraded_is_told() {
    let work = Workplace::new();
    work.write("bad.txt", "\0\0\0");
    for (arguments, code, message) in [
        ("degrade gone.txt", 1, "error: gone.txt: No such file or directory (os error 2)\n"),
        ("degrade bad.txt", 1, "error: bad.txt: not a text file: 3 control characters, 3 of them NUL\n"),
        ("degrade --severity -1", 2, "error: unexpected argument '-1' found"),
        ("degrade --severity x", 2, "error: invalid value 'x'"),
    ] {
        let run = work.run(arguments);
        assert_eq!(run.code, code, "{arguments}");
        assert!(run.err.starts_with(message), "{arguments}: {}", run.err);
    }
}
