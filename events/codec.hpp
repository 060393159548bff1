// Events to bytes and back. The bytes of a log entry are never re-encoded: they are hashed, signed
// and exported as stored. Reading assumes bytes that well_formed() has accepted once, before they
// were appended.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "events/fact.hpp"

namespace imaginons::events {

// The number written into new events; raised with each schema.lock addition that readers may want
// to know of.
constexpr std::uint16_t schema_number = 1;

// What the engine adds to a fact when it records it.
struct Envelope {
    Id id;
    std::int64_t recorded_at_ms = 0;
    RequestId request;
    RequestHash request_hash;
    std::int64_t occurred_at_ms = 0;  // 0 = when recorded
    std::string_view origin;          // empty = made here
    std::optional<Hash> commitment;
};

// What is known of a recorded event besides its payload. Views into the event's bytes.
struct Meta {
    std::uint64_t seq = 0;
    Id id;
    std::int64_t recorded_at_ms = 0;
    std::int64_t occurred_at_ms = 0;
    RequestId request;
    RequestHash request_hash;
    std::string_view origin;
    const Hash* commitment = nullptr;
    // The opened sealed part; null if there is none, if it was erased, or if the caller opens texts
    // later.
    const Text* sealed = nullptr;

    // When it happened in the world: what pages show.
    std::int64_t happened_at_ms() const {
        return occurred_at_ms != 0 ? occurred_at_ms : recorded_at_ms;
    }
};

// Encodes one event at a time into a buffer that it keeps. Not thread-safe.
class Encoder {
  public:
    // The bytes live until the next call.
    Bytes encode(const Envelope& envelope, const Fact& fact);

  private:
    flatbuffers::FlatBufferBuilder builder_{1024};
};

// A sealed part's plaintext: one finished Text, identifier IMTX.
std::vector<std::uint8_t> encode_text(const Text& text);
// Nothing if the bytes are not a well-formed Text.
std::optional<Text> decode_text(Bytes bytes);

inline const schema::Event& event_in(Bytes bytes) {
    assert(reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 == 0);
    return *flatbuffers::GetRoot<schema::Event>(bytes.data());
}

inline schema::Payload kind_of(Bytes bytes) {
    return event_in(bytes).payload_type();
}
// "StanceTaken"
std::string_view kind_name(schema::Payload kind);

Meta read_meta(std::uint64_t seq, Bytes bytes);

// The object that an event is about (the proposal, the argument, the project, the person), as an
// untyped id: what a command's answer names.
Id object_of(Bytes bytes);

namespace detail {
template <class Native, class F>
void unpacked(const schema::Event& event, const Meta& meta, F& f) {
    Native native;
    static_cast<const typename Native::TableType*>(event.payload())->UnPackTo(&native);
    f(meta, native);
}
}  // namespace detail

// Calls f(meta, payload) with the one struct that the event holds. f must accept every kind: a
// missing overload does not compile. Bytes must be well formed.
template <class F>
void visit(const Meta& meta, Bytes bytes, F&& f) {
    const schema::Event& event = event_in(bytes);
    switch (event.payload_type()) {
        case schema::Payload::NONE: break;
        case schema::Payload::CharterPublished:
            return detail::unpacked<CharterPublished>(event, meta, f);
        case schema::Payload::CharterAccepted:
            return detail::unpacked<CharterAccepted>(event, meta, f);
        case schema::Payload::PersonJoined: return detail::unpacked<PersonJoined>(event, meta, f);
        case schema::Payload::EmailConfirmed:
            return detail::unpacked<EmailConfirmed>(event, meta, f);
        case schema::Payload::PersonRenamed: return detail::unpacked<PersonRenamed>(event, meta, f);
        case schema::Payload::PersonErased: return detail::unpacked<PersonErased>(event, meta, f);
        case schema::Payload::RoleGiven: return detail::unpacked<RoleGiven>(event, meta, f);
        case schema::Payload::RoleTaken: return detail::unpacked<RoleTaken>(event, meta, f);
        case schema::Payload::ProjectOpened: return detail::unpacked<ProjectOpened>(event, meta, f);
        case schema::Payload::ProjectChanged:
            return detail::unpacked<ProjectChanged>(event, meta, f);
        case schema::Payload::PhaseMoved: return detail::unpacked<PhaseMoved>(event, meta, f);
        case schema::Payload::NewsPublished: return detail::unpacked<NewsPublished>(event, meta, f);
        case schema::Payload::MilestoneSet: return detail::unpacked<MilestoneSet>(event, meta, f);
        case schema::Payload::MilestoneReached:
            return detail::unpacked<MilestoneReached>(event, meta, f);
        case schema::Payload::ProposalSubmitted:
            return detail::unpacked<ProposalSubmitted>(event, meta, f);
        case schema::Payload::ProposalEdited:
            return detail::unpacked<ProposalEdited>(event, meta, f);
        case schema::Payload::ProposalWithdrawn:
            return detail::unpacked<ProposalWithdrawn>(event, meta, f);
        case schema::Payload::CoAuthorInvited:
            return detail::unpacked<CoAuthorInvited>(event, meta, f);
        case schema::Payload::CoAuthorAccepted:
            return detail::unpacked<CoAuthorAccepted>(event, meta, f);
        case schema::Payload::StatementAdded:
            return detail::unpacked<StatementAdded>(event, meta, f);
        case schema::Payload::CoAuthorLeft: return detail::unpacked<CoAuthorLeft>(event, meta, f);
        case schema::Payload::AmendmentAccepted:
            return detail::unpacked<AmendmentAccepted>(event, meta, f);
        case schema::Payload::AmendmentRefused:
            return detail::unpacked<AmendmentRefused>(event, meta, f);
        case schema::Payload::ProposalPlaced:
            return detail::unpacked<ProposalPlaced>(event, meta, f);
        case schema::Payload::ArgumentAdded: return detail::unpacked<ArgumentAdded>(event, meta, f);
        case schema::Payload::StanceTaken: return detail::unpacked<StanceTaken>(event, meta, f);
        case schema::Payload::StanceWithdrawn:
            return detail::unpacked<StanceWithdrawn>(event, meta, f);
        case schema::Payload::ContributionHidden:
            return detail::unpacked<ContributionHidden>(event, meta, f);
        case schema::Payload::LogContinued: return detail::unpacked<LogContinued>(event, meta, f);
        case schema::Payload::AnswerDrafted: return detail::unpacked<AnswerDrafted>(event, meta, f);
        case schema::Payload::AnswerReviewed:
            return detail::unpacked<AnswerReviewed>(event, meta, f);
        case schema::Payload::AnswerPublished:
            return detail::unpacked<AnswerPublished>(event, meta, f);
        case schema::Payload::ProposalMoved: return detail::unpacked<ProposalMoved>(event, meta, f);
        case schema::Payload::ProposalTakenUp:
            return detail::unpacked<ProposalTakenUp>(event, meta, f);
        case schema::Payload::MeetingAnnounced:
            return detail::unpacked<MeetingAnnounced>(event, meta, f);
        case schema::Payload::MeetingChanged:
            return detail::unpacked<MeetingChanged>(event, meta, f);
        case schema::Payload::MeetingCancelled:
            return detail::unpacked<MeetingCancelled>(event, meta, f);
        case schema::Payload::MinutesPublished:
            return detail::unpacked<MinutesPublished>(event, meta, f);
        case schema::Payload::RegistrationTaken:
            return detail::unpacked<RegistrationTaken>(event, meta, f);
        case schema::Payload::RegistrationWithdrawn:
            return detail::unpacked<RegistrationWithdrawn>(event, meta, f);
        case schema::Payload::QuestionAsked: return detail::unpacked<QuestionAsked>(event, meta, f);
        case schema::Payload::QuestionAnswered:
            return detail::unpacked<QuestionAnswered>(event, meta, f);
        case schema::Payload::ConclusionPublished:
            return detail::unpacked<ConclusionPublished>(event, meta, f);
        case schema::Payload::ThemesPublished:
            return detail::unpacked<ThemesPublished>(event, meta, f);
        case schema::Payload::DistrictsPublished:
            return detail::unpacked<DistrictsPublished>(event, meta, f);
    }
    assert(false && "well_formed() lets no unknown kind into the log");
}

}  // namespace imaginons::events
