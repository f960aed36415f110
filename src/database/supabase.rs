//! What Supabase's own names mean.
//!
//! A project has a reference of twenty letters. Its database is reached directly, at a host of its own
//! that has an IPv6 address only, or through a pooler that all projects of a region share and that
//! tells them apart by the user's name.

/// Where a host of Supabase's leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// `db.<ref>.supabase.co`
    Direct { project: &'a str },
    /// `aws-<n>-<region>.pooler.supabase.com`
    Pooler,
}

/// What a host is to Supabase, if it is one of theirs.
pub fn place(host: &str) -> Option<Place<'_>> {
    let host = host.trim_end_matches('.');
    if host.ends_with(".pooler.supabase.com") || host.ends_with(".pooler.supabase.co") {
        return Some(Place::Pooler);
    }
    let project = host.strip_prefix("db.")?;
    let project = project.strip_suffix(".supabase.co").or_else(|| project.strip_suffix(".supabase.com"))?;
    is_reference(project).then_some(Place::Direct { project })
}

/// The project that the address of its HTTP API names, `https://<ref>.supabase.co`, or that of its page on the
/// dashboard, `https://supabase.com/dashboard/project/<ref>`.
pub fn project(address: &str) -> Option<String> {
    let address = address.trim().to_ascii_lowercase();
    let address = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme))?;
    let mut parts = address.split(['/', ':', '?', '#']);
    let host = parts.next()?;
    let of_api = host.strip_suffix(".supabase.co").or_else(|| host.strip_suffix(".supabase.in"));
    let of_page = || parts.skip_while(|part| *part != "project").nth(1).filter(|_| host == "supabase.com");
    let project = of_api.or_else(of_page)?;
    is_reference(project).then(|| project.to_owned())
}

/// The pooler's port in transaction mode; in session mode it is PostgreSQL's own.
pub const TRANSACTION_PORT: u16 = 6543;

/// How to write the URL of a project's database: directly, through the pooler in session mode, and
/// in transaction mode. The password and, for the pooler, the region are for the user to fill in.
pub fn urls(project: &str) -> [(&'static str, String); 3] {
    let pooler = |port| {
        format!("postgresql://postgres.{project}:PASSWORD@aws-0-REGION.pooler.supabase.com:{port}/postgres")
    };
    [
        ("session pooler", pooler(5432)),
        ("transaction pooler", pooler(TRANSACTION_PORT)),
        (
            "direct, IPv6 only",
            format!("postgresql://postgres:PASSWORD@db.{project}.supabase.co:5432/postgres"),
        ),
    ]
}

fn is_reference(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_understood() {
        let direct = Place::Direct { project: "abcdefghijklmnopqrst" };
        assert_eq!(place("db.abcdefghijklmnopqrst.supabase.co"), Some(direct));
        assert_eq!(place("aws-0-eu-central-1.pooler.supabase.com"), Some(Place::Pooler));
        assert_eq!(place("db.example.com"), None);
        assert_eq!(place("supabase.co"), None);
        for api in [
            "https://abcd.supabase.co",
            "https://abcd.supabase.co/rest/v1",
            " http://abcd.supabase.co:443 ",
            "HTTPS://ABCD.supabase.co",
            "https://supabase.com/dashboard/project/abcd/settings/database",
        ] {
            assert_eq!(project(api).as_deref(), Some("abcd"), "{api}");
        }
        for api in [
            "",
            "abcd",
            "https://example.com",
            "https://a.b.supabase.co",
            "https://a\u{1b}.supabase.co",
            "https://supabase.com/dashboard/projects",
        ] {
            assert_eq!(project(api), None, "{api}");
        }
    }
}
