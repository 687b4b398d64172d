//! What is told when it cannot read, and that nothing is left behind.

use std::path::PathBuf;

use bobine_provider::{Error, SpeechModel, SpeechRequest};
use tempfile::TempDir;

use super::super::EspeakVoice;
use super::{HELPER, request, voice};

/// The error of a reading that fails, in words.
async fn check(voice: EspeakVoice, request: SpeechRequest, expected: &str) -> Error {
    let folder = TempDir::new().expect("there is room");
    let error = voice.speak(&request, &folder.path().join("sound.wav")).await.expect_err("it cannot be read");
    assert!(error.to_string().contains(expected), "{error}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder is there").flatten().collect();
    assert!(left.is_empty(), "nothing is left behind: {left:?}");
    error
}

fn hello() -> SpeechRequest {
    request("Hello there.", "en", "en-us+m1")
}

#[tokio::test]
async fn a_missing_helper_is_named_with_the_remedy() {
    let nowhere = EspeakVoice::new(Some(PathBuf::from("/no/such/bobine-speech")));
    let said = "the Bobine speech helper (bobine-speech) is missing; put it into /no/such, or set BOBINE_SPEECH_HELPER";
    let error = check(nowhere.clone(), hello(), said).await;
    assert!(matches!(error, Error::NotInstalled { .. }));
    assert!(matches!(nowhere.check().await, Err(Error::NotInstalled { .. })));
}

#[tokio::test]
async fn without_a_path_the_helper_is_looked_for_beside_the_running_program() {
    // This program is in target/<profile>/deps, where the helper is not.
    check(EspeakVoice::new(None), hello(), "deps, or set BOBINE_SPEECH_HELPER").await;
}

#[tokio::test]
async fn a_missing_library_is_espeak_ng_missing_with_the_remedy() {
    let without = voice().with_library(PathBuf::from("/no/such/libespeak-ng.so.1"));
    let error = check(without.clone(), hello(), "eSpeak NG is missing; install it with: ").await;
    assert!(matches!(error, Error::NotInstalled { .. }));
    assert!(matches!(without.check().await, Err(Error::NotInstalled { .. })));
    voice().check().await.expect("with the library it can speak");
}

#[tokio::test]
async fn an_unknown_voice_is_named() {
    for unknown in ["xx-nobody", "en-us+nobody"] {
        let error = check(voice(), request("Hello.", "en", unknown), unknown).await;
        assert!(matches!(error, Error::NotInstalled { .. }));
    }
}

#[tokio::test]
async fn text_without_anything_to_say_is_refused() {
    for text in ["", " \n\t", "🎉 ✨", "—", "« »", "# * -", "…!?"] {
        let error = check(voice(), request(text, "fr", "fr+edward"), "nothing to read").await;
        assert!(matches!(error, Error::Refused { .. }), "{text:?}");
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_an_error() {
    let error = voice().speak(&hello(), "/no/such/folder/sound.wav".as_ref()).await.expect_err("there is no folder");
    assert!(matches!(error, Error::Local { doing: "writing the sound", .. }), "{error:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_helper_that_answers_nonsense_or_dies_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().expect("there is room");
    for (name, script, expected) in [
        ("talks", "cat >/dev/null; echo hello", "cannot read"),
        ("dies", "echo oh no >&2; exit 3", "speaking the text failed"),
        ("lies", "cat >/dev/null; echo '{\"words\": []}'", "0 word times"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("there is room");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
        check(EspeakVoice::new(Some(path)), hello(), expected).await;
    }
    assert!(HELPER.exists());
}
