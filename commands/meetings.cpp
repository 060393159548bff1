#include "commands/meetings.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 60 * 60 * 1000;

const Meeting* find(const Meetings& meetings, const events::MeetingId& id) {
    const auto found = meetings.by_id.find(id);
    return found == meetings.by_id.end() ? nullptr : &found->second;
}

// The meeting is there, not cancelled, and the actor may speak of it.
std::optional<Refusal> may_not_manage(const State& state, const events::MeetingId& id,
                                      const Actor& actor) {
    const Meeting* meeting = find(state.meetings, id);
    if (meeting == nullptr) return Refusal{RefusalCode::unknown_meeting, "meeting"};
    if (auto refusal = may_not_speak_for(state, meeting->project, actor)) return refusal;
    if (meeting->cancelled) return Refusal{RefusalCode::meeting_cancelled, "meeting"};
    return std::nullopt;
}

// --- times and seats

std::size_t whole_days(std::int64_t from_ms, std::int64_t to_ms) {
    return static_cast<std::size_t>((to_ms - from_ms + day_ms - 1) / day_ms);
}

std::optional<Refusal> defect_of_times(std::int64_t starts_at_ms, std::int64_t ends_at_ms,
                                       std::int64_t now_ms) {
    if (starts_at_ms <= now_ms) return Refusal{RefusalCode::already_begun, "starts_at"};
    constexpr std::int64_t ahead_ms = std::int64_t{limits::meeting_days_ahead} * day_ms;
    if (starts_at_ms - now_ms > ahead_ms) {
        return Refusal{RefusalCode::too_far_ahead, "starts_at", limits::meeting_days_ahead,
                       whole_days(now_ms, starts_at_ms)};
    }
    if (ends_at_ms <= starts_at_ms) return Refusal{RefusalCode::ends_before_it_begins, "ends_at"};
    constexpr std::int64_t longest_ms = std::int64_t{limits::meeting_days} * day_ms;
    if (ends_at_ms - starts_at_ms > longest_ms) {
        return Refusal{RefusalCode::lasts_too_long, "ends_at", limits::meeting_days,
                       whole_days(starts_at_ms, ends_at_ms)};
    }
    return std::nullopt;
}

std::optional<Refusal> defect_of_capacity(const std::optional<std::uint32_t>& capacity,
                                          std::size_t taken) {
    if (!capacity) return std::nullopt;
    if (*capacity == 0) return Refusal{RefusalCode::no_seats, "capacity"};
    if (*capacity > limits::seats)
        return Refusal{RefusalCode::too_many_seats, "capacity", limits::seats, *capacity};
    if (*capacity < taken)
        return Refusal{RefusalCode::fewer_seats_than_taken, "capacity", taken, *capacity};
    return std::nullopt;
}

// --- words

std::optional<Refusal> defect_of_words(const MeetingWords& words) {
    if (auto refusal = defect_of(words.title, {"title", limits::title_chars})) return refusal;
    const TextRule agenda{.field = "agenda",
                          .most_chars = limits::agenda_chars,
                          .many_lines = true,
                          .may_be_empty = true};
    if (auto refusal = defect_of(words.agenda, agenda)) return refusal;
    if (words.place.empty() && words.link.empty()) return Refusal{RefusalCode::no_place, "place"};
    const TextRule place{.field = "place", .most_chars = limits::place_chars, .may_be_empty = true};
    if (auto refusal = defect_of(words.place, place)) return refusal;
    return words.link.empty() ? std::nullopt : defect_of_link(words.link, "link");
}

std::optional<Refusal> defect_of_body(const std::string& body, std::string_view field,
                                      std::size_t most_chars) {
    return defect_of(body, {.field = field, .most_chars = most_chars, .many_lines = true});
}

events::Text text_of(const MeetingWords& words) {
    events::Text text;
    text.title = words.title;
    text.body = words.agenda;
    text.url = words.link;
    text.place = words.place;
    return text;
}

// The city's words are public, a resident's sealed. `field`: what is too long if they are.
template <class Event>
Decision told(const State& state, const events::ProjectId& project, Event event, events::Text text,
              const Actor& actor, std::string_view field) {
    if (actor.kind == Actor::Kind::person) event.by = actor.person;
    if (!city_speaks_for(state, state.projects.by_id.at(project)))
        return Facts{events::Fact(std::move(event), std::move(text), actor.person)};
    const std::size_t bytes =
        text.title.size() + text.body.size() + text.url.size() + text.place.size();
    if (bytes > limits::official_text_bytes)
        return Refusal{RefusalCode::too_long, field, limits::official_text_bytes, bytes};
    event.text = std::make_unique<events::Text>(std::move(text));
    return Facts{events::Fact(std::move(event))};
}

// When it is and for how many.
template <class Event>
void set_frame(Event& event, const auto& command) {
    event.meeting = command.meeting;
    event.starts_at = command.starts_at_ms;
    event.ends_at = command.ends_at_ms;
    event.capacity = command.capacity.value_or(0);
}

std::optional<Refusal> may_not_register(const State& state, const events::MeetingId& id,
                                        const events::Token& token, const Actor& actor) {
    if (auto refusal = may_not_write(state, actor)) return refusal;
    if (find(state.meetings, id) == nullptr)
        return Refusal{RefusalCode::unknown_meeting, "meeting"};
    if (events::is_nil(token)) return Refusal{RefusalCode::unknown_value, "token"};
    return std::nullopt;
}

std::optional<Refusal> no_more_changes(const Meeting& meeting, std::int64_t now_ms) {
    if (meeting.cancelled) return Refusal{RefusalCode::meeting_cancelled, "meeting"};
    if (meeting.starts_at_ms <= now_ms) return Refusal{RefusalCode::already_begun, "meeting"};
    return std::nullopt;
}

}  // namespace

Decision decide(const State& state, const AnnounceMeeting& command, const Context& context) {
    if (auto refusal = may_not_speak_for(state, command.project, context.actor)) return *refusal;
    if (auto refusal = cannot_be_new(state, events::id_as<events::Id>(command.meeting), "meeting"))
        return *refusal;
    const auto before = state.meetings.of_project.find(command.project);
    if (before != state.meetings.of_project.end() && before->second == limits::meetings) {
        return Refusal{RefusalCode::too_many_meetings, "project", limits::meetings,
                       limits::meetings + 1};
    }
    if (auto refusal = defect_of_words(command.words)) return *refusal;
    if (auto refusal = defect_of_times(command.starts_at_ms, command.ends_at_ms, context.now_ms))
        return *refusal;
    if (auto refusal = defect_of_capacity(command.capacity, 0)) return *refusal;
    events::MeetingAnnounced announced;
    announced.project = command.project;
    set_frame(announced, command);
    return told(state, command.project, std::move(announced), text_of(command.words), context.actor,
                "agenda");
}

Decision decide(const State& state, const ChangeMeeting& command, const Context& context) {
    if (auto refusal = may_not_manage(state, command.meeting, context.actor)) return *refusal;
    const Meeting& meeting = state.meetings.by_id.at(command.meeting);
    if (auto refusal = no_more_changes(meeting, context.now_ms)) return *refusal;
    if (command.seen_version != 0 && command.seen_version != meeting.version)
        return Refusal{RefusalCode::text_has_changed, "seen_version"};
    if (auto refusal = defect_of_words(command.words)) return *refusal;
    if (auto refusal = defect_of_times(command.starts_at_ms, command.ends_at_ms, context.now_ms))
        return *refusal;
    if (auto refusal = defect_of_capacity(command.capacity, meeting.seats.size())) return *refusal;
    events::MeetingChanged changed;
    changed.version = meeting.version + 1;
    set_frame(changed, command);
    return told(state, meeting.project, std::move(changed), text_of(command.words), context.actor,
                "agenda");
}

Decision decide(const State& state, const CancelMeeting& command, const Context& context) {
    if (auto refusal = may_not_manage(state, command.meeting, context.actor)) return *refusal;
    const Meeting& meeting = state.meetings.by_id.at(command.meeting);
    if (auto refusal = no_more_changes(meeting, context.now_ms)) return *refusal;
    if (auto refusal = defect_of_body(command.reason, "reason", limits::reason_chars))
        return *refusal;
    events::MeetingCancelled cancelled;
    cancelled.meeting = command.meeting;
    events::Text reason;
    reason.body = command.reason;
    return told(state, meeting.project, std::move(cancelled), std::move(reason), context.actor,
                "reason");
}

Decision decide(const State& state, const PublishMinutes& command, const Context& context) {
    if (auto refusal = may_not_manage(state, command.meeting, context.actor)) return *refusal;
    const Meeting& meeting = state.meetings.by_id.at(command.meeting);
    if (context.now_ms < meeting.starts_at_ms)
        return Refusal{RefusalCode::not_begun_yet, "meeting"};
    if (auto refusal = defect_of_body(command.body, "body", limits::minutes_chars)) return *refusal;
    events::MinutesPublished published;
    published.meeting = command.meeting;
    published.version = meeting.minutes + 1;
    events::Text minutes;
    minutes.body = command.body;
    return told(state, meeting.project, std::move(published), std::move(minutes), context.actor,
                "body");
}

Decision decide(const State& state, const TakeRegistration& command, const Context& context) {
    if (auto refusal = may_not_register(state, command.meeting, command.token, context.actor))
        return *refusal;
    const Meeting& meeting = state.meetings.by_id.at(command.meeting);
    if (auto refusal = no_more_changes(meeting, context.now_ms)) return *refusal;
    if (meeting.seats.contains(command.token))
        return Refusal{RefusalCode::already_registered, "meeting"};
    if (meeting.capacity != 0 && meeting.seats.size() >= meeting.capacity)
        return Refusal{RefusalCode::meeting_full, "meeting"};
    events::RegistrationTaken taken;
    taken.meeting = command.meeting;
    taken.token = command.token;
    return Facts{events::Fact(taken)};
}

Decision decide(const State& state, const WithdrawRegistration& command, const Context& context) {
    if (auto refusal = may_not_register(state, command.meeting, command.token, context.actor))
        return *refusal;
    const Meeting& meeting = state.meetings.by_id.at(command.meeting);
    if (auto refusal = no_more_changes(meeting, context.now_ms)) return *refusal;
    if (!meeting.seats.contains(command.token))
        return Refusal{RefusalCode::not_registered, "meeting"};
    events::RegistrationWithdrawn withdrawn;
    withdrawn.meeting = command.meeting;
    withdrawn.token = command.token;
    return Facts{events::Fact(withdrawn)};
}

void evolve(Meetings& meetings, const events::Meta&, const events::MeetingAnnounced& event) {
    Meeting& meeting = meetings.by_id[event.meeting];
    meeting.project = event.project;
    meeting.starts_at_ms = event.starts_at;
    meeting.ends_at_ms = event.ends_at;
    meeting.capacity = event.capacity;
    ++meetings.of_project[event.project];
}

void evolve(Meetings& meetings, const events::Meta&, const events::MeetingChanged& event) {
    Meeting& meeting = meetings.by_id[event.meeting];
    meeting.version = event.version;
    meeting.starts_at_ms = event.starts_at;
    meeting.ends_at_ms = event.ends_at;
    meeting.capacity = event.capacity;
}

void evolve(Meetings& meetings, const events::Meta&, const events::MeetingCancelled& event) {
    meetings.by_id[event.meeting].cancelled = true;
}

void evolve(Meetings& meetings, const events::Meta&, const events::MinutesPublished& event) {
    meetings.by_id[event.meeting].minutes = event.version;
}

void evolve(Meetings& meetings, const events::Meta&, const events::RegistrationTaken& event) {
    meetings.by_id[event.meeting].seats.insert(event.token);
}

void evolve(Meetings& meetings, const events::Meta&, const events::RegistrationWithdrawn& event) {
    meetings.by_id[event.meeting].seats.erase(event.token);
}

bool has_seat(const Meetings& meetings, const events::MeetingId& id, const events::Token& token) {
    const Meeting* meeting = find(meetings, id);
    return meeting != nullptr && meeting->seats.contains(token);
}

std::vector<events::MeetingId> meetings_to_come(const Meetings& meetings, std::int64_t now_ms) {
    std::vector<events::MeetingId> ids;
    for (const auto& [id, meeting] : meetings.by_id) {
        if (!meeting.cancelled && meeting.starts_at_ms > now_ms) ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end(), events::ByBytes{});
    return ids;
}

}  // namespace imaginons::commands
