// What a decider answers: the facts that follow from a command, or why it was refused.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "events/fact.hpp"

namespace imaginons::commands {

// Each states a fact. http/ gives every one a status and a sentence in each language.
enum class RefusalCode : std::uint8_t {
    empty,      // nothing left after trimming
    too_short,  // limit, actual
    too_long,   // limit, actual
    not_utf8,
    control_character,  // other than line ends and tabs; in a title or a name, these too
    not_a_link,         // neither http nor https
    unknown_value,      // an enum out of range
    unknown_person,
    unknown_project,
    unknown_proposal,
    unknown_argument,
    unknown_milestone,
    unknown_phase,
    person_erased,
    words_removed,  // with their author's account: nothing may be added to them
    already_joined,
    pseudonym_taken,
    same_pseudonym,
    charter_not_accepted,  // the version in force has not been accepted
    charter_already_accepted,
    charter_version_not_in_force,
    already_exists,  // an id is taken
    not_the_owner,
    not_the_author,
    not_the_city,
    nothing_changed,
    phases_out_of_order,
    too_many_phases,
    too_many_milestones,
    phase_already_current,
    progress_over_100,
    milestone_already_reached,
    proposal_withdrawn,
    contribution_hidden,
    already_hidden,
    text_has_changed,  // the version that the person saw is no longer the current one
    reply_too_deep,
    argument_of_another_proposal,
    only_support_here,  // the project takes only "for"
    no_stance,          // nothing to withdraw
    wrong_scope,
    not_an_administrator,
    not_an_agent,  // not there, at least
    role_already_held,
    role_not_held,
    last_administrator,
    stage_does_not_follow,
    unknown_draft,  // there is none, or it was published
    draft_has_changed,
    own_draft,  // whoever drafted does not review
    already_reviewed,
    not_approved,
    not_accepted,  // the proposal was not
    unknown_meeting,
    too_many_meetings,
    ends_before_it_begins,  // a meeting
    lasts_too_long,         // limit and actual in days
    already_begun,          // too late to announce, change, cancel, register or withdraw
    not_begun_yet,          // too early for minutes
    too_far_ahead,          // limit and actual in days
    no_place,               // neither a place nor a link
    no_seats,               // a capacity of zero; none is said by saying nothing
    too_many_seats,
    fewer_seats_than_taken,  // limit is what is taken
    meeting_cancelled,
    meeting_full,
    already_registered,
    not_registered,
    not_invited,  // nor a co-author
    already_an_author,
    already_invited,
    too_many_co_authors,       // limit, actual
    amendment_decided,         // accepted or refused
    amended_text_has_changed,  // since the version that the amendment was written on
    too_many_amendments,       // limit, actual: of that person, open, on that proposal
    not_a_code,                // of a theme or a district
    code_used_twice,           // in one list
    code_meant_another,        // before it was retired
    too_many_labels,           // limit, actual: in one list, or in all there were
    unknown_theme,             // or retired
    unknown_district,          // likewise
    too_many_themes,           // limit, actual
    not_on_earth,              // a point
    unknown_question,
    too_many_questions,  // limit, actual: about that proposal or project
    questions_waiting,   // limit, actual: of that person, about it, without an answer
    phase_not_begun,     // too early for its conclusion
    not_in_this_phase,   // of the project: phase_rules.hpp
};

// "already_joined": also the machine-readable name in problem documents.
std::string_view name(RefusalCode code);

struct Refusal {
    RefusalCode code;
    std::string_view field =
        {};                 // the command's field that it is about, static storage; empty if none
    std::size_t limit = 0;  // for too_short, too_long
    std::size_t actual = 0;
    bool operator==(const Refusal&) const = default;
};

using Facts = std::vector<events::Fact>;

// Not boost::system::result: it would bring its error machinery into every decider's translation
// unit for two cases.
class [[nodiscard]] Decision {
  public:
    Decision(Facts facts) : value_(std::move(facts)) {}
    Decision(Refusal refusal) : value_(refusal) {}
    explicit operator bool() const { return value_.index() == 0; }
    const Facts& facts() const { return std::get<Facts>(value_); }
    Facts& facts() { return std::get<Facts>(value_); }
    const Refusal& refusal() const { return std::get<Refusal>(value_); }

  private:
    std::variant<Facts, Refusal> value_;
};

}  // namespace imaginons::commands
