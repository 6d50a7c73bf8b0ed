//! A day in the shop: `cargo run -- postgresql+diesel://postgres@localhost/shop`. Without a URL, in memory.

fn main() -> realgar::Result<()> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite+diesel://".to_owned());
    let report = diesel_and_realgar::day(&url)?;
    println!("open invoices, asked in Realgar's language: {:?}", report.ours);
    println!("open invoices, asked in Diesel's language:  {:?}", report.theirs);
    Ok(())
}
