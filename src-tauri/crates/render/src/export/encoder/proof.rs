//! The proof that an encoder works: two chunks of a few pictures, encoded as the export would at the export's size, put
//! end to end and decoded by the processor. What comes out has to be what went in, picture for picture.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use bobine_model::{Format, FrameRate, Frames};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use super::EncoderError;
use super::recipe::Recipe;
use crate::element;
use crate::export::joinable::{Gathering, Unjoinable};
use crate::export::packets::Packets;
use crate::export::{encoded_caps, error_on_bus};
use crate::ges::{frames, said_by};
use crate::plan::Size;

/// Pictures of each chunk: enough that an encoder that puts them in another order does.
const PICTURES: u32 = 4;
/// How long all of it may take. A card wakes within a second or two.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often a wait looks for an error.
const LOOK_UP: gst::ClockTime = gst::ClockTime::from_mseconds(50);
/// How far from what went in a level may come out, of 255.
const NEAR: i32 = 6;
/// Luma and the two chromas of the fields of the first picture.
const COLOURS: [[u8; 3]; 4] = [[20, 150, 110], [50, 96, 160], [80, 128, 128], [110, 110, 140]];
/// How much brighter each picture is than the one before: enough to tell them apart, and too little to look like another
/// scene, for which an encoder would begin anew instead of looking ahead.
const BRIGHTER: u8 = 16;

/// Prove a recipe at a format's size. On a thread of its own: a driver that hangs hangs there.
pub fn prove(recipe: Recipe, format: Format) -> Result<(), EncoderError> {
    let (answer, answered) = channel();
    let work = move || {
        let done = catch_unwind(AssertUnwindSafe(|| look(&recipe, format)));
        // Nobody may be waiting any more.
        let _ = answer.send(done.unwrap_or_else(|panic| Err(EncoderError::Failed(said_by(panic.as_ref())))));
    };
    let started = std::thread::Builder::new().name("bobine-proof".to_owned()).spawn(work);
    started.map_err(|error| EncoderError::Failed(error.to_string()))?;
    match answered.recv_timeout(PATIENCE) {
        Ok(done) => done,
        Err(RecvTimeoutError::Timeout) => Err(silent()),
        Err(RecvTimeoutError::Disconnected) => Err(EncoderError::Failed("it ended by itself".to_owned())),
    }
}

fn look(recipe: &Recipe, format: Format) -> Result<(), EncoderError> {
    let size = Size { width: format.width(), height: format.height() };
    let signed = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let rate = format.rate();
    let layout = frames::layout(size, gst::Fraction::new(signed(rate.num()), signed(rate.den())));
    let layout = layout.map_err(|error| failed(&error))?;
    let first = encode(recipe, &layout, rate, 0)?;
    let second = encode(recipe, &layout, rate, PICTURES)?;
    if first.caps != second.caps {
        return Err(Unjoinable::Differing.into());
    }
    let packets = [first.packets, second.packets].concat();
    compare(&decode(&Packets { caps: first.caps, packets }, rate)?)
}

/// A chunk whose pictures are numbered from `from` on.
fn encode(recipe: &Recipe, layout: &gst_video::VideoInfo, rate: FrameRate, from: u32) -> Result<Packets, EncoderError> {
    let encoders = recipe.make()?;
    let parse = element::make("h264parse")?;
    let encoded = element::make("capsfilter")?;
    encoded.set_property("caps", encoded_caps());
    let pictures = (0..PICTURES).map(|index| Ok((index, picture(layout, from + index)?)));
    let pictures = pictures.collect::<Result<Vec<_>, EncoderError>>()?;
    let caps = layout.to_caps().map_err(|error| failed(&error))?;
    let chain = [encoders, vec![parse, encoded]].concat();
    let mut gathering = Gathering::default();
    run(&caps, pictures, rate, &chain, &mut |sample| Ok(gathering.take(sample)?))?;
    let (wanted, got) = (usize::try_from(PICTURES).unwrap_or_default(), gathering.count());
    if got != wanted {
        return Err(EncoderError::WrongPicture(format!("{got} pictures come out of {wanted}")));
    }
    Ok(gathering.finish()?)
}

/// The colours of each decoded picture's fields.
fn decode(packets: &Packets, rate: FrameRate) -> Result<Vec<[[u8; 3]; 4]>, EncoderError> {
    let caps: gst::Caps = packets.caps.parse().map_err(|error: gst::glib::BoolError| failed(&error))?;
    let buffers = (0_u32..).zip(packets.packets.iter()).map(|(index, packet)| {
        let mut buffer = gst::Buffer::from_mut_slice(packet.bytes.clone());
        if let Some(buffer) = buffer.get_mut()
            && !packet.is_key
        {
            buffer.set_flags(gst::BufferFlags::DELTA_UNIT);
        }
        (index, buffer)
    });
    let chain = [element::make("avdec_h264")?, element::make("videoconvert")?, element::make("capsfilter")?];
    let raw = gst::Caps::builder("video/x-raw").field("format", "I420").build();
    chain[2].set_property("caps", raw);
    let mut seen = Vec::new();
    run(&caps, buffers.collect(), rate, &chain, &mut |sample| {
        let info = sample.caps().and_then(|caps| gst_video::VideoInfo::from_caps(caps).ok());
        let (Some(info), Some(buffer)) = (info, sample.buffer()) else { return Err(failed("a picture is empty")) };
        let frame = gst_video::VideoFrameRef::from_buffer_ref_readable(buffer, &info).map_err(|e| failed(&e))?;
        seen.push(fields(&frame)?);
        Ok(())
    })?;
    Ok(seen)
}

/// `appsrc ! … ! appsink`, until all that went in has come out.
fn run(
    caps: &gst::Caps,
    buffers: Vec<(u32, gst::Buffer)>,
    rate: FrameRate,
    chain: &[gst::Element],
    take: &mut dyn FnMut(&gst::SampleRef) -> Result<(), EncoderError>,
) -> Result<(), EncoderError> {
    let source = gst_app::AppSrc::builder().caps(caps).format(gst::Format::Time).build();
    let sink = gst_app::AppSink::builder().sync(false).enable_last_sample(false).build();
    let running = Stopped(gst::Pipeline::new());
    let pipeline = &running.0;
    let all = [&[source.clone().upcast()], chain, &[sink.clone().upcast()]].concat();
    pipeline.add_many(&all).and_then(|()| gst::Element::link_many(&all)).map_err(|error| failed(&error))?;
    let on_bus = || EncoderError::Failed(error_on_bus(pipeline).unwrap_or_else(|| "it does not start".to_owned()));
    pipeline.set_state(gst::State::Playing).map_err(|_| on_bus())?;
    for (index, mut buffer) in buffers {
        let time = |frame| gst::ClockTime::from_nseconds(rate.nanos(Frames::new(frame)));
        if let Some(buffer) = buffer.get_mut() {
            buffer.set_pts(time(index));
            buffer.set_duration(time(index + 1) - time(index));
        }
        source.push_buffer(buffer).map_err(|_| on_bus())?;
    }
    source.end_of_stream().map_err(|_| on_bus())?;
    loop {
        if let Some(sample) = sink.try_pull_sample(LOOK_UP) {
            take(&sample)?;
        } else if let Some(reason) = error_on_bus(pipeline) {
            return Err(EncoderError::Failed(reason));
        } else if sink.is_eos() {
            return Ok(());
        }
    }
}

/// A pipeline that is stopped when dropped.
struct Stopped(gst::Pipeline);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.set_state(gst::State::Null);
    }
}

/// The colours a picture shows in its four fields, in reading order.
fn colours(number: u32) -> [[u8; 3]; 4] {
    let brighter = u8::try_from(number).unwrap_or(u8::MAX).saturating_mul(BRIGHTER);
    COLOURS.map(|[luma, blue, red]| [luma.saturating_add(brighter), blue, red])
}

fn picture(layout: &gst_video::VideoInfo, number: u32) -> Result<gst::Buffer, EncoderError> {
    let memory = gst::Buffer::with_size(layout.size()).map_err(|error| failed(&error))?;
    let mut frame = gst_video::VideoFrame::from_buffer_writable(memory, layout)
        .map_err(|_| failed("a fresh picture cannot be written"))?;
    let colours = colours(number);
    for plane in 0..3_u8 {
        let [width, height, stride] = extent(layout, plane);
        let component = usize::from(plane);
        let pixels = frame.plane_data_mut(u32::from(plane)).map_err(|error| failed(&error))?;
        for (y, row) in pixels.chunks_mut(stride).take(height).enumerate() {
            for (x, pixel) in row.iter_mut().take(width).enumerate() {
                let field = usize::from(y >= height / 2) * 2 + usize::from(x >= width / 2);
                *pixel = colours[field][component];
            }
        }
    }
    Ok(frame.into_buffer())
}

/// The colours in the middle of each field.
fn fields(frame: &gst_video::VideoFrameRef<&gst::BufferRef>) -> Result<[[u8; 3]; 4], EncoderError> {
    let mut found = [[0; 3]; 4];
    for plane in 0..3_u8 {
        let [width, height, _] = extent(frame.info(), plane);
        let stride = frame.plane_stride().get(usize::from(plane)).copied().unwrap_or_default();
        let stride = usize::try_from(stride).unwrap_or_default();
        let pixels = frame.plane_data(u32::from(plane)).map_err(|error| failed(&error))?;
        for (field, colours) in found.iter_mut().enumerate() {
            let (x, y) = (width * (1 + field % 2 * 2) / 4, height * (1 + field / 2 * 2) / 4);
            let pixel = pixels.get(y * stride + x).ok_or_else(|| failed("a picture is too small"))?;
            colours[usize::from(plane)] = *pixel;
        }
    }
    Ok(found)
}

/// Width, height and length of a row of a plane; none is zero.
fn extent(layout: &gst_video::VideoInfo, plane: u8) -> [usize; 3] {
    let stride = u32::try_from(layout.comp_stride(plane)).unwrap_or(1);
    [layout.comp_width(plane), layout.comp_height(plane), stride]
        .map(|length| usize::try_from(length).unwrap_or(1).max(1))
}

fn compare(seen: &[[[u8; 3]; 4]]) -> Result<(), EncoderError> {
    let wanted = usize::try_from(2 * PICTURES).unwrap_or_default();
    if seen.len() != wanted {
        return Err(EncoderError::WrongPicture(format!("{} pictures are decoded of {wanted}", seen.len())));
    }
    for (number, found) in (0..).zip(seen) {
        let pairs = colours(number).into_iter().flatten().zip(found.iter().flatten());
        let furthest = pairs.map(|(wanted, found)| (i32::from(wanted) - i32::from(*found)).abs()).max();
        if furthest.is_some_and(|furthest| furthest > NEAR) {
            let wanted = colours(number);
            return Err(EncoderError::WrongPicture(format!("picture {number} shows {found:?} instead of {wanted:?}")));
        }
    }
    Ok(())
}

fn silent() -> EncoderError {
    EncoderError::Silent { seconds: PATIENCE.as_secs() }
}

fn failed(error: &(impl std::fmt::Display + ?Sized)) -> EncoderError {
    EncoderError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Encoder, ExportSettings};
    use crate::ges::GesThread;

    fn proof(recipe: Recipe) -> Result<(), EncoderError> {
        GesThread::shared().expect("GStreamer");
        prove(recipe, Format::new(180, 320, FrameRate::THIRTY).expect("a size"))
    }

    fn x264() -> Recipe {
        Recipe::of(Encoder::X264, ExportSettings::default(), 1)
    }

    #[test]
    fn software_is_proven() {
        assert_eq!(proof(x264()), Ok(()));
        assert_eq!(proof(Recipe::of(Encoder::OpenH264, ExportSettings::default(), 1)), Ok(()));
    }

    #[test]
    fn an_encoder_that_is_not_here_is_named() {
        let missing = proof(Recipe::bare("nosuchh264enc"));
        assert!(matches!(&missing, Err(EncoderError::Missing(it)) if it.element == "nosuchh264enc"), "{missing:?}");
    }

    #[test]
    fn an_encoder_that_errs_is_not_proven() {
        let failed = proof(Recipe::bare("identity").told("error-after", "2"));
        assert!(matches!(failed, Err(EncoderError::Failed(_))), "{failed:?}");
    }

    #[test]
    fn an_encoder_that_does_not_take_a_setting_is_not_proven() {
        let unknown = proof(x264().told("no-such-setting", "7"));
        assert_eq!(unknown, Err(EncoderError::Setting { setting: "no-such-setting=7".to_owned() }));
        let impossible = proof(x264().told("speed-preset", "warp"));
        assert_eq!(impossible, Err(EncoderError::Setting { setting: "speed-preset=warp".to_owned() }));
    }

    #[test]
    fn an_encoder_that_reorders_is_not_proven() {
        let reordering = x264().told("bframes", "2").told("option-string", "b-adapt=0:scenecut=0");
        assert_eq!(proof(reordering), Err(EncoderError::Unjoinable(Unjoinable::Reordered)));
    }

    #[test]
    fn a_picture_out_of_its_order_or_colour_is_found() {
        let all: Vec<_> = (0..2 * PICTURES).map(colours).collect();
        assert_eq!(compare(&all), Ok(()));
        let mut swapped = all.clone();
        swapped.swap(2, 3);
        assert!(matches!(compare(&swapped), Err(EncoderError::WrongPicture(_))));
        let green = all.iter().map(|fields| fields.map(|[luma, _, _]| [luma, 0, 0])).collect::<Vec<_>>();
        assert!(matches!(compare(&green), Err(EncoderError::WrongPicture(_))));
        assert!(matches!(compare(&all[1..]), Err(EncoderError::WrongPicture(_))));
    }
}
