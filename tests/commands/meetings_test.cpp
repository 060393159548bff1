// Meetings: who announces them, what they must say, and who has a seat. The last cases go through
// the real engine: two at once for the last seat, and somebody who leaves.
#include <thread>

#include "engine_fixture.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;
using events::Role;

namespace {

constexpr std::int64_t hour = std::int64_t{60} * 60 * 1000;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t begins = 30 * day;

const Actor ann = by(5);  // an agent of the city
const Actor zoe = by(7);

AnnounceMeeting announce(std::uint64_t number, events::ProjectId in) {
    AnnounceMeeting command;
    command.meeting = meeting(number);
    command.project = in;
    command.starts_at_ms = begins;
    command.ends_at_ms = begins + 2 * hour;
    command.capacity = 2;
    command.words = {"Atelier n° 1", "Dessiner les plans", "École de Romagny", ""};
    return command;
}
ChangeMeeting change(std::uint64_t number) {
    ChangeMeeting command;
    command.meeting = meeting(number);
    command.starts_at_ms = begins + hour;
    command.ends_at_ms = begins + 3 * hour;
    command.words = {"Atelier n° 1", "Dessiner les plans", "Mairie", "https://example.org/visio"};
    return command;
}
TakeRegistration come(std::uint64_t number, std::uint64_t who) {
    return {meeting(number), token(who)};
}
WithdrawRegistration stay_away(std::uint64_t number, std::uint64_t who) {
    return {meeting(number), token(who)};
}

World town_with_an_agent() {
    World world = small_town();
    world.join(ann, "Ann");
    world.join(zoe, "Zoé");
    world.happen(GiveRole{ann.person, Role::agent, {}, "Service"}, city);
    return world;
}

// Meeting 1 is the city's, with two seats; meeting 2 is Ada's, for as many as come.
World town_with_meetings() {
    World world = town_with_an_agent();
    world.happen(announce(1, project(1)), ann);
    AnnounceMeeting open = announce(2, project(2));
    open.capacity.reset();
    world.happen(open, ada);
    return world;
}

}  // namespace

TEST_CASE("an agent's meeting for the city is public, a resident's words are sealed") {
    World world = town_with_an_agent();
    const auto announced =
        only<events::MeetingAnnounced>(world.happen(announce(1, project(1)), ann));
    CHECK(announced.project == project(1));
    CHECK(announced.by == ann.person);
    CHECK(announced.capacity == 2);
    REQUIRE(announced.text);
    CHECK(announced.text->place == "École de Romagny");
    const Facts facts = world.happen(announce(2, project(2)), ada);
    CHECK(only<events::MeetingAnnounced>(facts).text == nullptr);
    REQUIRE(facts[0].sealed);
    CHECK(facts[0].sealed->body == "Dessiner les plans");
    CHECK(facts[0].subject == ada.person);
}

TEST_CASE("for the city speak its agents, for a resident's project its owner, and nobody else") {
    World world = town_with_an_agent();
    CHECK(world.code(announce(1, project(1)), ben) == RefusalCode::not_an_agent);
    CHECK(world.code(announce(1, project(2)), ben) == RefusalCode::not_the_owner);
    CHECK(world.code(announce(1, project(2)), ann) == RefusalCode::not_the_owner);
    CHECK(world.code(announce(1, project(2)), city) == RefusalCode::not_the_owner);
    CHECK(world.accepts(announce(1, project(1)), city));
    CHECK(world.refusal(announce(1, project(77)), ann) ==
          Refusal{RefusalCode::unknown_project, "project"});
    CHECK(world.code(announce(1, project(1)), stranger) == RefusalCode::unknown_person);
    world.happen(GiveRole{zoe.person, Role::editor, project(1), "Rédaction"}, city);
    CHECK(world.accepts(announce(1, project(1)), zoe));
    CHECK(world.code(announce(1, project(3)), zoe) == RefusalCode::not_an_agent);
}

TEST_CASE("once a project's owner has left, the city's agents speak of its meetings") {
    World world = town_with_meetings();
    world.happen(ErasePerson{{}, events::ErasedWords::kept}, ada);
    const Facts facts = world.happen(CancelMeeting{meeting(2), "Personne ne l’anime plus."}, ann);
    CHECK(only<events::MeetingCancelled>(facts).text->body == "Personne ne l’anime plus.");
}

TEST_CASE("an id that is taken, or none, makes no meeting") {
    World world = town_with_meetings();
    CHECK(world.refusal(announce(1, project(1)), ann) ==
          Refusal{RefusalCode::already_exists, "meeting"});
    AnnounceMeeting nameless = announce(1, project(1));
    nameless.meeting = {};
    CHECK(world.code(nameless, ann) == RefusalCode::unknown_value);
    nameless.meeting = events::id_as<events::MeetingId>(proposal(10));
    CHECK(world.code(nameless, ann) == RefusalCode::already_exists);
}

TEST_CASE("a meeting lies ahead, ends after it begins, and neither is far off") {
    World world = town_with_an_agent();
    const auto of = [&](std::int64_t from, std::int64_t to) {
        AnnounceMeeting command = announce(1, project(1));
        command.starts_at_ms = from;
        command.ends_at_ms = to;
        const Decision decision = world.ask(command, ann);
        return decision ? std::string("ok")
                        : std::string(name(decision.refusal().code)) + ' ' +
                              std::string(decision.refusal().field);
    };
    CHECK(of(world.now_ms, begins) == "already_begun starts_at");
    CHECK(of(world.now_ms + 1, begins) == "lasts_too_long ends_at");
    CHECK(of(world.now_ms + 1, world.now_ms + 2) == "ok");
    CHECK(of(begins, begins) == "ends_before_it_begins ends_at");
    CHECK(of(begins, begins - 1) == "ends_before_it_begins ends_at");
    CHECK(of(begins, begins + std::int64_t{limits::meeting_days} * day) == "ok");
    CHECK(of(begins, begins + std::int64_t{limits::meeting_days} * day + 1) ==
          "lasts_too_long ends_at");
    const std::int64_t last = world.now_ms + std::int64_t{limits::meeting_days_ahead} * day;
    CHECK(of(last, last + hour) == "ok");
    CHECK(of(last + 1, last + hour) == "too_far_ahead starts_at");
}

TEST_CASE("seats: none, one, the most, one past it, or as many as come") {
    World world = town_with_an_agent();
    AnnounceMeeting command = announce(1, project(1));
    command.capacity = 0;
    CHECK(world.refusal(command, ann) == Refusal{RefusalCode::no_seats, "capacity"});
    command.capacity = limits::seats + 1;
    CHECK(world.refusal(command, ann) ==
          Refusal{RefusalCode::too_many_seats, "capacity", limits::seats, limits::seats + 1});
    command.capacity = limits::seats;
    CHECK(world.accepts(command, ann));
    command.capacity = 1;
    CHECK(world.accepts(command, ann));
    command.capacity.reset();
    CHECK(only<events::MeetingAnnounced>(world.happen(command, ann)).capacity == 0);
}

TEST_CASE("a meeting says what it is about and where; a link is a link") {
    World world = town_with_an_agent();
    AnnounceMeeting command = announce(1, project(1));
    command.words.title = " ";
    CHECK(world.refusal(command, ann) == Refusal{RefusalCode::empty, "title"});
    command = announce(1, project(1));
    command.words.place.clear();
    CHECK(world.refusal(command, ann) == Refusal{RefusalCode::no_place, "place"});
    command.words.link = "javascript:alert(1)";
    CHECK(world.refusal(command, ann) == Refusal{RefusalCode::not_a_link, "link"});
    command.words.link = "https://example.org/visio";
    CHECK(world.accepts(command, ann));
    command.words.place = repeated("é", limits::place_chars + 1);
    CHECK(world.refusal(command, ann) ==
          Refusal{RefusalCode::too_long, "place", limits::place_chars, limits::place_chars + 1});
    command.words.place = "\xff";
    CHECK(world.refusal(command, ann) == Refusal{RefusalCode::not_utf8, "place"});
    command = announce(1, project(1));
    command.words.agenda.clear();
    CHECK(world.accepts(command, ann));
    command.words.agenda = repeated("é", limits::agenda_chars);
    CHECK(world.code(command, ann) == RefusalCode::too_long);  // in bytes: it is the city's
    command.words.agenda = repeated("e", limits::agenda_chars);
    CHECK(world.accepts(command, ann));
}

TEST_CASE("a project has so many meetings, and not one more") {
    World world = town_with_an_agent();
    for (std::uint64_t i = 1; i <= limits::meetings; ++i)
        world.happen(announce(i, project(1)), ann);
    CHECK(world.code(announce(limits::meetings + 1, project(1)), ann) ==
          RefusalCode::too_many_meetings);
    CHECK(world.accepts(announce(limits::meetings + 1, project(2)), ada));
}

TEST_CASE("a change is whole, numbered, and only of the version that was seen") {
    World world = town_with_meetings();
    ChangeMeeting command = change(1);
    command.seen_version = 1;
    const auto changed = only<events::MeetingChanged>(world.happen(command, ann));
    CHECK(changed.version == 2);
    CHECK(changed.starts_at == begins + hour);
    CHECK(changed.capacity == 0);
    CHECK(changed.text->url == "https://example.org/visio");
    CHECK(world.refusal(command, ann) == Refusal{RefusalCode::text_has_changed, "seen_version"});
    command.seen_version = 2;
    CHECK(world.accepts(command, ann));
    CHECK(world.code(command, ben) == RefusalCode::not_an_agent);
    CHECK(world.code(change(77), ann) == RefusalCode::unknown_meeting);
}

TEST_CASE("nobody loses a seat to a change: there cannot be fewer than are taken") {
    World world = town_with_meetings();
    world.happen(come(1, 1), ada);
    world.happen(come(1, 2), ben);
    ChangeMeeting command = change(1);
    command.capacity = 1;
    CHECK(world.refusal(command, ann) ==
          Refusal{RefusalCode::fewer_seats_than_taken, "capacity", 2, 1});
    command.capacity = 2;
    CHECK(world.accepts(command, ann));
}

TEST_CASE("a seat is taken by a token and by nobody's name, and the last one only once") {
    World world = town_with_meetings();
    const Facts facts = world.happen(come(1, 1), ada);
    CHECK(only<events::RegistrationTaken>(facts).token == token(1));
    CHECK_FALSE(facts[0].sealed);
    world.happen(come(1, 2), ben);
    CHECK(world.refusal(come(1, 3), zoe) == Refusal{RefusalCode::meeting_full, "meeting"});
    // Whoever has a seat is told so, also when there are no others.
    CHECK(world.code(come(1, 2), ben) == RefusalCode::already_registered);
    world.happen(stay_away(1, 1), ada);
    CHECK(world.code(stay_away(1, 1), ada) == RefusalCode::not_registered);
    CHECK(world.accepts(come(1, 3), zoe));
    for (std::uint64_t i = 10; i < 40; ++i) world.happen(come(2, i), zoe);
}

TEST_CASE("nobody registers who may not write, for a meeting that is not, or as nobody") {
    World world = town_with_meetings();
    CHECK(world.code(come(1, 1), stranger) == RefusalCode::unknown_person);
    CHECK(world.code(come(77, 1), ada) == RefusalCode::unknown_meeting);
    CHECK(world.refusal(TakeRegistration{meeting(1), {}}, ada) ==
          Refusal{RefusalCode::unknown_value, "token"});
    CHECK(world.code(come(1, 1), city) == RefusalCode::unknown_person);
    world.happen(PublishCharter{"Charte", "Soyons très polis."}, city);
    CHECK(world.code(come(1, 1), ada) == RefusalCode::charter_not_accepted);
}

TEST_CASE("the moment it begins is too late to come, stay away, change or cancel") {
    World world = town_with_meetings();
    world.happen(come(1, 1), ada);
    world.now_ms = begins - 1;
    CHECK(world.accepts(come(1, 2), ben));
    world.now_ms = begins;
    for (const RefusalCode code :
         {world.code(come(1, 2), ben), world.code(stay_away(1, 1), ada), world.code(change(1), ann),
          world.code(CancelMeeting{meeting(1), "Neige"}, ann)}) {
        CHECK(code == RefusalCode::already_begun);
    }
}

TEST_CASE("a cancelled meeting takes nobody and nothing, and is not cancelled twice") {
    World world = town_with_meetings();
    world.happen(come(1, 1), ada);
    CHECK(world.refusal(CancelMeeting{meeting(1), ""}, ann) ==
          Refusal{RefusalCode::empty, "reason"});
    CHECK(world.code(CancelMeeting{meeting(1), "Neige"}, ben) == RefusalCode::not_an_agent);
    const auto cancelled =
        only<events::MeetingCancelled>(world.happen(CancelMeeting{meeting(1), "Neige"}, ann));
    CHECK(cancelled.text->body == "Neige");
    for (const RefusalCode code :
         {world.code(come(1, 2), ben), world.code(stay_away(1, 1), ada), world.code(change(1), ann),
          world.code(PublishMinutes{meeting(1), "Rien"}, ann),
          world.code(CancelMeeting{meeting(1), "Neige"}, ann)}) {
        CHECK(code == RefusalCode::meeting_cancelled);
    }
}

TEST_CASE("minutes come once it has begun, and again if they are corrected") {
    World world = town_with_meetings();
    const PublishMinutes minutes{meeting(1), "Trois plans, un retenu."};
    CHECK(world.code(minutes, ann) == RefusalCode::not_begun_yet);
    world.now_ms = begins;
    CHECK(world.code(minutes, ben) == RefusalCode::not_an_agent);
    CHECK(world.refusal(PublishMinutes{meeting(1), ""}, ann) ==
          Refusal{RefusalCode::empty, "body"});
    CHECK(only<events::MinutesPublished>(world.happen(minutes, ann)).version == 1);
    CHECK(only<events::MinutesPublished>(world.happen(minutes, ann)).version == 2);
    const PublishMinutes longest{meeting(2), repeated("é", limits::minutes_chars)};
    CHECK(world.happen(longest, ada)[0].sealed->body.size() == 2 * limits::minutes_chars);
    CHECK(world.code(PublishMinutes{meeting(2), repeated("é", limits::minutes_chars + 1)}, ada) ==
          RefusalCode::too_long);
}

TEST_CASE("what is recorded later is decided at the time at which it happened") {
    World world = town_with_an_agent();
    world.now_ms = begins + day;
    Command command;
    command.body = announce(1, project(1));
    command.actor = city;
    CHECK_FALSE(decide(world.state, command, world.now_ms));
    command.occurred_at_ms = begins - day;
    CHECK(decide(world.state, command, world.now_ms));
}

TEST_CASE("whoever leaves frees the seats that they have, and no other's") {
    World world = town_with_meetings();
    world.happen(come(1, 1), ada);
    world.happen(come(1, 2), ben);
    ErasePerson leave{{}, events::ErasedWords::kept};
    leave.seats = {{meeting(1), token(1)}, {meeting(2), token(5)}};
    const Facts facts = world.happen(leave, ada);
    REQUIRE(facts.size() == 2);
    CHECK(std::get<events::RegistrationWithdrawn>(facts[1].payload).token == token(1));
    CHECK(has_seat(world.state.meetings, meeting(1), token(2)));
    CHECK(world.accepts(come(1, 3), zoe));
}

namespace {

// An engine with a meeting of the city in it that has `seats`, and people who have joined.
struct Hall {
    Hall(const TempDir& directory, std::uint32_t seats, std::uint64_t people)
        : store(directory), engine(store.log, store.vault, {.now_ms = [] { return day; }}) {
        engine.start();
        std::uint64_t request = 1;
        for (std::uint64_t who = 1; who <= people; ++who) {
            const JoinPerson join{"Voisine " + std::to_string(who), 1, false};
            accepted(engine.execute(command(join, by(who), request++)));
        }
        accepted(engine.execute(command(open_project(1), city, request++)));
        AnnounceMeeting meeting = announce(1, project(1));
        meeting.capacity = seats;
        accepted(engine.execute(command(meeting, city, request++)));
    }
    events::Token token_of(std::uint64_t who) const {
        return *engine.stance_token(any(meeting(1)), person(who));
    }
    Answer come(std::uint64_t who, std::uint64_t request) {
        return engine.execute(
            command(TakeRegistration{meeting(1), token_of(who)}, by(who), request));
    }

    Store store;
    Engine engine;
};

bool is_full(const Answer& answer) {
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal != nullptr && refusal->code == RefusalCode::meeting_full;
}

}  // namespace

TEST_CASE("of many at once exactly as many as there are seats get one") {
    const TempDir directory;
    constexpr std::uint64_t people = 12;
    Hall hall(directory, 5, people);
    std::vector<Answer> answers(people);
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t who = 1; who <= people; ++who) {
            threads.emplace_back(
                [&hall, &answers, who] { answers[who - 1] = hall.come(who, 1'000 + who); });
        }
    }
    std::size_t full = 0;
    std::size_t seated = 0;
    for (const Answer& answer : answers) {
        full += is_full(answer) ? 1U : 0U;
        seated += std::holds_alternative<Outcome>(answer) ? 1U : 0U;
    }
    CHECK(seated == 5);
    CHECK(full == people - 5);
    hall.engine.stop();
    CHECK(hall.engine.state().meetings.by_id.at(meeting(1)).seats.size() == 5);
}

TEST_CASE("sent twice, a registration is one: the second gets the first's answer") {
    const TempDir directory;
    Hall hall(directory, 1, 2);
    const Outcome first = accepted(hall.come(1, 500));
    const Outcome again = accepted(hall.come(1, 500));
    CHECK(again.replayed);
    CHECK(again.seq == first.seq);
    CHECK(is_full(hall.come(2, 501)));
}

TEST_CASE("the engine frees the seats of whoever leaves, and a fold of the log agrees") {
    const TempDir directory;
    std::string before;
    {
        Hall hall(directory, 1, 2);
        accepted(hall.come(1, 500));
        CHECK(is_full(hall.come(2, 501)));
        const ErasePerson leave{{}, events::ErasedWords::kept};
        accepted(hall.engine.execute(command(leave, by(1), 502)));
        accepted(hall.come(2, 503));
        hall.engine.stop();
        before = dump(hall.engine.state());
    }
    Store store(directory);
    const Engine again(store.log, store.vault, {});
    CHECK(dump(again.state()) == before);
}
