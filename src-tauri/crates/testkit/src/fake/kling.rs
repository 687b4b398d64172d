//! Kling's newer routes, as its pages of 2026 show them.

use serde_json::{Value, json};

use super::{Fake, Generation, Reply, Seen, Stands, Step, Trouble, Vendor, World};

/// Kling.
#[derive(Debug, Clone, Copy)]
pub struct Kling;

impl Vendor for Kling {
    fn step(&self, method: &str, path: &str) -> Option<Step> {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        match (method, steps.as_slice()) {
            ("POST", ["text-to-video", _]) => Some(Step::Start),
            // What it is asked by tells the two apart: see `answer`.
            ("GET", ["tasks"]) => Some(Step::Status),
            ("POST", ["tasks"]) => Some(Step::Key),
            _ => None,
        }
    }

    fn knows_key(&self, seen: &Seen) -> bool {
        seen.header("authorization") == Some(&format!("Bearer {}", Fake::KEY))
    }

    fn answer(&self, seen: &Seen, world: &mut World<'_>) -> Reply {
        match seen.step {
            Step::Start => match fault_of(&seen.json()) {
                Some(message) => refusal(400, 1201, &message),
                None if is_known(world, &seen.json()) => refusal(400, 1201, "external_task_id is not unique"),
                None => {
                    let generation = world.take(seen, |number| format!("89360594640281{number:04}"));
                    let data = task_json(&generation, &Stands::Waiting);
                    Reply::json(
                        200,
                        &json!({ "code": 0, "message": "SUCCEED", "request_id": "kling-request-7", "data": data }),
                    )
                }
            },
            Step::Status => {
                let tasks = match seen.query.split_once('=') {
                    Some(("task_ids", id)) => asked(world, id),
                    Some(("external_task_ids", name)) => {
                        let named = world.generations.iter().find(|generation| external(&generation.request) == name);
                        named.map(|generation| task_json(generation, &Stands::Waiting)).into_iter().collect()
                    }
                    _ => return refusal(400, 1200, "task_ids or external_task_ids is required"),
                };
                Reply::json(
                    200,
                    &json!({ "code": 0, "message": "SUCCEED", "request_id": "kling-request-8", "data": tasks }),
                )
            }
            _ => self.refuse(Trouble::Lost),
        }
    }

    fn refuse(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::BadKey => refusal(401, 1002, "access key not found"),
            // A status of 200 does not make it a success.
            Trouble::NoCredit => refusal(200, 1102, "Account balance not enough"),
            Trouble::Forbidden => refusal(403, 1103, "Unauthorized access to requested resource"),
            Trouble::BadRequest => refusal(400, 1201, "duration is invalid"),
            Trouble::NoModel => refusal(404, 1203, "model is not supported"),
            Trouble::Lost => {
                Reply::json(200, &json!({ "code": 0, "message": "SUCCEED", "request_id": "r", "data": [] }))
            }
            Trouble::TimedOut => refusal(408, 5001, "timeout"),
            Trouble::Conflict => refusal(409, 5002, "conflict"),
            Trouble::TooMany(wait) => {
                let reply = refusal(429, 1303, "parallel task over resource pack limit");
                wait.map_or(reply.clone(), |wait| reply.with("retry-after", &wait.to_string()))
            }
            Trouble::Server(status) => refusal(status, 5000, "Server internal error"),
        }
    }
}

fn refusal(status: u16, code: u32, message: &str) -> Reply {
    Reply::json(status, &json!({ "code": code, "message": message, "request_id": "kling-request-9" }))
}

fn external(request: &Value) -> &str {
    request.pointer("/options/external_task_id").and_then(Value::as_str).unwrap_or_default()
}

fn is_known(world: &World<'_>, request: &Value) -> bool {
    world.generations.iter().any(|generation| external(&generation.request) == external(request))
}

fn asked(world: &mut World<'_>, id: &str) -> Vec<Value> {
    let Some(stands) = world.ask(id) else { return Vec::new() };
    let generation = world.generations.iter().find(|generation| generation.id == id);
    generation.map(|generation| task_json(generation, &stands)).into_iter().collect()
}

/// What the vendor's own validation says of a request.
fn fault_of(request: &Value) -> Option<String> {
    let settings = request.get("settings").cloned().unwrap_or_default();
    let fault = if request["prompt"].as_str().is_none_or(|text| text.is_empty() || text.chars().count() > 3072) {
        "prompt is invalid"
    } else if !settings["duration"].as_u64().is_some_and(|seconds| (3..=15).contains(&seconds)) {
        "duration is invalid"
    } else if !matches!(settings["aspect_ratio"].as_str(), Some("16:9" | "9:16" | "1:1")) {
        "aspect_ratio is invalid"
    } else if settings["multi_shot"] != false {
        "a cut inside five seconds is not what was asked for"
    } else {
        return None;
    };
    Some(fault.to_owned())
}

fn task_json(generation: &Generation, stands: &Stands) -> Value {
    let mut task = json!({
        "id": generation.id, "external_id": external(&generation.request), "status": "submitted", "message": "",
        "create_time": 1_781_080_778_802_u64, "update_time": 1_781_080_778_802_u64, "outputs": [], "billing": [],
    });
    match stands {
        Stands::Waiting | Stands::Cancelled => {}
        Stands::Working => task["status"] = json!("processing"),
        Stands::Strangely => task["status"] = json!("reviewing"),
        Stands::Done(url) => {
            task["status"] = json!("succeeded");
            task["outputs"] = json!([{ "type": "video", "id": "1", "url": url, "watermark_url": "", "duration": "5" }]);
            task["billing"] = json!([{ "charge_type": "cash", "amount": "0.42", "currency": "USD" }]);
        }
        Stands::Failed(message) => {
            task["status"] = json!("failed");
            task["message"] = json!(message);
        }
    }
    task
}
