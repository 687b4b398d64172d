//! What has to hold of encoded chunks so that they can be put end to end without encoding anything again: each begins
//! with a keyframe nothing before it is needed for, pictures come in the order they are seen in, and all are decoded by
//! the same parameters.

use gstreamer as gst;

use super::packets::{Packet, Packets};

/// Kinds of units within a packet that matter here, by their numbers in the standard.
const KEY_SLICE: u8 = 5;
const SEQUENCE_PARAMETERS: u8 = 7;
const PICTURE_PARAMETERS: u8 = 8;

/// Why packets cannot follow on one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unjoinable {
    /// A picture needs a later one.
    #[error("pictures come in another order than they are seen in")]
    Reordered,
    /// What stands before is needed.
    #[error("a part does not begin with a keyframe")]
    NoKeyframe,
    /// Not one sequence and one picture parameter set, or others than the header says.
    #[error("the parameters to decode by change within a part")]
    ChangingParameters,
    /// Parts do not agree, because something else made the others.
    #[error("parts differ in the parameters to decode by, as after a change of version or driver; export once more")]
    Differing,
    /// It is not what the container holds.
    #[error("the packets are not H.264 as MP4 holds it")]
    Unreadable,
}

/// Packets as they come out of an encoder.
#[derive(Debug, Default)]
pub struct Gathering {
    caps: Option<gst::Caps>,
    last: Option<gst::ClockTime>,
    packets: Vec<Packet>,
}

impl Gathering {
    /// Take the next one.
    ///
    /// # Errors
    /// When it is out of order, or brings other parameters.
    pub fn take(&mut self, sample: &gst::SampleRef) -> Result<(), Unjoinable> {
        match (&self.caps, sample.caps()) {
            (Some(first), Some(now)) if !first.is_strictly_equal(now) => return Err(Unjoinable::ChangingParameters),
            (None, Some(now)) => self.caps = Some(now.to_owned()),
            _ => {}
        }
        let buffer = sample.buffer().ok_or(Unjoinable::Unreadable)?;
        let time = buffer.pts();
        if time.zip(self.last).is_some_and(|(now, last)| now <= last) {
            return Err(Unjoinable::Reordered);
        }
        self.last = time.or(self.last);
        let bytes = buffer.map_readable().map_err(|_| Unjoinable::Unreadable)?.to_vec();
        self.packets.push(Packet { bytes, is_key: !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT) });
        Ok(())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.packets.len()
    }

    /// All of them, once they are found to be a chunk of their own.
    ///
    /// # Errors
    /// When decoding cannot begin with them, or their parameters change.
    pub fn finish(self) -> Result<Packets, Unjoinable> {
        let caps = self.caps.ok_or(Unjoinable::Unreadable)?;
        let header = Header::of(&caps).ok_or(Unjoinable::Unreadable)?;
        for (index, packet) in self.packets.iter().enumerate() {
            let mut has_key = false;
            for unit in header.units(&packet.bytes) {
                let unit = unit.ok_or(Unjoinable::Unreadable)?;
                match unit.first().map(|first| first & 0x1f) {
                    Some(KEY_SLICE) => has_key = true,
                    Some(SEQUENCE_PARAMETERS) if unit != header.sequence => return Err(Unjoinable::ChangingParameters),
                    Some(PICTURE_PARAMETERS) if unit != header.picture => return Err(Unjoinable::ChangingParameters),
                    Some(_) => {}
                    None => return Err(Unjoinable::Unreadable),
                }
            }
            if index == 0 && !has_key {
                return Err(Unjoinable::NoKeyframe);
            }
        }
        Ok(Packets { caps: caps.to_string(), packets: self.packets })
    }
}

/// What MP4 keeps once for all packets (`avcC`).
struct Header {
    length_bytes: usize,
    sequence: Vec<u8>,
    picture: Vec<u8>,
}

impl Header {
    /// Read from caps; nothing unless it holds one parameter set of each kind.
    fn of(caps: &gst::CapsRef) -> Option<Self> {
        let data = caps.structure(0)?.get::<gst::Buffer>("codec_data").ok()?;
        let data = data.map_readable().ok()?;
        let [1, _, _, _, lengths, rest @ ..] = data.as_slice() else { return None };
        let (sequence, rest) = only_set(rest, 0x1f)?;
        let (picture, _) = only_set(rest, 0xff)?;
        Some(Self {
            length_bytes: usize::from(lengths & 3) + 1,
            sequence: sequence.to_vec(),
            picture: picture.to_vec(),
        })
    }

    /// The units of a packet, each after its length; nothing in place of one that is cut short.
    fn units<'a>(&self, mut rest: &'a [u8]) -> impl Iterator<Item = Option<&'a [u8]>> {
        let length_bytes = self.length_bytes;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let unit = rest.split_at_checked(length_bytes).and_then(|(length, after)| {
                let length = length.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
                after.split_at_checked(length)
            });
            rest = unit.map_or(&[], |(_, after)| after);
            Some(unit.map(|(unit, _)| unit))
        })
    }
}

/// The one set of a list that says to hold one, and what comes after.
fn only_set(list: &[u8], count_mask: u8) -> Option<(&[u8], &[u8])> {
    let [count, high, low, rest @ ..] = list else { return None };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    if count & count_mask != 1 { None } else { rest.split_at_checked(length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEQUENCE: [u8; 3] = [0x67, 1, 2];
    const PICTURE: [u8; 2] = [0x68, 3];
    const OTHER_PICTURE: [u8; 2] = [0x68, 4];
    const KEY: [u8; 2] = [0x65, 9];
    const DELTA: [u8; 2] = [0x41, 9];

    /// Packets of units, a time apart, in the order of `times`.
    fn gathered(packets: &[&[&[u8]]], times: &[u64]) -> Result<usize, Unjoinable> {
        gst::init().expect("GStreamer");
        let header: Vec<u8> = [&[1, 100, 0, 40, 0xff, 0xe1, 0, 3][..], &SEQUENCE, &[1, 0, 2], &PICTURE].concat();
        let caps = gst::Caps::builder("video/x-h264").field("codec_data", gst::Buffer::from_mut_slice(header)).build();
        let mut gathering = Gathering::default();
        for (units, time) in packets.iter().zip(times) {
            let bytes: Vec<u8> = units.iter().flat_map(|unit| [&[0, 0, 0, 0][..], unit].concat()).collect();
            let mut buffer = gst::Buffer::from_mut_slice(with_lengths(bytes, units));
            buffer.get_mut().expect("fresh").set_pts(gst::ClockTime::from_mseconds(*time));
            gathering.take(&gst::Sample::builder().caps(&caps).buffer(&buffer).build())?;
        }
        gathering.finish().map(|packets| packets.packets.len())
    }

    fn with_lengths(mut bytes: Vec<u8>, units: &[&[u8]]) -> Vec<u8> {
        let mut at = 0;
        for unit in units {
            bytes[at + 3] = u8::try_from(unit.len()).expect("short");
            at += 4 + unit.len();
        }
        bytes
    }

    #[test]
    fn only_chunks_that_stand_for_themselves_may_follow_on_one_another() {
        assert_eq!(gathered(&[&[&SEQUENCE, &PICTURE, &KEY], &[&DELTA], &[&KEY]], &[0, 1, 2]), Ok(3));
        assert_eq!(gathered(&[&[&DELTA], &[&KEY]], &[0, 1]), Err(Unjoinable::NoKeyframe));
        assert_eq!(gathered(&[&[&KEY], &[&DELTA], &[&DELTA]], &[0, 2, 1]), Err(Unjoinable::Reordered));
        assert_eq!(gathered(&[&[&KEY], &[&OTHER_PICTURE, &KEY]], &[0, 1]), Err(Unjoinable::ChangingParameters));
        assert_eq!(gathered(&[&[&KEY, &[]]], &[0]), Err(Unjoinable::Unreadable));
    }
}
