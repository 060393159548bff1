#include "commands/result.hpp"

#include <cassert>

namespace imaginons::commands {

std::string_view name(RefusalCode code) {
    switch (code) {
        case RefusalCode::empty: return "empty";
        case RefusalCode::too_short: return "too_short";
        case RefusalCode::too_long: return "too_long";
        case RefusalCode::not_utf8: return "not_utf8";
        case RefusalCode::control_character: return "control_character";
        case RefusalCode::not_a_link: return "not_a_link";
        case RefusalCode::unknown_value: return "unknown_value";
        case RefusalCode::unknown_person: return "unknown_person";
        case RefusalCode::unknown_project: return "unknown_project";
        case RefusalCode::unknown_proposal: return "unknown_proposal";
        case RefusalCode::unknown_argument: return "unknown_argument";
        case RefusalCode::unknown_milestone: return "unknown_milestone";
        case RefusalCode::unknown_phase: return "unknown_phase";
        case RefusalCode::person_erased: return "person_erased";
        case RefusalCode::words_removed: return "words_removed";
        case RefusalCode::already_joined: return "already_joined";
        case RefusalCode::pseudonym_taken: return "pseudonym_taken";
        case RefusalCode::same_pseudonym: return "same_pseudonym";
        case RefusalCode::charter_not_accepted: return "charter_not_accepted";
        case RefusalCode::charter_already_accepted: return "charter_already_accepted";
        case RefusalCode::charter_version_not_in_force: return "charter_version_not_in_force";
        case RefusalCode::already_exists: return "already_exists";
        case RefusalCode::not_the_owner: return "not_the_owner";
        case RefusalCode::not_the_author: return "not_the_author";
        case RefusalCode::not_the_city: return "not_the_city";
        case RefusalCode::nothing_changed: return "nothing_changed";
        case RefusalCode::phases_out_of_order: return "phases_out_of_order";
        case RefusalCode::too_many_phases: return "too_many_phases";
        case RefusalCode::too_many_milestones: return "too_many_milestones";
        case RefusalCode::phase_already_current: return "phase_already_current";
        case RefusalCode::progress_over_100: return "progress_over_100";
        case RefusalCode::milestone_already_reached: return "milestone_already_reached";
        case RefusalCode::proposal_withdrawn: return "proposal_withdrawn";
        case RefusalCode::contribution_hidden: return "contribution_hidden";
        case RefusalCode::already_hidden: return "already_hidden";
        case RefusalCode::text_has_changed: return "text_has_changed";
        case RefusalCode::reply_too_deep: return "reply_too_deep";
        case RefusalCode::argument_of_another_proposal: return "argument_of_another_proposal";
        case RefusalCode::only_support_here: return "only_support_here";
        case RefusalCode::no_stance: return "no_stance";
        case RefusalCode::wrong_scope: return "wrong_scope";
        case RefusalCode::not_an_administrator: return "not_an_administrator";
        case RefusalCode::not_an_agent: return "not_an_agent";
        case RefusalCode::role_already_held: return "role_already_held";
        case RefusalCode::role_not_held: return "role_not_held";
        case RefusalCode::last_administrator: return "last_administrator";
        case RefusalCode::stage_does_not_follow: return "stage_does_not_follow";
        case RefusalCode::unknown_draft: return "unknown_draft";
        case RefusalCode::draft_has_changed: return "draft_has_changed";
        case RefusalCode::own_draft: return "own_draft";
        case RefusalCode::already_reviewed: return "already_reviewed";
        case RefusalCode::not_approved: return "not_approved";
        case RefusalCode::not_accepted: return "not_accepted";
        case RefusalCode::unknown_meeting: return "unknown_meeting";
        case RefusalCode::too_many_meetings: return "too_many_meetings";
        case RefusalCode::ends_before_it_begins: return "ends_before_it_begins";
        case RefusalCode::lasts_too_long: return "lasts_too_long";
        case RefusalCode::already_begun: return "already_begun";
        case RefusalCode::not_begun_yet: return "not_begun_yet";
        case RefusalCode::too_far_ahead: return "too_far_ahead";
        case RefusalCode::no_place: return "no_place";
        case RefusalCode::no_seats: return "no_seats";
        case RefusalCode::too_many_seats: return "too_many_seats";
        case RefusalCode::fewer_seats_than_taken: return "fewer_seats_than_taken";
        case RefusalCode::meeting_cancelled: return "meeting_cancelled";
        case RefusalCode::meeting_full: return "meeting_full";
        case RefusalCode::already_registered: return "already_registered";
        case RefusalCode::not_registered: return "not_registered";
        case RefusalCode::not_invited: return "not_invited";
        case RefusalCode::already_an_author: return "already_an_author";
        case RefusalCode::already_invited: return "already_invited";
        case RefusalCode::too_many_co_authors: return "too_many_co_authors";
        case RefusalCode::amendment_decided: return "amendment_decided";
        case RefusalCode::amended_text_has_changed: return "amended_text_has_changed";
        case RefusalCode::too_many_amendments: return "too_many_amendments";
        case RefusalCode::not_a_code: return "not_a_code";
        case RefusalCode::code_used_twice: return "code_used_twice";
        case RefusalCode::code_meant_another: return "code_meant_another";
        case RefusalCode::too_many_labels: return "too_many_labels";
        case RefusalCode::unknown_theme: return "unknown_theme";
        case RefusalCode::unknown_district: return "unknown_district";
        case RefusalCode::too_many_themes: return "too_many_themes";
        case RefusalCode::not_on_earth: return "not_on_earth";
        case RefusalCode::unknown_question: return "unknown_question";
        case RefusalCode::too_many_questions: return "too_many_questions";
        case RefusalCode::questions_waiting: return "questions_waiting";
        case RefusalCode::phase_not_begun: return "phase_not_begun";
        case RefusalCode::not_in_this_phase: return "not_in_this_phase";
    }
    assert(false && "every refusal has a name");
    return "";
}

}  // namespace imaginons::commands
