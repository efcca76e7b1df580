//! The `vanban` command: arguments, messages and exit codes around the library.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
