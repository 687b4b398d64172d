//! Views as text for people, or as one JSON document for programs.

use std::io::Write;

use bobine_model::Micros;
use bobine_studio::Error;
use bobine_studio::view::{
    EstimateView, GcView, GenerateView, HistoryView, JobView, LibraryProblem, LibraryView, PillarView, ProjectState,
    ProjectSummary, ProjectView, ProviderView, SegmentState, SegmentView, SettingView, TakeView, VideoView, VoiceState,
    VoiceView,
};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

/// Where answers go.
pub struct Out {
    is_json: bool,
}

impl Out {
    /// Text, or JSON.
    pub fn new(is_json: bool) -> Self {
        Self { is_json }
    }

    /// Print a view. The exit code is 0.
    pub fn tell<T: Serialize + ?Sized>(&self, view: &T, text: impl Fn(&T) -> String) -> Result<u8, Error> {
        let printed = if self.is_json {
            serde_json::to_string_pretty(view).map_err(std::io::Error::other)
        } else {
            Ok(text(view))
        };
        let written = printed.and_then(|printed| {
            let mut stdout = std::io::stdout().lock();
            stdout.write_all(printed.trim_end().as_bytes())?;
            stdout.write_all(b"\n")?;
            stdout.flush()
        });
        match written {
            // Whoever was reading has seen enough: `bobine list | head -1`.
            Err(fault) if fault.kind() == std::io::ErrorKind::BrokenPipe => Ok(0),
            Err(fault) => Err(Error::Print(fault)),
            Ok(()) => Ok(0),
        }
    }
}

fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(head);
    table
}

fn seconds(millis: u32) -> String {
    format!("{}.{} s", millis / 1000, millis % 1000 / 100)
}

fn money(micros: u64) -> String {
    if micros == 0 { "free".to_owned() } else { Micros::new(micros).to_string() }
}

fn short(id: &str) -> String {
    // The end of a version 7 id is random; its start is the time, which neighbours share.
    id.rsplit('-').next().unwrap_or(id).to_owned()
}

fn time(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .map(|at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `bobine list`
pub fn projects(list: &Vec<ProjectSummary>) -> String {
    if list.is_empty() {
        return "No projects yet. Start one: bobine video \"Three Python tips nobody told you\"".to_owned();
    }
    let mut table = table(&["PROJECT", "TITLE", "PILLAR", "LENGTH", "CLIPS", "STATE", "SPENT", "CHANGED"]);
    for one in list {
        table.add_row([
            short(&one.project),
            one.title.clone(),
            format!("{} · {}", one.pillar, one.language),
            seconds(one.duration_ms),
            format!("{}/{}", one.ready, one.included),
            project_state(one.state).to_owned(),
            money(one.spent_micros),
            time(one.changed_ms),
        ]);
    }
    table.to_string()
}

fn project_state(state: ProjectState) -> &'static str {
    match state {
        ProjectState::Draft => "draft",
        ProjectState::Ready => "ready",
        ProjectState::Exported => "exported",
        ProjectState::Changed => "changed since export",
    }
}

/// `bobine show` and every change
pub fn project(view: &ProjectView) -> String {
    let one = &view.summary;
    let mut text = format!(
        "{}\n{} · {} · {}x{} · {} · {} · captions {} · music {}\n",
        one.title,
        one.pillar,
        one.language,
        view.size.0,
        view.size.1,
        seconds(one.duration_ms),
        view.voice,
        view.captions.as_deref().unwrap_or("off"),
        view.music.as_deref().unwrap_or("off"),
    );
    text.push_str(&format!("project {} · spent {}", short(&one.project), money(one.spent_micros)));
    if let Some(label) = &view.undo {
        text.push_str(&format!(" · undo: {label}"));
    }
    if let Some(label) = &view.redo {
        text.push_str(&format!(" · redo: {label}"));
    }
    format!("{text}\n\n{}", segments(&view.segments))
}

/// `bobine segments`
pub fn segments(list: &Vec<SegmentView>) -> String {
    if list.is_empty() {
        return "No segments yet. Add one: bobine insert --narration ... --prompt ...".to_owned();
    }
    let mut table = table(&["#", "STATE", "START", "LENGTH", "TAKES", "NARRATION"]);
    for one in list {
        table.add_row([
            one.number.to_string(),
            state(one),
            one.start_ms.map_or_else(|| "-".to_owned(), seconds),
            seconds(one.duration_ms),
            one.takes.to_string(),
            one.narration.clone(),
        ]);
    }
    table.to_string()
}

fn state(one: &SegmentView) -> String {
    let word = match one.state {
        SegmentState::Off => "Off",
        SegmentState::Slate => "Slate",
        SegmentState::Queued => "Queued",
        SegmentState::Running => "Generating",
        SegmentState::Failed => "Failed",
        SegmentState::Ready => "Ready",
    };
    let mut text = word.to_owned();
    if one.is_included {
        text.push_str(match one.voice {
            VoiceState::Missing => ", no voice yet",
            VoiceState::Stale => ", voice out of date",
            VoiceState::Silent | VoiceState::Ready => "",
        });
    }
    if one.is_included && one.short_ms >= 100 {
        text.push_str(&format!(", clip {} short", seconds(one.short_ms)));
    }
    text
}

/// `bobine script`
pub fn script(view: &ProjectView) -> String {
    let mut text = format!("{}\n", view.summary.title);
    for one in &view.segments {
        let off = if one.is_included { "" } else { " (off)" };
        text.push_str(&format!("\n{}. {}{off}\n", one.number, one.narration));
        if let Some(spoken) = &one.spoken {
            text.push_str(&format!("   said: {spoken}\n"));
        }
        text.push_str(&format!("   seen: {}\n", one.prompt));
    }
    text
}

/// `bobine takes`
pub fn takes(list: &Vec<TakeView>) -> String {
    if list.is_empty() {
        return "No takes yet. Make them: bobine generate".to_owned();
    }
    let mut table = table(&["SEGMENT", "TAKE", "", "BY", "LENGTH", "COST", "SEED", "PROMPT"]);
    for one in list {
        table.add_row([
            one.segment.to_string(),
            one.number.to_string(),
            if one.is_chosen { "chosen".to_owned() } else { String::new() },
            format!("{} {}", one.provider, one.model),
            seconds(one.duration_ms),
            money(one.cost_micros),
            one.seed.map_or_else(|| "-".to_owned(), |seed| seed.to_string()),
            one.prompt.clone(),
        ]);
    }
    table.to_string()
}

/// `bobine generate` and `regenerate`
pub fn generated(view: &GenerateView) -> String {
    if view.readings == 0 && view.takes == 0 && view.failures.is_empty() && view.unknown == 0 {
        return "Everything is up to date.".to_owned();
    }
    format!(
        "Made {} and {}, {}.",
        plural(view.readings, "voice", "voices"),
        plural(view.takes, "clip", "clips"),
        money(view.cost_micros)
    )
}

/// `bobine video` and `export`
pub fn video(view: &VideoView) -> String {
    let export = &view.export;
    let mut text = format!(
        "{}\n{} · {} frames · {} · {:.1} MB · checked\n",
        export.path.display(),
        seconds(export.duration_ms),
        export.frames,
        export
            .lufs
            .zip(export.true_peak_dbtp)
            .map_or_else(|| "silent".to_owned(), |(lufs, peak)| format!("{lufs:.1} LUFS · peak {peak:.1} dBTP"),),
        megabytes(export.bytes),
    );
    if let Some(path) = &export.subtitles {
        text.push_str(&format!("{}\n", path.display()));
    }
    text.push_str(&format!("project {} · spent {}", short(&view.project), money(view.cost_micros)));
    text
}

#[expect(clippy::cast_precision_loss, reason = "a size is shown with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

/// `--dry-run` and `bobine estimate`
pub fn estimate(view: &EstimateView) -> String {
    let cap = view.cap_micros.map_or_else(|| "no cap".to_owned(), |cap| format!("cap {}", Micros::new(cap)));
    format!(
        "{} of {} by {} {}, {}: {}\nspent {} · {cap}{}",
        plural(view.clips, "clip", "clips"),
        plural(view.clip_seconds as usize, "second", "seconds"),
        view.provider,
        view.model,
        plural(view.readings, "voice", "voices"),
        money(view.cost_micros),
        money(view.spent_micros),
        if view.is_within_budget { "" } else { " · over the budget" },
    )
}

/// `bobine jobs`
pub fn jobs(list: &Vec<JobView>) -> String {
    if list.is_empty() {
        return "No jobs.".to_owned();
    }
    let mut table = table(&["JOB", "MAKES", "SEGMENT", "STATE", "COST", "ASKED", "REASON"]);
    for one in list {
        table.add_row([
            short(&one.job),
            one.kind.clone(),
            one.segment.map_or_else(|| "-".to_owned(), |number| number.to_string()),
            one.progress.map_or_else(|| one.state.clone(), |percent| format!("{} {percent} %", one.state)),
            money(one.estimate_micros),
            time(one.created_ms),
            one.reason.clone().unwrap_or_default(),
        ]);
    }
    table.to_string()
}

/// `bobine jobs cancel` and `retry`
pub fn job(one: &JobView) -> String {
    jobs(&vec![one.clone()])
}

/// `bobine history`
pub fn history(list: &Vec<HistoryView>) -> String {
    let mut table = table(&["", "REVISION", "CHANGE", "WHEN"]);
    for one in list {
        let mark = if one.is_current { ">" } else { "" };
        table.add_row([mark.to_owned(), one.revision.to_string(), one.label.clone(), time(one.created_ms)]);
    }
    table.to_string()
}

/// `bobine library`
pub fn library(view: &LibraryView) -> String {
    format!(
        "{}\n{}, {}, {:.1} MB",
        view.folder.display(),
        plural(view.projects, "project", "projects"),
        plural(view.files, "media file", "media files"),
        megabytes(view.bytes)
    )
}

/// `bobine library check`
pub fn problems(list: &Vec<LibraryProblem>) -> String {
    if list.is_empty() {
        return "Every file is there and whole.".to_owned();
    }
    let mut table = table(&["FILE", "PROBLEM", "USED BY"]);
    for one in list {
        table.add_row([one.path.clone(), one.problem.clone(), one.used_by.join(", ")]);
    }
    table.to_string()
}

/// `bobine library gc`
pub fn collected(view: &GcView) -> String {
    format!("Removed {}, {:.1} MB.", plural(view.files, "file", "files"), megabytes(view.bytes))
}

/// `bobine providers`
pub fn providers(list: &Vec<ProviderView>) -> String {
    let mut table = table(&["PROVIDER", "MAKES", "MODEL", "NAME", "PRICE", "STATE"]);
    for one in list {
        table.add_row([
            one.provider.clone(),
            one.makes.to_owned(),
            one.model.clone(),
            one.name.clone(),
            // Who cannot be asked has no price here, which is not the same as none.
            if one.state == "ready" { money(one.price_micros) } else { String::new() },
            one.state.clone(),
        ]);
    }
    table.to_string()
}

/// `bobine voices`
pub fn voices(list: &Vec<VoiceView>) -> String {
    if list.is_empty() {
        return "No voice speaks this language.".to_owned();
    }
    let mut table = table(&["VOICE", "NAME", "GENDER", "PROVIDER"]);
    for one in list {
        table.add_row([one.voice.clone(), one.name.clone(), one.gender.to_owned(), one.provider.clone()]);
    }
    table.to_string()
}

/// `bobine pillars`
pub fn pillars(list: &Vec<PillarView>) -> String {
    let mut table = table(&["PILLAR", "NAME", "WHAT FOR"]);
    for one in list {
        table.add_row([one.pillar.clone(), one.name.clone(), one.description.clone()]);
    }
    table.to_string()
}

/// `bobine settings`
pub fn settings(list: &Vec<SettingView>) -> String {
    let mut table = table(&["SETTING", "VALUE", "WHAT IT DOES"]);
    for one in list {
        let value = one.value.clone().unwrap_or_else(|| format!("{} (default)", one.default));
        table.add_row([one.name.clone(), value, one.description.clone()]);
    }
    table.to_string()
}
