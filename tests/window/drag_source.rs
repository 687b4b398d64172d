//! Another program on the same display, from which a file is dragged into the window: the source's side of XDND.
//! Source: freedesktop.org, "Drag-and-Drop Protocol for the X Window System", version 5.

use std::path::Path;

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, SelectionNotifyEvent,
    SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME};

x11rb::atom_manager! {
    /// The words of the protocol.
    Words: WordsCookie {
        XdndAware, XdndSelection, XdndEnter, XdndPosition, XdndStatus, XdndDrop, XdndFinished, XdndActionCopy,
        FILES: b"text/uri-list",
    }
}

/// The version of the protocol that is spoken.
const VERSION: u32 = 5;

/// A file on its way into a window.
struct DragSource {
    connection: RustConnection,
    words: Words,
    window: Window,
    target: Window,
    files: String,
}

/// Drag a file over the window of a display and let it fall at a point of the screen.
pub fn drop_file(display: &str, file: &Path, at: (u16, u16)) {
    let (connection, screen) = x11rb::connect(Some(display)).expect("the display is there");
    let words = Words::new(&connection).expect("it answers").reply().expect("atoms");
    let root = connection.setup().roots[screen].root;
    let window = connection.generate_id().expect("an id is free");
    let look = CreateWindowAux::new();
    let (class, visual) = (WindowClass::INPUT_OUTPUT, COPY_FROM_PARENT);
    connection
        .create_window(COPY_DEPTH_FROM_PARENT, window, root, 0, 0, 1, 1, 0, class, visual, &look)
        .expect("a window can be made");
    connection.set_selection_owner(window, words.XdndSelection, CURRENT_TIME).expect("the selection can be had");
    let target = aware(&connection, &words, root).expect("a window that takes files");
    let files = format!("file://{}\r\n", file.display());
    DragSource { connection, words, window, target, files }.drop_at(at);
}

/// The first window that takes part in the protocol.
fn aware(connection: &RustConnection, words: &Words, root: Window) -> Option<Window> {
    let children = connection.query_tree(root).ok()?.reply().ok()?.children;
    children.into_iter().find(|child| {
        let asked = connection.get_property(false, *child, words.XdndAware, AtomEnum::ATOM, 0, 1);
        let is_shown = connection.get_window_attributes(*child).ok().and_then(|asked| asked.reply().ok());
        is_shown.is_some_and(|window| window.map_state == x11rb::protocol::xproto::MapState::VIEWABLE)
            && asked.ok().and_then(|asked| asked.reply().ok()).is_some_and(|found| found.value_len > 0)
    })
}

impl DragSource {
    fn drop_at(self, (x, y): (u16, u16)) {
        let point = u32::from(x) << 16 | u32::from(y);
        self.say(self.words.XdndEnter, [VERSION << 24, self.words.FILES, 0, 0]);
        let here = [0, point, CURRENT_TIME, self.words.XdndActionCopy];
        self.say(self.words.XdndPosition, here);
        // A target that does not yet know what is dragged says no at first; every new place is a new question.
        while !self.is_welcome() {
            self.say(self.words.XdndPosition, here);
        }
        self.say(self.words.XdndDrop, [0, CURRENT_TIME, 0, 0]);
        self.heard(self.words.XdndFinished);
    }

    fn is_welcome(&self) -> bool {
        self.heard(self.words.XdndStatus).data.as_data32()[1] & 1 == 1
    }

    fn say(&self, word: Atom, rest: [u32; 4]) {
        let message = ClientMessageEvent::new(32, self.target, word, [self.window, rest[0], rest[1], rest[2], rest[3]]);
        self.connection.send_event(false, self.target, EventMask::NO_EVENT, message).expect("the display is there");
        self.connection.flush().expect("the display is there");
    }

    /// The next message of a kind. What is asked in between is answered.
    fn heard(&self, word: Atom) -> ClientMessageEvent {
        loop {
            match self.connection.wait_for_event().expect("the display is there") {
                Event::ClientMessage(message) if message.type_ == word => return message,
                Event::SelectionRequest(request) => self.hand_over(&request),
                _ => {}
            }
        }
    }

    fn hand_over(&self, request: &SelectionRequestEvent) {
        let is_known = request.target == self.words.FILES;
        if is_known {
            self.connection
                .change_property8(
                    PropMode::REPLACE,
                    request.requestor,
                    request.property,
                    request.target,
                    self.files.as_bytes(),
                )
                .expect("the display is there");
        }
        let answer = SelectionNotifyEvent {
            response_type: x11rb::protocol::xproto::SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if is_known { request.property } else { x11rb::NONE },
        };
        self.connection
            .send_event(false, request.requestor, EventMask::NO_EVENT, answer)
            .expect("the display is there");
        self.connection.flush().expect("the display is there");
    }
}
