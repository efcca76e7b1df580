//! The five plans in `seeds/`: unchanged, and converted to JSON that the published schema accepts.

use std::fs;
use std::path::Path;

use crate::support::Workplace;
use serde_json::Value;
use vanban::text::digest;

const SEEDS: [(&str, &str); 5] = [
    ("000_2d79e76029e8a821.txt", "39beb5400a74d28366fc486fe52fd0e36bf4cae8826e5a671c56155d87f9f980"),
    ("001_9870a8e9efecb3e2.txt", "2a74846b7000437183a364861c48a533fb374fce5207bb9465cfb376f41ec7ca"),
    ("002_d75ed8443fa22339.txt", "fe1b652d990d2226b2838605c336d46c08fc83d990f30855b0fd815b82d8fe29"),
    ("003_0db9ce98a1f8cd50.txt", "a93308d30f7d501cadc0904268fd28fddec3d8cdfcdfb8a25e437af7f37313a0"),
    ("004_159b3a23d6de038f.txt", "ac9c109cba042b4b98dca47225c68e5ff75204c05de49b7ff0e290f61319bbe2"),
];

const SCHEMA: &str = "schema/document-1.0.json";

#[test]
fn seeds_are_unchanged() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut names: Vec<String> =
        fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, SEEDS.map(|(name, _)| name));
    for (name, sha256) in SEEDS {
        assert_eq!(digest(&fs::read(root.join(name)).unwrap()), sha256, "{name}");
    }
}

#[test]
fn the_committed_schema_is_current() {
    let committed = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHEMA)).unwrap();
    let hint = "renew it: cargo run -- schema > schema/document-1.0.json";
    assert!(committed == vanban::document::json_schema(), "{SCHEMA} is not what the types give; {hint}");
    assert!(Workplace::new().run("schema").out == committed.as_bytes());
}

#[test]
fn every_converted_document_is_valid() {
    let work = Workplace::new();
    for (name, _) in SEEDS {
        work.write(
            &format!("in/{name}"),
            fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name)).unwrap(),
        );
    }
    work.write("in/empty.txt", "");
    work.write("in/noise.txt", "| 1. a) - ./.\n".to_owned() + &"II. I1. 111.\n".repeat(50));
    let run = work.run("convert in -o out");
    assert_eq!(run.code, 0, "{run:?}");
    let schema: Value = serde_json::from_str(&vanban::document::json_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let names = work.names("out");
    assert_eq!(names.len(), 7);
    for name in names {
        let document: Value = serde_json::from_str(&work.read(&format!("out/{name}"))).unwrap();
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
    let mut damaged: Value = serde_json::from_str(&work.read("out/empty.json")).unwrap();
    damaged["source"]["channel"] = "fax".into();
    assert!(!validator.is_valid(&damaged), "a schema that accepts all proves nothing");
}

#[test]
fn documents_are_the_same_for_any_number_of_threads() {
    let work = Workplace::new();
    for (name, _) in &SEEDS[1..4] {
        let text = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name)).unwrap();
        work.write(&format!("in/{name}"), text);
    }
    for jobs in [1, 2] {
        let output = work.bare_command(&format!("convert in -o out{jobs} --jobs {jobs}")).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    let one = work.files("out1");
    assert_eq!(one.len(), 4, "three documents and the manifest");
    assert!(one == work.files("out2"));
}
