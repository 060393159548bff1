#include "events/actor.hpp"

#include "events/codec.hpp"

namespace imaginons::events {

namespace {

using schema::Payload;

// Fields that an event does not say are null.
Actor person(const PersonId* who) {
    if (who == nullptr || is_nil(*who)) return {};
    return {Actor::Kind::person, id_as<Id>(*who), {}};
}

template <class Stance>
Actor token_in(const Stance& stance) {
    if (stance.token() == nullptr || stance.scope() == nullptr) return {};
    return {Actor::Kind::token, id_as<Id>(*stance.token()), *stance.scope()};
}

// A seat's token is of the meeting.
template <class Registration>
Actor seat_in(const Registration& registration) {
    if (registration.token() == nullptr || registration.meeting() == nullptr) return {};
    return {Actor::Kind::token, id_as<Id>(*registration.token()),
            id_as<Id>(*registration.meeting())};
}

// Whoever did it for the city, else the owner.
template <class Event>
Actor owner_in(const Event& event) {
    if (event.by() != nullptr && !is_nil(*event.by())) return person(event.by());
    if (event.project() == nullptr) return {};
    return {Actor::Kind::owner, id_as<Id>(*event.project()), {}};
}

Actor opener_in(const schema::ProjectOpened& event) {
    const bool for_city = event.by() != nullptr && !is_nil(*event.by());
    return person(for_city ? event.by() : event.owner());
}

}  // namespace

Actor actor_of(Bytes bytes) {
    const schema::Event& event = event_in(bytes);
    switch (event.payload_type()) {
        case Payload::NONE:
        case Payload::CharterPublished:
        case Payload::ContributionHidden:
        case Payload::LogContinued: return {};
        case Payload::CharterAccepted: return person(event.payload_as_CharterAccepted()->person());
        case Payload::PersonJoined: return person(event.payload_as_PersonJoined()->person());
        case Payload::EmailConfirmed: return person(event.payload_as_EmailConfirmed()->person());
        case Payload::PersonRenamed: return person(event.payload_as_PersonRenamed()->person());
        case Payload::PersonErased: return person(event.payload_as_PersonErased()->person());
        case Payload::RoleGiven: return person(event.payload_as_RoleGiven()->by());
        case Payload::RoleTaken: return person(event.payload_as_RoleTaken()->by());
        case Payload::ProjectOpened: return opener_in(*event.payload_as_ProjectOpened());
        case Payload::ProjectChanged: return owner_in(*event.payload_as_ProjectChanged());
        case Payload::PhaseMoved: return owner_in(*event.payload_as_PhaseMoved());
        case Payload::NewsPublished: return owner_in(*event.payload_as_NewsPublished());
        case Payload::MilestoneSet: return owner_in(*event.payload_as_MilestoneSet());
        case Payload::MilestoneReached: return owner_in(*event.payload_as_MilestoneReached());
        case Payload::ProposalSubmitted:
            return person(event.payload_as_ProposalSubmitted()->author());
        case Payload::ProposalEdited: return person(event.payload_as_ProposalEdited()->author());
        case Payload::ProposalWithdrawn:
            return person(event.payload_as_ProposalWithdrawn()->author());
        case Payload::CoAuthorInvited: return person(event.payload_as_CoAuthorInvited()->by());
        case Payload::CoAuthorAccepted:
            return person(event.payload_as_CoAuthorAccepted()->person());
        case Payload::CoAuthorLeft: return person(event.payload_as_CoAuthorLeft()->by());
        case Payload::AmendmentAccepted: return person(event.payload_as_AmendmentAccepted()->by());
        case Payload::AmendmentRefused: return person(event.payload_as_AmendmentRefused()->by());
        case Payload::ProposalPlaced: return person(event.payload_as_ProposalPlaced()->by());
        case Payload::StatementAdded: return person(event.payload_as_StatementAdded()->author());
        case Payload::ArgumentAdded: return person(event.payload_as_ArgumentAdded()->author());
        case Payload::StanceTaken: return token_in(*event.payload_as_StanceTaken());
        case Payload::StanceWithdrawn: return token_in(*event.payload_as_StanceWithdrawn());
        case Payload::AnswerDrafted: return person(event.payload_as_AnswerDrafted()->by());
        case Payload::AnswerReviewed: return person(event.payload_as_AnswerReviewed()->by());
        case Payload::AnswerPublished: return person(event.payload_as_AnswerPublished()->by());
        case Payload::ProposalMoved: return person(event.payload_as_ProposalMoved()->by());
        case Payload::ProposalTakenUp: return person(event.payload_as_ProposalTakenUp()->by());
        case Payload::MeetingAnnounced: return person(event.payload_as_MeetingAnnounced()->by());
        case Payload::MeetingChanged: return person(event.payload_as_MeetingChanged()->by());
        case Payload::MeetingCancelled: return person(event.payload_as_MeetingCancelled()->by());
        case Payload::MinutesPublished: return person(event.payload_as_MinutesPublished()->by());
        case Payload::RegistrationTaken: return seat_in(*event.payload_as_RegistrationTaken());
        case Payload::RegistrationWithdrawn:
            return seat_in(*event.payload_as_RegistrationWithdrawn());
        case Payload::QuestionAsked: return person(event.payload_as_QuestionAsked()->author());
        case Payload::QuestionAnswered: return person(event.payload_as_QuestionAnswered()->by());
        case Payload::ConclusionPublished:
            return person(event.payload_as_ConclusionPublished()->by());
        case Payload::ThemesPublished: return person(event.payload_as_ThemesPublished()->by());
        case Payload::DistrictsPublished:
            return person(event.payload_as_DistrictsPublished()->by());
    }
    return {};
}

}  // namespace imaginons::events
