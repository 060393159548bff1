#include "http/entry_words.hpp"

#include "events/codec.hpp"
#include "http/page_parts.hpp"

namespace imaginons::http {

namespace {

using pages::EntryKind;
using projections::State;
using projections::Views;

pages::Stance stance_of(events::Stance stance) {
    switch (stance) {
        case events::Stance::unset: return pages::Stance::none;
        case events::Stance::for_: return pages::Stance::in_favour;
        case events::Stance::neutral: return pages::Stance::neutral;
        case events::Stance::against: return pages::Stance::against;
    }
    return pages::Stance::none;
}

// Fills in words while events::visit tells which struct the event is.
struct Reader {
    const Views& views;
    pages::EntryWords words{};

    void about_project(const events::ProjectId& id, EntryKind kind) {
        words.kind = kind;
        const projections::Project* row = projections::find(views, id);
        if (row == nullptr) return;
        words.path = "/projects/" + events::to_text(row->id);
        words.title = row->words.title;
    }
    void about_proposal(const events::ProposalId& id, EntryKind kind) {
        words.kind = kind;
        const projections::Proposal* row = projections::find(views, id);
        if (row == nullptr || row->state == State::hidden) return;
        words.path = "/proposals/" + events::to_text(row->id);
        words.title = title_of(*row);
    }
    void about_argument(const events::ArgumentId& id, EntryKind kind) {
        words.kind = kind;
        words.on_argument = kind != EntryKind::argument_added;
        const projections::Argument* row = projections::find(views, id);
        if (row == nullptr || row->state == State::hidden) return;
        about_proposal(views.proposals[row->proposal].id, kind);
        if (!words.path.empty()) words.path += "#a-" + events::to_text(row->id);
    }
    void about_question(const events::QuestionId& id, EntryKind kind) {
        words.kind = kind;
        const projections::Question* row = projections::find(views, id);
        if (row == nullptr || row->state == State::hidden) return;
        if (row->proposal == no_row) {
            about_project(views.projects[row->project].id, kind);
        } else {
            about_proposal(views.proposals[row->proposal].id, kind);
        }
        if (!words.path.empty()) words.path += "#q-" + events::to_text(row->id);
    }
    void about_object(events::ObjectKind of, const events::Id& id, EntryKind kind) {
        if (of == events::ObjectKind::argument)
            return about_argument(events::id_as<events::ArgumentId>(id), kind);
        about_proposal(events::id_as<events::ProposalId>(id), kind);
    }

    void about_meeting(const events::MeetingId& id, EntryKind kind) {
        words.kind = kind;
        const projections::Meeting* row = projections::find(views, id);
        if (row == nullptr) return;
        words.path = "/meetings/" + events::to_text(row->id);
        words.title = row->words.title;
    }

    void about_labels() {
        words.kind = EntryKind::labels_published;
        words.path = "/themes";
    }

    using Meta = events::Meta;
    void operator()(const Meta&, const events::CharterPublished&) {
        words.kind = EntryKind::charter_published;
    }
    void operator()(const Meta&, const events::CharterAccepted&) {
        words.kind = EntryKind::charter_accepted;
    }
    void operator()(const Meta&, const events::PersonJoined&) { words.kind = EntryKind::joined; }
    void operator()(const Meta&, const events::EmailConfirmed&) {
        words.kind = EntryKind::email_confirmed;
    }
    void operator()(const Meta&, const events::PersonRenamed&) { words.kind = EntryKind::renamed; }
    void operator()(const Meta&, const events::PersonErased&) {
        words.kind = EntryKind::account_erased;
    }
    void operator()(const Meta&, const events::ProjectOpened& e) {
        about_project(e.project, EntryKind::project_opened);
    }
    void operator()(const Meta&, const events::ProjectChanged& e) {
        about_project(e.project, EntryKind::project_changed);
    }
    void operator()(const Meta&, const events::PhaseMoved& e) {
        about_project(e.project, EntryKind::phase_moved);
    }
    void operator()(const Meta&, const events::NewsPublished& e) {
        about_project(e.project, EntryKind::news_published);
    }
    void operator()(const Meta&, const events::MilestoneSet& e) {
        about_project(e.project, EntryKind::milestone_set);
    }
    void operator()(const Meta&, const events::MilestoneReached& e) {
        about_project(e.project, EntryKind::milestone_reached);
    }
    void operator()(const Meta&, const events::ProposalSubmitted& e) {
        about_proposal(e.proposal, EntryKind::proposal_published);
    }
    void operator()(const Meta&, const events::ProposalEdited& e) {
        about_proposal(e.proposal, EntryKind::proposal_edited);
    }
    void operator()(const Meta&, const events::ProposalPlaced& e) {
        about_proposal(e.proposal, EntryKind::proposal_placed);
    }
    void operator()(const Meta&, const events::ProposalWithdrawn& e) {
        about_proposal(e.proposal, EntryKind::proposal_withdrawn);
    }
    void operator()(const Meta&, const events::CoAuthorInvited& e) {
        about_proposal(e.proposal, EntryKind::co_author_invited);
    }
    void operator()(const Meta&, const events::CoAuthorAccepted& e) {
        about_proposal(e.proposal, EntryKind::co_author_accepted);
    }
    void operator()(const Meta&, const events::CoAuthorLeft& e) {
        about_proposal(e.proposal, EntryKind::co_author_left);
    }
    void operator()(const Meta&, const events::AmendmentAccepted& e) {
        about_proposal(e.amendment, EntryKind::amendment_accepted);
    }
    void operator()(const Meta&, const events::AmendmentRefused& e) {
        about_proposal(e.amendment, EntryKind::amendment_refused);
    }
    void operator()(const Meta&, const events::StatementAdded& e) {
        about_proposal(events::id_as<events::ProposalId>(e.statement), EntryKind::statement_added);
    }
    void operator()(const Meta&, const events::ArgumentAdded& e) {
        about_argument(e.argument, EntryKind::argument_added);
    }
    void operator()(const Meta&, const events::StanceTaken& e) {
        about_object(e.object_kind, e.object, EntryKind::stance_taken);
        words.stance = stance_of(e.stance);
    }
    void operator()(const Meta&, const events::StanceWithdrawn& e) {
        about_object(e.object_kind, e.object, EntryKind::stance_withdrawn);
    }
    void operator()(const Meta&, const events::ContributionHidden&) {
        words.kind = EntryKind::contribution_hidden;
    }
    void operator()(const Meta&, const events::LogContinued&) {
        words.kind = EntryKind::log_continued;
    }
    void operator()(const Meta&, const events::RoleGiven&) { words.kind = EntryKind::role_given; }
    void operator()(const Meta&, const events::RoleTaken&) { words.kind = EntryKind::role_taken; }
    void operator()(const Meta&, const events::AnswerDrafted& e) {
        about_proposal(e.proposal, EntryKind::answer_drafted);
    }
    void operator()(const Meta&, const events::AnswerReviewed& e) {
        about_proposal(e.proposal, EntryKind::answer_reviewed);
    }
    void operator()(const Meta&, const events::AnswerPublished& e) {
        about_proposal(e.proposal, EntryKind::answer_published);
    }
    void operator()(const Meta&, const events::ProposalMoved& e) {
        about_proposal(e.proposal, EntryKind::proposal_moved);
    }
    void operator()(const Meta&, const events::ProposalTakenUp& e) {
        about_proposal(e.proposal, EntryKind::proposal_taken_up);
    }
    void operator()(const Meta&, const events::MeetingAnnounced& e) {
        about_meeting(e.meeting, EntryKind::meeting_announced);
    }
    void operator()(const Meta&, const events::MeetingChanged& e) {
        about_meeting(e.meeting, EntryKind::meeting_changed);
    }
    void operator()(const Meta&, const events::MeetingCancelled& e) {
        about_meeting(e.meeting, EntryKind::meeting_cancelled);
    }
    void operator()(const Meta&, const events::MinutesPublished& e) {
        about_meeting(e.meeting, EntryKind::minutes_published);
    }
    void operator()(const Meta&, const events::RegistrationTaken& e) {
        about_meeting(e.meeting, EntryKind::registration_taken);
    }
    void operator()(const Meta&, const events::RegistrationWithdrawn& e) {
        about_meeting(e.meeting, EntryKind::registration_withdrawn);
    }
    void operator()(const Meta&, const events::ThemesPublished&) { about_labels(); }
    void operator()(const Meta&, const events::DistrictsPublished&) { about_labels(); }
    void operator()(const Meta&, const events::QuestionAsked& e) {
        about_question(e.question, EntryKind::question_asked);
    }
    void operator()(const Meta&, const events::QuestionAnswered& e) {
        about_question(e.question, EntryKind::question_answered);
    }
    void operator()(const Meta&, const events::ConclusionPublished& e) {
        if (events::is_nil(e.proposal))
            return about_project(e.project, EntryKind::conclusion_published);
        about_proposal(e.proposal, EntryKind::conclusion_published);
    }
};

}  // namespace

pages::EntryWords entry_words(const Views& views, events::Bytes event) {
    Reader reader{views};
    const events::Meta meta = events::read_meta(0, event);
    events::visit(meta, event, reader);
    reader.words.at = meta.recorded_at_ms;
    return std::move(reader.words);
}

}  // namespace imaginons::http
