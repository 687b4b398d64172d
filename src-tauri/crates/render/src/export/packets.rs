//! Encoded packets of one stream, and the file they are kept in: a header, the packets, and a hash of both, so that a
//! file cut short or changed is found out before it is used.
//!
//! ```text
//! "BOBPKT1\n" | length, caps | count | length and key flag of each packet | the packets | BLAKE3 of all before
//! ```

use std::fs;
use std::io;
use std::path::Path;

const MAGIC: &[u8; 8] = b"BOBPKT1\n";
const KEY_FLAG: u32 = 1 << 31;

/// One encoded frame of picture or of sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// What the encoder made.
    pub bytes: Vec<u8>,
    /// Whether decoding can start here.
    pub is_key: bool,
}

/// Packets in order, one after the other without a gap, none reordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packets {
    /// Their GStreamer caps, the decoder's parameters among them.
    pub caps: String,
    /// The packets.
    pub packets: Vec<Packet>,
}

impl Packets {
    /// Write them into a new file and sync it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        use io::Write;
        let mut file = io::BufWriter::new(fs::File::create(path)?);
        let mut hash = blake3::Hasher::new();
        let mut put = |bytes: &[u8]| {
            hash.update(bytes);
            file.write_all(bytes)
        };
        put(MAGIC)?;
        put(&length(self.caps.len())?.to_le_bytes())?;
        put(self.caps.as_bytes())?;
        put(&length(self.packets.len())?.to_le_bytes())?;
        for packet in &self.packets {
            let flag = if packet.is_key { KEY_FLAG } else { 0 };
            put(&(length(packet.bytes.len())? | flag).to_le_bytes())?;
        }
        for packet in &self.packets {
            put(&packet.bytes)?;
        }
        let hash = hash.finalize();
        file.write_all(hash.as_bytes())?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_data()
    }

    /// Read a file back; nothing where it is not whole.
    pub fn read(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let (content, hash) = bytes.split_last_chunk::<32>()?;
        if blake3::hash(content).as_bytes() != hash {
            return None;
        }
        let mut rest = content.strip_prefix(MAGIC)?;
        let caps = take_length(&mut rest)?;
        let caps = String::from_utf8(take(&mut rest, caps)?.to_vec()).ok()?;
        let count = take_length(&mut rest)?;
        let sizes: Vec<u32> = (0..count).map(|_| take_number(&mut rest)).collect::<Option<_>>()?;
        let packets = sizes
            .into_iter()
            .map(|size| {
                let length = usize::try_from(size & !KEY_FLAG).ok()?;
                Some(Packet { bytes: take(&mut rest, length)?.to_vec(), is_key: size & KEY_FLAG != 0 })
            })
            .collect::<Option<_>>()?;
        rest.is_empty().then_some(Self { caps, packets })
    }
}

fn length(length: usize) -> io::Result<u32> {
    u32::try_from(length)
        .ok()
        .filter(|length| length & KEY_FLAG == 0)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a packet is too long"))
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

fn take_number(rest: &mut &[u8]) -> Option<u32> {
    let (number, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    Some(u32::from_le_bytes(*number))
}

fn take_length(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(take_number(rest)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_cut_short_or_changed_is_not_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.packets");
        let packets = Packets {
            caps: "video/x-h264".to_owned(),
            packets: vec![Packet { bytes: vec![1, 2, 3], is_key: true }, Packet { bytes: vec![4], is_key: false }],
        };
        packets.write(&path).expect("written");
        assert_eq!(Packets::read(&path), Some(packets));
        let whole = fs::read(&path).expect("read");
        fs::write(&path, &whole[..whole.len() - 1]).expect("written");
        assert_eq!(Packets::read(&path), None, "cut short");
        let mut changed = whole;
        changed[30] ^= 1;
        fs::write(&path, &changed).expect("written");
        assert_eq!(Packets::read(&path), None, "changed");
    }
}
