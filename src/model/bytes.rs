//! Reading and writing the numbers and strings of the packed file, little-endian.

use super::ModelError;

/// Takes values off the front of a slice of bytes.
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The next `len` bytes.
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], ModelError> {
        let (head, rest) =
            self.bytes.split_at_checked(len).ok_or_else(|| ModelError::Format("it is cut short".into()))?;
        self.bytes = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (head, rest) =
            self.bytes.split_first_chunk::<N>().ok_or_else(|| ModelError::Format("it is cut short".into()))?;
        self.bytes = rest;
        Ok(*head)
    }

    /// One byte.
    pub fn u8(&mut self) -> Result<u8, ModelError> {
        Ok(self.array::<1>()?[0])
    }

    /// Four bytes as a number.
    pub fn u32(&mut self) -> Result<u32, ModelError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// Eight bytes as a number.
    pub fn u64(&mut self) -> Result<u64, ModelError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// Four bytes as a number with a point, which must be finite.
    pub fn f32(&mut self) -> Result<f32, ModelError> {
        let value = f32::from_le_bytes(self.array()?);
        if value.is_finite() { Ok(value) } else { Err(ModelError::Format("it holds a number that is none".into())) }
    }

    /// A length of one byte and so many bytes of UTF-8.
    pub fn string(&mut self) -> Result<&'a str, ModelError> {
        let len = usize::from(self.u8()?);
        std::str::from_utf8(self.take(len)?).map_err(|_| ModelError::Format("it holds text that is not UTF-8".into()))
    }

    /// A length of four bytes and so many bytes.
    pub fn block(&mut self) -> Result<&'a [u8], ModelError> {
        let len = self.u32()? as usize;
        self.take(len)
    }

    /// Whether everything was read.
    pub fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Appends what [`Reader::string`] reads; text past 255 bytes is cut at a character.
pub fn put_string(out: &mut Vec<u8>, text: &str) {
    let text = &text[..text.floor_char_boundary(255)];
    out.push(text.len() as u8);
    out.extend(text.as_bytes());
}

/// Appends what [`Reader::block`] reads.
pub fn put_block(out: &mut Vec<u8>, block: &[u8]) {
    out.extend((block.len() as u32).to_le_bytes());
    out.extend(block);
}
