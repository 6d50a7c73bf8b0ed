//! Declarations to a resolved schema: every name looked up, every Rust name chosen.

use realgar_metadata::MetaData;

use crate::model::Schema;
use crate::read::{Options, Source};
use crate::report::Problem;

pub(crate) fn resolve(_script: (), sources: &[Source], options: &Options, _problems: &mut Vec<Problem>) -> Schema {
    Schema {
        name: options.name.clone(),
        sources: sources.iter().map(|source| source.path.clone()).collect(),
        dialect: options.dialect,
        metadata: MetaData::default(),
        models: Vec::new(),
        enums: Vec::new(),
        flush_order: Vec::new(),
        notes: Vec::new(),
    }
}
