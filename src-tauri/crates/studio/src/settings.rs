//! Settings: kept in the library, shared by all who use it. Keys of providers are not among them.

use bobine_model::{Micros, ProviderId};
use bobine_store::{Caps, Period};
use jiff::Zoned;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::open::Studio;
use crate::view::SettingView;

/// A setting there is.
struct Setting {
    name: &'static str,
    default: &'static str,
    description: &'static str,
}

const SETTINGS: &[Setting] = &[
    Setting { name: "cap.project", default: "none", description: "The most a project may cost, in dollars: 5.00" },
    Setting { name: "cap.day", default: "none", description: "The most all projects may cost in a day, in dollars" },
    Setting {
        name: "cap.month",
        default: "none",
        description: "The most all projects may cost in a month, in dollars",
    },
    Setting { name: "video.provider", default: "embedded", description: "Who makes clips when nothing else is said" },
];

impl Studio {
    /// All settings.
    pub fn settings(&self) -> Result<Vec<SettingView>, Error> {
        let views = SETTINGS.iter().map(|setting| {
            Ok(SettingView {
                name: setting.name.to_owned(),
                value: self.setting_text(setting.name)?,
                default: setting.default.to_owned(),
                description: setting.description.to_owned(),
            })
        });
        views.collect()
    }

    /// Change a setting. A value that makes no sense is refused.
    pub fn set(&self, name: &str, value: &str) -> Result<(), Error> {
        let setting = known(name)?;
        let value = value.trim();
        if setting.name.starts_with("cap.") {
            dollars(value)?;
        } else {
            let provider = ProviderId::new(value).map_err(|fault| Error::Usage(fault.to_string()))?;
            self.providers.video_model(&provider)?;
        }
        Ok(self.library.write(|tx| tx.set_setting(setting.name, &value.to_owned()))?)
    }

    /// Back to the default.
    pub fn unset(&self, name: &str) -> Result<(), Error> {
        let setting = known(name)?;
        Ok(self.library.write(|tx| tx.clear_setting(setting.name))?)
    }

    /// What a window wants to find again, under a name of its own. Nothing where it was never kept, or by another
    /// version in a way this one does not read.
    pub fn window_state<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        let kept: Option<serde_json::Value> = self.library.read(|snapshot| snapshot.setting(&window_key(name)))?;
        Ok(kept.and_then(|value| serde_json::from_value(value).ok()))
    }

    /// Keep what a window wants to find again.
    pub fn keep_window_state<T: Serialize>(&self, name: &str, state: &T) -> Result<(), Error> {
        Ok(self.library.write(|tx| tx.set_setting(&window_key(name), state))?)
    }

    pub(crate) fn setting_text(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.library.read(|snapshot| snapshot.setting(name))?)
    }

    /// What may be spent.
    pub(crate) fn caps(&self) -> Result<Caps, Error> {
        let cap = |name| self.setting_text(name)?.as_deref().map(dollars).transpose();
        let now = Zoned::now();
        let since =
            |start: Result<Zoned, jiff::Error>| start.map_or(0, |start: Zoned| start.timestamp().as_millisecond());
        let period = |limit: Option<Micros>, since_ms| limit.map(|limit| Period { limit, since_ms });
        Ok(Caps {
            project: cap("cap.project")?,
            day: period(cap("cap.day")?, since(now.start_of_day())),
            month: period(cap("cap.month")?, since(now.first_of_month().and_then(|first| first.start_of_day()))),
        })
    }
}

fn window_key(name: &str) -> String {
    format!("window.{name}")
}

fn known(name: &str) -> Result<&'static Setting, Error> {
    SETTINGS.iter().find(|setting| setting.name == name).ok_or_else(|| Error::NotFound {
        what: "setting",
        name: name.to_owned(),
        known: "see: bobine settings",
    })
}

fn dollars(text: &str) -> Result<Micros, Error> {
    text.parse().map_err(|fault: bobine_model::BadAmount| Error::Usage(fault.to_string()))
}
