//! The project's own commands, run as `cargo xtask NAME`: this file only chooses one; each lives in a file of its own.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool for the people of the project")]

use std::ops::RangeInclusive;
use std::process::ExitCode;

use mimalloc::MiMalloc;

mod bench;
mod page;
mod province;
mod simulate;
mod test;
mod vectors;

/// That of the binary whose time and memory `bench` stands for.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// One command: how it is called and what runs it.
struct Command {
    name: &'static str,
    /// Its arguments as the usage shows them.
    arguments: &'static str,
    /// How many arguments it takes; any other number is answered with the usage.
    count: RangeInclusive<usize>,
    about: &'static str,
    run: fn(&[String]) -> Result<(), String>,
}

/// A new command is a `mod` line above and a line here.
const COMMANDS: &[Command] = &[
    Command {
        name: "bench",
        arguments: "[--entries N] [--large]",
        count: 0..=3,
        about: "append and verification in proportion to single signatures",
        run: bench::run,
    },
    Command {
        name: "page",
        arguments: "",
        count: 0..=0,
        about: "makes the page that verifies proof links again",
        run: |_| page::run(),
    },
    Command {
        name: "simulate",
        arguments: "N DIR",
        count: 2..=2,
        about: "a ledger of N entries, a province's worth, in DIR",
        run: simulate::run,
    },
    Command {
        name: "test",
        arguments: "",
        count: 0..=0,
        about: "everything that must hold before a commit",
        run: |_| test::run(),
    },
    Command {
        name: "vectors",
        arguments: "",
        count: 0..=0,
        about: "writes the JSON Schemas and the vectors of the format again",
        run: |_| vectors::run(),
    },
];

/// Exit codes: 0 done, 1 the command failed, 2 it was called wrongly.
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = chosen(&arguments) else {
        eprint!("{}", usage());
        return ExitCode::from(2);
    };
    match (command.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask {}: {reason}", command.name);
            ExitCode::FAILURE
        }
    }
}

/// The command that the arguments name, with what is left for it; none if the name or the number of arguments is wrong.
fn chosen(arguments: &[String]) -> Option<(&'static Command, &[String])> {
    let (name, rest) = arguments.split_first()?;
    let command = COMMANDS.iter().find(|command| command.name == name)?;
    command.count.contains(&rest.len()).then_some((command, rest))
}

fn usage() -> String {
    let lines = COMMANDS.iter().map(|Command { name, arguments, about, .. }| {
        let call = format!("{name} {arguments}");
        format!("  {call:<30} {about}\n")
    });
    format!("usage: cargo xtask COMMAND\n\n{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{chosen, usage};

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_known_command_is_chosen_with_its_arguments() {
        let line = words("test");
        let (command, rest) = chosen(&line).expect("`test` is a command");
        assert_eq!(command.name, "test");
        assert!(rest.is_empty());
    }

    #[test]
    fn wrong_input_chooses_nothing() {
        for line in ["", "tests", "test twice"] {
            assert!(chosen(&words(line)).is_none(), "{line:?}");
        }
    }

    #[test]
    fn the_usage_names_every_command() {
        for command in super::COMMANDS {
            assert!(usage().contains(command.name));
        }
    }
}
