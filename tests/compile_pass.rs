//! The legal neighbours of the programs in `tests/compile_fail`: that this file compiles is the test.

#[path = "compile_pass/a_case_of_text_compares_text.rs"]
mod a_case_of_text_compares_text;
#[path = "compile_pass/a_changeset_belongs_to_its_table.rs"]
mod a_changeset_belongs_to_its_table;
#[path = "compile_pass/a_collection_holds_rows_of_one_table.rs"]
mod a_collection_holds_rows_of_one_table;
#[path = "compile_pass/a_collection_is_appended_to.rs"]
mod a_collection_is_appended_to;
#[path = "compile_pass/a_column_is_in_the_schema.rs"]
mod a_column_is_in_the_schema;
#[path = "compile_pass/a_column_needs_its_table_in_from.rs"]
mod a_column_needs_its_table_in_from;
#[path = "compile_pass/a_condition_needs_its_table_in_from.rs"]
mod a_condition_needs_its_table_in_from;
#[path = "compile_pass/a_conflict_is_about_columns_of_the_table.rs"]
mod a_conflict_is_about_columns_of_the_table;
#[path = "compile_pass/a_delete_says_which_rows.rs"]
mod a_delete_says_which_rows;
#[path = "compile_pass/a_delete_sees_the_tables_it_uses.rs"]
mod a_delete_sees_the_tables_it_uses;
#[path = "compile_pass/a_foreign_key_refers_to_its_own_entity.rs"]
mod a_foreign_key_refers_to_its_own_entity;
#[path = "compile_pass/a_function_filters_tables_in_from.rs"]
mod a_function_filters_tables_in_from;
#[path = "compile_pass/a_function_in_from_sees_what_stands_before_it.rs"]
mod a_function_in_from_sees_what_stands_before_it;
#[path = "compile_pass/a_function_takes_expressions.rs"]
mod a_function_takes_expressions;
#[path = "compile_pass/a_graph_has_rows_of_its_relationships.rs"]
mod a_graph_has_rows_of_its_relationships;
#[path = "compile_pass/a_group_is_ordered_by_what_is_grouped.rs"]
mod a_group_is_ordered_by_what_is_grouped;
#[path = "compile_pass/a_group_needs_its_table_in_from.rs"]
mod a_group_needs_its_table_in_from;
#[path = "compile_pass/a_join_is_chosen_by_join_if.rs"]
mod a_join_is_chosen_by_join_if;
#[path = "compile_pass/a_join_that_may_be_missing_lends_no_columns.rs"]
mod a_join_that_may_be_missing_lends_no_columns;
#[path = "compile_pass/a_key_by_name_needs_its_table_in_from.rs"]
mod a_key_by_name_needs_its_table_in_from;
#[path = "compile_pass/a_key_that_is_rolled_up_can_be_null.rs"]
mod a_key_that_is_rolled_up_can_be_null;
#[path = "compile_pass/a_lateral_query_sees_what_stands_before_it.rs"]
mod a_lateral_query_sees_what_stands_before_it;
#[path = "compile_pass/a_list_holds_conditions_of_one_type.rs"]
mod a_list_holds_conditions_of_one_type;
#[path = "compile_pass/a_loader_goes_on_where_it_ended.rs"]
mod a_loader_goes_on_where_it_ended;
#[path = "compile_pass/a_loader_starts_in_from.rs"]
mod a_loader_starts_in_from;
#[path = "compile_pass/a_lock_is_of_a_table_in_from.rs"]
mod a_lock_is_of_a_table_in_from;
#[path = "compile_pass/a_not_null_key_leads_somewhere.rs"]
mod a_not_null_key_leads_somewhere;
#[path = "compile_pass/a_nullable_foreign_key_refers_to_its_own_entity.rs"]
mod a_nullable_foreign_key_refers_to_its_own_entity;
#[path = "compile_pass/a_parameter_takes_values_of_its_type.rs"]
mod a_parameter_takes_values_of_its_type;
#[path = "compile_pass/a_pattern_is_no_option.rs"]
mod a_pattern_is_no_option;
#[path = "compile_pass/a_predicate_is_about_its_tables.rs"]
mod a_predicate_is_about_its_tables;
#[path = "compile_pass/a_query_gives_a_value_for_each_column.rs"]
mod a_query_gives_a_value_for_each_column;
#[path = "compile_pass/a_query_gives_no_null_to_not_null.rs"]
mod a_query_gives_no_null_to_not_null;
#[path = "compile_pass/a_querys_values_fit_the_columns.rs"]
mod a_querys_values_fit_the_columns;
#[path = "compile_pass/a_recursive_step_has_the_rows_of_its_base.rs"]
mod a_recursive_step_has_the_rows_of_its_base;
#[path = "compile_pass/a_relationship_is_set_to_its_end.rs"]
mod a_relationship_is_set_to_its_end;
#[path = "compile_pass/a_relationship_starts_at_the_instances_table.rs"]
mod a_relationship_starts_at_the_instances_table;
#[path = "compile_pass/a_relationship_to_its_own_table_is_asked_through_an_alias.rs"]
mod a_relationship_to_its_own_table_is_asked_through_an_alias;
#[path = "compile_pass/a_relationship_to_one_row_is_set.rs"]
mod a_relationship_to_one_row_is_set;
#[path = "compile_pass/a_returned_column_is_of_a_joined_table.rs"]
mod a_returned_column_is_of_a_joined_table;
#[path = "compile_pass/a_returned_row_has_at_most_sixteen_columns.rs"]
mod a_returned_row_has_at_most_sixteen_columns;
#[path = "compile_pass/a_rolled_key_needs_its_table_in_from.rs"]
mod a_rolled_key_needs_its_table_in_from;
#[path = "compile_pass/a_row_goes_into_its_own_table.rs"]
mod a_row_goes_into_its_own_table;
#[path = "compile_pass/a_row_has_at_most_sixteen_columns.rs"]
mod a_row_has_at_most_sixteen_columns;
#[path = "compile_pass/a_row_has_the_types_of_its_columns.rs"]
mod a_row_has_the_types_of_its_columns;
#[path = "compile_pass/a_row_is_compared_member_by_member.rs"]
mod a_row_is_compared_member_by_member;
#[path = "compile_pass/a_row_is_compared_with_as_many_values.rs"]
mod a_row_is_compared_with_as_many_values;
#[path = "compile_pass/a_row_is_found_by_its_own_key.rs"]
mod a_row_is_found_by_its_own_key;
#[path = "compile_pass/a_row_is_found_by_its_whole_key.rs"]
mod a_row_is_found_by_its_whole_key;
#[path = "compile_pass/a_row_of_totals_is_no_entity.rs"]
mod a_row_of_totals_is_no_entity;
#[path = "compile_pass/a_row_without_a_key_is_not_looked_up.rs"]
mod a_row_without_a_key_is_not_looked_up;
#[path = "compile_pass/a_scalar_counts_rows_of_a_table.rs"]
mod a_scalar_counts_rows_of_a_table;
#[path = "compile_pass/a_scalar_does_not_mix.rs"]
mod a_scalar_does_not_mix;
#[path = "compile_pass/a_scalar_selects_what_is_grouped.rs"]
mod a_scalar_selects_what_is_grouped;
#[path = "compile_pass/a_search_is_for_text.rs"]
mod a_search_is_for_text;
#[path = "compile_pass/a_selected_column_is_grouped.rs"]
mod a_selected_column_is_grouped;
#[path = "compile_pass/a_selected_column_is_in_a_grouping_set.rs"]
mod a_selected_column_is_in_a_grouping_set;
#[path = "compile_pass/a_session_is_given_insert_structs.rs"]
mod a_session_is_given_insert_structs;
#[path = "compile_pass/a_side_of_a_union_is_a_query.rs"]
mod a_side_of_a_union_is_a_query;
#[path = "compile_pass/a_string_is_no_statement.rs"]
mod a_string_is_no_statement;
#[path = "compile_pass/a_struct_is_made_of_its_fields.rs"]
mod a_struct_is_made_of_its_fields;
#[path = "compile_pass/a_struct_is_selected_field_by_field.rs"]
mod a_struct_is_selected_field_by_field;
#[path = "compile_pass/a_subquery_names_what_it_correlates.rs"]
mod a_subquery_names_what_it_correlates;
#[path = "compile_pass/a_sum_takes_numbers.rs"]
mod a_sum_takes_numbers;
#[path = "compile_pass/a_table_is_joined_once.rs"]
mod a_table_is_joined_once;
#[path = "compile_pass/a_table_is_not_correlated_with_itself.rs"]
mod a_table_is_not_correlated_with_itself;
#[path = "compile_pass/a_table_joins_itself_through_an_alias.rs"]
mod a_table_joins_itself_through_an_alias;
#[path = "compile_pass/a_value_is_selected_as_a_literal.rs"]
mod a_value_is_selected_as_a_literal;
#[path = "compile_pass/a_window_does_not_group.rs"]
mod a_window_does_not_group;
#[path = "compile_pass/a_window_does_not_stand_in_an_aggregate.rs"]
mod a_window_does_not_stand_in_an_aggregate;
#[path = "compile_pass/a_window_does_not_stand_in_having.rs"]
mod a_window_does_not_stand_in_having;
#[path = "compile_pass/a_window_does_not_stand_in_where.rs"]
mod a_window_does_not_stand_in_where;
#[path = "compile_pass/a_window_function_needs_a_window.rs"]
mod a_window_function_needs_a_window;
#[path = "compile_pass/a_window_needs_its_table_in_from.rs"]
mod a_window_needs_its_table_in_from;
#[path = "compile_pass/a_window_of_groups_sees_grouped_columns.rs"]
mod a_window_of_groups_sees_grouped_columns;
#[path = "compile_pass/an_aggregate_does_not_stand_in_an_aggregate.rs"]
mod an_aggregate_does_not_stand_in_an_aggregate;
#[path = "compile_pass/an_aggregate_does_not_stand_in_where.rs"]
mod an_aggregate_does_not_stand_in_where;
#[path = "compile_pass/an_aggregate_is_not_a_group.rs"]
mod an_aggregate_is_not_a_group;
#[path = "compile_pass/an_aggregate_is_not_ordered_by_a_column.rs"]
mod an_aggregate_is_not_ordered_by_a_column;
#[path = "compile_pass/an_entity_is_grouped_by_its_key.rs"]
mod an_entity_is_grouped_by_its_key;
#[path = "compile_pass/an_expression_sets_a_column_of_the_instance.rs"]
mod an_expression_sets_a_column_of_the_instance;
#[path = "compile_pass/an_index_condition_sees_only_its_table.rs"]
mod an_index_condition_sees_only_its_table;
#[path = "compile_pass/an_insert_has_rows.rs"]
mod an_insert_has_rows;
#[path = "compile_pass/an_insert_names_columns_of_its_table.rs"]
mod an_insert_names_columns_of_its_table;
#[path = "compile_pass/an_insert_takes_rows_or_a_query.rs"]
mod an_insert_takes_rows_or_a_query;
#[path = "compile_pass/an_instance_is_set_to_what_fits_the_column.rs"]
mod an_instance_is_set_to_what_fits_the_column;
#[path = "compile_pass/an_interval_is_added_to_a_date.rs"]
mod an_interval_is_added_to_a_date;
#[path = "compile_pass/an_order_is_chosen_by_name.rs"]
mod an_order_is_chosen_by_name;
#[path = "compile_pass/an_order_is_named_by_expressions.rs"]
mod an_order_is_named_by_expressions;
#[path = "compile_pass/an_order_needs_its_table_in_from.rs"]
mod an_order_needs_its_table_in_from;
#[path = "compile_pass/an_outer_join_makes_columns_optional.rs"]
mod an_outer_join_makes_columns_optional;
#[path = "compile_pass/an_update_joins_a_table_once.rs"]
mod an_update_joins_a_table_once;
#[path = "compile_pass/an_update_says_which_rows.rs"]
mod an_update_says_which_rows;
#[path = "compile_pass/an_update_sees_only_its_table.rs"]
mod an_update_sees_only_its_table;
#[path = "compile_pass/an_upsert_keeps_not_null.rs"]
mod an_upsert_keeps_not_null;
#[path = "compile_pass/an_upsert_sees_only_its_table.rs"]
mod an_upsert_sees_only_its_table;
#[path = "compile_pass/and_joins_lists_of_conditions.rs"]
mod and_joins_lists_of_conditions;
#[path = "compile_pass/any_takes_a_query_of_its_type.rs"]
mod any_takes_a_query_of_its_type;
#[path = "compile_pass/any_takes_no_option.rs"]
mod any_takes_no_option;
#[path = "compile_pass/bits_are_of_integers.rs"]
mod bits_are_of_integers;
#[path = "compile_pass/coalesce_gives_a_value_of_the_same_type.rs"]
mod coalesce_gives_a_value_of_the_same_type;
#[path = "compile_pass/columns_are_compared_with_their_own_type.rs"]
mod columns_are_compared_with_their_own_type;
#[path = "compile_pass/conditions_are_joined_by_methods.rs"]
mod conditions_are_joined_by_methods;
#[path = "compile_pass/conditions_are_joined_by_one_ampersand.rs"]
mod conditions_are_joined_by_one_ampersand;
#[path = "compile_pass/dates_are_extracted_from_dates.rs"]
mod dates_are_extracted_from_dates;
#[path = "compile_pass/documents_are_not_ordered.rs"]
mod documents_are_not_ordered;
#[path = "compile_pass/documents_make_no_partitions.rs"]
mod documents_make_no_partitions;
#[path = "compile_pass/exists_does_not_mix.rs"]
mod exists_does_not_mix;
#[path = "compile_pass/filter_by_takes_a_value_of_the_columns_type.rs"]
mod filter_by_takes_a_value_of_the_columns_type;
#[path = "compile_pass/filter_takes_a_condition.rs"]
mod filter_takes_a_condition;
#[path = "compile_pass/groups_are_named_by_columns.rs"]
mod groups_are_named_by_columns;
#[path = "compile_pass/groups_have_at_most_eight_keys.rs"]
mod groups_have_at_most_eight_keys;
#[path = "compile_pass/having_needs_groups.rs"]
mod having_needs_groups;
#[path = "compile_pass/having_sees_grouped_columns.rs"]
mod having_sees_grouped_columns;
#[path = "compile_pass/having_without_groups_sees_aggregates.rs"]
mod having_without_groups_sees_aggregates;
#[path = "compile_pass/in_looks_for_values_of_the_columns_type.rs"]
mod in_looks_for_values_of_the_columns_type;
#[path = "compile_pass/in_takes_a_list.rs"]
mod in_takes_a_list;
#[path = "compile_pass/in_takes_a_query_of_its_type.rs"]
mod in_takes_a_query_of_its_type;
#[path = "compile_pass/json_paths_lead_into_json.rs"]
mod json_paths_lead_into_json;
#[path = "compile_pass/like_takes_text.rs"]
mod like_takes_text;
#[path = "compile_pass/lists_hold_values_of_the_columns_type.rs"]
mod lists_hold_values_of_the_columns_type;
#[path = "compile_pass/nested_joins_name_a_table_once.rs"]
mod nested_joins_name_a_table_once;
#[path = "compile_pass/not_null_is_compared_with_no_option.rs"]
mod not_null_is_compared_with_no_option;
#[path = "compile_pass/not_null_is_in_no_list_of_options.rs"]
mod not_null_is_in_no_list_of_options;
#[path = "compile_pass/null_is_not_assigned_to_not_null.rs"]
mod null_is_not_assigned_to_not_null;
#[path = "compile_pass/numbers_are_added_to_numbers.rs"]
mod numbers_are_added_to_numbers;
#[path = "compile_pass/or_joins_conditions.rs"]
mod or_joins_conditions;
#[path = "compile_pass/plain_columns_and_aggregates_need_group_by.rs"]
mod plain_columns_and_aggregates_need_group_by;
#[path = "compile_pass/returning_sees_one_row.rs"]
mod returning_sees_one_row;
#[path = "compile_pass/rows_are_asked_of_statements_that_return_them.rs"]
mod rows_are_asked_of_statements_that_return_them;
#[path = "compile_pass/rows_are_counted_from_a_table.rs"]
mod rows_are_counted_from_a_table;
#[path = "compile_pass/rows_are_merged_into_a_session.rs"]
mod rows_are_merged_into_a_session;
#[path = "compile_pass/rows_are_not_ordered_by_an_aggregate.rs"]
mod rows_are_not_ordered_by_an_aggregate;
#[path = "compile_pass/rows_are_sought_by_not_null.rs"]
mod rows_are_sought_by_not_null;
#[path = "compile_pass/several_conditions_are_joined.rs"]
mod several_conditions_are_joined;
#[path = "compile_pass/tables_without_a_foreign_key_do_not_say_on.rs"]
mod tables_without_a_foreign_key_do_not_say_on;
#[path = "compile_pass/text_has_no_opposite.rs"]
mod text_has_no_opposite;
#[path = "compile_pass/text_is_not_added.rs"]
mod text_is_not_added;
#[path = "compile_pass/the_excluded_row_belongs_to_an_upsert.rs"]
mod the_excluded_row_belongs_to_an_upsert;
#[path = "compile_pass/the_sides_of_a_union_have_as_many_columns.rs"]
mod the_sides_of_a_union_have_as_many_columns;
#[path = "compile_pass/the_sides_of_a_union_have_the_same_types.rs"]
mod the_sides_of_a_union_have_the_same_types;
#[path = "compile_pass/timestamps_are_not_subtracted.rs"]
mod timestamps_are_not_subtracted;
#[path = "compile_pass/tuples_are_not_inserted.rs"]
mod tuples_are_not_inserted;
#[path = "compile_pass/two_foreign_keys_do_not_say_on.rs"]
mod two_foreign_keys_do_not_say_on;
#[path = "compile_pass/values_are_compared_with_their_own_type.rs"]
mod values_are_compared_with_their_own_type;
#[path = "compile_pass/values_are_rows.rs"]
mod values_are_rows;
#[path = "compile_pass/whole_numbers_are_not_rounded.rs"]
mod whole_numbers_are_not_rounded;
