//! MiniMax's second API, as its pages of 2026 show it.

use serde_json::{Value, json};

use super::{Fake, Reply, Seen, Stands, Step, Trouble, Vendor, World};

/// MiniMax.
#[derive(Debug, Clone, Copy)]
pub struct MiniMax;

impl Vendor for MiniMax {
    fn step(&self, method: &str, path: &str) -> Option<Step> {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        match (method, steps.as_slice()) {
            ("POST", ["v2", "video_generation"]) => Some(Step::Start),
            ("GET", ["v2", "query", "video_generation", _]) => Some(Step::Status),
            ("GET", ["v2", "query", "video_generation"]) => Some(Step::Key),
            ("DELETE", ["v2", "video_generation", _]) => Some(Step::Cancel),
            _ => None,
        }
    }

    fn knows_key(&self, seen: &Seen) -> bool {
        seen.header("authorization") == Some(&format!("Bearer {}", Fake::KEY))
    }

    fn answer(&self, seen: &Seen, world: &mut World<'_>) -> Reply {
        let id = seen.steps().pop().unwrap_or_default().to_owned();
        match seen.step {
            Step::Start => match fault_of(&seen.json()) {
                Some(message) => refusal(400, "bad_request_error", &format!("invalid params, {message} (2013)")),
                None => {
                    let generation = world.take(seen, |number| format!("1768438627164{number:02}"));
                    Reply::json(200, &json!({ "task_id": generation.id }))
                }
            },
            Step::Status => match world.ask(&id) {
                None => self.refuse(Trouble::Lost),
                Some(stands) => Reply::json(200, &json!({ "task": task_json(&id, &stands) })),
            },
            Step::Cancel => {
                let ended = world.play.strange + world.play.pending;
                match world.generations.iter().position(|generation| generation.id == id) {
                    // Of what has ended, the record is deleted.
                    Some(number) if world.generations[number].asked > ended => {
                        world.generations.remove(number);
                        Reply::json(200, &json!({ "task_id": id }))
                    }
                    Some(number) if world.generations[number].asked <= 1 => {
                        world.generations[number].is_cancelled = true;
                        Reply::json(200, &json!({ "task_id": id }))
                    }
                    Some(_) => refusal(400, "bad_request_error", "invalid params, task is running (2013)"),
                    None => self.refuse(Trouble::Lost),
                }
            }
            _ => self.refuse(Trouble::Lost),
        }
    }

    fn refuse(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::BadKey => refusal(
                401,
                "authorized_error",
                "login fail: Please carry the API secret key in the 'Authorization' field of the request header (1004)",
            ),
            Trouble::NoCredit => refusal(402, "insufficient_balance_error", "insufficient balance (1008)"),
            Trouble::Forbidden => refusal(403, "forbidden_error", "no permission"),
            Trouble::BadRequest => refusal(400, "bad_request_error", "invalid params, duration must be 5..15 (2013)"),
            Trouble::NoModel => {
                refusal(400, "bad_request_error", "invalid params, model MiniMax-H3 is not available (2013)")
            }
            Trouble::Lost => refusal(404, "not_found_error", "task not found"),
            Trouble::TimedOut => refusal(408, "timeout_error", "timeout (1001)"),
            Trouble::Conflict => refusal(409, "conflict_error", "conflict"),
            Trouble::TooMany(wait) => {
                let reply = refusal(429, "rate_limit_error", "rate limit, please retry later (1002)");
                wait.map_or(reply.clone(), |wait| reply.with("retry-after", &wait.to_string()))
            }
            Trouble::Server(status) => refusal(status, "server_error", "internal error (1000)"),
        }
    }
}

/// The code is a text there.
fn refusal(status: u16, kind: &str, message: &str) -> Reply {
    let error = json!({ "type": kind, "message": message, "http_code": status.to_string() });
    Reply::json(status, &json!({ "type": "error", "error": error, "request_id": "minimax-request-7" }))
}

/// What the vendor's own validation says of a request.
fn fault_of(request: &Value) -> Option<String> {
    let content = request.get("content").and_then(Value::as_array).cloned().unwrap_or_default();
    let has_text =
        content.iter().any(|item| item["type"] == "text" && item["text"].as_str().is_some_and(|text| !text.is_empty()));
    let has_frame = content.iter().any(|item| item["role"] == "first_frame");
    let ratio = request.get("ratio").and_then(Value::as_str);
    if !has_text {
        Some("content must include a non-empty text item (prompt is required)".to_owned())
    } else if request["model"] != "MiniMax-H3" {
        Some(format!("model {} is not available", request["model"]))
    } else if !request["duration"].as_u64().is_some_and(|seconds| (5..=15).contains(&seconds)) {
        Some("duration must be 5..15".to_owned())
    } else if !matches!(request["resolution"].as_str(), Some("768P" | "2K")) {
        Some("resolution must be 768P or 2K".to_owned())
    } else if has_frame == ratio.is_some() {
        Some("ratio: fixed for text, left out with frames".to_owned())
    } else {
        None
    }
}

fn task_json(id: &str, stands: &Stands) -> Value {
    let task =
        |status: &str| json!({ "id": id, "status": status, "model": "MiniMax-H3", "duration": 5, "ratio": "9:16" });
    match stands {
        Stands::Waiting => task("queued"),
        Stands::Working => task("running"),
        Stands::Strangely => task("upscaling"),
        Stands::Done(url) => {
            let mut body = task("succeeded");
            body["content"] = json!({ "url": url });
            body["usage"] = json!({ "total_seconds": 5, "input_seconds": 0, "output_seconds": 5 });
            body
        }
        Stands::Failed(word @ ("cancelled" | "expired")) => task(word),
        Stands::Failed(message) => {
            let mut body = task("failed");
            let code = if message.contains("sensitive") { "1027" } else { "1000" };
            body["error"] = json!({ "code": code, "message": message });
            body
        }
        Stands::Cancelled => task("cancelled"),
    }
}
