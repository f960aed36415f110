//! What every database promises, tried on each of them.
//!
//! A new implementation gives a [`harness::Harness`] and a line in `on_every_database`; what only
//! one of them promises stands in a module of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod by_hand;
mod calls;
mod harness;
mod memory_faults;
mod postgres_by_hand;
mod postgres_creation;
mod postgres_crossed;
mod postgres_faults;
mod postgres_harness;
mod postgres_hostile;
mod postgres_isolation;
mod postgres_last_words;
mod postgres_remedies;
mod postgres_server;
mod postgres_shadows;
mod pulling;
mod pushing;
mod reading;
mod sqlite_creation;
mod sqlite_refusals;
mod sqlite_statements;
#[path = "../support/mod.rs"]
mod support;

macro_rules! on_every_database {
    ($($module:ident :: $promise:ident),+ $(,)?) => {
        mod memory {
            $(#[test] fn $promise() { crate::$module::$promise::<crate::harness::Memory>(); })+
        }
        mod sqlite {
            $(#[test] fn $promise() { crate::$module::$promise::<crate::harness::Sqlite>(); })+
        }
        mod postgres_as_owner {
            $(#[test] fn $promise() { crate::$module::$promise::<crate::postgres_harness::Owner>(); })+
        }
        mod postgres_as_limited_role_through_pgbouncer {
            $(#[test] fn $promise() { crate::$module::$promise::<crate::postgres_harness::Limited>(); })+
        }
    };
}

on_every_database! {
    pushing::a_new_record_is_stored_whole,
    pushing::a_change_builds_on_its_base,
    pushing::pushing_twice_changes_nothing,
    pushing::a_lost_reply_is_recognised_although_others_came_after_it_elsewhere,
    pushing::another_base_is_answered_with_the_row,
    pushing::a_conflict_says_which_states_were_taken,
    pushing::a_record_that_is_not_there_is_a_conflict_without_a_row,
    pushing::all_states_reach_the_history,
    pushing::a_state_that_is_stored_already_is_not_stored_again,
    pushing::a_tombstone_keeps_its_fields_and_can_be_restored,
    pushing::a_new_record_on_a_tombstone_is_a_conflict,
    pushing::a_refused_value_does_not_hold_up_the_others,
    pushing::a_refused_state_leaves_none_of_its_record,
    pushing::what_no_database_should_hold_is_refused,
    pushing::a_document_is_stored_like_an_experience,
    pushing::a_deleted_document_keeps_its_body_and_can_be_restored,
    pushing::a_refused_document_does_not_hold_up_the_others,
    pushing::revisions_count_up_across_experiences_and_documents,
    pushing::an_empty_batch_is_no_change,
    calls::a_call_comes_back_whole,
    calls::a_call_is_logged_once_and_stays_as_it_was,
    calls::calls_come_in_pages,
    calls::the_newest_calls_come_first,
    calls::a_call_is_found_by_its_id,
    calls::calls_are_counted_exactly,
    calls::only_old_calls_of_ones_own_are_pruned,
    pulling::an_empty_database_has_an_empty_page,
    pulling::pages_are_exact,
    pulling::every_row_is_pulled_once_whatever_the_page,
    pulling::only_the_newest_state_is_pulled,
    pulling::small_states_that_others_took_the_place_of_are_found,
    pulling::tombstones_are_pulled_and_counted,
    pulling::a_document_is_in_the_page_in_which_it_changed,
    pulling::users_do_not_see_each_other,
    reading::the_identity_stays,
    reading::a_cursor_is_compared_with_the_change_that_made_it,
    reading::an_epoch_is_told_to_every_device_of_its_user,
    reading::an_epoch_begins_only_where_all_of_it_is_lost,
    reading::applied_knows_every_change_ever_taken,
    reading::the_history_is_in_order_and_names_the_devices,
    reading::an_unknown_record_has_no_history,
    reading::values_of_the_past_are_found_by_their_changes,
    reading::the_state_within_a_horizon_is_found,
    reading::the_time_of_what_was_read_and_stored_is_told,
    reading::checking_changes_nothing,
    by_hand::an_edit_gets_a_revision_and_reaches_the_history,
    by_hand::a_deletion_leaves_a_tombstone,
    by_hand::an_insertion_gets_a_revision_and_a_change,
    by_hand::a_push_on_the_state_before_an_edit_is_a_conflict,
}
