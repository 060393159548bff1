// What can happen, as values: one struct per event kind (flatc's object API) and Fact, the variant
// of them all, which a decider returns. Encoding is codec.hpp's.
#pragma once

#include <optional>
#include <variant>

#include "events/ids.hpp"
#include "schema/event_generated.h"

namespace imaginons::events {

using schema::AnswerOutcome;
using schema::ErasedBy;
using schema::ErasedWords;
using schema::Finding;
using schema::HiddenGround;
using schema::ObjectKind;
using schema::OwnerKind;
using schema::ParticipationLevel;
using schema::Phase;
using schema::PhaseKind;
using schema::Point;
using schema::ProposalKind;
using schema::ProposalStage;
using schema::ReviewVerdict;
using schema::Role;
using schema::Side;
using schema::Stance;
using schema::StanceChoice;

using AmendmentAccepted = schema::AmendmentAcceptedT;
using AmendmentRefused = schema::AmendmentRefusedT;
using Answer = schema::AnswerT;
using Criterion = schema::CriterionT;
using Text = schema::TextT;
using AnswerDrafted = schema::AnswerDraftedT;
using AnswerPublished = schema::AnswerPublishedT;
using AnswerReviewed = schema::AnswerReviewedT;
using ArgumentAdded = schema::ArgumentAddedT;
using CharterAccepted = schema::CharterAcceptedT;
using CharterPublished = schema::CharterPublishedT;
using CoAuthorAccepted = schema::CoAuthorAcceptedT;
using CoAuthorInvited = schema::CoAuthorInvitedT;
using CoAuthorLeft = schema::CoAuthorLeftT;
using Conclusion = schema::ConclusionT;
using ConclusionPublished = schema::ConclusionPublishedT;
using ContributionHidden = schema::ContributionHiddenT;
using DistrictsPublished = schema::DistrictsPublishedT;
using EmailConfirmed = schema::EmailConfirmedT;
using LogContinued = schema::LogContinuedT;
using MeetingAnnounced = schema::MeetingAnnouncedT;
using MeetingCancelled = schema::MeetingCancelledT;
using MeetingChanged = schema::MeetingChangedT;
using MilestoneReached = schema::MilestoneReachedT;
using MilestoneSet = schema::MilestoneSetT;
using MinutesPublished = schema::MinutesPublishedT;
using NewsPublished = schema::NewsPublishedT;
using PersonErased = schema::PersonErasedT;
using PersonJoined = schema::PersonJoinedT;
using PersonRenamed = schema::PersonRenamedT;
using PhaseMoved = schema::PhaseMovedT;
using ProjectChanged = schema::ProjectChangedT;
using ProjectOpened = schema::ProjectOpenedT;
using ProposalEdited = schema::ProposalEditedT;
using ProposalMoved = schema::ProposalMovedT;
using ProposalPlaced = schema::ProposalPlacedT;
using ProposalSubmitted = schema::ProposalSubmittedT;
using ProposalTakenUp = schema::ProposalTakenUpT;
using ProposalWithdrawn = schema::ProposalWithdrawnT;
using QuestionAnswered = schema::QuestionAnsweredT;
using QuestionAsked = schema::QuestionAskedT;
using RegistrationTaken = schema::RegistrationTakenT;
using RegistrationWithdrawn = schema::RegistrationWithdrawnT;
using RoleGiven = schema::RoleGivenT;
using RoleTaken = schema::RoleTakenT;
using StanceTaken = schema::StanceTakenT;
using StanceWithdrawn = schema::StanceWithdrawnT;
using StatementAdded = schema::StatementAddedT;
using ThemesPublished = schema::ThemesPublishedT;

// In the order of the union's numbers.
using AnyPayload =
    std::variant<CharterPublished, CharterAccepted, PersonJoined, EmailConfirmed, PersonRenamed,
                 PersonErased, RoleGiven, RoleTaken, ProjectOpened, ProjectChanged, PhaseMoved,
                 NewsPublished, MilestoneSet, MilestoneReached, ProposalSubmitted, ProposalEdited,
                 ProposalWithdrawn, CoAuthorInvited, CoAuthorAccepted, StatementAdded, CoAuthorLeft,
                 AmendmentAccepted, AmendmentRefused, ProposalPlaced, ArgumentAdded, StanceTaken,
                 StanceWithdrawn, ContributionHidden, LogContinued, AnswerDrafted, AnswerReviewed,
                 AnswerPublished, ProposalMoved, ProposalTakenUp, MeetingAnnounced, MeetingChanged,
                 MeetingCancelled, MinutesPublished, RegistrationTaken, RegistrationWithdrawn,
                 QuestionAsked, QuestionAnswered, ConclusionPublished, ThemesPublished,
                 DistrictsPublished>;

// One thing that happened, not yet recorded: the public part and, apart, the words that only its
// subject's key opens. Its special members stand in fact.cpp: inlined into every decider they would
// double its compile time.
struct Fact {
    AnyPayload payload;
    std::optional<Text> sealed;
    // Whose key seals; nil if nothing is sealed.
    PersonId subject{};

    Fact();
    explicit Fact(AnyPayload public_part);
    Fact(AnyPayload public_part, Text sealed_part, PersonId whose);
    Fact(const Fact&);
    Fact(Fact&&) noexcept;
    Fact& operator=(const Fact&);
    Fact& operator=(Fact&&) noexcept;
    ~Fact();
};

bool operator==(const Fact& a, const Fact& b);

}  // namespace imaginons::events
