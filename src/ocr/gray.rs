//! Pictures in shades of grey, as poppler draws them and Tesseract reads them.

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Gray {
    /// Width in points of the picture.
    pub width: usize,
    /// Height.
    pub height: usize,
    /// Row by row from the top left, 0 is black.
    pub points: Vec<u8>,
}

impl Gray {
    /// The picture in a binary PGM of 8 bits; none where it is something else.
    pub fn read(pgm: &[u8]) -> Option<Self> {
        let mut rest = pgm.strip_prefix(b"P5")?;
        let mut number = || -> Option<usize> {
            loop {
                rest = rest.trim_ascii_start();
                let Some(comment) = rest.strip_prefix(b"#") else { break };
                rest = &comment[comment.iter().position(|&b| b == b'\n')?..];
            }
            let end = rest.iter().position(|b| !b.is_ascii_digit())?;
            let (digits, after) = rest.split_at(end);
            rest = after;
            std::str::from_utf8(digits).ok()?.parse().ok()
        };
        let (width, height, most) = (number()?, number()?, number()?);
        let points = rest.get(1..)?;
        let whole = most == 255 && width > 0 && width.checked_mul(height)? == points.len();
        whole.then(|| Self { width, height, points: points.to_vec() })
    }

    /// The picture as a binary PGM.
    pub fn write(&self) -> Vec<u8> {
        let mut pgm = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        pgm.extend_from_slice(&self.points);
        pgm
    }

    /// The shade at a place, white beyond the edges.
    pub fn at(&self, x: f32, y: f32) -> u8 {
        let inside = x >= 0.0 && y >= 0.0 && (x as usize) < self.width && (y as usize) < self.height;
        if inside { self.points[y as usize * self.width + x as usize] } else { 255 }
    }

    /// The rectangle `[left, top, right, bottom]` of points darker than `threshold`, if there are more than `least`.
    pub fn ink(&self, threshold: u8, least: usize) -> Option<[usize; 4]> {
        let dark = self.points.iter().enumerate().filter(|(_, point)| **point < threshold);
        let (mut bounds, mut count) = ([usize::MAX, usize::MAX, 0, 0], 0);
        for (x, y) in dark.map(|(at, _)| (at % self.width, at / self.width)) {
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x + 1), bounds[3].max(y + 1)];
            count += 1;
        }
        (count > least).then_some(bounds)
    }

    /// The part in a rectangle that lies within.
    pub fn cut(&self, [left, top, right, bottom]: [usize; 4]) -> Self {
        let rows = self.points.chunks(self.width).take(bottom).skip(top);
        let points = rows.flat_map(|row| &row[left..right]).copied().collect();
        Self { width: right - left, height: bottom - top, points }
    }

    /// The shade that parts dark from light best (Otsu): points below it are dark.
    pub fn threshold(&self) -> u8 {
        let mut counts = [0u32; 256];
        self.points.iter().for_each(|&point| counts[usize::from(point)] += 1);
        let all = self.points.len() as f64;
        let sum: f64 = counts.iter().enumerate().map(|(shade, &count)| shade as f64 * f64::from(count)).sum();
        let (mut best, mut found, mut below, mut dark) = (0.0, 128, 0.0, 0.0);
        for (shade, &count) in counts.iter().enumerate().take(255) {
            below += f64::from(count);
            dark += shade as f64 * f64::from(count);
            let apart = if below > 0.0 && below < all { dark / below - (sum - dark) / (all - below) } else { 0.0 };
            let between = below * (all - below) * apart * apart;
            if between > best {
                (best, found) = (between, shade as u8 + 1);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_read_and_written() {
        let picture = Gray { width: 3, height: 2, points: vec![0, 10, 200, 255, 32, 10] };
        assert_eq!(Gray::read(&picture.write()).as_ref(), Some(&picture));
        assert_eq!(Gray::read(b"P5 # drawn\n1 1\n255\n#").map(|one| one.points), Some(vec![b'#']));
        for broken in [
            &b"P5\n3 2\n255\n12345"[..],
            b"P4\n1 1\n1",
            b"P5\n1 1\n65535\n12",
            b"P5\n99999999999 99999999999\n255\n",
            b"",
        ] {
            assert_eq!(Gray::read(broken), None);
        }
        assert!((33..=200).contains(&picture.threshold()), "{}", picture.threshold());
    }
}
