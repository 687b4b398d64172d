//! Google's Interactions API, as its SDK of 2026 shows it.

use serde_json::{Value, json};

use super::{Fake, Reply, Seen, Stands, Step, Trouble, Vendor, World};

/// Google.
#[derive(Debug, Clone, Copy)]
pub struct Google;

impl Vendor for Google {
    fn step(&self, method: &str, path: &str) -> Option<Step> {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        match (method, steps.as_slice()) {
            ("POST", ["v1beta", "interactions"]) => Some(Step::Start),
            ("GET", ["v1beta", "interactions", _]) => Some(Step::Status),
            ("POST", ["v1beta", "interactions", _, "cancel"]) => Some(Step::Cancel),
            ("GET", ["v1beta", "models"]) => Some(Step::Key),
            _ => None,
        }
    }

    fn knows_key(&self, seen: &Seen) -> bool {
        seen.header("x-goog-api-key") == Some(Fake::KEY)
    }

    fn keeps_clips_behind_key(&self) -> bool {
        true
    }

    fn answer(&self, seen: &Seen, world: &mut World<'_>) -> Reply {
        let id = seen.steps().get(2).copied().unwrap_or_default().to_owned();
        match seen.step {
            Step::Start => match fault_of(&seen.json()) {
                Some(message) => refusal(400, "INVALID_ARGUMENT", &message),
                None => {
                    let generation = world.take(seen, |number| format!("v1_interaction{number}"));
                    Reply::json(200, &interaction_json(&generation.id, "in_progress"))
                }
            },
            Step::Status => match world.ask(&id) {
                None => self.refuse(Trouble::Lost),
                Some(stands) => Reply::json(200, &standing_json(&id, &stands)),
            },
            Step::Cancel => match world.generations.iter_mut().find(|generation| generation.id == id) {
                Some(generation) => {
                    generation.is_cancelled = true;
                    Reply::json(200, &interaction_json(&id, "cancelled"))
                }
                None => self.refuse(Trouble::Lost),
            },
            _ => self.refuse(Trouble::Lost),
        }
    }

    fn refuse(&self, trouble: Trouble) -> Reply {
        match trouble {
            // A bad key is a bad request there.
            Trouble::BadKey => refusal(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
            Trouble::NoCredit => refusal(400, "FAILED_PRECONDITION", "Please enable billing on your project."),
            Trouble::Forbidden => refusal(403, "PERMISSION_DENIED", "The caller does not have permission"),
            Trouble::BadRequest => {
                refusal(400, "INVALID_ARGUMENT", "response_format.duration: must be between 3s and 10s")
            }
            Trouble::NoModel => refusal(404, "NOT_FOUND", "models/gemini-omni-1.1-flash is no longer available."),
            Trouble::Lost => refusal(400, "INVALID_ARGUMENT", "Invalid interaction name"),
            Trouble::TimedOut => refusal(408, "CANCELLED", "timeout"),
            Trouble::Conflict => refusal(409, "ABORTED", "conflict"),
            Trouble::TooMany(wait) => {
                let reply = refusal(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).");
                wait.map_or(reply.clone(), |wait| reply.with("retry-after", &wait.to_string()))
            }
            Trouble::Server(status) => refusal(status, "INTERNAL", "An internal error has occurred."),
        }
    }
}

fn refusal(status: u16, word: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "error": { "code": status, "message": message, "status": word } }))
}

/// What the vendor's own validation says of a request.
fn fault_of(request: &Value) -> Option<String> {
    let format = request.get("response_format").cloned().unwrap_or_default();
    let seconds = format["duration"].as_str().and_then(|text| text.strip_suffix('s')?.parse::<u32>().ok());
    let fault = if request["background"] != true {
        "without background the answer takes minutes"
    } else if !seconds.is_some_and(|seconds| (3..=10).contains(&seconds)) {
        "response_format.duration: must be between 3s and 10s"
    } else if !matches!(format["aspect_ratio"].as_str(), Some("16:9" | "9:16")) {
        "response_format.aspect_ratio: invalid"
    } else if format["delivery"] != "uri" || format["type"] != "video" {
        "response_format: invalid"
    } else if request["input"].is_null() {
        "input: required"
    } else {
        return None;
    };
    Some(fault.to_owned())
}

fn interaction_json(id: &str, status: &str) -> Value {
    json!({ "id": id, "status": status, "model": "gemini-omni-1.1-flash", "object": "interaction" })
}

fn with_output(id: &str, content: &Value) -> Value {
    let mut body = interaction_json(id, "completed");
    body["steps"] =
        json!([{ "type": "thought", "signature": "c2ln" }, { "type": "model_output", "content": [content] }]);
    body
}

fn standing_json(id: &str, stands: &Stands) -> Value {
    match stands {
        Stands::Waiting => interaction_json(id, "queued"),
        Stands::Working => interaction_json(id, "in_progress"),
        Stands::Strangely => interaction_json(id, "watermarking"),
        Stands::Done(url) => with_output(id, &json!({ "type": "video", "mime_type": "video/mp4", "uri": url })),
        Stands::Failed("text instead of a clip") => {
            with_output(id, &json!({ "type": "text", "text": "I cannot make this video." }))
        }
        Stands::Failed(word) => interaction_json(id, word),
        Stands::Cancelled => interaction_json(id, "cancelled"),
    }
}
