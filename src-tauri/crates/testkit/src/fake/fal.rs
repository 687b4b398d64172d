//! fal's queue, as its client of 2026 and its pages show it. Serves Pika's models too.

use serde_json::{Value, json};

use super::{Fake, Generation, Reply, Seen, Stands, Step, Trouble, Vendor, World};

/// fal.
#[derive(Debug, Clone, Copy)]
pub struct Fal;

impl Vendor for Fal {
    fn step(&self, method: &str, path: &str) -> Option<Step> {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        match (method, steps.as_slice()) {
            ("GET", [_, _, "requests", _, "status"]) => Some(Step::Status),
            ("GET", [_, _, "requests", _]) => Some(Step::Result),
            ("PUT", [_, _, "requests", _, "cancel"]) => Some(Step::Cancel),
            ("GET", ["v1", "models", "pricing"]) => Some(Step::Key),
            ("POST", [_, _, ..]) => Some(Step::Start),
            _ => None,
        }
    }

    fn knows_key(&self, seen: &Seen) -> bool {
        seen.header("authorization") == Some(&format!("Key {}", Fake::KEY))
    }

    fn answer(&self, seen: &Seen, world: &mut World<'_>) -> Reply {
        let steps = seen.steps();
        let id = steps.get(3).copied().unwrap_or_default().to_owned();
        match seen.step {
            Step::Start => match fault_of(&seen.path, &seen.json()) {
                Some(detail) => Reply::json(422, &json!({ "detail": [detail] })),
                None => {
                    let generation = world.take(seen, |number| format!("764cabcf-b745-4b3e-ae38-{number:012}"));
                    Reply::json(200, &queued_json(world.base, &generation, "IN_QUEUE"))
                }
            },
            Step::Status => {
                let Some(stands) = world.ask(&id) else { return self.refuse(Trouble::Lost) };
                let Some(generation) = world.generations.iter().find(|generation| generation.id == id).cloned() else {
                    return self.refuse(Trouble::Lost);
                };
                let reply = |status, word| Reply::json(status, &queued_json(world.base, &generation, word));
                match stands {
                    Stands::Waiting => reply(202, "IN_QUEUE"),
                    Stands::Working => reply(202, "IN_PROGRESS"),
                    Stands::Strangely => reply(202, "WARMING_UP"),
                    Stands::Failed("request_timeout") => {
                        let mut body = queued_json(world.base, &generation, "COMPLETED");
                        body["error"] = json!("Request timed out");
                        body["error_type"] = json!("request_timeout");
                        Reply::json(200, &body)
                    }
                    Stands::Cancelled => {
                        let mut body = queued_json(world.base, &generation, "COMPLETED");
                        body["error"] = json!("Request was cancelled by the client");
                        body["error_type"] = json!("client_cancelled");
                        Reply::json(200, &body)
                    }
                    Stands::Done(_) | Stands::Failed(_) => reply(200, "COMPLETED"),
                }
            }
            Step::Result => match world.ask(&id) {
                Some(Stands::Done(url)) => {
                    let video = json!({ "url": url, "content_type": "video/mp4", "file_name": "out.mp4", "file_size": 4404019 });
                    Reply::json(200, &json!({ "video": video }))
                }
                Some(Stands::Failed(kind)) => {
                    let item = json!({
                        "loc": ["body", "prompt"], "msg": format!("reason of {kind}"), "type": kind,
                        "url": format!("https://docs.fal.ai/errors#{kind}"), "input": { "prompt": "..." },
                    });
                    Reply::json(422, &json!({ "detail": [item] })).with("x-fal-retryable", "false")
                }
                Some(_) => Reply::json(400, &json!({ "detail": "Request is still in progress" })),
                None => self.refuse(Trouble::Lost),
            },
            Step::Cancel => {
                let found = world.generations.iter_mut().find(|generation| generation.id == id);
                match found {
                    Some(generation) if generation.asked > world.play.pending => {
                        Reply::json(400, &json!({ "status": "ALREADY_COMPLETED" }))
                    }
                    Some(generation) => {
                        generation.is_cancelled = generation.asked <= 1;
                        Reply::json(202, &json!({ "status": "CANCELLATION_REQUESTED" }))
                    }
                    None => Reply::json(404, &json!({ "status": "NOT_FOUND" })),
                }
            }
            _ => self.refuse(Trouble::Lost),
        }
        .with("x-fal-request-id", "fal-request-7")
    }

    fn refuse(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::BadKey => refusal(401, "Cannot access application. Authentication is required.", None),
            Trouble::NoCredit => refusal(
                403,
                "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.",
                None,
            ),
            Trouble::Forbidden => refusal(403, "Access denied", None),
            Trouble::BadRequest => {
                let item = json!({ "loc": ["body", "duration"], "msg": "unexpected value; permitted: '5', '10'", "type": "one_of" });
                Reply::json(422, &json!({ "detail": [item] }))
            }
            Trouble::NoModel => refusal(404, "Application 'pika' not found", None),
            Trouble::Lost => refusal(404, "Request not found", None),
            Trouble::TimedOut => refusal(408, "Request timeout", None),
            Trouble::Conflict => refusal(409, "Conflict", None),
            Trouble::TooMany(Some(wait)) => {
                refusal(429, "Too many requests", None).with("retry-after", &wait.to_string())
            }
            Trouble::TooMany(None) => refusal(429, "Too many requests", None),
            Trouble::Server(503) => refusal(503, "Runner scheduling failure", Some("runner_scheduling_failure")),
            Trouble::Server(status) => refusal(status, "Internal error", Some("internal_error")),
        }
    }
}

fn refusal(status: u16, detail: &str, kind: Option<&str>) -> Reply {
    match kind {
        Some(kind) => {
            Reply::json(status, &json!({ "detail": detail, "error_type": kind })).with("x-fal-error-type", kind)
        }
        None => Reply::json(status, &json!({ "detail": detail })),
    }
}

/// What the model's own validation says of its input.
fn fault_of(path: &str, input: &Value) -> Option<Value> {
    let fault = |field: &str, message: &str| Some(json!({ "loc": ["body", field], "msg": message, "type": "one_of" }));
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    if text("prompt").is_none_or(str::is_empty) {
        return fault("prompt", "field required");
    }
    if path.contains("/pika/") {
        if !matches!(text("duration"), Some("5" | "10")) {
            return fault("duration", "unexpected value; permitted: '5', '10'");
        }
        if !matches!(text("resolution"), Some("720p" | "1080p")) {
            return fault("resolution", "unexpected value; permitted: '720p', '1080p'");
        }
        let is_from_picture = path.ends_with("/image-to-video");
        if is_from_picture != text("image_url").is_some() || is_from_picture == text("aspect_ratio").is_some() {
            return fault("aspect_ratio", "a picture brings its own shape");
        }
    }
    if path.contains("/ray/") && !matches!(text("duration"), Some("5s" | "10s")) {
        return fault("duration", "unexpected value; permitted: '5s', '10s'");
    }
    None
}

/// The addresses know the owner and the application, not the whole path.
fn queued_json(base: &str, generation: &Generation, status: &str) -> Value {
    let application: Vec<&str> = generation.path.split('/').filter(|step| !step.is_empty()).take(2).collect();
    let response = format!("{base}/{}/requests/{}", application.join("/"), generation.id);
    json!({
        "status": status, "request_id": generation.id, "queue_position": 0, "logs": [],
        "response_url": response, "status_url": format!("{response}/status"), "cancel_url": format!("{response}/cancel"),
    })
}
