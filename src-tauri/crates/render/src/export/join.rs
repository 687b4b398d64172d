//! Joining: the packets of all chunks and of the sound into one MP4, without encoding anything again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bobine_model::Frames;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::cache::{Cache, CacheKey};
use super::encoder::Encoder;
use super::joinable::Unjoinable;
use super::packets::{Packet, Packets};
use super::{ExportError, error_on_bus, sync_folder};
use crate::audio::packet_time;
use crate::element;
use crate::plan::Plan;

/// Packets that wait to be written, at most, in bytes for each stream.
const WAITING: u64 = 8_000_000;
const TICK: gst::ClockTime = gst::ClockTime::from_mseconds(100);

/// A file in the making beside its target. Whatever is left of it goes when this is dropped.
#[derive(Debug)]
pub struct Partial {
    target: PathBuf,
    part: PathBuf,
    /// Where fast start keeps the media until it knows the index that stands before them.
    media: PathBuf,
    is_finished: bool,
}

impl Partial {
    /// A place beside a target, proven to be writable.
    ///
    /// # Errors
    /// When the folder is missing or nothing can be written into it.
    pub fn beside(target: &Path) -> Result<Self, ExportError> {
        let folder = folder_of(target);
        if !folder.is_dir() {
            return Err(ExportError::NoFolder(folder.to_owned()));
        }
        let unwritable = |source: io::Error| ExportError::Unwritable { path: folder.to_owned(), source };
        let Some(name) = target.file_name().filter(|_| !target.is_dir()) else {
            return Err(unwritable(io::ErrorKind::IsADirectory.into()));
        };
        let with_ending = |ending: &str| {
            let mut name = name.to_owned();
            name.push(ending);
            target.with_file_name(name)
        };
        let partial = Self {
            target: target.to_owned(),
            part: with_ending(".part"),
            media: with_ending(".media.part"),
            is_finished: false,
        };
        fs::File::create(&partial.part).map_err(unwritable)?;
        Ok(partial)
    }

    /// The file in the making.
    pub fn path(&self) -> &Path {
        &self.part
    }

    /// Sync it and give it the target's name.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(mut self) -> Result<(), ExportError> {
        let finished = fs::File::open(&self.part)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.part, &self.target));
        finished.map_err(|source| ExportError::Unwritable { path: self.target.clone(), source })?;
        sync_folder(folder_of(&self.target));
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.media);
        if !self.is_finished {
            let _ = fs::remove_file(&self.part);
        }
    }
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// All that a file is made of.
#[derive(Clone, Copy)]
pub struct Ready<'a> {
    /// Where the chunks are.
    pub cache: &'a Cache,
    /// What they are of.
    pub plan: &'a Plan,
    /// Their keys, in order.
    pub keys: &'a [CacheKey],
    /// The sound.
    pub sound: &'a Packets,
    /// What made the chunks.
    pub encoder: Encoder,
}

/// Write the chunks and the sound into the file in the making.
///
/// # Errors
/// When the disk is full, a chunk has gone from the cache or does not go with the others, or on a stop.
pub fn join(
    ready: &Ready<'_>,
    partial: &Partial,
    tick: &dyn Fn() -> Result<(), ExportError>,
    stop: &AtomicBool,
) -> Result<(), ExportError> {
    let internal = |error: &dyn std::fmt::Display| ExportError::Internal(error.to_string());
    let first = ready.keys.first().and_then(|key| ready.cache.get(*key)).ok_or_else(vanished)?;
    let picture = source(&first.caps)?;
    let heard = source(&ready.sound.caps)?;
    let mux = element::make("mp4mux")?;
    mux.set_property("faststart", true);
    mux.set_property("faststart-file", partial.media.to_string_lossy().as_ref());
    let sink = element::make("filesink")?;
    sink.set_property("location", &partial.part);
    let pipeline = gst::Pipeline::new();
    pipeline
        .add_many([picture.upcast_ref(), heard.upcast_ref(), &mux, &sink])
        .and_then(|()| picture.link_pads(Some("src"), &mux, Some("video_%u")))
        .and_then(|()| heard.link_pads(Some("src"), &mux, Some("audio_%u")))
        .and_then(|()| mux.link(&sink))
        .map_err(|error| internal(&error))?;
    let joined = std::thread::scope(|scope| {
        if pipeline.set_state(gst::State::Playing).is_err() {
            return Err(muxing_error(&pipeline, partial));
        }
        let pictures = scope.spawn(|| {
            let pushed = push_pictures(ready, &first.caps, &picture, stop);
            // Pictures that failed end the stream as well: nobody should wait for more of them.
            let _ = picture.end_of_stream();
            pushed
        });
        let sounds = scope.spawn(|| push_sound(ready.sound, &heard));
        let written = wait(&pipeline, partial, tick, &pictures);
        if written.is_err() {
            stop.store(true, Ordering::Release);
        }
        // Only a stopped source lets go of who waits for room in it.
        let _ = pipeline.set_state(gst::State::Null);
        let pushed = pictures.join().unwrap_or_else(|_| Err(internal(&"the joining thread failed")));
        sounds.join().map_err(|_| internal(&"the joining thread failed"))?;
        written.and(pushed)
    });
    let _ = pipeline.set_state(gst::State::Null);
    joined
}

fn source(caps: &str) -> Result<gst_app::AppSrc, ExportError> {
    let caps: gst::Caps =
        caps.parse().map_err(|error: gst::glib::BoolError| ExportError::Internal(error.to_string()))?;
    Ok(gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).max_bytes(WAITING).block(true).build())
}

fn push_pictures(
    ready: &Ready<'_>,
    caps: &str,
    source: &gst_app::AppSrc,
    stop: &AtomicBool,
) -> Result<(), ExportError> {
    let Ready { cache, plan, keys, encoder, .. } = *ready;
    let rate = plan.format().rate();
    let mut index = 0;
    for key in keys {
        let chunk = cache.get(*key).ok_or_else(vanished)?;
        if chunk.caps != caps {
            // Another version made it than the one that made the first: its packets cannot follow. Whichever of the two
            // is the older goes with the other.
            keys.first().into_iter().chain([key]).for_each(|key| cache.remove(*key));
            return Err(ExportError::Encoder { encoder, source: Unjoinable::Differing.into() });
        }
        for packet in chunk.packets {
            if stop.load(Ordering::Acquire) {
                return Err(ExportError::Stopped);
            }
            let time = |frame| gst::ClockTime::from_nseconds(rate.nanos(Frames::new(frame)));
            if source.push_buffer(timed(packet, time(index), time(index + 1))).is_err() {
                // What went wrong is on the bus.
                return Ok(());
            }
            index += 1;
        }
    }
    Ok(())
}

fn push_sound(sound: &Packets, source: &gst_app::AppSrc) {
    for (index, packet) in sound.packets.iter().enumerate() {
        if source.push_buffer(timed(packet.clone(), packet_time(index), packet_time(index + 1))).is_err() {
            return;
        }
    }
    let _ = source.end_of_stream();
}

fn timed(packet: Packet, start: gst::ClockTime, end: gst::ClockTime) -> gst::Buffer {
    let mut buffer = gst::Buffer::from_mut_slice(packet.bytes);
    if let Some(buffer) = buffer.get_mut() {
        buffer.set_pts(start);
        buffer.set_dts(start);
        buffer.set_duration(end - start);
        if !packet.is_key {
            buffer.set_flags(gst::BufferFlags::DELTA_UNIT);
        }
    }
    buffer
}

fn wait<T>(
    pipeline: &gst::Pipeline,
    partial: &Partial,
    tick: &dyn Fn() -> Result<(), ExportError>,
    pictures: &std::thread::ScopedJoinHandle<'_, T>,
) -> Result<(), ExportError> {
    let bus = pipeline.bus().ok_or_else(|| ExportError::Internal("a pipeline has no bus".to_owned()))?;
    let mut waited_since_pushed = Duration::ZERO;
    loop {
        let message = bus.timed_pop_filtered(TICK, &[gst::MessageType::Eos, gst::MessageType::Error]);
        match message.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Eos(_)) => return Ok(()),
            Some(gst::MessageView::Error(error)) => return Err(disk_error(&error.error(), partial)),
            _ => tick()?,
        }
        if pictures.is_finished() {
            waited_since_pushed += Duration::from_millis(TICK.mseconds());
            if waited_since_pushed > Duration::from_secs(60) {
                return Err(ExportError::Internal("the joined file was never finished".to_owned()));
            }
        }
    }
}

fn muxing_error(pipeline: &gst::Pipeline, partial: &Partial) -> ExportError {
    let reason = error_on_bus(pipeline).unwrap_or_else(|| "the file cannot be begun".to_owned());
    ExportError::Unwritable { path: partial.target.clone(), source: io::Error::other(reason) }
}

fn disk_error(error: &gst::glib::Error, partial: &Partial) -> ExportError {
    let kind = match error.kind::<gst::ResourceError>() {
        Some(gst::ResourceError::NoSpaceLeft) => io::ErrorKind::StorageFull,
        Some(gst::ResourceError::Write | gst::ResourceError::OpenWrite | gst::ResourceError::OpenReadWrite) => {
            io::ErrorKind::Other
        }
        _ => return ExportError::Internal(error.to_string()),
    };
    let source = io::Error::new(kind, error.to_string());
    ExportError::Unwritable { path: partial.target.clone(), source }
}

fn vanished() -> ExportError {
    ExportError::Internal("a rendered chunk went from the cache meanwhile; export again".to_owned())
}
