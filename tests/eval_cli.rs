//! What `vanban eval` prints.

#[test]
fn eval() {
    trycmd::TestCases::new().case("tests/cmd/eval.trycmd");
}
