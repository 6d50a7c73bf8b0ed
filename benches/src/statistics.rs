//! The one statistic that is used: the median. Of an even number of values it is the upper one of the two in the middle.

/// The median, or `None` of nothing.
#[must_use]
pub fn median<T: PartialOrd>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    // No measurement is NaN; if one were, its place would not matter.
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    let middle = values.len() / 2;
    values.into_iter().nth(middle)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_value_in_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([4, 1, 3, 2]), Some(3));
        assert_eq!(median::<u32>([]), None);
    }
}
