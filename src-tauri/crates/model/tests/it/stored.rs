//! Documents as they are stored. The fixture is never edited: it is what version 1 wrote.

use bobine_model::persist::{from_json, to_json};

use crate::notation::{seen, video};

const VERSION_1: &str = include_str!("version_1.json");

#[track_caller]
fn refused(json: &str, expected: &str) {
    assert_eq!(
        from_json(json).map(|document| seen(&document)).map_err(|error| error.to_string()),
        Err(expected.into())
    );
}

#[test]
fn a_document_of_version_1_can_be_read() {
    let document = from_json(VERSION_1).expect("it was written by a release");
    assert_eq!(
        (document.title.as_str(), seen(&document).as_str()),
        ("Tea, warm", "a:90~12[t 10..70/200]'Tea is SQL'\"Tea is sequel\"{r+6} + -b[u]hold")
    );
    assert_eq!(to_json(&document), VERSION_1.trim_end(), "and is written as it was");
}

#[test]
fn what_cannot_be_opened_is_refused_with_the_reason() {
    refused("tea", "this is no Bobine document");
    refused(r#"{"schema":"other","version":1,"document":{}}"#, "this is no Bobine document");
    refused(r#"{"schema":"bobine.document","version":0,"document":{}}"#, "this is no Bobine document");
    refused(r#"{"schema":"bobine.document","version":1,"document":{}}"#, "this document cannot be read");
    refused(
        r#"{"schema":"bobine.document","version":99,"document":{}}"#,
        "this document was made by a newer Bobine (version 99, this one reads up to 1); update Bobine",
    );
    let untitled = to_json(&video("a")).replace(r#""title":"Tea""#, r#""title":"""#);
    refused(&untitled, "this document is damaged: the title is empty; give the video a name");
}
