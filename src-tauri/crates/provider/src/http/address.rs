//! Where requests may go. A base address comes from the data files or the user and is trusted; an address that came
//! out of an answer is not, and can only be downloaded from, after a check, without any key.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The base address of a provider, from the data files or set by the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Text that is no base address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no address of a server; write it as https://host or http://127.0.0.1:8188")]
pub struct BadEndpoint {
    text: String,
}

impl Endpoint {
    /// An `https:` or `http:` address without a query, a name or a password.
    pub fn new(text: &str) -> Result<Self, BadEndpoint> {
        let bad = || BadEndpoint { text: text.chars().take(200).collect() };
        let url = Url::parse(text.trim()).map_err(|_| bad())?;
        let is_plain = matches!(url.scheme(), "https" | "http")
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if is_plain { Ok(Self(url)) } else { Err(bad()) }
    }

    /// The address of a path below the base. Each part is one step, whatever signs it holds, so that an id out of an
    /// answer cannot lead elsewhere.
    pub fn at<I: IntoIterator<Item = S>, S: AsRef<str>>(&self, steps: I) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty();
            for step in steps {
                // The parser would take `.` and `..` for directions.
                let step = step.as_ref();
                path.push(if matches!(step, "." | "..") { "%" } else { step });
            }
        }
        url
    }

    /// An address out of an answer, where it lies on the very server the key belongs to.
    pub fn own(&self, address: &UntrustedUrl) -> Option<Url> {
        Url::parse(&address.0).ok().filter(|url| url.origin() == self.0.origin() && has_no_login(url))
    }

    /// Whether the server stands on this machine or in a private network.
    pub fn is_private(&self) -> bool {
        is_private_host(&self.0)
    }

    /// Whether the server stands on this machine: it is reached without a proxy.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The base address.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// An address out of a vendor's answer. It may be signed, so it is shown without its query.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UntrustedUrl(String);

/// An address out of an answer that is not fetched from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error("the address is not readable")]
    Unreadable,
    /// Neither `https:`, nor `http:` to the host that the user has set.
    #[error("{scheme}: addresses are not fetched from")]
    Scheme {
        /// What it began with.
        scheme: String,
    },
    /// It leads into a private network.
    #[error("{host} lies in a private network")]
    Private {
        /// The host.
        host: String,
    },
    /// It carries a name or a password.
    #[error("the address carries a name or a password")]
    Login,
    /// One address led to the next, too often.
    #[error("the server sends on and on to other addresses")]
    TooManyRedirects,
}

impl UntrustedUrl {
    /// As it stood in the answer.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The address, if it may be fetched from when the answer came from `endpoint`: `https:` to a public address;
    /// a private one only when the endpoint itself is; `http:` only to the endpoint's own host.
    pub fn checked(&self, endpoint: &Endpoint) -> Result<Url, Refusal> {
        let url = Url::parse(&self.0).map_err(|_| Refusal::Unreadable)?;
        check(&url, endpoint)?;
        Ok(url)
    }

    /// The whole text, for whoever has checked it and for the library.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UntrustedUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&shown(&self.0))
    }
}

/// An address without what may be secret in it: the query, the fragment, a name and a password.
pub(crate) fn shown(text: &str) -> String {
    match Url::parse(text) {
        Ok(url) => {
            let host = url.host_str().unwrap_or_default();
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            let query = if url.query().is_some() { "?…" } else { "" };
            format!("{}://{host}{port}{}{query}", url.scheme(), url.path())
        }
        Err(_) => "(unreadable address)".to_owned(),
    }
}

/// See [`UntrustedUrl::checked`]; redirects go through here again.
pub(crate) fn check(url: &Url, endpoint: &Endpoint) -> Result<(), Refusal> {
    let is_own_host = url.host() == endpoint.0.host();
    match url.scheme() {
        "https" => {}
        "http" if is_own_host && endpoint.0.scheme() == "http" => {}
        other => return Err(Refusal::Scheme { scheme: other.to_owned() }),
    }
    if !has_no_login(url) {
        return Err(Refusal::Login);
    }
    if is_private_host(url) && !endpoint.is_private() {
        return Err(Refusal::Private { host: url.host_str().unwrap_or_default().to_owned() });
    }
    Ok(())
}

fn has_no_login(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

fn is_private_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => is_private(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_private(IpAddr::V6(address)),
        Some(Host::Domain(name)) => is_private_name(name),
        None => true,
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

/// Names that only mean something inside a network. What other names resolve to is checked when they are.
fn is_private_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    !name.contains('.')
        || ["localhost", "local", "internal", "lan", "home.arpa"]
            .iter()
            .any(|end| name.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Whether an address is anything but one host of the public network.
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        // Shared by a carrier's customers, protocol assignments, benchmarks, reserved and broadcast.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // An IPv4 address in one of its IPv6 clothes is judged as what it is.
    if let Some(inner) = address.to_ipv4() {
        return is_private_v4(inner);
    }
    if first == 0x64 && second == 0xff9b || first == 0x2002 {
        return true;
    }
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || (first == 0x2001 && second == 0xdb8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(base: &str, address: &str) -> Result<(), Refusal> {
        let endpoint = Endpoint::new(base).expect("a base");
        UntrustedUrl::new(address).checked(&endpoint).map(|_| ())
    }

    #[test]
    fn only_public_https_is_fetched_from_for_a_public_vendor() {
        let base = "https://agents.lumalabs.ai/v1";
        assert_eq!(judged(base, "https://storage.example.com/out.mp4?sig=1"), Ok(()));
        for address in [
            "http://storage.example.com/out.mp4",
            "http://agents.lumalabs.ai/out.mp4",
            "file:///etc/passwd",
            "ftp://example.com/a.mp4",
            "data:video/mp4;base64,AAAA",
            "https://127.0.0.1/a.mp4",
            "https://2130706433/a.mp4",
            "https://0x7f.1/a.mp4",
            "https://10.1.2.3/a.mp4",
            "https://172.16.0.9/a.mp4",
            "https://192.168.1.1/a.mp4",
            "https://169.254.169.254/latest/meta-data",
            "https://100.100.100.200/latest/meta-data",
            "https://0.0.0.0/a.mp4",
            "https://[::1]/a.mp4",
            "https://[fd00::1]/a.mp4",
            "https://[fe80::1]/a.mp4",
            "https://[::ffff:192.168.0.1]/a.mp4",
            "https://[64:ff9b::a00:1]/a.mp4",
            "https://localhost/a.mp4",
            "https://printer/a.mp4",
            "https://metadata.google.internal/a.mp4",
            "https://LOCALHOST./a.mp4",
            "https://user:word@storage.example.com/a.mp4",
            "not an address",
        ] {
            assert!(judged(base, address).is_err(), "{address} must be refused");
        }
    }

    #[test]
    fn a_server_of_the_user_may_name_its_own_plain_addresses_and_no_others() {
        let base = "http://127.0.0.1:8188";
        assert_eq!(judged(base, "http://127.0.0.1:8188/view?filename=a.mp4"), Ok(()));
        assert_eq!(judged(base, "https://192.168.1.20/a.mp4"), Ok(()));
        assert!(matches!(judged(base, "http://storage.example.com/a.mp4"), Err(Refusal::Scheme { .. })));
        assert!(matches!(judged(base, "file:///etc/passwd"), Err(Refusal::Scheme { .. })));
    }

    #[test]
    fn a_public_base_over_http_opens_no_private_network() {
        assert!(matches!(judged("http://example.com", "http://10.0.0.1/a.mp4"), Err(Refusal::Scheme { .. })));
        assert!(matches!(judged("http://example.com", "https://10.0.0.1/a.mp4"), Err(Refusal::Private { .. })));
    }

    #[test]
    fn an_id_out_of_an_answer_stays_one_step_of_a_path() {
        let endpoint = Endpoint::new("https://api.example.com/v1/").expect("a base");
        let at = |id: &str| endpoint.at(["tasks", id]).to_string();
        assert_eq!(at("17f2"), "https://api.example.com/v1/tasks/17f2");
        assert_eq!(at("../../admin"), "https://api.example.com/v1/tasks/..%2F..%2Fadmin");
        assert_eq!(at("a?b#c"), "https://api.example.com/v1/tasks/a%3Fb%23c");
        assert!(at("..").starts_with("https://api.example.com/v1/tasks/"), "{}", at(".."));
    }

    #[test]
    fn a_key_goes_only_to_the_server_it_belongs_to() {
        let endpoint = Endpoint::new("https://queue.fal.run").expect("a base");
        let own = |address: &str| endpoint.own(&UntrustedUrl::new(address)).is_some();
        assert!(own("https://queue.fal.run/fal-ai/pika/requests/1/status"));
        for address in [
            "https://queue.fal.run.example.com/1",
            "http://queue.fal.run/1",
            "https://queue.fal.run:444/1",
            "https://queue.fal.run@example.com/1",
        ] {
            assert!(!own(address), "{address}");
        }
    }

    #[test]
    fn an_address_is_shown_without_its_signature() {
        let url = UntrustedUrl::new("https://cdn.example.com/a.mp4?X-Amz-Signature=feed");
        assert_eq!(format!("{url:?}"), "https://cdn.example.com/a.mp4?…");
    }

    #[test]
    fn what_is_no_base_address_is_refused() {
        for text in
            ["", "lumalabs.ai", "file:///tmp", "https://", "https://a:b@example.com", "https://example.com/?k=1"]
        {
            assert!(Endpoint::new(text).is_err(), "{text:?}");
        }
    }
}
