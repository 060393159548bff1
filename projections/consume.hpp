// What each projection consumes, one struct for each file. Not for use outside projections/:
// apply() is the way in. Rows that an event names but that do not exist are left alone, so that no
// log whatever can crash a replay.
#pragma once

#include "projections/views.hpp"

namespace imaginons::projections {

using events::Meta;

struct Charter {
    static void apply(Views&, const Meta&, const events::CharterPublished&);
};

struct People {
    static void apply(Views&, const Meta&, const events::CharterAccepted&);
    static void apply(Views&, const Meta&, const events::PersonJoined&);
    static void apply(Views&, const Meta&, const events::EmailConfirmed&);
    static void apply(Views&, const Meta&, const events::PersonRenamed&);
    static void apply(Views&, const Meta&, const events::PersonErased&);
};

struct Roles {
    static void apply(Views&, const Meta&, const events::RoleGiven&);
    static void apply(Views&, const Meta&, const events::RoleTaken&);
};

struct Projects {
    static void apply(Views&, const Meta&, const events::ProjectOpened&);
    static void apply(Views&, const Meta&, const events::ProjectChanged&);
    static void apply(Views&, const Meta&, const events::PhaseMoved&);
    static void apply(Views&, const Meta&, const events::NewsPublished&);
    static void apply(Views&, const Meta&, const events::MilestoneSet&);
    static void apply(Views&, const Meta&, const events::MilestoneReached&);
};

struct Meetings {
    static void apply(Views&, const Meta&, const events::MeetingAnnounced&);
    static void apply(Views&, const Meta&, const events::MeetingChanged&);
    static void apply(Views&, const Meta&, const events::MeetingCancelled&);
    static void apply(Views&, const Meta&, const events::MinutesPublished&);
    static void apply(Views&, const Meta&, const events::RegistrationTaken&);
    static void apply(Views&, const Meta&, const events::RegistrationWithdrawn&);
};

// The city's lists of themes and districts. What bears them is the proposals' own.
struct Territory {
    static void apply(Views&, const Meta&, const events::ThemesPublished&);
    static void apply(Views&, const Meta&, const events::DistrictsPublished&);
};

// Proposals, amendments and statements.
struct Proposals {
    static void apply(Views&, const Meta&, const events::ProposalSubmitted&);
    static void apply(Views&, const Meta&, const events::ProposalEdited&);
    static void apply(Views&, const Meta&, const events::ProposalPlaced&);
    static void apply(Views&, const Meta&, const events::ProposalWithdrawn&);
    static void apply(Views&, const Meta&, const events::StatementAdded&);
    static void apply(Views&, const Meta&, const events::ContributionHidden&);
};

// Who writes a proposal together, and the amendments that they decide on.
struct Writings {
    static void apply(Views&, const Meta&, const events::CoAuthorInvited&);
    static void apply(Views&, const Meta&, const events::CoAuthorAccepted&);
    static void apply(Views&, const Meta&, const events::CoAuthorLeft&);
    static void apply(Views&, const Meta&, const events::AmendmentAccepted&);
    static void apply(Views&, const Meta&, const events::AmendmentRefused&);
};

// What the city does about proposals. After them: an edit that was asked for sets it going again.
struct Answers {
    static void apply(Views&, const Meta&, const events::ProposalEdited&);
    static void apply(Views&, const Meta&, const events::AnswerDrafted&);
    static void apply(Views&, const Meta&, const events::AnswerReviewed&);
    static void apply(Views&, const Meta&, const events::AnswerPublished&);
    static void apply(Views&, const Meta&, const events::ProposalMoved&);
    static void apply(Views&, const Meta&, const events::ProposalTakenUp&);
};

struct Arguments {
    static void apply(Views&, const Meta&, const events::ArgumentAdded&);
    static void apply(Views&, const Meta&, const events::ContributionHidden&);
};

// Questions to the city, about proposals and about projects, with their answers.
struct Questions {
    static void apply(Views&, const Meta&, const events::QuestionAsked&);
    static void apply(Views&, const Meta&, const events::QuestionAnswered&);
    static void apply(Views&, const Meta&, const events::ContributionHidden&);
};

// What debates come to, about proposals and in the phases of projects.
struct Conclusions {
    static void apply(Views&, const Meta&, const events::ConclusionPublished&);
};

// Tallies: of proposals, statements and arguments.
struct Stances {
    static void apply(Views&, const Meta&, const events::StanceTaken&);
    static void apply(Views&, const Meta&, const events::StanceWithdrawn&);
};

// Stances taken one after another, as a log holds them by the ten thousand. Gathered before they
// are applied, so that the memory that they need is asked for well ahead: a fold waits for little
// else.
class StanceRun {
  public:
    explicit StanceRun(Views& views);
    ~StanceRun();
    StanceRun(const StanceRun&) = delete;
    StanceRun& operator=(const StanceRun&) = delete;

    void add(std::uint64_t seq, const schema::StanceTaken& taken);
    // Applies what was gathered: before any other event is applied, and at the end.
    void flush();

  private:
    struct One;
    Views& views_;
    std::vector<One> gathered_;
};

// What the log says of itself.
struct LogHistory {
    static void apply(Views&, const Meta&, const events::LogContinued&);
};

// After the others: it names rows that they have made.
struct Feed {
    static void apply(Views&, const Meta&, const events::CharterPublished&);
    static void apply(Views&, const Meta&, const events::PersonJoined&);
    static void apply(Views&, const Meta&, const events::ProjectOpened&);
    static void apply(Views&, const Meta&, const events::ProjectChanged&);
    static void apply(Views&, const Meta&, const events::PhaseMoved&);
    static void apply(Views&, const Meta&, const events::NewsPublished&);
    static void apply(Views&, const Meta&, const events::MilestoneSet&);
    static void apply(Views&, const Meta&, const events::MilestoneReached&);
    static void apply(Views&, const Meta&, const events::ProposalSubmitted&);
    static void apply(Views&, const Meta&, const events::ProposalEdited&);
    static void apply(Views&, const Meta&, const events::ProposalWithdrawn&);
    static void apply(Views&, const Meta&, const events::StatementAdded&);
    static void apply(Views&, const Meta&, const events::ArgumentAdded&);
    static void apply(Views&, const Meta&, const events::LogContinued&);
    static void apply(Views&, const Meta&, const events::AnswerPublished&);
    static void apply(Views&, const Meta&, const events::ProposalMoved&);
    static void apply(Views&, const Meta&, const events::ProposalTakenUp&);
    static void apply(Views&, const Meta&, const events::MeetingAnnounced&);
    static void apply(Views&, const Meta&, const events::MeetingChanged&);
    static void apply(Views&, const Meta&, const events::MeetingCancelled&);
    static void apply(Views&, const Meta&, const events::MinutesPublished&);
    static void apply(Views&, const Meta&, const events::CoAuthorInvited&);
    static void apply(Views&, const Meta&, const events::CoAuthorAccepted&);
    static void apply(Views&, const Meta&, const events::AmendmentAccepted&);
    static void apply(Views&, const Meta&, const events::AmendmentRefused&);
    static void apply(Views&, const Meta&, const events::QuestionAsked&);
    static void apply(Views&, const Meta&, const events::QuestionAnswered&);
    static void apply(Views&, const Meta&, const events::ConclusionPublished&);
};

}  // namespace imaginons::projections
