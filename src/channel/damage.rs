//! Words that are damaged: worn print, a fold, a stroke across. There a letter may be read as any, vanish or fall apart.

use super::letters::Printed;

/// Probability that a letter of a damaged word is read as letters are elsewhere, and that nothing is left of it.
const SOUND: f32 = 0.6;
const LOST: f32 = 0.2;
/// Probability that it is read as two characters, and as three.
const SPLIT: f32 = 0.02;
/// Share of one character among all that may be read.
const ANY: f32 = 0.025;
/// What it costs that a word is damaged, in nats.
pub const DAMAGE: f32 = 5.0;

/// Makes of how a letter of a sound word is read how one of a damaged word is, in what was read up to `len`.
pub(super) fn soften(printed: &mut Printed, len: usize) {
    let any = [LOST, (1.0 - SOUND - LOST - 2.0 * SPLIT) * ANY, SPLIT * ANY * ANY, SPLIT * ANY * ANY * ANY];
    for ((size, places), any) in printed.iter_mut().enumerate().zip(any) {
        for p in places.iter_mut().take((len + 1).saturating_sub(size)) {
            *p = SOUND * *p + any;
        }
    }
}
