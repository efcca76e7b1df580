//! The help texts read as they are meant to.

#[test]
fn help() {
    trycmd::TestCases::new().env("LC_ALL", "C").case("tests/cmd/help.trycmd");
}
