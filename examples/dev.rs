use std::fs;
use vanban::model::Model;
use vanban::train::*;
fn pairs(path: &str) -> Vec<Pair> {
    fs::read_to_string(path).unwrap().lines().filter_map(|l| {
        let mut f = l.split('\t').skip(3);
        Some(Pair { printed: f.next()?.to_owned(), read: f.next()?.to_owned() })
    }).collect()
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let out = &args[1];
    let keep: usize = args[2].parse().unwrap();
    let d = "/tmp/data/";
    let eng = pairs(&format!("{d}train_eng.tsv"));
    let vie = pairs(&format!("{d}train_vie.tsv"));
    let truth = eng.iter().chain(&vie).map(|p| p.printed.as_str()).collect::<Vec<_>>().join("\n");
    let mut corpora = vec![Corpus { weight: 1.0, text: truth }];
    for (i, name) in ["near", "legal", "general"].iter().enumerate() {
        let weight = args[3 + i].parse().unwrap();
        if weight > 0.0 { corpora.push(Corpus { weight, text: fs::read_to_string(format!("{d}{name}.txt")).unwrap() }); }
    }
    let t = std::time::Instant::now();
    let parts = train(&Input { corpora, eng, vie, estimate: vanban::lm::estimate::Settings { keep, ..Default::default() }, least: (6.0, 120.0) }, |m| eprintln!("{:.1}s {m}", t.elapsed().as_secs_f32()));
    fs::write(out, Model::pack(&parts)).unwrap();
}
