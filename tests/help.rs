//! The help texts read as they are meant to.

#[test]
fn help() {
    trycmd::TestCases::new().case("tests/cmd/help.trycmd");
}
