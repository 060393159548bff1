// Finding rows and noting what an event touches, shared by the projections. Not for use outside
// projections/.
#pragma once

#include "projections/views.hpp"

namespace imaginons::projections {

using Positions = std::unordered_map<events::Id, std::uint32_t, events::IdHash>;

// Proposal::none if there is no such row.
template <class Id>
std::uint32_t position_of(const Positions& positions, const Id& id) {
    const auto found = positions.find(events::id_as<events::Id>(id));
    return found == positions.end() ? Proposal::none : found->second;
}

// Null if there is no such row.
template <class Row, class Id>
Row* row_of(const Positions& positions, std::vector<Row>& rows, const Id& id) {
    const std::uint32_t at = position_of(positions, id);
    return at == Proposal::none ? nullptr : &rows[at];
}
template <class Row, class Id>
const Row* row_of(const Positions& positions, const std::vector<Row>& rows, const Id& id) {
    const std::uint32_t at = position_of(positions, id);
    return at == Proposal::none ? nullptr : &rows[at];
}

// The person's position; a row that knows only the handle is made for somebody whose joining is not
// in the log.
std::uint32_t person_at(Views& views, const events::PersonId& id);

// Notes where the words stand; fills them if they are at hand: the city's always are, others' if
// they were opened.
void set_words(Words& words, const events::Meta& meta, const events::Text* official);
void put_words(Words& words, events::Text&& text);

// Overwrites the characters before their memory is given back.
void wipe(std::string& text);
// Erases words of a person for ever; the city's stay.
void erase_words(Words& words);

// The same for what somebody said that a debate came to; the city's words stay.
void erase_words(Conclusion& conclusion);

// The same for all that a project says: itself, its milestones, its news and its meetings.
void erase_words_of(Views& views, Project& project);

// Erases what a person drafted and nobody published, for ever.
void erase_draft(AnswerDraft& draft);

// A new or changed proposal's words as the text filter looks through them. After its words have
// changed.
void refresh_search(Proposal& proposal);
// After anything that lists sort or filter by has changed.
void refresh_list_row(Views& views, std::uint32_t proposal);

// What an event says that something bears; a code that no list named gets a place too.
events::Labels labels_in(Views& views, const std::vector<std::string>& themes,
                         const std::string& district, std::uint64_t seq);

// Made if there is none. A later call may move it.
Writing& writing_at(Views& views, std::uint32_t proposal);
Amending& amending_at(Views& views, std::uint32_t proposal);
// The words in force go, and the latest version that somebody else wrote stands again; nothing is
// left if there is none. After it: refresh_list_row().
void forget_words_of(Views& views, std::uint32_t proposal, std::uint32_t writer);

// What an answer makes of a proposal.
events::ProposalStage stage_after(events::AnswerOutcome outcome);

// Notes one of a proposal's own events, and whom it touches; its position, none if there is no such
// proposal.
std::uint32_t own_act(Views& views, const events::Meta& meta, const events::ProposalId& id);

// Its page and its project's, which lists it.
void touch_meeting(Views& views, std::uint32_t meeting, std::uint64_t seq);
// The page of what it is about, which shows it.
void touch_question(Views& views, std::uint32_t question, std::uint64_t seq);
void touch_conclusion(Views& views, const Conclusion& conclusion, std::uint64_t seq);
void touch_person(Views& views, std::uint32_t person, std::uint64_t seq);
// Its page, and its authors' and its project's, which list it.
void touch_proposal(Views& views, std::uint32_t proposal, std::uint64_t seq);
// Pages of people who argued about it, and of amendments to it, name it by its title.
void touch_who_names(Views& views, std::uint32_t proposal, std::uint64_t seq);
// The pages of everything in it name it.
void touch_all_of_project(Views& views, std::uint32_t project, std::uint64_t seq);

// Takes a person's name out of their row and the index, for ever.
void forget_name(Views& views, std::uint32_t person);
// Gives a person the name; takes it from who had it until now only in the index.
void put_name(Views& views, std::uint32_t person, std::string name);

}  // namespace imaginons::projections
