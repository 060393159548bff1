// The read models: typed rows in memory, folded from the log and nothing else. Rows are plain;
// queries.hpp reads them, live.hpp guards them, one file per projection fills them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "events/codec.hpp"
#include "events/label_table.hpp"
#include "events/stance_table.hpp"

namespace imaginons::projections {

// Words of an event. While folding only `seq` is known (0 = none: position 0 is the charter's); the
// words are opened after. Words that cannot be opened stay empty with `opened` false.
struct Words {
    std::uint64_t seq = 0;
    bool opened = false;
    bool erased = false;    // with their author's account: empty, and not to be opened
    bool official = false;  // stood in the public event: the city's words
    std::string title;
    std::string body;
    std::string url;
    std::string place;
    std::vector<std::string> phases;
};

enum class State : std::uint8_t { submitted, withdrawn, hidden };
enum class Kind : std::uint8_t { proposal, amendment, statement };

// The city's themes or its districts, and the feed of each.
struct Vocabulary {
    events::LabelTable labels;
    // Positions in Views::feed: what happened to what bears the label at the same place. May be
    // shorter than there are labels.
    std::vector<std::vector<std::uint32_t>> feeds;
    std::uint64_t touched = 0;  // position after the last event that changed a label
};

struct CharterVersion {
    std::uint32_t version = 0;
    std::uint64_t seq = 0;
    std::int64_t published_at_ms = 0;
    Words words;
};

// A role that a person has, and why.
struct HeldRole {
    events::Role role = events::Role::unset;
    events::ProjectId scope;  // nil: the whole city
    std::int64_t since_ms = 0;
    Words reason;  // body
};

struct Person {
    events::PersonId id;
    std::uint64_t name_seq = 0;  // the event whose sealed name is the current one
    std::string pseudonym;       // empty until opened, or erased
    events::ErasedWords erased = events::ErasedWords::unset;  // unset: they are not
    std::int64_t joined_at_ms = 0;
    bool email_confirmed = false;
    std::uint32_t charter_version = 0;  // the latest accepted
    // Positions in Views::proposals: theirs, and those that they are a co-author of.
    std::vector<std::uint32_t> proposals;
    std::vector<std::uint32_t> arguments;  // positions in Views::arguments
    std::vector<std::uint32_t> projects;   // positions in Views::projects
    std::vector<std::uint32_t> questions;  // positions in Views::questions
    // Others' proposals that they gave a wording to, also when they are co-authors no more.
    std::vector<std::uint32_t> written;
    std::vector<std::uint32_t> feed;         // positions in Views::feed: what they did
    std::vector<std::uint32_t> invitations;  // likewise: what is for them alone
    std::vector<HeldRole> roles;             // in the order in which they were given
    std::vector<std::uint64_t> seqs;         // own stream
    std::uint64_t touched = 0;  // seq of the last event that changed anything shown on their page
};

struct Milestone {
    events::MilestoneId id;
    Words words;  // title
    std::int32_t due_on = 0;
    std::uint8_t progress_percent = 0;
    bool reached = false;
    std::int64_t updated_at_ms = 0;
};

struct News {
    events::NewsId id;
    Words words;
    std::int64_t published_at_ms = 0;
};

struct Project {
    events::ProjectId id;
    std::string origin;
    events::OwnerKind owner_kind = events::OwnerKind::city;
    std::uint32_t owner = 0;  // position in Views::people if owner_kind is person
    events::ParticipationLevel level = events::ParticipationLevel::consult;
    events::StanceChoice stance_choice = events::StanceChoice::for_neutral_against;
    std::vector<events::Phase> phases;
    std::uint16_t current_phase = 0;
    Words words;  // title, body, phases
    events::Labels labels;
    std::vector<Milestone> milestones;
    std::vector<News> news;
    std::vector<std::uint32_t> proposals;      // ideas, amendments and statements, oldest first
    std::vector<std::uint32_t> feed;           // positions in Views::feed
    std::vector<std::uint32_t> meetings;       // positions in Views::meetings, as announced
    std::vector<std::uint32_t> questions;      // positions in Views::questions, as asked
    std::vector<std::uint32_t> conclusions;    // positions in Views::conclusions, one a phase
    std::vector<events::ProposalId> taken_up;  // accepted ones that it carries out
    std::int64_t opened_at_ms = 0;
    std::uint64_t stances = 0;  // current ones on its proposals and statements that are not hidden
    std::uint64_t arguments = 0;      // not hidden, on proposals that are not hidden
    std::vector<std::uint64_t> seqs;  // the project's own events (not those of its proposals)
    std::uint64_t touched = 0;  // seq of the last event that changed anything shown on its page
};

struct Meeting {
    events::MeetingId id;
    std::string origin;
    std::uint32_t project = 0;  // position in Views::projects
    std::int64_t starts_at_ms = 0;
    std::int64_t ends_at_ms = 0;
    std::uint32_t capacity = 0;  // 0 = as many as come
    std::uint32_t version = 1;
    bool cancelled = false;
    Words words;                        // title, body: the agenda, place, url
    Words reason;                       // body: why it was cancelled
    Words minutes;                      // body, the latest
    std::uint32_t minutes_version = 0;  // 0: there are none
    std::int64_t announced_at_ms = 0;
    std::int64_t changed_at_ms = 0;  // the latest change or the cancelling; 0 = none
    std::int64_t minutes_at_ms = 0;
    // Who comes, by tokens of this meeting.
    std::unordered_set<events::Token, events::IdHash> seats;
    std::vector<std::uint32_t> feed;  // positions in Views::feed
    std::vector<std::uint64_t> seqs;  // own stream, registrations too
    std::uint64_t touched = 0;        // seq of the last event that changed its page
};

struct Tally {
    std::uint32_t for_ = 0;
    std::uint32_t neutral = 0;
    std::uint32_t against = 0;
    std::uint32_t superseded = 0;  // stances taken and later changed or withdrawn
    bool operator==(const Tally&) const = default;
};

// A proposal, an amendment or a statement. What a stance changes stands together: two cache lines.
struct Proposal {
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    events::ProposalId id;
    Kind kind = Kind::proposal;
    State state = State::submitted;
    std::uint32_t project = none;  // position in Views::projects, or none
    std::uint32_t author = 0;      // position in Views::people
    Tally tally;
    events::StanceTable stances;
    std::vector<std::uint64_t> seqs;  // own stream: its own events and the stances on it
    std::uint64_t touched = 0;  // seq of the last event that changed anything shown on its page
    std::uint32_t version = 1;
    events::ProposalStage stage = events::ProposalStage::submitted;
    std::uint32_t answering = none;   // position in Views::answerings, or none
    std::uint32_t writing = none;     // position in Views::writings, or none
    std::uint32_t amending = none;    // position in Views::amendings, or none
    std::uint32_t conclusion = none;  // position in Views::conclusions, or none
    events::Labels labels;            // places in Views::themes and Views::districts
    // The place that it is about; for who may see it: shown_point().
    std::optional<events::Point> point;
    // Since when the city owes an answer; 0 = it owes none: answered, waiting for the author,
    // withdrawn, hidden, no proposal but an amendment or a statement, or an import's.
    std::int64_t waits_since_ms = 0;
    std::string origin;
    events::ProposalId amends{};
    std::vector<std::uint32_t> amendments;  // positions in Views::proposals
    Words words;
    // Title and body as folded() gives them: what the text filter looks through.
    std::string search;
    // Those of `seqs` that are no stances: what its history tells one by one.
    std::vector<std::uint64_t> acts;
    // The event whose sealed body says why it was withdrawn; 0 = none.
    std::uint64_t reason_seq = 0;
    std::string reason;  // empty until opened, or erased
    std::int64_t created_at_ms = 0;
    std::int64_t edited_at_ms = 0;
    // Positions in Views::arguments, oldest first, replies too.
    std::vector<std::uint32_t> arguments;
    std::uint32_t shown_arguments = 0;     // not hidden
    std::vector<std::uint32_t> questions;  // positions in Views::questions, as asked
    std::vector<std::uint32_t> feed;       // positions in Views::feed
};

// As for a proposal: what a stance changes stands together.
struct Argument {
    events::ArgumentId id;
    State state = State::submitted;
    events::Side side = events::Side::beside;
    bool source = false;
    std::uint32_t proposal = 0;  // position in Views::proposals
    std::uint32_t parent = Proposal::none;
    std::uint32_t author = 0;
    Tally tally;
    events::StanceTable stances;
    std::vector<std::uint64_t> seqs;
    std::uint64_t hidden_seq = 0;  // of the event that hid it; 0 = none
    std::string origin;
    Words words;
    std::int64_t created_at_ms = 0;
};

// A question to the city, and what it answered.
struct Question {
    events::QuestionId id;
    State state = State::submitted;           // or hidden
    std::uint32_t proposal = Proposal::none;  // that it is about; of the two one is none
    std::uint32_t project = Proposal::none;
    std::uint32_t author = 0;
    Words words;  // body
    std::int64_t asked_at_ms = 0;
    std::uint32_t version = 0;  // of the answer; 0: it waits for one
    Words answer;               // body, the latest
    std::string official;       // who signs it
    std::string function;
    std::int64_t answered_at_ms = 0;
    std::vector<std::uint32_t> feed;  // positions in Views::feed
    std::vector<std::uint64_t> seqs;  // own stream
};

// One step of a proposal's course after its submission.
struct StageChange {
    events::ProposalStage stage = events::ProposalStage::unset;
    std::int64_t at_ms = 0;
    std::uint64_t seq = 0;
    Words word;  // the city's: body
};

struct PublishedAnswer {
    std::uint64_t seq = 0;
    std::int64_t at_ms = 0;
    std::uint32_t version = 0;     // of the proposal that it answers
    std::uint32_t drafted_by = 0;  // positions in Views::people
    std::uint32_t reviewed_by = 0;
    events::Answer words;
};

// Of agents only: no page for others and no digest shows its words.
struct AnswerDraft {
    std::uint32_t number = 0;  // 0: there is none that waits
    std::uint64_t seq = 0;
    std::int64_t at_ms = 0;
    std::uint32_t version = 0;
    std::uint32_t by = 0;
    bool opened = false;
    events::Answer words;
    events::ReviewVerdict verdict = events::ReviewVerdict::unset;
    std::uint32_t reviewed_by = 0;  // if there is a verdict
    Words review;                   // body: a word to who drafted
};

// What the city does about a proposal; most have none.
struct Answering {
    std::uint32_t proposal = 0;
    std::vector<StageChange> course;
    std::vector<PublishedAnswer> answers;  // the last is in force
    std::uint32_t drafts = 0;
    AnswerDraft draft;
    std::vector<events::ProjectId> projects;  // that carry it out
};

// A version that somebody wrote.
struct WrittenVersion {
    std::uint32_t by = 0;  // position in Views::people
    std::uint32_t version = 0;
    std::int64_t at_ms = 0;
    Words words;
};

// Who writes a proposal together; most are written alone and have none.
struct Writing {
    std::vector<std::uint32_t> co_authors;  // positions in Views::people, in the order they came
    std::vector<std::uint32_t> invited;
    std::uint32_t writer = 0;  // of the words in force
    std::uint32_t withdrawn_by = Proposal::none;
    // The latest of everybody else who wrote one: should the words in force go with their writer's
    // account, the latest of these stands again.
    std::vector<WrittenVersion> others;
};

// What an amendment is for, and what became of it. Those of imports have none.
struct Amending {
    enum class State : std::uint8_t { open, accepted, refused };
    std::uint32_t version = 0;  // of the amended proposal that it was written on
    State state = State::open;
    std::uint32_t amendment_version = 0;  // that was decided on
    std::uint32_t became = 0;             // if accepted: this version of the amended proposal
    std::uint32_t by = 0;                 // position in Views::people: who decided
    std::int64_t at_ms = 0;
    Words reason;  // body: why it was refused
};

// What a debate came to, the latest that was published.
struct Conclusion {
    std::uint32_t proposal = Proposal::none;  // the debate about it; of the two one is none
    std::uint32_t project = Proposal::none;   // or that of its phase
    std::uint16_t phase = 0;
    std::uint32_t version = 0;
    std::uint32_t by = Proposal::none;  // position in Views::people; none: the city
    std::uint64_t seq = 0;
    std::int64_t at_ms = 0;
    bool opened = false;
    bool erased = false;  // with the account of whose words they were
    events::Conclusion words;
};

// What lists sort and filter by, one small row for each proposal: a list of 50,000 is scanned at
// every request. Derived from the proposal's row by refresh_list_row() and never changed otherwise.
struct ListRow {
    std::int64_t created_at_ms = 0;
    std::uint32_t for_ = 0;
    std::uint32_t arguments = 0;  // shown ones
    std::uint32_t stances = 0;    // current ones
    std::uint32_t project = Proposal::none;
    State state = State::submitted;
    Kind kind = Kind::proposal;
    events::ProposalStage stage = events::ProposalStage::submitted;
    std::int64_t waits_since_ms = 0;
    bool with_amended = false;  // an amendment, which is listed with what it amends
    bool located = false;       // it has a point that is shown
    events::Labels labels;
    bool operator==(const ListRow&) const = default;
};

// One line of a feed: which event, about what. Stances are counted, never listed: they would say
// who was there when.
struct FeedItem {
    enum class What : std::uint8_t {
        charter_published,
        person_joined,
        project_opened,
        project_changed,
        phase_moved,
        news_published,
        milestone_set,
        milestone_reached,
        proposal_submitted,
        proposal_edited,
        proposal_withdrawn,
        statement_added,
        argument_added,
        log_continued,
        answer_published,
        proposal_moved,
        proposal_taken_up,
        meeting_announced,
        meeting_changed,
        meeting_cancelled,
        minutes_published,
        co_author_invited,
        co_author_accepted,
        amendment_accepted,
        amendment_refused,
        question_asked,
        question_answered,
        conclusion_published
    };
    std::uint64_t seq = 0;
    std::int64_t at_ms = 0;
    What what{};
    std::uint32_t project = Proposal::none;
    std::uint32_t proposal = Proposal::none;
    std::uint32_t argument = Proposal::none;
    std::uint32_t question = Proposal::none;
    std::uint32_t person = Proposal::none;
    std::uint32_t to = Proposal::none;  // for this person alone, if it is one
    std::uint16_t detail = 0;  // phase, news, milestone or meeting position in the project; charter
                               // version; position in continuations; position of the answer; stage
};

// The log goes on from a backup of another one (storage/restore.hpp): what that one had come to.
struct Continuation {
    std::uint64_t seq = 0;
    std::int64_t at_ms = 0;
    std::string former_origin;
    std::uint64_t former_size = 0;  // the furthest that is known to have been signed
    std::uint64_t size = 0;         // what was restored
};

// Everything. Positions in the vectors are stable: rows are never removed.
struct Views {
    std::uint64_t position = 0;  // events applied = next seq
    std::vector<CharterVersion> charter;
    std::vector<Person> people;
    std::vector<Project> projects;
    std::vector<Proposal> proposals;
    std::vector<ListRow> list;  // of the proposal at the same position
    std::vector<Argument> arguments;
    std::vector<FeedItem> feed;  // oldest first
    std::vector<Continuation> continuations;
    std::vector<Answering> answerings;
    std::vector<Meeting> meetings;
    std::vector<Writing> writings;
    std::vector<Amending> amendings;
    Vocabulary themes;
    Vocabulary districts;
    std::vector<Question> questions;
    std::vector<Conclusion> conclusions;
    events::TokenTable tokens;  // stance tokens, interned to 32 bits
    std::unordered_map<events::Id, std::uint32_t, events::IdHash> person_by_id, project_by_id,
        proposal_by_id, argument_by_id, meeting_by_id, question_by_id;
    std::unordered_map<std::string, std::uint32_t> person_by_name;
    std::uint64_t stances = 0;  // current, all objects
};

}  // namespace imaginons::projections
