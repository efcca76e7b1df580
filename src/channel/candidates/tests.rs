//! The search against a plain one over all onsets and rimes, by the definitions alone.

use super::*;
use crate::channel::emission::{pair_key, word_key};
use crate::document;
use crate::model::{Model, Reading};

/// Forms worth less than this share of the best are compared no more: the search may leave them out.
const NEAR: f32 = 0.02;

/// P(chars | letter).
fn emitted(channel: &Channel, letter: u16, chars: &[char]) -> f32 {
    let find = |list: &[(u16, f32)]| list.iter().find(|&&(known, _)| known == letter).map(|&(_, p)| p);
    let floor = channel.floors()[chars.len()];
    match chars {
        [] => channel.empty()[usize::from(letter)].max(floor),
        [c] => find(&channel.letters_of(*c)).unwrap_or(floor),
        _ => find(channel.emitting(chars)).unwrap_or(floor),
    }
}

/// P(chars | letters); characters may be read where none was printed, before the first letter too if that is `open`.
fn read_as(channel: &Channel, letters: &[u16], chars: &[char], open: bool) -> f32 {
    let inserted = |row: &mut [f32]| {
        let before = row.to_vec();
        for (at, &c) in chars.iter().enumerate() {
            row[at + 1] += before[at] * channel.insertion(c);
        }
    };
    let mut row = vec![0.0; chars.len() + 1];
    row[0] = 1.0;
    if open {
        inserted(&mut row);
    }
    for &letter in letters {
        let mut made = vec![0.0; row.len()];
        for from in 0..row.len() {
            for to in from..row.len().min(from + 4) {
                made[to] += row[from] * emitted(channel, letter, &chars[from..to]);
            }
        }
        inserted(&mut made);
        row = made;
    }
    row[chars.len()]
}

/// P(read | form) by its parts, and that with the form's frequency, for all forms.
fn all(reading: &Reading, read: &str) -> Vec<(u32, f32, f32)> {
    let Reading { emissions: channel, index } = reading;
    let chars: Vec<char> = read.chars().collect();
    let text = |chars: &[char]| word_key(&chars.iter().collect::<String>());
    let cuts = 0..CUTS.min(chars.len() + 1);
    let part = |weights: Weights, key, chars: &[char], letters: f32| {
        weights.mix(channel.count(pair_key(key, text(chars))), letters)
    };
    let onset = |onset: &Onset, chars: &[char]| match onset.letters.is_empty() {
        true => {
            if chars.is_empty() {
                1.0
            } else {
                0.0
            }
        }
        false => part(onset.weights, onset.key, chars, read_as(channel, &onset.letters, chars, true)),
    };
    let onsets: Vec<Vec<f32>> =
        index.onsets.iter().map(|unit| cuts.clone().map(|cut| onset(unit, &chars[..cut])).collect()).collect();
    let mut found = Vec::new();
    for rime in &index.rimes {
        let letters: Vec<u16> = rime.letters.iter().rev().copied().collect();
        let ends: Vec<f32> = cuts
            .clone()
            .map(|cut| part(rime.weights, rime.key, &chars[cut..], read_as(channel, &letters, &chars[cut..], false)))
            .collect();
        for at in rime.forms.0..rime.forms.1 {
            let (form, detail) = (&index.forms[at as usize], &index.details[at as usize]);
            let p: f32 = onsets[usize::from(form.onset)].iter().zip(&ends).map(|(a, b)| a * b).sum();
            let p = detail.weights.mix(0.0, p);
            found.push((detail.form, p, p * detail.prior));
        }
    }
    found
}

#[test]
fn what_is_near_the_best_is_found() {
    let model = Model::embedded().expect("a whole model");
    let reading = model.reading(document::Channel::Eng);
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    // Words that no training pair has as they stand here, so that nothing was counted of the whole.
    for read in ["nghiép5", "thucmg", "trlén", "qu6ôc", "phudng1", "kë", "dưtmg", "xuzt", "hqôi", "bánb"] {
        assert!(!reading.emissions.is_known(read), "{read}");
        reading.index.search(read, &reading.emissions, &mut scratch, 70, &mut found);
        let all = all(reading, read);
        let best = all.iter().map(|form| form.2).fold(0.0, f32::max);
        for (form, p, worth) in all {
            if worth < best * NEAR {
                continue;
            }
            let cost = found.iter().find(|candidate| candidate.form == form).map(|candidate| candidate.cost);
            let near = cost.is_some_and(|cost| (cost + p.ln()).abs() < 0.1);
            assert!(near, "{read} as {}: {cost:?} for {}", model.forms.written(form), -p.ln());
        }
    }
}
