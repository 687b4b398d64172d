//! Runway's developer API, as its SDK of 2026 and its pages show it.

use serde_json::{Value, json};

use super::{Fake, Reply, Seen, Stands, Step, Trouble, Vendor, World};

/// Runway.
#[derive(Debug, Clone, Copy)]
pub struct Runway;

impl Vendor for Runway {
    fn step(&self, method: &str, path: &str) -> Option<Step> {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        match (method, steps.as_slice()) {
            ("POST", ["v1", "text_to_video" | "image_to_video"]) => Some(Step::Start),
            ("GET", ["v1", "organization"]) => Some(Step::Key),
            ("GET", ["v1", "tasks", _]) => Some(Step::Status),
            ("DELETE", ["v1", "tasks", _]) => Some(Step::Cancel),
            _ => None,
        }
    }

    fn knows_key(&self, seen: &Seen) -> bool {
        seen.header("authorization") == Some(&format!("Bearer {}", Fake::KEY))
            && seen.header("x-runway-version") == Some("2024-11-06")
    }

    fn answer(&self, seen: &Seen, world: &mut World<'_>) -> Reply {
        let id = seen.steps().pop().unwrap_or_default().to_owned();
        match seen.step {
            Step::Start => match issues_of(&id, &seen.json()) {
                issues if issues.is_empty() => {
                    let generation = world.take(seen, |number| format!("17f20503-6c24-4c16-946b-{number:012}"));
                    Reply::json(200, &json!({ "id": generation.id, "estimatedCost": { "credits": 60 } }))
                }
                issues => Reply::json(400, &json!({ "error": "Validation of body failed", "issues": issues })),
            },
            Step::Status => match world.ask(&id) {
                None => self.refuse(Trouble::Lost),
                Some(stands) => Reply::json(200, &task_json(&id, &stands)),
            },
            Step::Cancel => {
                if let Some(generation) = world.generations.iter_mut().find(|generation| generation.id == id) {
                    generation.is_cancelled = true;
                }
                Reply::empty(204)
            }
            _ => self.refuse(Trouble::Lost),
        }
    }

    fn refuse(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::BadKey => refusal(401, "You did not provide a valid API key."),
            Trouble::NoCredit => {
                let body = json!({
                    "error": "You do not have enough credits to run this task.",
                    "docUrl": "https://docs.dev.runwayml.com/api",
                });
                Reply::json(400, &body)
            }
            Trouble::Forbidden => refusal(403, "Model is not enabled for this organization"),
            Trouble::BadRequest => {
                let issue = json!({
                    "code": "too_big", "path": ["duration"], "message": "Too big: expected number to be <=10",
                });
                Reply::json(400, &json!({ "error": "Validation of body failed", "issues": [issue] }))
            }
            Trouble::NoModel => refusal(403, "Model is not enabled for this organization"),
            Trouble::Lost => refusal(404, "Not found"),
            Trouble::TimedOut => refusal(408, "Request timeout"),
            Trouble::Conflict => refusal(409, "Conflict"),
            Trouble::TooMany(Some(wait)) => {
                refusal(429, "You have reached your daily task limit").with("retry-after", &wait.to_string())
            }
            Trouble::TooMany(None) => refusal(429, "You have reached your daily task limit"),
            Trouble::Server(status) => refusal(status, "Internal server error"),
        }
    }
}

fn refusal(status: u16, error: &str) -> Reply {
    Reply::json(status, &json!({ "error": error }))
}

/// What the vendor's own validation says of a request.
fn issues_of(path: &str, request: &Value) -> Vec<Value> {
    let mut issues = Vec::new();
    let mut wrong = |field: &str, message: &str| {
        issues.push(json!({ "code": "invalid_value", "path": [field], "message": message }));
    };
    let text = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
    let models: &[&str] = if path == "text_to_video" { &["gen4.5"] } else { &["gen4.5", "gen4_turbo"] };
    if !models.contains(&text("model")) {
        wrong("model", "Invalid option");
    }
    if !matches!(text("promptText").encode_utf16().count(), 1..=1000) {
        wrong("promptText", "Too big: expected string to have <=1000 characters");
    }
    if !matches!(text("ratio"), "720:1280" | "1280:720") {
        wrong("ratio", "Invalid option: expected one of \"1280:720\"|\"720:1280\"");
    }
    if !request.get("duration").and_then(Value::as_u64).is_some_and(|seconds| (2..=10).contains(&seconds)) {
        wrong("duration", "Too big: expected number to be <=10");
    }
    if request.get("seed").is_some_and(|seed| seed.as_u64().is_none_or(|seed| seed > 4_294_967_295)) {
        wrong("seed", "Too big");
    }
    let image = text("promptImage");
    if path == "image_to_video" && !(image.starts_with("data:image/") && image.len() <= 5_000_000) {
        wrong("promptImage", "Invalid asset");
    }
    issues
}

fn task_json(id: &str, stands: &Stands) -> Value {
    let task = |status: &str| json!({ "id": id, "status": status, "createdAt": "2026-11-22T06:30:00.335Z", "estimatedCost": { "credits": 60 } });
    match stands {
        Stands::Waiting => task("THROTTLED"),
        Stands::Working => {
            let mut body = task("RUNNING");
            body["progress"] = json!(0.42);
            body
        }
        Stands::Strangely => task("WARMING_UP"),
        Stands::Done(url) => json!({
            "id": id, "status": "SUCCEEDED", "createdAt": "2026-11-22T06:30:00.335Z", "cost": { "credits": 60 },
            "output": [url],
        }),
        Stands::Failed("CANCELLED") => task("CANCELLED"),
        Stands::Failed(code) => json!({
            "id": id, "status": "FAILED", "createdAt": "2026-11-22T06:30:00.335Z",
            // A refused prompt is charged like a clip.
            "cost": { "credits": if code.starts_with("SAFETY.INPUT") { 60 } else { 0 } },
            "failure": format!("reason of {code}"), "failureCode": code,
        }),
        Stands::Cancelled => task("CANCELLED"),
    }
}
