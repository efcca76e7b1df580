//! What it costs to take a line's start for a label, or for running text.

use super::label::{After, Candidate, Shape};
use super::numbering::{BARRED_D, Number, System, damage, read, render};
use super::sequence::{Frame, systems};

/// What it costs to take a candidate as running text.
pub(super) fn passing(candidate: &Candidate) -> f32 {
    if bare(candidate) {
        return 1.2;
    }
    let sound = systems(candidate).iter().any(|&system| {
        candidate
            .readings
            .iter()
            .any(|reading| read(system, reading).is_some_and(|n| damage(&render(system, n), reading) <= 1.0))
    });
    match (candidate.runs_on, sound) {
        (true, true) => 1.5,
        (true, false) => 0.3,
        (false, true) => 5.0,
        (false, false) => 2.5,
    }
}

/// Whether a candidate is a number that has lost its mark, or never had one: "2 Công tác".
fn bare(candidate: &Candidate) -> bool {
    let number = |seen: &String| seen.bytes().all(|b| b.is_ascii_digit());
    !candidate.marked && candidate.shape == Shape::Dotted && candidate.readings.iter().all(number)
}

/// What it costs that `number` follows the open labels.
pub(super) fn order(stack: &[Frame], system: System, number: Number) -> f32 {
    let step = |before: u16, now: u16| match i32::from(now) - i32::from(before) {
        1 => 0.0,
        0 => 3.0,
        // Many authors pass over đ.
        2 if matches!(system, System::Lower | System::Upper) && before + 1 == BARRED_D => 0.3,
        gap if gap > 1 => 2.0 + 0.5 * gap.min(6) as f32,
        _ => 3.5,
    };
    let value = number.last();
    let open = stack.iter().find(|frame| frame.0 == system).map(|frame| frame.1);
    if let System::Decimal(parts) = system {
        let above = stack.iter().rev().find(|frame| match frame.0 {
            System::Arabic => parts == 2,
            System::Decimal(n) => n + 1 == parts,
            _ => false,
        });
        let prefix = match above {
            Some((_, above)) if above.parts() == number.prefix() => 0.0,
            Some(_) => 3.0,
            None => 0.5,
        };
        let within = match open {
            Some(open) if open.prefix() == number.prefix() => step(open.last(), value),
            _ => step(0, value),
        };
        return prefix + within;
    }
    match open {
        Some(open) => step(open.last(), value),
        None if value == 1 => 0.2,
        // Numbers that run on over sections, or a list whose first labels were lost.
        None => 2.0 + 0.2 * f32::from(value.min(6)),
    }
}

/// What it costs to close a list of one system and open one of another below the same title.
pub(super) fn siblings(stack: &[Frame], system: System) -> f32 {
    let below = stack.iter().position(|open| open.0 >= system);
    match below {
        Some(at) if at > 0 && stack[at].0 != system => 2.5,
        _ => 0.0,
    }
}

/// What it costs that the text around a candidate looks as it does.
pub(super) fn look(stack: &[Frame], system: System, candidate: &Candidate) -> f32 {
    let after = match (system, candidate.after) {
        (System::Part | System::Chapter | System::Division | System::Article, After::Nothing) => 0.0,
        (_, After::Nothing) => 2.5,
        (System::Article, After::Small) => 2.0,
        (_, After::Small) => 2.5,
        (System::Roman | System::Upper, After::Sentence) => 0.8,
        (System::Arabic, After::Capitals) => 0.3,
        (System::Lower, After::Capitals) => 0.5,
        _ => 0.0,
    };
    let shape = match system {
        System::Lower if candidate.shape == Shape::Dotted && !stack.iter().any(|frame| frame.0 == system) => 0.5,
        // Strokes alone may be a roman number as well.
        System::Decimal(_) if candidate.readings.iter().all(|seen| seen.chars().all(|c| "1Il|".contains(c))) => 1.5,
        System::Decimal(_) if bare(candidate) => 0.2,
        System::Arabic if bare(candidate) => 0.8,
        // "Điều 3 Nghị định …" in running text.
        _ if system.is_named() && !candidate.marked => 1.5,
        _ => 0.0,
    };
    let runs_on = match (candidate.runs_on, system) {
        (false, _) => 0.0,
        (true, System::Roman) if candidate.after == After::Capitals => 0.5,
        (true, System::Decimal(_)) => 1.0,
        (true, _) => 1.2,
    };
    after + shape + runs_on
}
