//! The help in Vietnamese: the texts of `help.vi.tsv` in place of those beside the arguments.

use clap::{Arg, Command};

/// Columns: command, argument or `about`, text. A command's texts hold for the arguments that are not named for another.
const TEXTS: &str = include_str!("help.vi.tsv");

/// `command` with its help in Vietnamese.
pub fn vietnamese(mut command: Command) -> Command {
    // The parser adds its own `help` command and options only then.
    command.build();
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    for name in names.iter().filter(|name| *name != "help") {
        command = command.mut_subcommand(name, |one| translated(one, name));
    }
    let command = translated(command, "vanban")
        .subcommand_help_heading("Lệnh")
        .mut_subcommand("help", |one| one.about(text("vanban", "help-command").unwrap_or_default()));
    match text("vanban", "after") {
        Some(after) => command.after_help(after.replace("\\n", "\n")),
        None => command,
    }
}

fn translated(mut command: Command, name: &str) -> Command {
    if let Some(about) = text(name, "about") {
        command = command.about(about).long_about(about);
    }
    command
        .help_template("{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}")
        .mut_args(|arg| one(arg, name))
}

fn one(arg: Arg, command: &str) -> Arg {
    let heading = if arg.is_positional() { "Tham số" } else { "Tùy chọn" };
    let known = text(command, arg.get_id().as_str());
    let arg = arg.help_heading(heading);
    match known {
        Some(text) => arg.help(text).long_help(text),
        None => arg,
    }
}

/// The text of an argument of a command, or of any command.
fn text(command: &str, argument: &str) -> Option<&'static str> {
    let of = |wanted: &str| {
        TEXTS.lines().find_map(|line| {
            let mut columns = line.splitn(3, '\t');
            (columns.next() == Some(wanted) && columns.next() == Some(argument)).then(|| columns.next()).flatten()
        })
    };
    of(command).or_else(|| of("*"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_argument_is_translated_and_every_text_is_used() {
        let mut command = crate::cli::Cli::command();
        command.build();
        let mut asked = Vec::new();
        for one in command.get_subcommands().filter(|one| one.get_name() != "help").chain([&command]) {
            let ids = one.get_arguments().map(|arg| arg.get_id().as_str());
            for id in ids.chain(["about"]) {
                assert!(text(one.get_name(), id).is_some(), "help.vi.tsv: {} {id}", one.get_name());
                asked.push((one.get_name(), id));
            }
        }
        asked.extend([("vanban", "after"), ("vanban", "help-command")]);
        for line in TEXTS.lines() {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 3, "{line}");
            let used =
                asked.iter().any(|&(command, id)| id == columns[1] && (command == columns[0] || columns[0] == "*"));
            assert!(used, "{line}");
        }
        vietnamese(crate::cli::Cli::command()).debug_assert();
    }
}
