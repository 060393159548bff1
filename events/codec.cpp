#include "events/codec.hpp"

#include "events/label_table.hpp"
#include "events/limits.hpp"
#include "events/well_formed.hpp"

namespace imaginons::events {

Bytes Encoder::encode(const Envelope& envelope, const Fact& fact) {
    builder_.Clear();
    schema::Payload kind = schema::Payload::NONE;
    const auto payload = std::visit(
        [&](const auto& native) {
            using Table = typename std::decay_t<decltype(native)>::TableType;
            kind = schema::PayloadTraits<Table>::enum_value;
            return Table::Pack(builder_, &native).Union();
        },
        fact.payload);
    flatbuffers::Offset<flatbuffers::String> origin;
    if (!envelope.origin.empty())
        origin = builder_.CreateString(envelope.origin.data(), envelope.origin.size());

    schema::EventBuilder event(builder_);
    event.add_id(&envelope.id);
    event.add_recorded_at(envelope.recorded_at_ms);
    event.add_request(&envelope.request);
    event.add_request_hash(&envelope.request_hash);
    event.add_schema(schema_number);
    if (envelope.commitment) event.add_commitment(&*envelope.commitment);
    event.add_occurred_at(envelope.occurred_at_ms);
    if (!origin.IsNull()) event.add_origin(origin);
    event.add_payload_type(kind);
    event.add_payload(payload);
    schema::FinishEventBuffer(builder_, event.Finish());
    return {builder_.GetBufferPointer(), builder_.GetSize()};
}

std::vector<std::uint8_t> encode_text(const Text& text) {
    flatbuffers::FlatBufferBuilder builder(1024);
    builder.Finish(schema::Text::Pack(builder, &text), text_identifier);
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

std::optional<Text> decode_text(Bytes bytes) {
    if (defect_of_text(bytes) != nullptr) return std::nullopt;
    Text text;
    flatbuffers::GetRoot<schema::Text>(bytes.data())->UnPackTo(&text);
    return text;
}

std::string_view kind_name(schema::Payload kind) {
    return schema::EnumNamePayload(kind);
}

Meta read_meta(std::uint64_t seq, Bytes bytes) {
    const schema::Event& event = event_in(bytes);
    Meta meta;
    meta.seq = seq;
    if (event.id() != nullptr) meta.id = *event.id();
    meta.recorded_at_ms = event.recorded_at();
    meta.occurred_at_ms = event.occurred_at();
    if (event.request() != nullptr) meta.request = *event.request();
    if (event.request_hash() != nullptr) meta.request_hash = *event.request_hash();
    if (event.origin() != nullptr) meta.origin = event.origin()->string_view();
    meta.commitment = event.commitment();
    return meta;
}

namespace {

// Which field of a kind names the object that the event is about.
struct ObjectOf {
    Id object{};
    void operator()(const Meta&, const CharterPublished& e) { object = Id(0, e.version); }
    void operator()(const Meta&, const CharterAccepted& e) { object = id_as<Id>(e.person); }
    void operator()(const Meta&, const PersonJoined& e) { object = id_as<Id>(e.person); }
    void operator()(const Meta&, const EmailConfirmed& e) { object = id_as<Id>(e.person); }
    void operator()(const Meta&, const PersonRenamed& e) { object = id_as<Id>(e.person); }
    void operator()(const Meta&, const PersonErased& e) { object = id_as<Id>(e.person); }
    void operator()(const Meta&, const RoleGiven& e) { object = id_as<Id>(e.person); }
    void operator()(const Meta&, const RoleTaken& e) { object = id_as<Id>(e.person); }
    void operator()(const Meta&, const ProjectOpened& e) { object = id_as<Id>(e.project); }
    void operator()(const Meta&, const ProjectChanged& e) { object = id_as<Id>(e.project); }
    void operator()(const Meta&, const PhaseMoved& e) { object = id_as<Id>(e.project); }
    void operator()(const Meta&, const NewsPublished& e) { object = id_as<Id>(e.news); }
    void operator()(const Meta&, const MilestoneSet& e) { object = id_as<Id>(e.milestone); }
    void operator()(const Meta&, const MilestoneReached& e) { object = id_as<Id>(e.milestone); }
    void operator()(const Meta&, const ProposalSubmitted& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const ProposalEdited& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const ProposalWithdrawn& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const CoAuthorInvited& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const CoAuthorAccepted& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const CoAuthorLeft& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const AmendmentAccepted& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const AmendmentRefused& e) { object = id_as<Id>(e.amendment); }
    void operator()(const Meta&, const ProposalPlaced& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const StatementAdded& e) { object = id_as<Id>(e.statement); }
    void operator()(const Meta&, const ArgumentAdded& e) { object = id_as<Id>(e.argument); }
    void operator()(const Meta&, const StanceTaken& e) { object = e.object; }
    void operator()(const Meta&, const StanceWithdrawn& e) { object = e.object; }
    void operator()(const Meta&, const ContributionHidden& e) { object = e.object; }
    void operator()(const Meta&, const LogContinued& e) { object = Id(0, e.size); }
    void operator()(const Meta&, const AnswerDrafted& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const AnswerReviewed& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const AnswerPublished& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const ProposalMoved& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const ProposalTakenUp& e) { object = id_as<Id>(e.proposal); }
    void operator()(const Meta&, const MeetingAnnounced& e) { object = id_as<Id>(e.meeting); }
    void operator()(const Meta&, const MeetingChanged& e) { object = id_as<Id>(e.meeting); }
    void operator()(const Meta&, const MeetingCancelled& e) { object = id_as<Id>(e.meeting); }
    void operator()(const Meta&, const MinutesPublished& e) { object = id_as<Id>(e.meeting); }
    void operator()(const Meta&, const RegistrationTaken& e) { object = id_as<Id>(e.meeting); }
    void operator()(const Meta&, const RegistrationWithdrawn& e) { object = id_as<Id>(e.meeting); }
    void operator()(const Meta&, const QuestionAsked& e) { object = id_as<Id>(e.question); }
    void operator()(const Meta&, const QuestionAnswered& e) { object = id_as<Id>(e.question); }
    void operator()(const Meta&, const ConclusionPublished& e) {
        object = is_nil(e.proposal) ? id_as<Id>(e.project) : id_as<Id>(e.proposal);
    }
    // There is one list of each.
    void operator()(const Meta&, const ThemesPublished&) { object = id_of_code("themes"); }
    void operator()(const Meta&, const DistrictsPublished&) { object = id_of_code("districts"); }
};

}  // namespace

Id object_of(Bytes bytes) {
    ObjectOf of;
    visit(read_meta(0, bytes), bytes, of);
    return of.object;
}

}  // namespace imaginons::events
