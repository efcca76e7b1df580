//! Addresses of mail and web: no words, so they stay as they were read.

/// The last labels of the names of hosts that plans have.
const DOMAINS: [&str; 4] = ["vn", "com", "net", "org"];

/// Whether a chunk is an address: `http://…`, `thongtin@danang.gov.vn`, `danang.gov.vn`
pub fn is_address(chunk: &str) -> bool {
    let core = chunk.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let host = core.split_once("://").map_or(core, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    let host = host.split_once('@').map_or(host, |(_, host)| host);
    let label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let labels: Vec<&str> = host.split('.').collect();
    core.is_ascii()
        && labels.len() > 1
        && labels.iter().all(|&part| label(part))
        && labels.last().is_some_and(|last| DOMAINS.contains(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told() {
        for chunk in ["(https://danang.gov.vn/ke-hoach)", "thongtin@danang.gov.vn.", "danang.gov.vn", "chinhphu.vn;"] {
            assert!(is_address(chunk), "{chunk}");
        }
        for chunk in ["hoi.Phat", "57-NQ/TW", "vn", ".vn", "12.5", "v.v", "cá.vn", ""] {
            assert!(!is_address(chunk), "{chunk}");
        }
    }
}
