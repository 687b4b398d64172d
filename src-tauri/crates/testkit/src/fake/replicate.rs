//! Replicate's predictions, as its client of 2026 and its pages show them.

use serde_json::{Value, json};

use super::{Fake, Reply, Seen, Stands, Step, Trouble, Vendor, World};

/// Replicate.
#[derive(Debug, Clone, Copy)]
pub struct Replicate;

impl Vendor for Replicate {
    fn step(&self, method: &str, path: &str) -> Option<Step> {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        match (method, steps.as_slice()) {
            ("POST", ["models", _, _, "predictions"]) => Some(Step::Start),
            ("GET", ["predictions", _]) => Some(Step::Status),
            ("GET", ["predictions"]) => Some(Step::Find),
            ("POST", ["predictions", _, "cancel"]) => Some(Step::Cancel),
            ("GET", ["account"]) => Some(Step::Key),
            _ => None,
        }
    }

    fn knows_key(&self, seen: &Seen) -> bool {
        seen.header("authorization") == Some(&format!("Bearer {}", Fake::KEY))
    }

    fn answer(&self, seen: &Seen, world: &mut World<'_>) -> Reply {
        let id = seen.steps().get(1).copied().unwrap_or_default().to_owned();
        match seen.step {
            Step::Start => match fault_of(&seen.json()) {
                Some(detail) => refusal(422, &detail),
                None => {
                    let generation = world.take(seen, |number| format!("ufawqhfynnddngldkgtslld{number:03}"));
                    Reply::json(201, &prediction_json(world.base, &generation.id, &generation.request, "starting"))
                }
            },
            Step::Status => match world.ask(&id) {
                None => self.refuse(Trouble::Lost),
                Some(stands) => Reply::json(200, &standing_json(world, &id, &stands)),
            },
            Step::Cancel => match world.generations.iter_mut().find(|generation| generation.id == id) {
                None => self.refuse(Trouble::Lost),
                Some(generation) => {
                    generation.is_cancelled = true;
                    Reply::json(200, &prediction_json(world.base, &id, &Value::Null, "canceled"))
                }
            },
            _ => self.refuse(Trouble::Lost),
        }
    }

    fn refuse(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::BadKey => problem(401, "Unauthenticated", "You did not pass a valid authentication token"),
            Trouble::NoCredit => problem(402, "Insufficient credit", "You have insufficient credit to run this model."),
            Trouble::Forbidden => problem(403, "Forbidden", "You do not have permission to perform this action."),
            Trouble::BadRequest => refusal(422, "- input.duration: duration must be one of the following: 5, 10\n"),
            Trouble::NoModel => problem(404, "Not found", "The requested resource could not be found."),
            Trouble::Lost => problem(404, "Not found", "The requested resource could not be found."),
            Trouble::TimedOut => problem(408, "Request timeout", ""),
            Trouble::Conflict => problem(409, "Conflict", ""),
            Trouble::TooMany(wait) => {
                let body = json!({ "detail": "Request was throttled. Your rate limit resets in ~30s.", "status": 429 });
                let reply = Reply::json(429, &body);
                wait.map_or(reply.clone(), |wait| reply.with("retry-after", &wait.to_string()))
            }
            Trouble::Server(status) => problem(status, "Internal server error", ""),
        }
    }
}

fn problem(status: u16, title: &str, detail: &str) -> Reply {
    let body = json!({ "title": title, "detail": detail, "status": status });
    Reply {
        headers: vec![("content-type".to_owned(), "application/problem+json".to_owned())],
        ..Reply::json(status, &body)
    }
}

fn refusal(status: u16, detail: &str) -> Reply {
    problem(status, "Input validation failed", detail)
}

/// What the model's schema says of its input.
fn fault_of(body: &Value) -> Option<String> {
    let input = body.get("input")?;
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    if text("prompt").is_none_or(str::is_empty) {
        Some("- input: prompt is required\n".to_owned())
    } else if !matches!(input.get("duration").and_then(Value::as_u64), Some(5 | 10)) {
        Some("- input.duration: Invalid type. Expected: integer\n".to_owned())
    } else if !matches!(text("resolution"), Some("540p" | "720p" | "1080p")) {
        Some("- input.resolution: must be one of the following\n".to_owned())
    } else {
        None
    }
}

fn prediction_json(base: &str, id: &str, request: &Value, status: &str) -> Value {
    json!({
        "id": id, "model": "luma/ray-3.2", "version": "hidden", "status": status,
        "input": request.get("input").cloned().unwrap_or_default(), "output": null, "error": null, "logs": "",
        "metrics": {}, "created_at": "2026-11-22T06:30:00Z", "started_at": null, "completed_at": null,
        "urls": { "get": format!("{base}/predictions/{id}"), "cancel": format!("{base}/predictions/{id}/cancel") },
    })
}

fn standing_json(world: &World<'_>, id: &str, stands: &Stands) -> Value {
    let request =
        world.generations.iter().find(|generation| generation.id == id).map(|generation| generation.request.clone());
    let request = request.unwrap_or_default();
    let prediction = |status: &str| prediction_json(world.base, id, &request, status);
    match stands {
        Stands::Waiting => prediction("starting"),
        Stands::Working => prediction("processing"),
        Stands::Strangely => prediction("booting"),
        Stands::Done(url) => {
            let mut body = prediction("succeeded");
            body["output"] = json!(url);
            body["metrics"] = json!({ "predict_time": 48.7 });
            body
        }
        Stands::Failed("canceled") | Stands::Cancelled => prediction("canceled"),
        Stands::Failed("aborted") => prediction("aborted"),
        Stands::Failed(reason) => {
            let mut body = prediction("failed");
            body["error"] = json!(reason);
            body
        }
    }
}
