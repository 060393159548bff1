// Reading the read models: lists, pages of lists, one row. All take views under the caller's shared
// lock and return copies small enough to render after, or call back; sorting is deterministic.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "projections/views.hpp"

namespace imaginons::projections {

enum class Sort : std::uint8_t { recent, most_supported, most_debated };

struct ProposalFilter {
    std::optional<events::ProjectId> project;
    // Proposals, with the amendments of imports: others are listed with what they amend.
    enum class Which : std::uint8_t { proposals, statements, all } which = Which::proposals;
    // Hidden ones are listed only when asked for by name.
    std::optional<State> state;
    std::optional<events::ProposalStage> stage;
    // Only those that bear it: places in Views::themes and Views::districts.
    std::optional<std::uint8_t> theme;
    std::optional<std::uint8_t> district;
    bool located = false;  // only those with a point that is shown
    // Only those to which the city has owed an answer since before this; nothing = all.
    std::optional<std::int64_t> waiting_since_before_ms;
    std::string
        text;  // for each word of it, folded, title or body must have a word that begins with it
    // Rows that have the text, where the search knows them: then no text is looked through.
    std::optional<std::vector<std::uint32_t>> with_text;
    Sort sort = Sort::recent;
    std::size_t limit = 25;  // 1..limits::page_rows
    std::string
        cursor;  // from a former answer to the same sort and filter; stays valid when rows come in
    bool backwards = false;  // the page before the cursor
};

struct ProposalPage {
    std::vector<std::uint32_t> rows;  // positions in Views::proposals
    std::string next;                 // cursor, empty at the end
    std::string previous;             // cursor, empty at the start
    std::size_t matching = 0;         // rows that match in all
};

// Nothing if the cursor is not one of ours, or of another list. Equal rows are ordered by id. Scans
// the small rows of Views::list: about 2 ns a row, and with a text filter all texts, about 1 ms per
// MB.
std::optional<ProposalPage> list_proposals(const Views& views, const ProposalFilter& filter);

const Person* find(const Views& views, const events::PersonId& id);
const Project* find(const Views& views, const events::ProjectId& id);
const Proposal* find(const Views& views, const events::ProposalId& id);
const Argument* find(const Views& views, const events::ArgumentId& id);
const Meeting* find(const Views& views, const events::MeetingId& id);
const Question* find(const Views& views, const events::QuestionId& id);

enum class LabelKind : std::uint8_t { theme, district };
const Vocabulary& vocabulary(const Views& views, LabelKind kind);
bool bears(const events::Labels& labels, LabelKind kind, std::uint8_t label);
// What happened to what bears the label: positions in Views::feed. Null if nothing did.
const std::vector<std::uint32_t>* feed_of(const Views& views, LabelKind kind, std::uint8_t label);

// The place that a proposal is about. None is shown of what is hidden or erased: it may be nearer
// to somebody's door than they wish by now.
std::optional<events::Point> shown_point(const Proposal& proposal);

// Where a person's token for stances on the object counts: its project, or the proposal itself if
// free-standing.
events::Id scope_of(const Views& views, const Proposal& proposal);

// Whether they have the role for the whole city or, if `project` is not nil, for it.
bool holds(const Person& person, events::Role role, const events::ProjectId& project);

// What the city has done about it; null: nothing yet.
const Answering* answering_of(const Views& views, const Proposal& proposal);
// Who writes it together; null: its author alone. What an amendment is for; null: it is none, or
// came with an import.
const Writing* writing_of(const Views& views, const Proposal& proposal);
const Amending* amending_of(const Views& views, const Proposal& proposal);
// Positions of people: the author, then the co-authors who are still there.
std::vector<std::uint32_t> authors_of(const Views& views, const Proposal& proposal);
bool is_author(const Views& views, const Proposal& proposal, const events::PersonId& person);
bool is_invited(const Views& views, const Proposal& proposal, const events::PersonId& person);

// Positions of proposals that wait for an answer, the longest waiting first; then those whose
// authors were asked for information.
std::vector<std::uint32_t> to_answer(const Views& views);
// How many the city has owed an answer since before that time. Scans the small rows.
std::size_t waiting_since_before(const Views& views, std::int64_t time_ms);

// Whether pages may show a question: it is not hidden, nor is the proposal that it is about.
bool is_shown(const Views& views, const Question& question);
// Where it is asked: its project or the project of its proposal; nil if that is free-standing.
events::ProjectId project_of(const Views& views, const Question& question);
// Whether the person may say what a debate came to in that project (nil: about a free-standing
// proposal): an agent there, or the owner of the resident's project.
bool may_conclude(const Views& views, const events::ProjectId& project, const Person& person);
// Positions of questions that the city may still answer and has not, the longest waiting first.
std::vector<std::uint32_t> questions_waiting(const Views& views);

// The meeting that a line is about; null if it is about none.
const Meeting* meeting_of(const Views& views, const FeedItem& item);
Meeting* meeting_of(Views& views, const FeedItem& item);
// Positions of meetings, of one project or of all (null): those that have not ended by then, the
// next one first; and those that have, the latest first. Cancelled ones are in both.
std::vector<std::uint32_t> meetings_to_come(const Views& views, const Project* project,
                                            std::int64_t now_ms);
std::vector<std::uint32_t> meetings_past(const Views& views, const Project* project,
                                         std::int64_t now_ms);
// Null if the project has no such milestone.
const Milestone* find(const Project& project, const events::MilestoneId& id);
// Whether the person keeps the project up to date and holds its meetings: its owner or, if it is
// the city's or its owner has left, an agent or an editor.
bool may_speak_for(const Views& views, const Project& project, const Person& person);

// Positions of a person's proposals and statements, newest first, without hidden ones; of their
// arguments, likewise and without those on hidden proposals.
std::vector<std::uint32_t> proposals_by(const Views& views, const Person& person);
std::vector<std::uint32_t> arguments_by(const Views& views, const Person& person);
// Positions of a proposal's arguments, replies included, oldest first: those shown, or with `state`
// hidden only the hidden.
std::vector<std::uint32_t> arguments_of(const Views& views, const Proposal& proposal,
                                        std::optional<State> state = std::nullopt);

// The latest feed lines before a seq (exclusive), newest first; of one project, or of the whole
// site (nil). At most limits::page_rows lines; none about hidden objects, and
// none that somebody joined who was erased since.
std::vector<FeedItem> feed(const Views& views, const events::ProjectId& project,
                           std::uint64_t before_seq, std::size_t limit);

// Whether a line may be shown to everybody: it is for nobody alone, about nothing hidden, nor says
// that somebody joined who was erased since.
bool is_shown(const Views& views, const FeedItem& item);

// Words with case and accents folded (NFKD, marks removed, case-folded; œ = oe), one space between
// them, without punctuation and apostrophes, as text filters compare. Invalid UTF-8 separates
// words.
std::string folded(std::string_view text);

}  // namespace imaginons::projections
