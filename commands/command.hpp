// Everything that can be asked of the engine, as plain structs, and the envelope they travel in.
// Ids, tokens and times are minted by who asks; deciders only read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/fact.hpp"

namespace imaginons::commands {

// --- charter
struct PublishCharter {
    std::string title;
    std::string body;
};
struct AcceptCharter {
    std::uint32_t version = 0;
};  // by the actor

// --- people
// The actor is the new person: person's handle minted by who asks. email_confirmed: they came by a
// magic link.
struct JoinPerson {
    std::string pseudonym;
    std::uint32_t charter_version = 0;
    bool email_confirmed = false;
};
struct ConfirmEmail {};
struct RenamePerson {
    std::string pseudonym;
};
struct HeldSeat {
    events::MeetingId meeting{};
    events::Token token{};
};
// A person erases themselves; the city erases whom it names.
struct ErasePerson {
    events::PersonId person{};  // nil if the actor is the person
    events::ErasedWords words = events::ErasedWords::kept;
    bool after_restore = false;  // of the city: done before, but not in the backup
    // Seats that they have at meetings to come: the engine fills it in, since it has the secrets.
    std::vector<HeldSeat> seats{};
};

// --- roles; by an administrator or the city
struct GiveRole {
    events::PersonId person{};
    events::Role role = events::Role::unset;
    events::ProjectId scope{};  // nil = the whole city
    std::string reason;
};
struct TakeRole {
    events::PersonId person{};
    events::Role role = events::Role::unset;
    events::ProjectId scope{};
    std::string reason;
};

// --- the city's lists, whole; by an administrator or the city
struct NamedCode {
    std::string code;
    std::string french;
    std::string english;
};
struct PublishThemes {
    std::vector<NamedCode> list;
};
struct PublishDistricts {
    std::vector<NamedCode> list;
};

// --- projects; owner = the actor (a person, or the city)
struct PhaseWords {
    events::Phase phase{};
    std::string title;
};
struct OpenProject {
    events::ProjectId project{};
    events::ParticipationLevel level = events::ParticipationLevel::consult;
    events::StanceChoice stance_choice = events::StanceChoice::for_neutral_against;
    std::string title;
    std::string body;
    std::vector<PhaseWords> phases;
    // The accepted proposal that an agent opens it for, in the city's name; nil if none.
    events::ProposalId takes_up{};
    std::vector<std::string> themes{};  // codes of the city's lists
    std::string district{};             // empty = none
    bool for_city = false;              // by an agent of the whole city, in its name
};
struct ChangeProject {
    events::ProjectId project{};
    events::ParticipationLevel level = events::ParticipationLevel::consult;
    std::string title;
    std::string body;
    std::vector<PhaseWords> phases;
    std::optional<std::vector<std::string>> themes{};  // nothing = as before
    std::optional<std::string> district{};             // nothing = as before; empty = none
    // The event that holds the words which were seen; 0 if it was not asked.
    std::uint64_t seen_seq = 0;
};
struct MovePhase {
    events::ProjectId project{};
    std::uint16_t phase = 0;
};
struct PublishNews {
    events::ProjectId project{};
    events::NewsId news{};
    std::string title;
    std::string body;
};
struct SetMilestone {
    events::ProjectId project{};
    events::MilestoneId milestone{};
    std::string title;
    std::int32_t due_on = 0;  // days since 1970-01-01, 0 = no date
    std::uint8_t progress_percent = 0;
};
struct ReachMilestone {
    events::ProjectId project{};
    events::MilestoneId milestone{};
};

// --- proposals and statements
struct SubmitProposal {
    events::ProposalId proposal{};
    events::ProjectId project{};  // nil = free-standing
    std::string title;
    std::string body;
    events::ProposalKind kind = events::ProposalKind::idea;
    events::ProposalId amends{};  // nil unless an amendment
    // The version that the amendment was written on; 0 if it came with an import.
    std::uint32_t amends_version = 0;
    // Why, as the first argument for the amendment; nil and empty if none is given.
    events::ArgumentId argument{};
    std::string reason = {};
    std::vector<std::string> themes{};     // codes of the city's lists
    std::string district{};                // empty = none
    std::optional<events::Point> point{};  // of what is proposed
};
struct EditProposal {
    events::ProposalId proposal{};
    std::string title;
    std::string body;
    std::uint32_t seen_version = 0;    // the version that was edited; 0 = whichever is current
    std::uint32_t amends_version = 0;  // of an amendment: what it is for from now on; 0 = as before
    std::optional<std::vector<std::string>> themes{};     // nothing = as before
    std::optional<std::string> district{};                // nothing = as before; empty = none
    std::optional<std::optional<events::Point>> point{};  // nothing = as before; none = none
};
// What is said of it here without giving it another wording.
struct PlaceProposal {
    events::ProposalId proposal{};
    std::optional<std::vector<std::string>> themes{};     // nothing = as before
    std::optional<std::string> district{};                // nothing = as before; empty = none
    std::optional<std::optional<events::Point>> point{};  // nothing = as before; none = none
    std::uint32_t seen_version = 0;                       // of its words; 0 = not said
};
struct WithdrawProposal {
    events::ProposalId proposal{};
    std::string reason;
};
struct AddStatement {
    events::ProposalId statement{};
    events::ProjectId project{};
    std::string body;
};

// --- co-authors
struct InviteCoAuthor {
    events::ProposalId proposal{};
    std::string pseudonym;
};
struct AcceptInvitation {
    events::ProposalId proposal{};
};
struct EndCoAuthorship {
    events::ProposalId proposal{};
    events::PersonId person{};  // nil = the actor
};

// --- amendments; by an author of what they amend
struct AcceptAmendment {
    events::ProposalId amendment{};
    std::uint32_t seen_version = 0;  // of the amendment
    std::string title;               // its words
    std::string body;
};
struct RefuseAmendment {
    events::ProposalId amendment{};
    std::uint32_t seen_version = 0;
    std::string reason;
};

// --- answers; by agents
struct DraftAnswer {
    events::ProposalId proposal{};
    std::uint32_t seen_draft = 0;  // the draft that was prepared anew; 0 = there was none
    std::uint32_t seen_version =
        0;  // the version of the proposal that was read; 0 = the current one
    events::Answer answer;
};
struct ReviewAnswer {
    events::ProposalId proposal{};
    std::uint32_t draft = 0;
    events::ReviewVerdict verdict = events::ReviewVerdict::unset;
    std::string word;  // may be empty if approved
};
struct PublishAnswer {
    events::ProposalId proposal{};
    std::uint32_t draft = 0;
};
struct MoveProposal {
    events::ProposalId proposal{};
    events::ProposalStage stage = events::ProposalStage::unset;
    std::string word;  // may be empty if under review
};
struct TakeUpProposal {
    events::ProposalId proposal{};
    events::ProjectId project{};
};

// --- meetings; by whoever speaks for the project
struct MeetingWords {
    std::string title;
    std::string agenda;  // Markdown, may be empty
    std::string place;   // one of place and link may be empty
    std::string link;
};
struct AnnounceMeeting {
    events::MeetingId meeting{};
    events::ProjectId project{};
    std::int64_t starts_at_ms = 0;
    std::int64_t ends_at_ms = 0;
    std::optional<std::uint32_t> capacity{};  // none = as many as come
    MeetingWords words;
};
struct ChangeMeeting {
    events::MeetingId meeting{};
    std::int64_t starts_at_ms = 0;
    std::int64_t ends_at_ms = 0;
    std::optional<std::uint32_t> capacity{};
    MeetingWords words;
    std::uint32_t seen_version = 0;  // the version that was changed; 0 = whichever is current
};
struct CancelMeeting {
    events::MeetingId meeting{};
    std::string reason;
};
struct PublishMinutes {
    events::MeetingId meeting{};
    std::string body;
};
// The token is computed by who asks, for the meeting as its scope.
struct TakeRegistration {
    events::MeetingId meeting{};
    events::Token token{};
};
struct WithdrawRegistration {
    events::MeetingId meeting{};
    events::Token token{};
};

// --- arguments
struct AddArgument {
    events::ArgumentId argument{};
    events::ProposalId proposal{};
    events::ArgumentId parent{};  // nil unless a reply
    events::Side side = events::Side::beside;
    std::string body;
    std::string title;  // of the source, may be empty
    std::string url;    // not empty = it is a source
};

// --- questions to the city; answered by agents
struct AskQuestion {
    events::QuestionId question{};
    events::ProposalId proposal{};  // of the two one is nil
    events::ProjectId project{};
    std::string body;
};
struct AnswerQuestion {
    events::QuestionId question{};
    std::uint32_t seen_version = 0;  // of the answer that it takes the place of; 0 = there was none
    std::string body;
    std::string official;
    std::string function;
};

// --- conclusions; by agents, or by the owner of a resident's project
struct PublishConclusion {
    events::ProposalId proposal{};  // the debate about it or, if nil, that of the project's phase
    events::ProjectId project{};
    std::uint16_t phase = 0;
    std::uint32_t seen_version = 0;  // of the conclusion that it takes the place of; 0 = none
    events::Conclusion words;
};

// --- stances; the token is computed by who asks (Engine::stance_token), for the scope that the
// read models name
struct TakeStance {
    events::ObjectKind object_kind = events::ObjectKind::proposal;
    events::Id object{};
    events::Id scope{};
    events::Token token{};
    events::Stance stance = events::Stance::for_;
    std::uint32_t seen_version = 0;  // 0 = whichever is current
};
struct WithdrawStance {
    events::ObjectKind object_kind = events::ObjectKind::proposal;
    events::Id object{};
    events::Id scope{};
    events::Token token{};
};

// --- moderation (no page yet: only imports hide)
struct HideContribution {
    events::ObjectKind object_kind = events::ObjectKind::proposal;
    events::Id object{};
    events::HiddenGround ground = events::HiddenGround::hidden_at_origin;
};

// --- the log itself; by the city, when a backup is restored that ends before what was signed
struct ContinueLog {
    std::string former_origin;
    std::uint64_t former_size = 0;
    events::Hash former_root{};
    std::string former_note;
    std::uint64_t size = 0;
    events::Hash root{};
};

using AnyCommand =
    std::variant<PublishCharter, AcceptCharter, JoinPerson, ConfirmEmail, RenamePerson, ErasePerson,
                 OpenProject, ChangeProject, MovePhase, PublishNews, SetMilestone, ReachMilestone,
                 SubmitProposal, EditProposal, WithdrawProposal, AddStatement, AddArgument,
                 TakeStance, WithdrawStance, HideContribution, ContinueLog, GiveRole, TakeRole,
                 DraftAnswer, ReviewAnswer, PublishAnswer, MoveProposal, TakeUpProposal,
                 AnnounceMeeting, ChangeMeeting, CancelMeeting, PublishMinutes, TakeRegistration,
                 WithdrawRegistration, InviteCoAuthor, AcceptInvitation, EndCoAuthorship,
                 AcceptAmendment, RefuseAmendment, PublishThemes, PublishDistricts, AskQuestion,
                 AnswerQuestion, PublishConclusion, PlaceProposal>;

// Who asks: the city (its agents act in its name), or a person.
struct Actor {
    enum class Kind : std::uint8_t { city, person } kind = Kind::person;
    events::PersonId person{};  // nil for the city
};

struct Command {
    AnyCommand body;
    Actor actor;
    events::RequestId request{};  // idempotency: the same id and hash get the first outcome
    events::RequestHash
        request_hash{};  // what was asked; the same id with another hash is refused as a conflict
    std::int64_t occurred_at_ms = 0;  // 0 = now; imports keep the original date
    std::string origin;               // imports: "source/number"
};

// What a decider may know besides the state.
struct Context {
    Actor actor;
    // When it happens: now or, of what is recorded later (imports, paper), when it did.
    std::int64_t now_ms = 0;
};

}  // namespace imaginons::commands
