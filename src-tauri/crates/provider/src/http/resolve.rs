//! Names of servers that came out of an answer are resolved here: a public name that leads into a private network is
//! refused when it is resolved, so that no second look-up can differ from the one that was checked.

use std::collections::HashSet;
use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

use super::address::{Refusal, is_private};

/// Variables by which a proxy is set. The proxy may stand in the private network: the user has named it.
const PROXIES: &[&str] = &["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// Resolves names to public addresses only.
pub(crate) struct PublicOnly {
    proxies: HashSet<String>,
}

impl PublicOnly {
    pub(crate) fn new() -> Self {
        let set = PROXIES.iter().filter_map(|name| std::env::var(name).ok());
        let hosts = set.filter_map(|text| {
            let url = Url::parse(&text).or_else(|_| Url::parse(&format!("http://{text}"))).ok()?;
            url.host_str().map(str::to_ascii_lowercase)
        });
        Self { proxies: hosts.collect() }
    }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let is_proxy = self.proxies.contains(&host.to_ascii_lowercase());
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            let (public, private): (Vec<SocketAddr>, Vec<SocketAddr>) =
                found.partition(|address| is_proxy || !is_private(address.ip()));
            if public.is_empty() && !private.is_empty() {
                return Err(Refusal::Private { host }.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn resolved(resolver: &PublicOnly, name: &str) -> Result<usize, String> {
        let name = name.parse().expect("a name");
        resolver.resolve(name).await.map(Iterator::count).map_err(|fault| fault.to_string())
    }

    #[tokio::test]
    async fn a_name_that_leads_into_a_private_network_is_refused_unless_it_is_the_proxys() {
        let resolver = PublicOnly { proxies: HashSet::new() };
        assert_eq!(resolved(&resolver, "localhost").await, Err("localhost lies in a private network".to_owned()));
        let resolver = PublicOnly { proxies: HashSet::from(["localhost".to_owned()]) };
        assert!(resolved(&resolver, "localhost").await.is_ok_and(|count| count > 0));
    }
}
