//! Text to text: the schema is read, then it is written down as Rust.

use realgar_metadata::MetaData;

use crate::emit;
use crate::error::Error;
use crate::input::{Attributes, Options, Source};
use crate::output::Output;
use crate::read;

/// Reads a schema, and what was skipped or guessed.
pub(crate) fn metadata(sources: &[Source], options: &Options) -> Result<(MetaData, Vec<String>), Error> {
    let schema = read::read(sources, options).map_err(|report| Error::schema(report, sources))?;
    let mut metadata = schema.metadata;
    metadata.dialect = schema.dialect;
    Ok((metadata, schema.notes))
}

/// Generates the code for a schema.
pub(crate) fn run(sources: &[Source], options: &Options, attributes: &Attributes) -> Result<Output, Error> {
    let schema = read::read(sources, options).map_err(|report| Error::schema(report, sources))?;
    // From here on, nothing can be wrong with the input: what is left is writing it down.
    emit::emit(&schema, attributes)
}
