//! ComfyUI's server, as its source and its pages of 2026 show it. It asks for no key.

use serde_json::{Value, json};

use super::{Generation, Reply, Seen, Stands, Step, Trouble, Vendor, World};

/// ComfyUI.
#[derive(Debug, Clone, Copy)]
pub struct ComfyUi;

impl Vendor for ComfyUi {
    fn step(&self, method: &str, path: &str) -> Option<Step> {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        match (method, steps.as_slice()) {
            ("POST", ["prompt"]) => Some(Step::Start),
            ("GET", ["history", _]) => Some(Step::Status),
            ("GET", ["queue"]) => Some(Step::Find),
            ("POST", ["queue" | "interrupt"]) => Some(Step::Cancel),
            ("POST", ["upload", "image"]) => Some(Step::Upload),
            ("GET", ["view"]) => Some(Step::Download),
            ("GET", ["system_stats"]) => Some(Step::Key),
            _ => None,
        }
    }

    fn knows_key(&self, _seen: &Seen) -> bool {
        true
    }

    fn answer(&self, seen: &Seen, world: &mut World<'_>) -> Reply {
        match seen.step {
            Step::Start => start(seen, world),
            Step::Status => {
                let id = seen.steps().pop().unwrap_or_default().to_owned();
                match world.ask(&id) {
                    Some(stands @ (Stands::Done(_) | Stands::Failed(_))) => {
                        Reply::json(200, &json!({ &id: history_json(&stands) }))
                    }
                    Some(_) | None => Reply::json(200, &json!({})),
                }
            }
            Step::Find => {
                let live = |generation: &&Generation| !generation.is_cancelled;
                let entry = |generation: &Generation| json!([3, generation.id, {}, {}, ["11"]]);
                let (waiting, running): (Vec<&Generation>, Vec<&Generation>) =
                    world.generations.iter().filter(live).partition(|generation| generation.asked <= 1);
                let list = |all: Vec<&Generation>| all.into_iter().map(entry).collect::<Vec<Value>>();
                Reply::json(200, &json!({ "queue_running": list(running), "queue_pending": list(waiting) }))
            }
            Step::Cancel => {
                let body = seen.json();
                let named = body.pointer("/delete/0").or(body.get("prompt_id")).and_then(Value::as_str);
                for generation in
                    world.generations.iter_mut().filter(|generation| Some(generation.id.as_str()) == named)
                {
                    generation.is_cancelled = true;
                }
                Reply::empty(200)
            }
            Step::Upload => {
                let name = "bobine-first-frame.png";
                Reply::json(200, &json!({ "name": name, "subfolder": "", "type": "input" }))
            }
            _ => self.refuse(Trouble::Lost),
        }
    }

    fn refuse(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::BadKey => Reply::empty(401),
            Trouble::NoCredit => Reply::empty(402),
            Trouble::Forbidden => Reply::empty(403),
            Trouble::BadRequest => invalid("Value smaller than min", "length: -3"),
            Trouble::NoModel => invalid("Value not in list", "unet_name: 'wan2.2_ti2v_5B_fp16.safetensors' not in []"),
            // It has no word for what it does not know: what it lists is empty.
            Trouble::Lost => Reply::json(200, &json!({ "queue_running": [], "queue_pending": [] })),
            Trouble::TimedOut => Reply::empty(408),
            Trouble::Conflict => Reply::empty(409),
            Trouble::TooMany(wait) => {
                let reply = Reply::empty(429);
                wait.map_or(reply.clone(), |wait| reply.with("retry-after", &wait.to_string()))
            }
            Trouble::Server(status) => Reply::empty(status),
        }
    }
}

/// It takes the name it is given, and does not look whether it has it already.
fn start(seen: &Seen, world: &mut World<'_>) -> Reply {
    let body = seen.json();
    let Some(nodes) = body.get("prompt").and_then(Value::as_object) else {
        let error = json!({ "type": "no_prompt", "message": "No prompt provided", "details": "", "extra_info": {} });
        return Reply::json(400, &json!({ "error": error, "node_errors": {} }));
    };
    if body["prompt"].to_string().contains("\"$") {
        return invalid("Failed to convert an input value", "a sign was left in the workflow");
    }
    if !nodes.values().any(|node| node["class_type"] == "SaveVideo") {
        return invalid("Prompt has no outputs", "");
    }
    let name = body["prompt_id"].as_str().unwrap_or("made-here").to_owned();
    let generation = world.take(seen, |_| name);
    Reply::json(200, &json!({ "prompt_id": generation.id, "number": 1, "node_errors": {} }))
}

fn invalid(message: &str, details: &str) -> Reply {
    let fault = json!({ "type": "value_not_in_list", "message": message, "details": details, "extra_info": {} });
    let node = json!({ "errors": [fault], "dependent_outputs": ["11"], "class_type": "UNETLoader" });
    let error = json!({
        "type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation", "details": "", "extra_info": {},
    });
    Reply::json(400, &json!({ "error": error, "node_errors": { "1": node } }))
}

fn history_json(stands: &Stands) -> Value {
    match stands {
        Stands::Failed(kind) => {
            let word = if *kind == "execution_interrupted" { *kind } else { "execution_error" };
            let told = json!({
                "node_id": "8", "node_type": "KSampler", "exception_type": kind,
                "exception_message": format!("reason of {kind}"), "traceback": [],
            });
            let messages = json!([["execution_start", { "timestamp": 1 }], [word, told]]);
            json!({ "prompt": [], "outputs": {}, "status": { "status_str": "error", "completed": false, "messages": messages } })
        }
        _ => {
            let file = json!({ "filename": "bobine_00001_.mp4", "subfolder": "video", "type": "output" });
            let still = json!({ "filename": "preview.png", "subfolder": "", "type": "temp" });
            json!({
                "prompt": [], "outputs": { "3": { "images": [still] }, "11": { "images": [file], "animated": [true] } },
                "status": { "status_str": "success", "completed": true, "messages": [["execution_success", {}]] }, "meta": {},
            })
        }
    }
}
