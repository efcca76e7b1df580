//! The reliability plot: accuracy against confidence, one dot a bin, its area by the words in it.

use maud::{Markup, html};

use crate::eval::calibration::Calibration;

/// Side of the plot's square.
const SIDE: f64 = 240.0;

/// Room for the labels.
const MARGIN: f64 = 40.0;

pub fn reliability(calibration: &Calibration) -> Markup {
    let x = |share: f64| format!("{:.1}", MARGIN + share * SIDE);
    let y = |share: f64| format!("{:.1}", MARGIN / 2.0 + (1.0 - share) * SIDE);
    let most = calibration.bins.iter().map(|bin| bin.words).max().unwrap_or(1) as f64;
    let size = format!("0 0 {} {}", SIDE + 1.5 * MARGIN, SIDE + 1.5 * MARGIN);
    html! {
        svg.plot viewBox=(size) role="img" aria-label="Accuracy against confidence" {
            rect.frame x=(x(0.0)) y=(y(1.0)) width=(SIDE) height=(SIDE) {}
            line.ideal x1=(x(0.0)) y1=(y(0.0)) x2=(x(1.0)) y2=(y(1.0)) {}
            @for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
                text x=(x(tick)) y=(y(-0.07)) text-anchor="middle" { (tick) }
                text x=(x(-0.03)) y=(y(tick - 0.015)) text-anchor="end" { (tick) }
            }
            text x=(x(0.5)) y=(y(-0.15)) text-anchor="middle" { "confidence" }
            text x=(x(0.03)) y=(y(0.95)) { "accuracy" }
            @for bin in &calibration.bins {
                circle cx=(x(bin.confidence)) cy=(y(bin.accuracy)) r=(format!("{:.1}", 2.5 + 9.0 * (bin.words as f64 / most).sqrt())) {
                    title { (bin.words) " words, confidence " (format!("{:.3}", bin.confidence)) ", accuracy " (format!("{:.3}", bin.accuracy)) }
                }
            }
        }
    }
}
