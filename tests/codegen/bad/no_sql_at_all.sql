Dear database,
please make me a table.
