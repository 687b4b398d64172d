//! Luma's Agents API, as its SDK and its pages of 2026 show it.

use serde_json::{Value, json};

use super::{Fake, Reply, Seen, Stands, Step, Trouble, Vendor, World};

/// Luma.
#[derive(Debug, Clone, Copy)]
pub struct Luma;

impl Vendor for Luma {
    fn step(&self, method: &str, path: &str) -> Option<Step> {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        match (method, steps.as_slice()) {
            ("POST", ["generations"]) => Some(Step::Start),
            ("GET", ["generations", "00000000-0000-0000-0000-000000000000"]) => Some(Step::Key),
            ("GET", ["generations", _]) => Some(Step::Status),
            _ => None,
        }
    }

    fn knows_key(&self, seen: &Seen) -> bool {
        seen.header("authorization") == Some(&format!("Bearer {}", Fake::KEY))
    }

    fn answer(&self, seen: &Seen, world: &mut World<'_>) -> Reply {
        match seen.step {
            Step::Start => match fault_of(&seen.json()) {
                Some(detail) => refusal(400, &detail),
                None => {
                    let generation = world.take(seen, |number| format!("d290f1ee-6c54-4b01-90e6-{number:012}"));
                    let reply = Reply::json(201, &generation_json(&generation.id, "queued", &Value::Null));
                    reply.with("x-ratelimit-limit", "30").with("x-ratelimit-remaining", "29")
                }
            },
            Step::Status => {
                let id = seen.steps().pop().unwrap_or_default().to_owned();
                match world.ask(&id) {
                    None => self.refuse(Trouble::Lost),
                    Some(stands) => Reply::json(200, &standing_json(&id, &stands)),
                }
            }
            _ => self.refuse(Trouble::Lost),
        }
        .with("x-request-id", "luma-request-7")
        .with("x-api-version", "2026-04-01")
    }

    fn refuse(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::BadKey => refusal(401, "Invalid API key"),
            Trouble::NoCredit => refusal(402, "Insufficient credits. Please add credits to continue."),
            Trouble::Forbidden => refusal(403, "API client is suspended"),
            Trouble::BadRequest => refusal(422, "video.start_frame: invalid base64 data"),
            Trouble::NoModel => refusal(400, "Unknown model: ray-3.2"),
            Trouble::Lost => refusal(404, "Generation not found"),
            Trouble::TimedOut => refusal(408, "Request timeout"),
            Trouble::Conflict => refusal(409, "Conflict"),
            Trouble::TooMany(Some(wait)) => {
                refusal(429, "Too many concurrent jobs").with("retry-after", &wait.to_string())
            }
            Trouble::TooMany(None) => refusal(429, "Rate limit exceeded").with("x-ratelimit-remaining", "0"),
            Trouble::Server(status) => refusal(status, "Upstream service unavailable"),
        }
        .with("x-request-id", "luma-request-7")
    }
}

fn refusal(status: u16, detail: &str) -> Reply {
    Reply::json(status, &json!({ "detail": detail }))
}

/// What the vendor's own validation says of a request; nothing where it is in order.
fn fault_of(request: &Value) -> Option<String> {
    let text = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
    let video = request.get("video").cloned().unwrap_or_default();
    let of_video = |name: &str| video.get(name).and_then(Value::as_str).unwrap_or_default();
    let ratios = ["9:16", "3:4", "1:1", "4:3", "16:9", "21:9"];
    if !matches!(text("prompt").chars().count(), 1..=6000) {
        Some("Prompt must be between 1 and 6000 characters".to_owned())
    } else if text("model") != "ray-3.2" {
        Some(format!("Unknown model: {}", text("model")))
    } else if text("type") != "video" {
        Some(format!("Type '{}' is not supported for model 'ray-3.2'", text("type")))
    } else if !ratios.contains(&text("aspect_ratio")) {
        Some(format!("Invalid aspect_ratio '{}'. Valid: 9:16, 3:4, ...", text("aspect_ratio")))
    } else if !matches!(of_video("duration"), "5s" | "10s") {
        Some("video.duration: must be one of '5s', '10s'".to_owned())
    } else if !matches!(of_video("resolution"), "360p" | "540p" | "720p" | "1080p") {
        Some("video.resolution: invalid".to_owned())
    } else {
        let frame = video.get("start_frame")?;
        let has_both =
            frame.get("data").is_some_and(Value::is_string) && frame.get("media_type").is_some_and(Value::is_string);
        if !has_both {
            Some("start_frame: 'media_type' is required with 'data'".to_owned())
        } else if of_video("duration") != "5s" {
            Some("start_frame: only with duration '5s'".to_owned())
        } else {
            None
        }
    }
}

fn generation_json(id: &str, state: &str, output: &Value) -> Value {
    json!({
        "id": id, "type": "video", "state": state, "model": "ray-3.2", "created_at": "2026-11-22T06:30:00Z",
        "output": output, "failure_reason": null, "failure_code": null,
    })
}

fn standing_json(id: &str, stands: &Stands) -> Value {
    match stands {
        Stands::Waiting => generation_json(id, "queued", &json!([])),
        Stands::Working => generation_json(id, "processing", &Value::Null),
        Stands::Strangely => generation_json(id, "polishing", &Value::Null),
        Stands::Done(url) => generation_json(
            id,
            "completed",
            &json!([{ "type": "exr", "url": "https://elsewhere.example/a.exr" }, { "type": "video", "url": url }]),
        ),
        Stands::Failed(code) => {
            let mut body = generation_json(id, "failed", &Value::Null);
            body["failure_code"] = json!(code);
            body["failure_reason"] = json!(format!("reason of {code}"));
            body
        }
        // There is no such state there.
        Stands::Cancelled => generation_json(id, "processing", &Value::Null),
    }
}
