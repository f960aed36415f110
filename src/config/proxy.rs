//! Finds the proxy for a host, from the usual environment variables.

use super::Environment;
use crate::ai::{Endpoint, Secret, Via};

/// The proxy for an endpoint. This machine needs none.
pub(super) fn find(environment: &Environment, endpoint: &Endpoint) -> Option<Via> {
    if endpoint.is_local() || is_exempt(environment, endpoint) {
        return None;
    }
    let of_scheme =
        if endpoint.is_encrypted() { ["https_proxy", "HTTPS_PROXY"] } else { ["http_proxy", "HTTP_PROXY"] };
    let names = of_scheme.into_iter().chain(["all_proxy", "ALL_PROXY"]);
    let (variable, url) = names.filter_map(|name| Some((name, environment.text(name)?))).next()?;
    Some(Via { variable, url: Secret::new(url.trim()) })
}

/// Whether `NO_PROXY` lists the host: itself, a domain above it, or `*`.
fn is_exempt(environment: &Environment, endpoint: &Endpoint) -> bool {
    let listed = environment.text("no_proxy").or_else(|| environment.text("NO_PROXY")).unwrap_or_default();
    listed.split([',', ' ']).map(str::trim).filter(|entry| !entry.is_empty()).any(|entry| {
        let (name, port) = match entry.rsplit_once(':') {
            Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, port.parse().ok()),
            _ => (entry, None),
        };
        let name = name.trim_matches(['[', ']']).trim_start_matches('*').trim_start_matches('.');
        let name = name.to_ascii_lowercase();
        let below = endpoint.host().strip_suffix(name.as_str());
        let matches = below.is_some_and(|below| below.is_empty() || name.is_empty() || below.ends_with('.'));
        matches && port.is_none_or(|port: u16| port == endpoint.port())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&'static str, &str)], url: &str) -> Option<&'static str> {
        let environment = Environment::of_variables(variables);
        find(&environment, &url.parse().unwrap()).map(|via| via.variable)
    }

    #[test]
    fn the_variable_of_the_scheme_comes_before_that_of_all() {
        let all = [("HTTPS_PROXY", "a:1"), ("http_proxy", "b:1"), ("ALL_PROXY", "c:1")];
        assert_eq!(found(&all, "https://h"), Some("HTTPS_PROXY"));
        assert_eq!(found(&all, "http://h"), Some("http_proxy"));
        assert_eq!(found(&all[2..], "https://h"), Some("ALL_PROXY"));
        assert_eq!(found(&all, "http://127.0.0.1:11434/v1"), None);
        assert_eq!(found(&all, "https://localhost/v1"), None);
        assert_eq!(found(&[("HTTP_PROXY", "a:1")], "https://h"), None);
        assert_eq!(found(&[("HTTPS_PROXY", "")], "https://h"), None);
    }

    #[test]
    fn no_proxy_names_hosts_and_the_domains_above_them() {
        let found =
            |listed: &str, url: &str| found(&[("HTTPS_PROXY", "a:1"), ("no_proxy", listed)], url).is_none();
        for listed in
            ["*", "example.com", ".example.com", "*.example.com", "x, API.example.com", "example.com:443"]
        {
            assert!(found(listed, "https://api.example.com/v1"), "{listed}");
        }
        for listed in
            ["", "ple.com", "example.com.au", "other.example.com", "example.com:8443", "api.example.comx"]
        {
            assert!(!found(listed, "https://api.example.com/v1"), "{listed}");
        }
        assert!(found("10.0.0.7,[fd00::1]", "https://10.0.0.7/v1"));
        assert!(found("10.0.0.7,[fd00::1]", "https://[fd00::1]/v1"));
        assert!(found("fd00::1", "https://[fd00::1]/v1"));
    }
}
