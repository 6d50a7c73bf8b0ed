//! SQL text to declarations: what each statement says, before any name in it is looked up.

use realgar_metadata::Dialect;

use crate::read::Source;
use crate::report::Problem;

pub(crate) fn parse(_sources: &[Source], _dialect: Option<Dialect>, _problems: &mut Vec<Problem>) {}
