//! Prints scripts of the built-in writer, for reading them as a creator would:
//! `cargo run -p bobine-providers --example read_scripts -- en 6 1 tips "Three Python tips nobody told you"`.
//! Arguments: language, segments, seed, pillar (or `all`), themes. With `PROMPTS=1` it prints the prompts too.
#![expect(clippy::print_stdout, reason = "printing is what this example is for")]

use std::error::Error;

use bobine_model::{Language, PillarId};
use bobine_provider::{ScriptRequest, Theme};
use bobine_providers::embedded::script::TemplateWriter;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [language, segments, seed, pillar, themes @ ..] = arguments.as_slice() else {
        return Err("give a language, a number of segments, a seed, a pillar or `all`, and themes".into());
    };
    let shows_prompts = std::env::var_os("PROMPTS").is_some();
    let writer = TemplateWriter::new()?;
    let pillars: Vec<PillarId> = match pillar.as_str() {
        "all" => writer.pillars().into_iter().map(|pillar| pillar.id).collect(),
        one => vec![PillarId::new(one)?],
    };
    for theme in themes {
        for pillar in &pillars {
            let script = writer.write(&ScriptRequest {
                theme: Theme::new(theme)?,
                pillar: pillar.clone(),
                language: Language::new(language)?,
                segments: segments.parse()?,
                seed: seed.parse()?,
            })?;
            println!("\n== {} [{pillar}]", script.title);
            for segment in script.segments {
                println!("   {}", segment.narration);
                if shows_prompts {
                    println!("      ({})", segment.prompt);
                }
            }
        }
    }
    Ok(())
}
