// The feed of the whole site and of each project: what happened, line by line. Stances are counted,
// never listed; people who came with an import are not news. Hidden objects are left out when it is
// read.
#include <algorithm>

#include "projections/consume.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

using What = FeedItem::What;

FeedItem line(const Meta& meta, What what) {
    FeedItem item;
    item.seq = meta.seq;
    item.at_ms = meta.happened_at_ms();
    item.what = what;
    return item;
}

void add_to(Vocabulary& vocabulary, std::uint8_t label, std::uint32_t position) {
    if (label == events::no_label) return;
    if (vocabulary.feeds.size() <= label) vocabulary.feeds.resize(label + std::size_t{1});
    vocabulary.feeds[label].push_back(position);
}

void add_to_labels(Views& views, const events::Labels& labels, std::uint32_t position) {
    for (const std::uint8_t theme : labels.themes) add_to(views.themes, theme, position);
    add_to(views.districts, labels.district, position);
}

void add(Views& views, const FeedItem& item) {
    const auto position = static_cast<std::uint32_t>(views.feed.size());
    if (item.project != Proposal::none) views.projects[item.project].feed.push_back(position);
    if (item.proposal != Proposal::none) views.proposals[item.proposal].feed.push_back(position);
    if (item.person != Proposal::none) views.people[item.person].feed.push_back(position);
    if (Meeting* meeting = meeting_of(views, item)) meeting->feed.push_back(position);
    if (item.proposal != Proposal::none) {
        add_to_labels(views, views.proposals[item.proposal].labels, position);
    } else if (item.project != Proposal::none) {
        add_to_labels(views, views.projects[item.project].labels, position);
    }
    if (item.question != Proposal::none) views.questions[item.question].feed.push_back(position);
    views.feed.push_back(item);
}

void add_of_meeting(Views& views, FeedItem item, const events::MeetingId& id) {
    const std::uint32_t row = position_of(views.meeting_by_id, id);
    if (row == Proposal::none) return;
    item.project = views.meetings[row].project;
    const Project& project = views.projects[item.project];
    // The city's, once the project's owner has left.
    const bool by_owner =
        project.owner_kind == events::OwnerKind::person && !views.meetings[row].words.official;
    if (by_owner) item.person = project.owner;
    const auto at = std::find(project.meetings.begin(), project.meetings.end(), row);
    item.detail = static_cast<std::uint16_t>(at - project.meetings.begin());
    add(views, item);
}

template <class Row>
std::uint16_t last(const std::vector<Row>& rows) {
    return rows.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>(rows.size() - 1);
}

void add_of_project(Views& views, FeedItem item, const events::ProjectId& id,
                    std::uint16_t detail) {
    item.project = position_of(views.project_by_id, id);
    if (item.project == Proposal::none) return;
    const Project& project = views.projects[item.project];
    if (project.owner_kind == events::OwnerKind::person) item.person = project.owner;
    item.detail = detail;
    add(views, item);
}

std::uint16_t milestone_position(const Views& views, const events::ProjectId& id,
                                 const events::MilestoneId& milestone) {
    const std::uint32_t position = position_of(views.project_by_id, id);
    if (position == Proposal::none) return 0;
    const std::vector<Milestone>& all = views.projects[position].milestones;
    std::uint16_t at = 0;
    while (at < all.size() && !(all[at].id == milestone)) ++at;
    return at;
}

void add_of_proposal(Views& views, FeedItem item, const events::ProposalId& id) {
    item.proposal = position_of(views.proposal_by_id, id);
    if (item.proposal == Proposal::none) return;
    item.project = views.proposals[item.proposal].project;
    item.person = views.proposals[item.proposal].author;
    add(views, item);
}

// By one of its authors.
void add_by(Views& views, FeedItem item, const events::ProposalId& id,
            const events::PersonId& person) {
    item.proposal = position_of(views.proposal_by_id, id);
    item.person = position_of(views.person_by_id, person);
    if (item.proposal == Proposal::none) return;
    item.project = views.proposals[item.proposal].project;
    add(views, item);
}

void add_of_question(Views& views, FeedItem item, const events::QuestionId& id) {
    item.question = position_of(views.question_by_id, id);
    if (item.question == Proposal::none) return;
    const Question& question = views.questions[item.question];
    item.proposal = question.proposal;
    item.project = question.proposal == Proposal::none ? question.project
                                                       : views.proposals[question.proposal].project;
    if (item.what == What::question_asked) item.person = question.author;
    add(views, item);
}

// What agents do is the city's act, nobody's by name.
void add_by_city(Views& views, FeedItem item, const events::ProposalId& id) {
    item.proposal = position_of(views.proposal_by_id, id);
    if (item.proposal == Proposal::none) return;
    item.project = views.proposals[item.proposal].project;
    add(views, item);
}

}  // namespace

void Feed::apply(Views& views, const Meta& meta, const events::CharterPublished& e) {
    FeedItem item = line(meta, What::charter_published);
    item.detail = static_cast<std::uint16_t>(e.version);
    add(views, item);
}

void Feed::apply(Views& views, const Meta& meta, const events::PersonJoined& e) {
    if (!meta.origin.empty()) return;
    FeedItem item = line(meta, What::person_joined);
    item.person = position_of(views.person_by_id, e.person);
    add(views, item);
}

void Feed::apply(Views& views, const Meta& meta, const events::ProjectOpened& e) {
    add_of_project(views, line(meta, What::project_opened), e.project, 0);
}

void Feed::apply(Views& views, const Meta& meta, const events::ProjectChanged& e) {
    add_of_project(views, line(meta, What::project_changed), e.project, 0);
}

void Feed::apply(Views& views, const Meta& meta, const events::PhaseMoved& e) {
    add_of_project(views, line(meta, What::phase_moved), e.project, e.phase);
}

void Feed::apply(Views& views, const Meta& meta, const events::NewsPublished& e) {
    const std::uint32_t project = position_of(views.project_by_id, e.project);
    if (project == Proposal::none) return;
    add_of_project(views, line(meta, What::news_published), e.project,
                   last(views.projects[project].news));
}

void Feed::apply(Views& views, const Meta& meta, const events::MilestoneSet& e) {
    add_of_project(views, line(meta, What::milestone_set), e.project,
                   milestone_position(views, e.project, e.milestone));
}

void Feed::apply(Views& views, const Meta& meta, const events::MilestoneReached& e) {
    add_of_project(views, line(meta, What::milestone_reached), e.project,
                   milestone_position(views, e.project, e.milestone));
}

// An amendment is news to who follows what it amends.
void Feed::apply(Views& views, const Meta& meta, const events::ProposalSubmitted& e) {
    add_of_proposal(views, line(meta, What::proposal_submitted), e.proposal);
    Proposal* amended = row_of(views.proposal_by_id, views.proposals, e.amends);
    if (amended != nullptr && !views.feed.empty() && views.feed.back().seq == meta.seq)
        amended->feed.push_back(static_cast<std::uint32_t>(views.feed.size() - 1));
}

// For who is invited, and for nobody else to read in a list.
void Feed::apply(Views& views, const Meta& meta, const events::CoAuthorInvited& e) {
    FeedItem item = line(meta, What::co_author_invited);
    item.proposal = position_of(views.proposal_by_id, e.proposal);
    item.to = position_of(views.person_by_id, e.person);
    if (item.proposal == Proposal::none || item.to == Proposal::none) return;
    item.person = position_of(views.person_by_id, e.by);
    views.people[item.to].invitations.push_back(static_cast<std::uint32_t>(views.feed.size()));
    views.feed.push_back(item);
}

void Feed::apply(Views& views, const Meta& meta, const events::CoAuthorAccepted& e) {
    add_by(views, line(meta, What::co_author_accepted), e.proposal, e.person);
}

// In the amendment's feed: the amended proposal's has the new version.
void Feed::apply(Views& views, const Meta& meta, const events::AmendmentAccepted& e) {
    add_by(views, line(meta, What::amendment_accepted), e.amendment, e.by);
}

void Feed::apply(Views& views, const Meta& meta, const events::AmendmentRefused& e) {
    add_by(views, line(meta, What::amendment_refused), e.amendment, e.by);
}

void Feed::apply(Views& views, const Meta& meta, const events::ProposalEdited& e) {
    add_by(views, line(meta, What::proposal_edited), e.proposal, e.author);
}

void Feed::apply(Views& views, const Meta& meta, const events::ProposalWithdrawn& e) {
    add_by(views, line(meta, What::proposal_withdrawn), e.proposal, e.author);
}

void Feed::apply(Views& views, const Meta& meta, const events::StatementAdded& e) {
    add_of_proposal(views, line(meta, What::statement_added), e.statement);
}

void Feed::apply(Views& views, const Meta& meta, const events::ArgumentAdded& e) {
    FeedItem item = line(meta, What::argument_added);
    item.argument = position_of(views.argument_by_id, e.argument);
    if (item.argument == Proposal::none) return;
    const Argument& argument = views.arguments[item.argument];
    item.proposal = argument.proposal;
    item.project = views.proposals[argument.proposal].project;
    item.person = argument.author;
    add(views, item);
}

void Feed::apply(Views& views, const Meta& meta, const events::LogContinued&) {
    FeedItem item = line(meta, What::log_continued);
    item.detail = last(views.continuations);
    add(views, item);
}

void Feed::apply(Views& views, const Meta& meta, const events::AnswerPublished& e) {
    const Proposal* row = row_of(views.proposal_by_id, views.proposals, e.proposal);
    if (row == nullptr || row->answering == Proposal::none) return;
    FeedItem item = line(meta, What::answer_published);
    item.detail = last(views.answerings[row->answering].answers);
    add_by_city(views, item, e.proposal);
}

void Feed::apply(Views& views, const Meta& meta, const events::ProposalMoved& e) {
    FeedItem item = line(meta, What::proposal_moved);
    item.detail = static_cast<std::uint16_t>(e.stage);
    add_by_city(views, item, e.proposal);
}

// In the feed of the project that takes it up, which may be another than the proposal's.
void Feed::apply(Views& views, const Meta& meta, const events::ProposalTakenUp& e) {
    FeedItem item = line(meta, What::proposal_taken_up);
    item.proposal = position_of(views.proposal_by_id, e.proposal);
    item.project = position_of(views.project_by_id, e.project);
    if (item.proposal == Proposal::none || item.project == Proposal::none) return;
    add(views, item);
}

void Feed::apply(Views& views, const Meta& meta, const events::QuestionAsked& e) {
    add_of_question(views, line(meta, What::question_asked), e.question);
}

// The city's act; what it is about says who asked.
void Feed::apply(Views& views, const Meta& meta, const events::QuestionAnswered& e) {
    add_of_question(views, line(meta, What::question_answered), e.question);
}

// By the city, or by the owner of the project in words of their own.
void Feed::apply(Views& views, const Meta& meta, const events::ConclusionPublished& e) {
    FeedItem item = line(meta, What::conclusion_published);
    item.proposal = position_of(views.proposal_by_id, e.proposal);
    item.project = item.proposal == Proposal::none ? position_of(views.project_by_id, e.project)
                                                   : views.proposals[item.proposal].project;
    if (item.proposal == Proposal::none && item.project == Proposal::none) return;
    if (!e.text) item.person = position_of(views.person_by_id, e.by);
    item.detail = e.phase;
    add(views, item);
}

void Feed::apply(Views& views, const Meta& meta, const events::MeetingAnnounced& e) {
    add_of_meeting(views, line(meta, What::meeting_announced), e.meeting);
}

void Feed::apply(Views& views, const Meta& meta, const events::MeetingChanged& e) {
    add_of_meeting(views, line(meta, What::meeting_changed), e.meeting);
}

void Feed::apply(Views& views, const Meta& meta, const events::MeetingCancelled& e) {
    add_of_meeting(views, line(meta, What::meeting_cancelled), e.meeting);
}

void Feed::apply(Views& views, const Meta& meta, const events::MinutesPublished& e) {
    add_of_meeting(views, line(meta, What::minutes_published), e.meeting);
}

}  // namespace imaginons::projections
