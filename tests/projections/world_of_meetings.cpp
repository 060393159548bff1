// Meetings in the random world: see world.hpp.
#include "world.hpp"

namespace imaginons::test {

using namespace events;

void RandomWorld::meeting_event() {
    const bool is_new = meetings_.empty() || one_in(4);
    const std::uint64_t number = is_new ? ++last_id_ : meetings_[below(meetings_.size())];
    NaiveMeeting& meeting = meetings[number];
    if (is_new) {
        meetings_.push_back(number);
        meeting.project = projects_[below(projects_.size())];
    }
    const auto owner = owners_.find(meeting.project);
    const bool official = owner == owners_.end() || erased.contains(owner->second);
    const auto tell = [&](auto e) {
        e.meeting = id_of<MeetingId>(number);
        Text text = random_words();
        text.place = "École de Romagny";
        e.by = id_of<PersonId>(official ? people_[below(people_.size())] : owner->second);
        if (official) {
            e.text = std::make_unique<Text>(std::move(text));
            recorder.add(std::move(e));
        } else {
            const PersonId by = e.by;
            recorder.add_sealed(std::move(e), std::move(text), by);
        }
    };
    const auto with_times = [&](auto e) {
        e.starts_at = 1'790'000'000'000 + static_cast<std::int64_t>(below(100)) * 86'400'000;
        e.ends_at = e.starts_at + 7'200'000;
        e.capacity = static_cast<std::uint32_t>(below(5));
        return e;
    };
    if (is_new) {
        MeetingAnnounced e = with_times(MeetingAnnounced());
        e.project = id_of<ProjectId>(meeting.project);
        return tell(std::move(e));
    }
    if (meeting.cancelled) return;
    switch (below(6)) {
        case 0: {
            MeetingChanged e = with_times(MeetingChanged());
            e.version = ++meeting.version;
            return tell(std::move(e));
        }
        case 1: {
            if (!one_in(3)) return;
            meeting.cancelled = true;
            return tell(MeetingCancelled());
        }
        case 2: {
            MinutesPublished e;
            e.version = ++meeting.minutes;
            return tell(std::move(e));
        }
        default: {
            // A token is of one meeting.
            const std::uint64_t token = number * 1'000 + below(20);
            const auto record = [&](auto e) {
                e.meeting = id_of<MeetingId>(number);
                e.token = id_of<Token>(token);
                recorder.add(e);
            };
            if (meeting.seats.erase(token) != 0) return record(RegistrationWithdrawn());
            meeting.seats.insert(token);
            return record(RegistrationTaken());
        }
    }
}

}  // namespace imaginons::test
