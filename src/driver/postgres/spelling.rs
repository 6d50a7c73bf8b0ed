//! Cells of types that have no value of ours, as the text by which PostgreSQL writes them.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use tokio_postgres::types::{Kind, Type};

use super::binds;
use super::cells::{array, characters, malformed};
use crate::error::{Error, Result};

/// Reads big-endian numbers one after the other.
struct Reader<'r> {
    rest: &'r [u8],
    ty: &'r Type,
}

impl<'r> Reader<'r> {
    fn take(&mut self, count: usize) -> Result<&'r [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| malformed(self.ty))?;
        self.rest = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(array(self.take(4)?)?))
    }

    /// A value behind its length; `None` is NULL.
    fn value(&mut self) -> Result<Option<&'r [u8]>> {
        match usize::try_from(self.number()?) {
            Ok(length) => self.take(length).map(Some),
            Err(_) => Ok(None),
        }
    }
}

/// Writes a cell out.
///
/// # Errors
///
/// `Decode` for a type whose binary form is not known here.
pub(in crate::driver) fn spell(ty: &Type, raw: &[u8]) -> Result<String> {
    Ok(match *ty {
        Type::BOOL => if array::<1>(raw)? == [0] { "f" } else { "t" }.to_owned(),
        Type::INT2 => i16::from_be_bytes(array(raw)?).to_string(),
        Type::INT4 => i32::from_be_bytes(array(raw)?).to_string(),
        Type::INT8 => i64::from_be_bytes(array(raw)?).to_string(),
        Type::OID | Type::XID | Type::CID | Type::REGCLASS | Type::REGTYPE | Type::REGPROC => {
            u32::from_be_bytes(array(raw)?).to_string()
        }
        Type::FLOAT4 => float(f64::from(f32::from_be_bytes(array(raw)?)), &f32::from_be_bytes(array(raw)?).to_string()),
        Type::FLOAT8 => float(f64::from_be_bytes(array(raw)?), &f64::from_be_bytes(array(raw)?).to_string()),
        Type::NUMERIC => numeric(raw)?,
        Type::MONEY => {
            let cents = i64::from_be_bytes(array(raw)?);
            let sign = if cents < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
        }
        Type::BYTEA => raw.iter().fold("\\x".to_owned(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }),
        Type::CHAR => raw.iter().map(|byte| char::from(*byte)).collect(),
        Type::DATE => date(i32::from_be_bytes(array(raw)?)),
        Type::TIME => time(i64::from_be_bytes(array(raw)?)),
        Type::TIMETZ => match raw.split_at_checked(8) {
            Some((at, zone)) => {
                let zone = i32::from_be_bytes(array(zone)?);
                format!("{}{}", time(i64::from_be_bytes(array(at)?)), offset(-zone))
            }
            None => return Err(malformed(ty)),
        },
        Type::TIMESTAMP => timestamp(i64::from_be_bytes(array(raw)?)),
        Type::TIMESTAMPTZ => {
            let text = timestamp(i64::from_be_bytes(array(raw)?));
            match text.strip_suffix(" BC") {
                Some(text) => format!("{text}+00 BC"),
                None if text.ends_with('y') => text,
                None => format!("{text}+00"),
            }
        }
        Type::INTERVAL => interval(raw)?,
        Type::UUID => uuid(array(raw)?),
        Type::JSONB => characters(raw.get(1..).unwrap_or_default())?.to_owned(),
        Type::BIT | Type::VARBIT => bits(ty, raw)?,
        Type::INET | Type::CIDR => network(ty, raw)?,
        Type::MACADDR | Type::MACADDR8 => raw.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":"),
        _ => match ty.kind() {
            Kind::Domain(inner) => spell(inner, raw)?,
            Kind::Array(element) => list(ty, element, raw)?,
            Kind::Range(element) => range(ty, element, raw)?,
            Kind::Composite(_) => record(ty, raw)?,
            _ if *ty == Type::RECORD => record(ty, raw)?,
            _ if binds::is_text(ty) => characters(raw)?.to_owned(),
            _ => {
                return Err(Error::decode(format!(
                    "`{}` of PostgreSQL has no type here: read it as text, by CAST(… AS TEXT)",
                    ty.name()
                )));
            }
        },
    })
}

fn float(value: f64, text: &str) -> String {
    if value.is_infinite() { if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned() } else { text.to_owned() }
}

/// Groups of four decimal digits, and where the point is between them.
pub(super) fn numeric(raw: &[u8]) -> Result<String> {
    let mut reader = Reader { rest: raw, ty: &Type::NUMERIC };
    let mut short = || reader.take(2).and_then(array).map(u16::from_be_bytes);
    let count = usize::from(short()?);
    let weight = short()?.cast_signed();
    let sign = short()?;
    let scale = usize::from(short()?);
    let mut text = match sign {
        0 => String::new(),
        0x4000 => "-".to_owned(),
        0xC000 => return Ok("NaN".to_owned()),
        0xD000 => return Ok("Infinity".to_owned()),
        0xF000 => return Ok("-Infinity".to_owned()),
        _ => return Err(malformed(&Type::NUMERIC)),
    };
    let groups: Vec<u16> = (0..count).map(|_| short()).collect::<Result<_>>()?;
    let group = |power: i32| {
        let at = usize::try_from(i32::from(weight) - power).ok();
        at.and_then(|at| groups.get(at)).copied().unwrap_or_default()
    };
    let _ = write!(text, "{}", if weight < 0 { 0 } else { group(i32::from(weight)) });
    for power in (0..i32::from(weight)).rev() {
        let _ = write!(text, "{:04}", group(power));
    }
    if scale > 0 {
        let mut fraction = String::with_capacity(scale + 4);
        let mut power = -1;
        while fraction.len() < scale {
            let _ = write!(fraction, "{:04}", group(power));
            power -= 1;
        }
        text.push('.');
        text.push_str(&fraction[..scale]);
    }
    Ok(text)
}

/// `2026-11-28`, and `0044-03-15 BC`.
pub(super) fn date(days: i32) -> String {
    match days {
        i32::MAX => "infinity".to_owned(),
        i32::MIN => "-infinity".to_owned(),
        _ => {
            let (text, era) = day(i64::from(days));
            format!("{text}{era}")
        }
    }
}

/// The day, and ` BC` for the years before 1.
fn day(days: i64) -> (String, &'static str) {
    // Days since March of the year 0 (Howard Hinnant's `civil_from_days`); 2000-01-01 is the 730425th.
    let days = days + 730_425;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (year, suffix) = if year > 0 { (year, "") } else { (1 - year, " BC") };
    (format!("{year:04}-{month:02}-{day:02}"), suffix)
}

/// `12:30:00.5`
pub(super) fn time(microseconds: i64) -> String {
    let seconds = microseconds / 1_000_000;
    let mut text = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    push_fraction(&mut text, microseconds % 1_000_000);
    text
}

fn push_fraction(text: &mut String, microseconds: i64) {
    if microseconds != 0 {
        let fraction = format!(".{:06}", microseconds.abs());
        text.push_str(fraction.trim_end_matches('0'));
    }
}

/// A day and a time, without a zone.
pub(super) fn timestamp(microseconds: i64) -> String {
    const DAY: i64 = 86_400_000_000;
    match microseconds {
        i64::MAX => "infinity".to_owned(),
        i64::MIN => "-infinity".to_owned(),
        _ => {
            let (text, era) = day(microseconds.div_euclid(DAY));
            format!("{text} {}{era}", time(microseconds.rem_euclid(DAY)))
        }
    }
}

/// `+05:30`, from seconds east of Greenwich.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let mut text = format!("{sign}{:02}", seconds / 3_600);
    if !seconds.is_multiple_of(3_600) {
        let _ = write!(text, ":{:02}", seconds / 60 % 60);
    }
    if !seconds.is_multiple_of(60) {
        let _ = write!(text, ":{:02}", seconds % 60);
    }
    text
}

/// `1 year 2 mons -3 days +04:05:06`
fn interval(raw: &[u8]) -> Result<String> {
    let mut reader = Reader { rest: raw, ty: &Type::INTERVAL };
    let microseconds = i64::from_be_bytes(array(reader.take(8)?)?);
    let (days, months) = (reader.number()?, reader.number()?);
    let mut parts = Vec::new();
    // What is positive says so behind what is negative.
    let mut is_negative = false;
    for (number, one) in [(months / 12, "year"), (months % 12, "mon"), (days, "day")] {
        if number != 0 {
            let sign = if is_negative && number > 0 { "+" } else { "" };
            parts.push(format!("{sign}{number} {one}{}", if number == 1 { "" } else { "s" }));
            is_negative = number < 0;
        }
    }
    if microseconds != 0 || parts.is_empty() {
        let sign = match microseconds {
            ..0 => "-",
            _ if is_negative => "+",
            _ => "",
        };
        let whole = microseconds.unsigned_abs();
        let seconds = whole / 1_000_000;
        let mut text = format!("{sign}{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
        push_fraction(&mut text, (whole % 1_000_000) as i64);
        parts.push(text);
    }
    Ok(parts.join(" "))
}

fn uuid(bytes: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn bits(ty: &Type, raw: &[u8]) -> Result<String> {
    let mut reader = Reader { rest: raw, ty };
    let count = usize::try_from(reader.number()?).map_err(|_| malformed(ty))?;
    let bytes = reader.take(count.div_ceil(8))?;
    Ok((0..count).map(|at| if bytes[at / 8] & (0x80 >> (at % 8)) == 0 { '0' } else { '1' }).collect())
}

fn network(ty: &Type, raw: &[u8]) -> Result<String> {
    let [_, bits, is_cidr, _, address @ ..] = raw else { return Err(malformed(ty)) };
    let (address, whole) = match address.len() {
        4 => (Ipv4Addr::from(array::<4>(address)?).to_string(), 32),
        16 => (Ipv6Addr::from(array::<16>(address)?).to_string(), 128),
        _ => return Err(malformed(ty)),
    };
    Ok(if *is_cidr == 0 && *bits == whole { address } else { format!("{address}/{bits}") })
}

/// `{1,NULL,"a b"}`, and `{{1,2},{3,4}}`.
fn list(ty: &Type, element: &Type, raw: &[u8]) -> Result<String> {
    let mut reader = Reader { rest: raw, ty };
    let dimensions = reader.number()?;
    let _has_nulls = reader.number()?;
    let _element = reader.number()?;
    let mut lengths = Vec::new();
    let mut bounds = String::new();
    let mut has_bounds = false;
    for _ in 0..dimensions {
        let (length, lower) = (reader.number()?, reader.number()?);
        lengths.push(usize::try_from(length).map_err(|_| malformed(ty))?);
        has_bounds |= lower != 1;
        let _ = write!(bounds, "[{lower}:{}]", i64::from(lower) + i64::from(length) - 1);
    }
    if lengths.is_empty() {
        return Ok("{}".to_owned());
    }
    let mut text = if has_bounds { format!("{bounds}=") } else { String::new() };
    elements(&mut reader, element, &lengths, &mut text)?;
    Ok(text)
}

fn elements(reader: &mut Reader<'_>, element: &Type, lengths: &[usize], text: &mut String) -> Result<()> {
    text.push('{');
    let (length, inner) = lengths.split_first().ok_or_else(|| malformed(element))?;
    for at in 0..*length {
        if at > 0 {
            text.push(',');
        }
        if !inner.is_empty() {
            elements(reader, element, inner, text)?;
            continue;
        }
        match reader.value()? {
            None => text.push_str("NULL"),
            Some(raw) => {
                let value = spell(element, raw)?;
                push_quoted(text, &value, &['{', '}', ',', '"', '\\'], value.eq_ignore_ascii_case("null"));
            }
        }
    }
    text.push('}');
    Ok(())
}

/// `[1,10)`, `(,5]`, `empty`.
fn range(ty: &Type, element: &Type, raw: &[u8]) -> Result<String> {
    const EMPTY: u8 = 0x01;
    const LOWER_INCLUSIVE: u8 = 0x02;
    const UPPER_INCLUSIVE: u8 = 0x04;
    const LOWER_INFINITE: u8 = 0x08;
    const UPPER_INFINITE: u8 = 0x10;

    let mut reader = Reader { rest: raw, ty };
    let [flags] = array::<1>(reader.take(1)?)?;
    if flags & EMPTY != 0 {
        return Ok("empty".to_owned());
    }
    let mut text = if flags & LOWER_INCLUSIVE == 0 { "(" } else { "[" }.to_owned();
    let mut bound = |text: &mut String, infinite: u8| -> Result<()> {
        if flags & infinite == 0
            && let Some(raw) = reader.value()?
        {
            push_quoted(text, &spell(element, raw)?, &['(', ')', '[', ']', ',', '"', '\\'], false);
        }
        Ok(())
    };
    bound(&mut text, LOWER_INFINITE)?;
    text.push(',');
    bound(&mut text, UPPER_INFINITE)?;
    text.push(if flags & UPPER_INCLUSIVE == 0 { ')' } else { ']' });
    Ok(text)
}

/// `(1,"a b",)`
fn record(ty: &Type, raw: &[u8]) -> Result<String> {
    let mut reader = Reader { rest: raw, ty };
    let fields = reader.number()?;
    let mut text = "(".to_owned();
    for at in 0..fields {
        if at > 0 {
            text.push(',');
        }
        let oid = reader.number()?.cast_unsigned();
        let Some(raw) = reader.value()? else { continue };
        let declared = match ty.kind() {
            Kind::Composite(fields) => {
                usize::try_from(at).ok().and_then(|at| fields.get(at)).map(|f| f.type_().clone())
            }
            _ => Type::from_oid(oid),
        };
        let Some(field) = declared else { return Err(malformed(ty)) };
        push_quoted(&mut text, &spell(&field, raw)?, &['(', ')', ',', '"', '\\'], false);
    }
    text.push(')');
    Ok(text)
}

/// The value, in double quotes if it is empty or has one of these characters or a space in it.
fn push_quoted(text: &mut String, value: &str, special: &[char], always: bool) {
    if !always && !value.is_empty() && !value.contains(special) && !value.contains(char::is_whitespace) {
        text.push_str(value);
        return;
    }
    text.push('"');
    for character in value.chars() {
        if matches!(character, '"' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
    text.push('"');
}
