//! The bar that the best few of many values set for the rest.

/// Values are told apart by their exponent and the first bit of their mantissa.
const SHIFT: u32 = 22;

/// Counts of values by size.
pub(super) struct Bar {
    counts: [u16; 1 << (31 - SHIFT)],
    /// Values that come before the rest.
    best: u32,
    /// The bin of the bar, and how many values are in it or above.
    bin: usize,
    above: u32,
}

impl Bar {
    /// A bar that lies at 0 until there are `best` values.
    pub fn new(best: u32) -> Self {
        Self { counts: [0; 1 << (31 - SHIFT)], best, bin: 0, above: 0 }
    }

    /// The same without values.
    pub fn emptied(&self) -> Self {
        Self::new(self.best)
    }

    /// Takes a value that is not negative. Those below the bar don't move it.
    pub fn add(&mut self, value: f32) {
        let bin = (value.to_bits() >> SHIFT) as usize;
        let (true, Some(count)) = (bin >= self.bin, self.counts.get_mut(bin)) else { return };
        *count = count.saturating_add(1);
        self.above += 1;
        while self.above.saturating_sub(u32::from(self.counts[self.bin])) >= self.best {
            self.above -= u32::from(self.counts[self.bin]);
            self.bin += 1;
        }
    }

    /// A value that as many as asked for reach; never above what the least of them is.
    pub fn height(&self) -> f32 {
        f32::from_bits((self.bin as u32) << SHIFT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_best_are_above(mut values in prop::collection::vec(1e-20_f32..1.0, 0..300), best in 1_u32..100) {
            let mut bar = Bar::new(best);
            values.iter().for_each(|&value| bar.add(value));
            values.sort_by(|a, b| b.total_cmp(a));
            match values.get(best as usize - 1) {
                // A bin is as wide as half of its lower end.
                Some(&least) => prop_assert!(bar.height() <= least && least < 1.5001 * bar.height()),
                None => prop_assert_eq!(bar.height(), 0.0),
            }
        }
    }
}
