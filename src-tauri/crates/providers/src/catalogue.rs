//! What is known of each vendor, as dated data: where it is, which models it has, what they can do and cost.
//! The files lie in assets/prices and are compiled in; a file of the user's can stand in for one of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use bobine_model::{Micros, ModelId, ProviderId};
use bobine_provider::{ClipLength, FirstFrame, Ratio, Shapes, VideoCapabilities, VideoRequest};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The files that come with the program.
const FILES: &[(&str, &str)] = &[
    ("luma.toml", include_str!("../../../../assets/prices/luma.toml")),
    ("runway.toml", include_str!("../../../../assets/prices/runway.toml")),
    ("pika.toml", include_str!("../../../../assets/prices/pika.toml")),
    ("fal.toml", include_str!("../../../../assets/prices/fal.toml")),
    ("replicate.toml", include_str!("../../../../assets/prices/replicate.toml")),
    ("minimax.toml", include_str!("../../../../assets/prices/minimax.toml")),
    ("kling.toml", include_str!("../../../../assets/prices/kling.toml")),
    ("google.toml", include_str!("../../../../assets/prices/google.toml")),
    ("comfyui.toml", include_str!("../../../../assets/prices/comfyui.toml")),
];

const RETIRED: &str = include_str!("../../../../assets/prices/retired.toml");

/// A file of vendor data that is of no use.
#[derive(Debug, thiserror::Error)]
#[error("{file} is no list of a vendor's models and prices")]
pub struct BadCatalogue {
    file: String,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// The protocols there are modules for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// Luma's Agents API.
    Luma,
    /// Runway's developer API.
    Runway,
    /// fal's queue, by which Pika sells its models too.
    Fal,
    /// Replicate's predictions.
    Replicate,
    /// MiniMax's second API.
    MiniMax,
    /// Kling's newer routes.
    Kling,
    /// Google's Interactions API.
    Google,
    /// ComfyUI's server.
    ComfyUi,
}

/// A vendor, as it was when its documentation was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorData {
    /// Its name in settings.
    pub provider: ProviderId,
    /// How it is shown.
    pub title: String,
    /// The day this was read: `2026-11-22`.
    pub read: String,
    /// Where.
    pub source: String,
    /// Which protocol it speaks; several vendors may speak one.
    pub protocol: Protocol,
    /// Its address.
    pub base: String,
    /// The variable that sets another.
    pub base_variable: String,
    /// Whether it is a server of the user's, which is there only when its address is set.
    #[serde(default)]
    pub is_own_server: bool,
    /// Variables that may hold its key, ours first. Empty where none is needed.
    #[serde(default)]
    pub key_variables: Vec<String>,
    /// Where a key is to be had.
    #[serde(default)]
    pub key_page: String,
    /// Where credit is to be had.
    #[serde(default)]
    pub credit_page: String,
    /// The version of the protocol to ask for, where the vendor wants one named.
    #[serde(default)]
    pub version: String,
    concurrency: usize,
    poll_ms: u64,
    deadline_s: u64,
    /// Its video models, the recommended one first.
    pub video: Vec<VideoData>,
}

/// A video model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoData {
    /// Its name in settings.
    pub id: ModelId,
    /// The vendor's name for it, where it differs.
    model: Option<String>,
    /// The vendor's name for it where there is a first frame, where it has another.
    frame_model: Option<String>,
    /// How it is shown.
    pub title: String,
    prompt_limit: usize,
    #[serde(default = "none_taken")]
    first_frame: FirstFrame,
    #[serde(default)]
    takes_seed: bool,
    #[serde(default)]
    has_sound: bool,
    /// Empty: whatever is asked.
    #[serde(default)]
    shapes: Vec<Shape>,
    /// What the vendor calls a shape, where it has names of its own.
    #[serde(default)]
    ratios: BTreeMap<String, String>,
    /// What is sent along as it stands.
    #[serde(default)]
    pub parameters: Map<String, Value>,
    /// The workflow that makes a clip of words, where that is what a model is.
    workflow: Option<String>,
    /// The workflow that makes a clip of a first frame.
    frame_workflow: Option<String>,
    /// What its inputs are called, on platforms where every model has names of its own.
    #[serde(default)]
    pub fields: Fields,
    /// Lengths with a price each.
    #[serde(default)]
    lengths: Vec<Length>,
    /// Lengths of one price a second.
    #[serde(default)]
    seconds: Vec<u32>,
    price_per_second: Option<Price>,
}

/// What a model's inputs are called. What has no name cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// The length of the clip.
    pub seconds: Option<String>,
    /// How the length is written.
    #[serde(default)]
    pub seconds_form: SecondsForm,
    /// The shape; left out where there is a first frame.
    pub ratio: Option<String>,
    /// The seed.
    pub seed: Option<String>,
    /// The first frame, as an address that holds it.
    pub first_frame: Option<String>,
}

/// How a length is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondsForm {
    /// `5`
    #[default]
    Number,
    /// `"5"`
    Text,
    /// `"5s"`
    TextWithUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Length {
    seconds: u32,
    price: Price,
}

/// Dollars, written as text so that no float comes near them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Price(Micros);

impl TryFrom<String> for Price {
    type Error = bobine_model::BadAmount;
    fn try_from(text: String) -> Result<Self, bobine_model::BadAmount> {
        text.parse().map(Self)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Shape(Ratio);

impl TryFrom<String> for Shape {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let parts = text
            .split_once(':')
            .and_then(|(width, height)| Some(Ratio { width: width.parse().ok()?, height: height.parse().ok()? }));
        parts.filter(|ratio| ratio.width > 0 && ratio.height > 0).map(Self).ok_or(format!("{text:?} is no shape: 9:16"))
    }
}

fn none_taken() -> FirstFrame {
    FirstFrame::No
}

/// A vendor that makes nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retired {
    /// Its name in settings.
    pub provider: ProviderId,
    /// How it is shown.
    pub title: String,
    /// The day it ended: `2025-07-24`.
    pub since: String,
    /// What happened.
    pub reason: String,
    /// What to use.
    pub instead: String,
    /// Where that was read.
    pub source: String,
}

/// All vendors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    vendors: Vec<VendorData>,
    /// Those that were.
    pub retired: Vec<Retired>,
}

impl Catalogue {
    /// What came with the program; a file of the same name in the folder `own`, if there is one, in its place.
    pub fn load(own: Option<&Path>) -> Result<Self, BadCatalogue> {
        let vendors = FILES.iter().map(|(name, text)| {
            let path = own.map(|folder| folder.join(name)).filter(|path| path.is_file());
            let (file, text) = match path {
                Some(path) => {
                    let file = path.display().to_string();
                    let text = std::fs::read_to_string(&path);
                    (file.clone(), text.map_err(|fault| BadCatalogue { file, source: fault.into() })?)
                }
                None => ((*name).to_owned(), (*text).to_owned()),
            };
            read(&file, &text)
        });
        #[derive(Deserialize)]
        struct List {
            retired: Vec<Retired>,
        }
        let list: List = toml::from_str(RETIRED)
            .map_err(|fault| BadCatalogue { file: "retired.toml".to_owned(), source: fault.into() })?;
        Ok(Self { vendors: vendors.collect::<Result<_, _>>()?, retired: list.retired })
    }

    /// All vendors there are, the recommended one first.
    pub fn vendors(&self) -> &[VendorData] {
        &self.vendors
    }
}

fn read(file: &str, text: &str) -> Result<VendorData, BadCatalogue> {
    let bad = |source: Box<dyn std::error::Error + Send + Sync>| BadCatalogue { file: file.to_owned(), source };
    let data: VendorData = toml::from_str(text).map_err(|fault| bad(fault.into()))?;
    if data.video.is_empty() {
        return Err(bad("it names no model".into()));
    }
    for video in &data.video {
        let lengths = video.lengths();
        if lengths.is_empty() {
            return Err(bad(format!("{} has no lengths with a price", video.id).into()));
        }
        if !lengths.is_sorted_by(|one, next| one.seconds < next.seconds) {
            return Err(bad(format!("the lengths of {} do not rise", video.id).into()));
        }
    }
    Ok(data)
}

impl VendorData {
    /// The variable the key is to be set by.
    pub fn key_variable(&self) -> Option<&str> {
        self.key_variables.first().map(String::as_str)
    }

    /// How often to ask.
    pub fn poll(&self) -> Duration {
        Duration::from_millis(self.poll_ms)
    }
}

impl VideoData {
    /// The vendor's name for it.
    pub fn vendor_name(&self) -> &str {
        self.model.as_deref().unwrap_or(self.id.as_str())
    }

    /// The vendor's name for it, for a request.
    pub fn name_for(&self, request: &VideoRequest) -> &str {
        let with_frame = request.first_frame.as_ref().and(self.frame_model.as_deref());
        with_frame.unwrap_or_else(|| self.vendor_name())
    }

    /// The workflow for a request.
    pub fn workflow_for(&self, request: &VideoRequest) -> Option<&str> {
        let with_frame = request.first_frame.as_ref().and(self.frame_workflow.as_deref());
        with_frame.or(self.workflow.as_deref())
    }

    /// The vendor's name for a shape.
    pub fn ratio_name(&self, ratio: Ratio) -> String {
        let plain = ratio.to_string();
        self.ratios.get(&plain).cloned().unwrap_or(plain)
    }

    fn lengths(&self) -> Vec<ClipLength> {
        let each = self.price_per_second.map_or(Micros::ZERO, |price| price.0);
        if self.lengths.is_empty() {
            self.seconds.iter().map(|&seconds| ClipLength { seconds, price: each.times(seconds) }).collect()
        } else {
            self.lengths.iter().map(|length| ClipLength { seconds: length.seconds, price: length.price.0 }).collect()
        }
    }

    /// What it can do, for a vendor whose protocol finds and cancels operations as said.
    pub(crate) fn capabilities(&self, vendor: &VendorData, abilities: Abilities) -> VideoCapabilities {
        VideoCapabilities {
            provider: vendor.provider.clone(),
            model: self.id.clone(),
            name: self.title.clone(),
            lengths: self.lengths(),
            shapes: if self.shapes.is_empty() {
                Shapes::Any
            } else {
                Shapes::Of(self.shapes.iter().map(|shape| shape.0).collect())
            },
            first_frame: self.first_frame,
            has_sound: self.has_sound,
            takes_seed: self.takes_seed,
            finds_by_key: abilities.finds_by_key,
            cancels: abilities.cancels,
            prompt_limit: self.prompt_limit,
            concurrency: vendor.concurrency,
            deadline: Duration::from_secs(vendor.deadline_s),
        }
    }
}

/// What a vendor's protocol can do, whatever the model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Abilities {
    pub(crate) finds_by_key: bool,
    pub(crate) cancels: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_the_program_is_whole_and_dated() {
        let catalogue = Catalogue::load(None).expect("our own files are in order");
        for vendor in catalogue.vendors() {
            assert_eq!(vendor.read.len(), 10, "{} is dated", vendor.provider);
            assert!(!vendor.source.is_empty(), "{} says where it was read", vendor.provider);
            assert!(bobine_provider::http::Endpoint::new(&vendor.base).is_ok(), "{}", vendor.base);
        }
        let retired: Vec<&str> = catalogue.retired.iter().map(|retired| retired.provider.as_str()).collect();
        assert_eq!(retired, ["stability", "sora"]);
    }

    #[test]
    fn five_seconds_of_ray_cost_thirty_cents_and_ten_three_times_that() {
        let catalogue = Catalogue::load(None).expect("our own files are in order");
        let luma = catalogue.vendors().iter().find(|vendor| vendor.provider.as_str() == "luma").expect("luma is there");
        let lengths = luma.video.first().expect("a model").lengths();
        let expected = [(5, 300_000), (10, 900_000)];
        let expected = expected.map(|(seconds, price)| ClipLength { seconds, price: Micros::new(price) });
        assert_eq!(lengths, expected);
    }

    #[test]
    fn a_file_of_the_users_stands_in_and_a_bad_one_is_named() {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let file = folder.path().join("luma.toml");
        let changed = FILES.first().expect("luma").1.replace("\"0.30\"", "\"0.33\"");
        std::fs::write(&file, changed).expect("written");
        let catalogue = Catalogue::load(Some(folder.path())).expect("a good file");
        let luma = catalogue.vendors().first().expect("luma");
        assert_eq!(luma.video.first().expect("a model").lengths().first().expect("5 s").price, Micros::new(330_000));
        for (from, to) in [("\"0.30\"", "\"0,30\""), ("seconds = 10", "seconds = 4"), ("title = \"Luma\"", "")] {
            std::fs::write(&file, FILES.first().expect("luma").1.replace(from, to)).expect("written");
            let fault = Catalogue::load(Some(folder.path())).expect_err("a bad file").to_string();
            assert!(fault.contains("luma.toml"), "{fault}");
        }
    }
}
