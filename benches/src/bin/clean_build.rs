//! What does the first build cost? A small application with everything that it depends on, from an empty target folder.

use std::collections::BTreeSet;
use std::io;
use std::process::{ExitCode, Stdio};

use realgar_benches::arguments::Arguments;
use realgar_benches::command;
use realgar_benches::markdown::Table;
use realgar_benches::program::{File, Program, Shape, diesel, realgar};
use realgar_benches::scratch::{self, Package};
use realgar_benches::statistics::median;

const HELP: &str = "\
Builds an application of one table and one query, dependencies included, with Realgar and with Diesel.

  --runs N   the median of so many runs (3)
  --jobs N   so many compilers at a time (2)";

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> io::Result<()> {
    let mut arguments = Arguments::parse(HELP);
    let runs: u32 = arguments.value("--runs", 3);
    let jobs = format!("-j{}", arguments.value("--jobs", 2_u32));
    arguments.finish();

    let program = Program::new(Shape { tables: 2, queries: 1, joins: None }, 0);
    let repository = scratch::repository();
    let peers: [(&str, String, Vec<File>); 2] = [
        ("Realgar", realgar::manifest(&repository.to_string_lossy()), realgar::files(&program)),
        ("Diesel", diesel::manifest(), diesel::files(&program)),
    ];
    let mut packages = Vec::new();
    for (name, manifest, files) in peers {
        let package = Package::open("clean_build", &name.to_lowercase(), &manifest)?;
        files.iter().try_for_each(|(path, text)| package.write(path, text))?;
        // Downloads are not measured.
        command::run(&mut package.cargo(&["fetch", "--quiet"]), None)?;
        packages.push((name, package));
    }

    let mut table = Table::new(["dev profile", "crates", "wall s", "CPU s"]);
    let mut measured: Vec<(Vec<f64>, Vec<f64>)> = vec![(Vec::new(), Vec::new()); packages.len()];
    for run in 0..runs {
        for ((name, package), (walls, cpus)) in packages.iter().zip(&mut measured) {
            eprintln!("{name}, run {}", run + 1);
            package.remove("target")?;
            let cost = command::run(&mut package.cargo(&["build", "--quiet", "--offline", &jobs]), None)?;
            if !cost.status.success() {
                return Err(io::Error::other(format!("{name} does not build")));
            }
            walls.push(cost.wall.as_secs_f64());
            cpus.push((cost.user + cost.system).as_secs_f64());
        }
    }
    let mut medians = Vec::new();
    for ((name, package), (walls, cpus)) in packages.iter().zip(measured) {
        let (wall, cpu) = (median(walls).unwrap_or_default(), median(cpus).unwrap_or_default());
        table.row([(*name).to_owned(), crates(package)?.to_string(), format!("{wall:.1}"), format!("{cpu:.1}")]);
        medians.push((wall, cpu));
    }
    if let [(wall, cpu), (peer_wall, peer_cpu)] = medians[..] {
        table.row([
            "ratio".to_owned(),
            String::new(),
            format!("{:.2}", wall / peer_wall),
            format!("{:.2}", cpu / peer_cpu),
        ]);
    }
    print!("{table}");
    Ok(())
}

/// How many crates were compiled, the application among them. Everything is up to date; Cargo lists it all the same.
fn crates(package: &Package) -> io::Result<usize> {
    let mut cargo = package.cargo(&["build", "--quiet", "--offline", "--message-format=json"]);
    let output = cargo.stderr(Stdio::inherit()).output()?;
    let mut packages = BTreeSet::new();
    for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let message: serde_json::Value = serde_json::from_slice(line)?;
        if message["reason"] == "compiler-artifact" {
            packages.insert(message["package_id"].to_string());
        }
    }
    Ok(packages.len())
}
