//! `vanban completions` and `vanban man`: what shells and manuals know of the command, made from its arguments.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Command;
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use vanban::batch::AtomicFile;

use super::error::CliError;
use super::messages;
use super::output::shown;

/// Print completions for a shell.
///
/// For bash: vanban completions bash > ~/.local/share/bash-completion/completions/vanban
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Print the manual page, or write the pages of all commands.
///
/// To read it: vanban man | man -l -
#[derive(Debug, clap::Args)]
pub struct Manual {
    /// Folder for one page a command: vanban.1, vanban-convert.1 and so on.
    #[arg(short, long, value_name = "OUTDIR")]
    output: Option<PathBuf>,
}

/// Prints the completions of `command`.
pub fn completions(args: &Completions, mut command: Command) -> Result<ExitCode, CliError> {
    let mut script = Vec::new();
    generate(args.shell, &mut command, "vanban", &mut script);
    print(&script)
}

/// Prints or writes the manual of `command`.
pub fn manual(args: &Manual, mut command: Command) -> Result<ExitCode, CliError> {
    command.build();
    let Some(folder) = &args.output else { return print(&page(command)?) };
    let failed = |error: io::Error| CliError::Usage(messages::cant_write_to(&shown(folder), &error));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let below = command.get_subcommands().filter(|one| one.get_name() != "help" && !one.is_hide_set());
    let pages: Vec<Command> = below.cloned().chain([command.clone()]).collect();
    for one in pages {
        // `vanban convert` is vanban-convert in the manual.
        let name = one.get_display_name().unwrap_or(one.get_name()).to_owned();
        let mut file = AtomicFile::create(&folder.join(format!("{name}.1"))).map_err(failed)?;
        file.write_all(&page(one)?).and_then(|()| file.finish()).map_err(failed)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn page(command: Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}

fn print(bytes: &[u8]) -> Result<ExitCode, CliError> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
