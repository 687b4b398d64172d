//! The open window, as a creator uses it: what is seen, clicked, typed and dragged.

use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::home::Running;

/// How long the program may take for anything a test waits for: drawing six clips on a slow machine is the longest.
pub const PATIENCE: Duration = Duration::from_secs(240);

/// A point of the page.
pub type Point = (f64, f64);

/// The open window.
pub struct Window {
    client: Client,
    running: Running,
}

impl Window {
    /// The window of a session.
    pub fn new(client: Client, running: Running) -> Self {
        Self { client, running }
    }

    /// The element a locator names, as soon as there is one.
    pub async fn find(&self, xpath: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{xpath}: {error}\n{}", self.seen().await),
        }
    }

    /// As [`Self::find`], once it stays where it is: a window that is still getting its size would be clicked beside it.
    async fn at_rest(&self, xpath: &str) -> Element {
        let mut place = None;
        loop {
            let element = self.find(xpath).await;
            let now = element.rectangle().await.ok();
            if now.is_some() && now == place {
                return element;
            }
            place = now;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The button (or what acts as one) that a screen reader would call so.
    pub async fn click(&self, name: &str) {
        let element = self.at_rest(&acting(name)).await;
        element.click().await.unwrap_or_else(|error| panic!("{name} cannot be clicked: {error}"));
    }

    /// As [`Self::click`], in the dialog that is open.
    pub async fn click_in_dialog(&self, name: &str) {
        let element = self.at_rest(&format!("//*[@role='dialog']{}", acting(name))).await;
        element.click().await.unwrap_or_else(|error| panic!("{name} cannot be clicked: {error}"));
    }

    /// Write into the field of a name.
    pub async fn write(&self, name: &str, text: &str) {
        let field = self.find(&format!("//*[self::input or self::textarea][@aria-label=\"{name}\" or @id=//label[normalize-space(.)=\"{name}\"]/@for]")).await;
        field.send_keys(text).await.unwrap_or_else(|error| panic!("{name} cannot be written: {error}"));
    }

    /// Wait until a script says yes.
    pub async fn until(&self, what: &str, script: &str) {
        let began = Instant::now();
        loop {
            let answer = self.client.execute(&format!("return Boolean({script})"), Vec::new()).await;
            if matches!(answer, Ok(Value::Bool(true))) {
                return;
            }
            assert!(self.running.program_lives(), "the program ended before {what}\n{}", self.running.log());
            assert!(
                began.elapsed() < PATIENCE,
                "{what} did not come about: {answer:?}\n{}\n{}",
                self.seen().await,
                self.running.log()
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Run a script.
    pub async fn run(&self, script: &str) {
        let run = self.client.execute(script, Vec::new()).await;
        run.unwrap_or_else(|error| panic!("a script cannot be run: {error}"));
    }

    /// What a script answers.
    pub async fn ask(&self, script: &str) -> Value {
        let answer = self.client.execute(&format!("return {script}"), Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// What a script answers when it is done, which may take it a while.
    pub async fn ask_slowly(&self, script: &str) -> Value {
        let script = format!(
            "const answer = arguments[arguments.length - 1]; ({script}).then(answer, (error) => answer(String(error)));"
        );
        let answer = self.client.execute_async(&script, Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// The texts of the script, in order.
    pub async fn script(&self) -> Vec<String> {
        let texts = self.ask("[...document.querySelectorAll('[data-row] textarea')].filter((area) => area.ariaLabel.startsWith('Text')).map((area) => area.value)").await;
        serde_json::from_value(texts).expect("texts")
    }

    /// Wait until the script says these texts, in this order.
    pub async fn until_script(&self, what: &str, texts: &[&str]) {
        let wanted = json!(texts);
        let script = format!(
            "JSON.stringify([...document.querySelectorAll('[data-row] textarea')].filter((area) => area.ariaLabel.startsWith('Text')).map((area) => area.value)) === JSON.stringify({wanted})"
        );
        self.until(what, &script).await;
    }

    /// The middle of the first element a CSS selector names, as soon as there is one.
    pub async fn middle_of(&self, selector: &str) -> Point {
        self.until(selector, &format!("document.querySelector({})", json!(selector))).await;
        let script = format!(
            "(() => {{ const {{ x, y, width, height }} = document.querySelector({}).getBoundingClientRect(); return [x + width / 2, y + height / 2]; }})()",
            json!(selector)
        );
        serde_json::from_value(self.ask(&script).await).expect("a point")
    }

    /// Press the pointer at a point and move it over others, without letting go.
    pub async fn hold(&self, from: Point, over: &[Point]) {
        let to = |(x, y): Point, millis| PointerAction::MoveTo { duration: Some(Duration::from_millis(millis)), x, y };
        let actions = MouseActions::new("mouse".to_owned())
            .then(to(from, 0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        let actions = over.iter().fold(actions, |actions, point| actions.then(to(*point, 60)));
        self.client.perform_actions(actions).await.expect("the pointer moves");
    }

    /// Drag from one point over others, and let go at the last.
    pub async fn drag(&self, from: Point, over: &[Point]) {
        self.hold(from, over).await;
        let up = MouseActions::new("mouse".to_owned()).then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(up).await.expect("the pointer lets go");
    }

    /// Press keys one after the other: characters, or those of [`fantoccini::key::Key`].
    pub async fn press(&self, keys: &[char]) {
        let actions = keys.iter().fold(KeyActions::new("keyboard".to_owned()), |actions, key| {
            actions.then(KeyAction::Down { value: *key }).then(KeyAction::Up { value: *key })
        });
        self.client.perform_actions(actions).await.expect("keys can be pressed");
    }

    /// Press a key while others are held.
    pub async fn press_with(&self, held: &[char], key: char) {
        let down = held.iter().fold(KeyActions::new("keyboard".to_owned()), |actions, held| {
            actions.then(KeyAction::Down { value: *held })
        });
        let pressed = down.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        let up = held.iter().fold(pressed, |actions, held| actions.then(KeyAction::Up { value: *held }));
        self.client.perform_actions(up).await.expect("keys can be pressed");
    }

    /// Take the focus from any field.
    pub async fn leave_fields(&self) {
        self.ask("document.activeElement?.blur()").await;
    }

    /// The program and the processes it started, itself first.
    pub fn processes(&self) -> Vec<i32> {
        self.running.processes()
    }

    /// A picture of the window, as PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.client.screenshot().await.expect("the window can be pictured")
    }

    /// The words on the page, for a message about what is not there.
    pub async fn seen(&self) -> String {
        let text = self.client.execute("return document.body.innerText", Vec::new()).await;
        text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Close the window as a user does.
    pub async fn close(self) {
        self.client.clone().close().await.expect("the window closes");
    }

    /// End the program at once, as a power cut would.
    pub fn kill(self) {
        self.running.kill();
    }
}

/// Whatever can be clicked and has a name.
fn acting(name: &str) -> String {
    format!(
        "//*[self::button or self::label or @role='button' or @role='menuitem' or @role='radio' or @role='option' or @role='tab']\
         [normalize-space(@aria-label)=\"{name}\" or normalize-space(.)=\"{name}\"]"
    )
}
