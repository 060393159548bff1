// Counting again: see recount.hpp. FlatBuffers fields that are not written are null here.
#include "projections/recount.hpp"

#include <algorithm>
#include <map>

#include "projections/limits.hpp"
#include "storage/log.hpp"

namespace imaginons::projections {

namespace {

template <class Id>
events::Id id_of(const Id* id) {
    return id == nullptr ? events::Id() : events::id_as<events::Id>(*id);
}

// One pass over the log. Objects are made before anything happens to them, so what is of another
// project is known to be so when it comes.
class Counter {
  public:
    explicit Counter(std::string_view project)
        : wanted_id_(events::parse_id<events::Id>(project)), wanted_origin_(project) {}

    void take(std::uint64_t seq, events::Bytes bytes) {
        using Payload = schema::Payload;
        const schema::Event& event = events::event_in(bytes);
        out_.position = seq + 1;
        switch (event.payload_type()) {
            case Payload::CharterPublished:
                out_.charter = {event.payload_as_CharterPublished()->version(), seq};
                return;
            case Payload::ProjectOpened: return open(seq, event);
            case Payload::ProjectChanged: return change(seq, *event.payload_as_ProjectChanged());
            case Payload::PhaseMoved: return move(seq, *event.payload_as_PhaseMoved());
            case Payload::ProposalSubmitted: return submit(seq, event);
            case Payload::StatementAdded: return add_statement(seq, event);
            case Payload::ArgumentAdded: return argue(seq, event);
            case Payload::ProposalWithdrawn:
                return withdraw(seq, id_of(event.payload_as_ProposalWithdrawn()->proposal()));
            case Payload::ContributionHidden: return hide(seq, event);
            case Payload::StanceTaken: return take_stance(seq, *event.payload_as_StanceTaken());
            case Payload::StanceWithdrawn:
                return withdraw_stance(seq, *event.payload_as_StanceWithdrawn());
            case Payload::NONE:
            case Payload::CharterAccepted:
            case Payload::PersonJoined:
            case Payload::EmailConfirmed:
            case Payload::PersonRenamed:
            case Payload::PersonErased:
            case Payload::NewsPublished:
            case Payload::MilestoneSet:
            case Payload::MilestoneReached:
            case Payload::ProposalEdited:
            case Payload::CoAuthorInvited:
            case Payload::CoAuthorAccepted:
            case Payload::CoAuthorLeft:
            case Payload::AmendmentAccepted:
            case Payload::AmendmentRefused:
            case Payload::ProposalPlaced:
            case Payload::LogContinued:
            case Payload::RoleGiven:
            case Payload::RoleTaken:
            case Payload::AnswerDrafted:
            case Payload::AnswerReviewed:
            case Payload::AnswerPublished:
            case Payload::ProposalMoved:
            case Payload::ProposalTakenUp:
            case Payload::MeetingAnnounced:
            case Payload::MeetingChanged:
            case Payload::MeetingCancelled:
            case Payload::MinutesPublished:
            case Payload::RegistrationTaken:
            case Payload::RegistrationWithdrawn:
            case Payload::ThemesPublished:
            case Payload::DistrictsPublished:
            case Payload::QuestionAsked:
            case Payload::QuestionAnswered:
            case Payload::ConclusionPublished: return;
        }
    }

    std::optional<Recount> finish() {
        if (!found_) return std::nullopt;
        for (std::size_t i = 0; i < out_.objects.size(); ++i)
            sort_out(out_.objects[i], stances_[i]);
        return std::move(out_);
    }

  private:
    struct Stance {
        std::uint64_t seq = 0;
        events::Stance stance{};
    };
    // What each token thinks of one object; std::map orders tokens by their bytes.
    using Stances = std::map<events::Id, Stance, events::ByBytes>;

    bool is_ours(const schema::ProjectId* project) const {
        return found_ && id_of(project) == events::id_as<events::Id>(out_.project);
    }

    void open(std::uint64_t seq, const schema::Event& event) {
        const auto& opened = *event.payload_as_ProjectOpened();
        const std::string origin = event.origin() == nullptr ? "" : event.origin()->str();
        const bool by_id = wanted_id_ && id_of(opened.project()) == *wanted_id_;
        const bool by_origin = !wanted_id_ && !origin.empty() && origin == wanted_origin_;
        if (found_ || !(by_id || by_origin)) return;
        found_ = true;
        out_.project = events::id_as<events::ProjectId>(id_of(opened.project()));
        out_.origin = origin;
        out_.seq = seq;
        out_.level = {opened.level(), seq};
        out_.stance_choice = {opened.stance_choice(), seq};
        out_.current_phase = {0, seq};
        set_phases(seq, opened.phases());
    }

    template <class Phases>
    void set_phases(std::uint64_t seq, const Phases* phases) {
        std::vector<events::Phase> list;
        if (phases != nullptr) {
            for (const events::Phase* phase : *phases) list.push_back(*phase);
        }
        if (seq == out_.seq || list != out_.phases.value) out_.phases = {std::move(list), seq};
    }

    void change(std::uint64_t seq, const schema::ProjectChanged& changed) {
        if (!is_ours(changed.project())) return;
        if (changed.level() != out_.level.value) out_.level = {changed.level(), seq};
        set_phases(seq, changed.phases());
    }

    void move(std::uint64_t seq, const schema::PhaseMoved& moved) {
        if (is_ours(moved.project())) out_.current_phase = {moved.phase(), seq};
    }

    void add(std::uint64_t seq, const schema::Event& event, RecountedObject::Kind kind,
             const events::Id& id, const events::Id& proposal) {
        if (!places_.emplace(id, out_.objects.size()).second) return;
        RecountedObject& object = out_.objects.emplace_back();
        object.kind = kind;
        object.id = id;
        object.proposal = proposal;
        object.origin = event.origin() == nullptr ? "" : event.origin()->str();
        object.seq = seq;
        stances_.emplace_back();
    }

    void submit(std::uint64_t seq, const schema::Event& event) {
        const auto& e = *event.payload_as_ProposalSubmitted();
        if (!is_ours(e.project())) return;
        const bool amends = e.kind() == events::ProposalKind::amendment;
        const auto kind =
            amends ? RecountedObject::Kind::amendment : RecountedObject::Kind::proposal;
        add(seq, event, kind, id_of(e.proposal()), {});
    }

    void add_statement(std::uint64_t seq, const schema::Event& event) {
        const auto& e = *event.payload_as_StatementAdded();
        if (!is_ours(e.project())) return;
        add(seq, event, RecountedObject::Kind::statement, id_of(e.statement()), {});
    }

    void argue(std::uint64_t seq, const schema::Event& event) {
        const auto& e = *event.payload_as_ArgumentAdded();
        const events::Id proposal = id_of(e.proposal());
        if (!places_.contains(proposal)) return;
        add(seq, event, RecountedObject::Kind::argument, id_of(e.argument()), proposal);
    }

    RecountedObject* find(const events::Id& id) {
        const auto place = places_.find(id);
        return place == places_.end() ? nullptr : &out_.objects[place->second];
    }

    void withdraw(std::uint64_t seq, const events::Id& id) {
        RecountedObject* object = find(id);
        if (object != nullptr && !object->withdrawn_seq) object->withdrawn_seq = seq;
    }

    void hide(std::uint64_t seq, const schema::Event& event) {
        RecountedObject* object = find(id_of(event.payload_as_ContributionHidden()->object()));
        if (object != nullptr && !object->hidden_seq) object->hidden_seq = seq;
    }

    void take_stance(std::uint64_t seq, const schema::StanceTaken& taken) {
        const auto place = places_.find(id_of(taken.object()));
        if (place == places_.end()) return;
        const auto [current, is_first] = stances_[place->second].try_emplace(id_of(taken.token()));
        if (!is_first && current->second.stance != events::Stance::unset) {
            out_.objects[place->second].superseded.push_back(current->second.seq);
        }
        current->second = {seq, taken.stance()};
    }

    void withdraw_stance(std::uint64_t seq, const schema::StanceWithdrawn& withdrawn) {
        const auto place = places_.find(id_of(withdrawn.object()));
        if (place == places_.end()) return;
        RecountedObject& object = out_.objects[place->second];
        object.withdrawals.push_back(seq);
        const auto current = stances_[place->second].find(id_of(withdrawn.token()));
        if (current == stances_[place->second].end()) return;
        object.taken_back.push_back(current->second.seq);
        stances_[place->second].erase(current);
    }

    static void sort_out(RecountedObject& object, const Stances& stances) {
        for (const auto& [token, current] : stances) {
            switch (current.stance) {
                case events::Stance::unset: break;
                case events::Stance::for_: object.for_.push_back(current.seq); break;
                case events::Stance::neutral: object.neutral.push_back(current.seq); break;
                case events::Stance::against: object.against.push_back(current.seq); break;
            }
        }
        for (auto* seqs : {&object.for_, &object.neutral, &object.against, &object.superseded,
                           &object.taken_back}) {
            std::sort(seqs->begin(), seqs->end());
        }
    }

    const std::optional<events::Id> wanted_id_;
    const std::string wanted_origin_;
    bool found_ = false;
    Recount out_;
    std::map<events::Id, std::size_t, events::ByBytes> places_;  // in out_.objects
    std::vector<Stances> stances_;                               // of the object at the same place
};

}  // namespace

std::optional<Recount> recount(const storage::Log& log, std::uint64_t until,
                               std::string_view project,
                               const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    Counter counter(project);
    log.read(0, until, [&](std::uint64_t seq, events::Bytes event, events::Bytes) {
        counter.take(seq, event);
        const bool tell = (seq + 1) % limits::events_per_progress == 0 || seq + 1 == until;
        if (tell && progress) progress(seq + 1, until);
    });
    return counter.finish();
}

}  // namespace imaginons::projections
