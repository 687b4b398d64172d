//! The inputs of a model on a platform of many models, by its own names for them: the names are data.

use bobine_provider::{StartError, VideoCapabilities, VideoRequest};
use serde_json::{Map, Value, json};

use crate::catalogue::{SecondsForm, VideoData};
use crate::picture::Picture;

/// The largest picture that is sent inside a request.
const PICTURE_LIMIT: usize = 10_000_000;

/// Seeds there are whole numbers that fit everywhere.
const SEED_MASK: u64 = 0x7fff_ffff;

/// What a model is given for a request.
pub(crate) async fn of(
    data: &VideoData,
    capabilities: &VideoCapabilities,
    request: &VideoRequest,
) -> Result<Map<String, Value>, StartError> {
    let mut input = data.parameters.clone();
    let fields = &data.fields;
    input.insert("prompt".to_owned(), json!(request.prompt));
    if let Some(name) = &fields.seconds {
        let seconds = match fields.seconds_form {
            SecondsForm::Number => json!(request.seconds),
            SecondsForm::Text => json!(request.seconds.to_string()),
            SecondsForm::TextWithUnit => json!(format!("{}s", request.seconds)),
        };
        input.insert(name.clone(), seconds);
    }
    if let Some(name) = &fields.seed {
        input.insert(name.clone(), json!(request.seed & SEED_MASK));
    }
    match (&request.first_frame, &fields.first_frame) {
        (Some(path), Some(name)) => {
            let picture = Picture::read(&capabilities.provider, path, PICTURE_LIMIT).await?;
            // The shape is the picture's.
            input.insert(name.clone(), json!(picture.data_uri()));
        }
        (Some(_) | None, _) => {
            if let Some(name) = &fields.ratio {
                let ratio = capabilities.ratio_for(request.format);
                input.insert(name.clone(), json!(data.ratio_name(ratio)));
            }
        }
    }
    Ok(input)
}
