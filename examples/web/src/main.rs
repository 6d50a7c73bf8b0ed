//! `cargo run`, then `curl -d '{"name": "sandy"}' -H 'content-type: application/json' localhost:3000/guests`.

use realgar_web_example::{Database, router};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let database = Database::open("sqlite:///guestbook.db")?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, router(database)).await?;
    Ok(())
}
