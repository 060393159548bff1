// Timelines from rows, acts from events: see history.hpp.
#include "projections/history.hpp"

#include <algorithm>
#include <iterator>

#include "projections/rows.hpp"
#include "storage/log.hpp"

namespace imaginons::projections {

namespace {

using Seqs = std::vector<std::uint64_t>;

void sort_all(Timeline& timeline) {
    std::sort(timeline.acts.begin(), timeline.acts.end());
    std::sort(timeline.argument_stances.begin(), timeline.argument_stances.end());
}

// An argument's first event made it, one may have hidden it, the others are stances.
void take_argument(Timeline& into, const Argument& argument) {
    into.acts.push_back(argument.seqs.front());
    if (argument.hidden_seq != 0) into.acts.push_back(argument.hidden_seq);
    std::copy_if(argument.seqs.begin() + 1, argument.seqs.end(),
                 std::back_inserter(into.argument_stances),
                 [&](std::uint64_t seq) { return seq != argument.hidden_seq; });
}

template <class Row>
void take_questions(Timeline& into, const Views& views, const Row& row) {
    for (const std::uint32_t at : row.questions) {
        const Seqs& seqs = views.questions[at].seqs;
        into.acts.insert(into.acts.end(), seqs.begin(), seqs.end());
    }
}

// Fills an act from the payload of each kind that has a line in a history.
struct Reader {
    Act act;
    bool known = true;

    // What has no line: people's own events and what is only counted.
    void operator()(const events::Meta&, const events::CharterPublished&) { known = false; }
    void operator()(const events::Meta&, const events::CharterAccepted&) { known = false; }
    void operator()(const events::Meta&, const events::PersonJoined&) { known = false; }
    void operator()(const events::Meta&, const events::EmailConfirmed&) { known = false; }
    void operator()(const events::Meta&, const events::PersonRenamed&) { known = false; }
    void operator()(const events::Meta&, const events::PersonErased&) { known = false; }
    void operator()(const events::Meta&, const events::StanceTaken&) { known = false; }
    void operator()(const events::Meta&, const events::StanceWithdrawn&) { known = false; }
    void operator()(const events::Meta&, const events::LogContinued&) { known = false; }
    void operator()(const events::Meta&, const events::RoleGiven&) { known = false; }
    void operator()(const events::Meta&, const events::RoleTaken&) { known = false; }
    void operator()(const events::Meta&, const events::RegistrationTaken&) { known = false; }
    void operator()(const events::Meta&, const events::RegistrationWithdrawn&) { known = false; }
    void operator()(const events::Meta&, const events::ThemesPublished&) { known = false; }
    void operator()(const events::Meta&, const events::DistrictsPublished&) { known = false; }

    void operator()(const events::Meta&, const events::ProjectOpened& e) {
        act.what = Act::What::project_opened;
        act.person = e.owner;
    }
    void operator()(const events::Meta&, const events::ProjectChanged&) {
        act.what = Act::What::project_changed;
    }
    void operator()(const events::Meta&, const events::PhaseMoved& e) {
        act.what = Act::What::phase_moved;
        act.phase = e.phase;
    }
    void operator()(const events::Meta&, const events::NewsPublished&) {
        act.what = Act::What::news_published;
    }
    void operator()(const events::Meta&, const events::MilestoneSet& e) {
        act.what = Act::What::milestone_set;
        act.milestone = e.milestone;
        act.progress_percent = e.progress_percent;
    }
    void operator()(const events::Meta&, const events::MilestoneReached& e) {
        act.what = Act::What::milestone_reached;
        act.milestone = e.milestone;
    }
    void operator()(const events::Meta&, const events::ProposalSubmitted& e) {
        act.what = Act::What::proposal_submitted;
        act.proposal = e.proposal;
        act.person = e.author;
        act.version = 1;
    }
    void operator()(const events::Meta&, const events::StatementAdded& e) {
        act.what = Act::What::statement_added;
        act.proposal = e.statement;
        act.person = e.author;
    }
    void operator()(const events::Meta&, const events::ProposalEdited& e) {
        act.what = Act::What::proposal_edited;
        act.proposal = e.proposal;
        act.person = e.author;
        act.version = e.version;
    }
    void operator()(const events::Meta&, const events::ProposalPlaced& e) {
        act.what = Act::What::proposal_placed;
        act.proposal = e.proposal;
        act.person = e.by;
    }
    void operator()(const events::Meta&, const events::ProposalWithdrawn& e) {
        act.what = Act::What::proposal_withdrawn;
        act.proposal = e.proposal;
        act.person = e.author;
    }
    void operator()(const events::Meta&, const events::CoAuthorInvited& e) {
        act.what = Act::What::co_author_invited;
        act.proposal = e.proposal;
        act.person = e.by;
    }
    void operator()(const events::Meta&, const events::CoAuthorAccepted& e) {
        act.what = Act::What::co_author_accepted;
        act.proposal = e.proposal;
        act.person = e.person;
    }
    void operator()(const events::Meta&, const events::CoAuthorLeft& e) {
        act.what = Act::What::co_author_left;
        act.proposal = e.proposal;
        act.person = e.by;
    }
    void operator()(const events::Meta&, const events::AmendmentAccepted& e) {
        act.what = Act::What::amendment_accepted;
        act.proposal = e.proposal;
        act.amendment = e.amendment;
        act.person = e.by;
        act.version = e.version;
    }
    void operator()(const events::Meta&, const events::AmendmentRefused& e) {
        act.what = Act::What::amendment_refused;
        act.proposal = e.proposal;
        act.amendment = e.amendment;
        act.person = e.by;
    }
    void operator()(const events::Meta&, const events::ArgumentAdded& e) {
        act.what = Act::What::argument_added;
        act.proposal = e.proposal;
        act.argument = e.argument;
        act.parent = e.parent;
        act.person = e.author;
        act.side = e.side;
    }
    void operator()(const events::Meta&, const events::AnswerDrafted& e) {
        act.what = Act::What::answer_drafted;
        act.proposal = e.proposal;
        act.person = e.by;
        act.draft = e.draft;
        act.version = e.version;
    }
    void operator()(const events::Meta&, const events::AnswerReviewed& e) {
        act.what = Act::What::answer_reviewed;
        act.proposal = e.proposal;
        act.person = e.by;
        act.draft = e.draft;
        act.verdict = e.verdict;
    }
    void operator()(const events::Meta&, const events::AnswerPublished& e) {
        act.what = Act::What::answer_published;
        act.proposal = e.proposal;
        act.draft = e.draft;
        act.version = e.version;
        if (e.answer) act.stage = stage_after(e.answer->outcome);
    }
    void operator()(const events::Meta&, const events::ProposalMoved& e) {
        act.what = Act::What::proposal_moved;
        act.proposal = e.proposal;
        act.stage = e.stage;
    }
    void operator()(const events::Meta&, const events::ProposalTakenUp& e) {
        act.what = Act::What::proposal_taken_up;
        act.proposal = e.proposal;
        act.project = e.project;
    }
    void operator()(const events::Meta&, const events::MeetingAnnounced& e) {
        act.what = Act::What::meeting_announced;
        act.meeting = e.meeting;
    }
    void operator()(const events::Meta&, const events::MeetingChanged& e) {
        act.what = Act::What::meeting_changed;
        act.meeting = e.meeting;
    }
    void operator()(const events::Meta&, const events::MeetingCancelled& e) {
        act.what = Act::What::meeting_cancelled;
        act.meeting = e.meeting;
    }
    void operator()(const events::Meta&, const events::MinutesPublished& e) {
        act.what = Act::What::minutes_published;
        act.meeting = e.meeting;
    }
    void operator()(const events::Meta&, const events::QuestionAsked& e) {
        act.what = Act::What::question_asked;
        act.question = e.question;
        act.person = e.author;
    }
    void operator()(const events::Meta&, const events::QuestionAnswered& e) {
        act.what = Act::What::question_answered;
        act.question = e.question;
        act.version = e.version;
    }
    void operator()(const events::Meta&, const events::ConclusionPublished& e) {
        act.what = Act::What::conclusion_published;
        act.proposal = e.proposal;
        act.phase = e.phase;
        act.version = e.version;
        act.by_city = e.text != nullptr;
        if (!act.by_city) act.person = e.by;
    }
    void operator()(const events::Meta&, const events::ContributionHidden& e) {
        act.what = Act::What::contribution_hidden;
        switch (e.object_kind) {
            case events::ObjectKind::unset:
            case events::ObjectKind::proposal:
                act.proposal = events::id_as<events::ProposalId>(e.object);
                break;
            case events::ObjectKind::argument:
                act.argument = events::id_as<events::ArgumentId>(e.object);
                break;
            case events::ObjectKind::question:
                act.question = events::id_as<events::QuestionId>(e.object);
                break;
        }
    }
};

}  // namespace

Timeline timeline_of(const Views& views, const Proposal& proposal) {
    Timeline timeline;
    timeline.acts = proposal.acts;
    timeline.stances.reserve(proposal.seqs.size() - proposal.acts.size());
    std::set_difference(proposal.seqs.begin(), proposal.seqs.end(), proposal.acts.begin(),
                        proposal.acts.end(), std::back_inserter(timeline.stances));
    for (const std::uint32_t at : proposal.arguments) take_argument(timeline, views.arguments[at]);
    take_questions(timeline, views, proposal);
    sort_all(timeline);
    return timeline;
}

Timeline timeline_of(const Views& views, const Project& project) {
    Timeline timeline;
    timeline.acts = project.seqs;
    for (const std::uint32_t at : project.proposals) {
        timeline.acts.push_back(views.proposals[at].acts.front());
    }
    take_questions(timeline, views, project);
    sort_all(timeline);
    return timeline;
}

std::uint64_t count_between(const Seqs& seqs, std::uint64_t from, std::uint64_t to) {
    const auto first = std::lower_bound(seqs.begin(), seqs.end(), from);
    return static_cast<std::uint64_t>(std::lower_bound(first, seqs.end(), to) - first);
}

std::optional<Act> act_at(const storage::Log& log, std::uint64_t seq) {
    const auto event = log.event_at(seq);
    if (!event) return std::nullopt;
    const events::Meta meta = events::read_meta(seq, *event);
    Reader reader;
    reader.act.seq = seq;
    reader.act.recorded_at_ms = meta.recorded_at_ms;
    reader.act.occurred_at_ms = meta.occurred_at_ms;
    events::visit(meta, *event, reader);
    if (!reader.known) return std::nullopt;
    return reader.act;
}

}  // namespace imaginons::projections
