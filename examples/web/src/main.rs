//! `cargo run`, then `curl -d '{"name": "sandy"}' -H 'content-type: application/json' localhost:3000/guests`.
//!
//! `DATABASE_URL` names the database: `sqlite:///guestbook.db`, which is the default, or
//! `postgresql://user:password@host/database`.

use realgar_web_example::{open, router};
use tokio::signal;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite:///guestbook.db".to_owned());
    // It blocks, and connections to servers do not want to be opened by a thread of the runtime.
    let db = tokio::task::spawn_blocking(move || open(&url)).await??;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}", listener.local_addr()?);
    // Requests that have begun are answered; then nothing uses a connection any more.
    axum::serve(listener, router(db.clone())).with_graceful_shutdown(stop()).await?;
    db.engine().dispose();
    tracing::info!("goodbye");
    Ok(())
}

/// Ctrl-C, or what a service manager sends.
async fn stop() {
    let interrupted = async {
        if signal::ctrl_c().await.is_err() {
            // Nobody can interrupt it then.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
    tracing::info!("no new requests: the rest is answered");
}
