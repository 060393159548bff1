// The index beside the oracle: scoring every pair, plainly, and sorting. They must always agree,
// and nothing hidden may ever be in an answer.
#include "projections/matching_index.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "territory_of_offers.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

constexpr std::int32_t today = matching_today;

// What was put and not removed, by number, and every question answered by looking at all of it.
struct Oracle {
    std::map<std::uint64_t, Offer> offers;
    std::map<std::uint64_t, Mission> missions;

    static void keep_best(std::vector<Match>& all, std::size_t most) {
        std::sort(all.begin(), all.end(), [](const Match& a, const Match& b) {
            if (a.score != b.score) return a.score > b.score;
            if (a.mission != b.mission) return events::ByBytes{}(a.mission, b.mission);
            return events::ByBytes{}(a.person, b.person);
        });
        if (all.size() > most) all.resize(most);
    }
    static void add(std::vector<Match>& all, const Offer& offer, const Mission& mission,
                    std::int32_t day) {
        const Figures figures = figures_of(offer, mission, day);
        if (figures.obstacles == 0)
            all.push_back({offer.person, mission.id, total(points_of(offer, mission, figures))});
    }
    std::vector<Match> missions_for(const Offer& offer, const MissionQuestion& question) const {
        std::vector<Match> all;
        for (const auto& [number, mission] : missions) add(all, offer, mission, question.today);
        keep_best(all, question.most);
        return all;
    }
    std::vector<Match> volunteers_for(const Mission& mission,
                                      const VolunteerQuestion& question) const {
        std::vector<Match> all;
        for (const auto& [number, offer] : offers) {
            if (!visible_to(offer, question.asker)) continue;
            if (question.slot && !can_take(offer, mission, *question.slot, question.today))
                continue;
            add(all, offer, mission, question.today);
        }
        keep_best(all, question.most);
        return all;
    }
};

// A territory whose offers and missions come, change and go, in the index and beside it.
class Changing {
  public:
    explicit Changing(std::uint64_t seed) : territory(seed) {
        for (std::uint64_t i = 4 + territory.below(80); i != 0; --i) put_offer(i);
        for (std::uint64_t i = 2 + territory.below(14); i != 0; --i) put_mission(i);
    }

    void change() {
        const std::uint64_t one = territory.below(100);
        const std::uint64_t mission = territory.below(20);
        switch (territory.below(6)) {
            case 0: put_offer(one); break;
            case 1: put_mission(mission); break;
            case 2: remove_offer(one); break;
            case 3: remove_mission(territory.below(60)); break;
            case 4: pause(one); break;
            default: take_place(mission);
        }
    }

    void check() {
        REQUIRE(index.offers() == oracle.offers.size());
        const std::int32_t day = today + static_cast<std::int32_t>(territory.below(20));
        const std::size_t most = territory.chance(50) ? 1 + territory.below(5) : 200;
        for (const auto& [number, offer] : oracle.offers) {
            REQUIRE(*index.offer(offer.person) == offer);
            REQUIRE(index.missions_for(offer.person, {day, most}) ==
                    oracle.missions_for(offer, {day, most}));
        }
        for (const auto& [number, mission] : oracle.missions) {
            const auto asker = territory.chance(50) ? Asker::anybody : Asker::verified_association;
            VolunteerQuestion question{day, asker, most};
            if (territory.chance(40)) question.slot = territory.below(mission.seats.size() + 1);
            const auto found = index.volunteers_for(mission.id, question);
            REQUIRE(found == oracle.volunteers_for(mission, question));
            answers += found.size();
        }
    }

    RandomTerritory territory;
    MatchingIndex index;
    Oracle oracle;
    std::size_t answers = 0;

  private:
    void put_offer(std::uint64_t number) {
        oracle.offers[number] = territory.offer(number);
        REQUIRE(index.put(oracle.offers[number]));
    }
    void put_mission(std::uint64_t number) {
        oracle.missions[number] = territory.mission(number);
        REQUIRE(index.put(oracle.missions[number]));
    }
    void remove_offer(std::uint64_t number) {
        oracle.offers.erase(number);
        index.remove_offer(person_of(number));
        REQUIRE(index.offer(person_of(number)) == nullptr);
    }
    void remove_mission(std::uint64_t number) {
        oracle.missions.erase(number);
        index.remove_mission(mission_of(number));
        REQUIRE(index.mission(mission_of(number)) == nullptr);
    }
    void pause(std::uint64_t number) {
        const auto found = oracle.offers.find(number);
        if (found == oracle.offers.end()) return;
        found->second.paused = !found->second.paused;
        ++found->second.calls;
        REQUIRE(index.put(found->second));
    }
    void take_place(std::uint64_t number) {
        const auto found = oracle.missions.find(number);
        if (found == oracle.missions.end()) return;
        Seats& seats = found->second.seats.front();
        seats.taken = static_cast<std::uint16_t>(std::min(seats.taken + 1, int{seats.places}));
        REQUIRE(index.put(found->second));
    }
};

Offer offer_of(std::uint64_t number) {
    Offer offer;
    offer.person = person_of(number);
    offer.age_at_least = 18;
    offer.visibility = Visibility::everybody;
    return offer;
}
Mission open_mission(std::uint64_t number, std::uint16_t places = 1) {
    Mission mission;
    mission.id = mission_of(number);
    mission.state = MissionState::open;
    mission.seats = {{places, 0}};
    return mission;
}

}  // namespace

TEST_CASE("the index answers as looking at every pair does, on 1,000 territories that change") {
    std::size_t answers = 0;
    MESSAGE("seeds 1 to 1000");
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        CAPTURE(seed);
        Changing changing(seed);
        changing.check();
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 10; ++i) changing.change();
            changing.check();
        }
        answers += changing.answers;
    }
    CHECK(answers > 10'000);
}

TEST_CASE("an offer that is for nobody, paused or a minor's is in no answer to anybody else") {
    std::size_t shown = 0;
    std::size_t hidden = 0;
    MESSAGE("seeds 2001 to 2100");
    for (std::uint64_t seed = 2'001; seed <= 2'100; ++seed) {
        CAPTURE(seed);
        Changing changing(seed);
        for (int i = 0; i < 50; ++i) changing.change();
        for (const auto& [number, offer] : changing.oracle.offers)
            hidden += offer.visibility == Visibility::nobody ? 1U : 0U;
        for (const auto& [number, mission] : changing.oracle.missions) {
            for (const Asker asker : {Asker::anybody, Asker::verified_association}) {
                for (const Match& match :
                     changing.index.volunteers_for(mission.id, {today, asker, 1'000})) {
                    const Offer& offer = *changing.index.offer(match.person);
                    REQUIRE(offer.visibility != Visibility::nobody);
                    REQUIRE((asker == Asker::verified_association ||
                             offer.visibility == Visibility::everybody));
                    REQUIRE_FALSE(offer.paused);
                    REQUIRE(offer.age_at_least >= 18);
                    ++shown;
                }
            }
        }
    }
    CHECK(shown > 1'000);
    CHECK(hidden > 100);
}

TEST_CASE("both sides and the explanation give a pair the same score") {
    std::size_t pairs = 0;
    MESSAGE("seeds 3001 to 3100");
    for (std::uint64_t seed = 3'001; seed <= 3'100; ++seed) {
        CAPTURE(seed);
        const Changing changing(seed);
        std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> of_missions;
        for (const auto& [number, offer] : changing.oracle.offers)
            for (const Match& match : changing.index.missions_for(offer.person, {today, 1'000}))
                of_missions[{match.person.lo(), match.mission.lo()}] = match.score;
        for (const auto& [number, mission] : changing.oracle.missions) {
            for (const Match& match : changing.index.volunteers_for(
                     mission.id, {today, Asker::verified_association, 1'000})) {
                REQUIRE(of_missions.at({match.person.lo(), match.mission.lo()}) == match.score);
                const Explanation told =
                    explain(*changing.index.offer(match.person), mission, today);
                REQUIRE(told.fits());
                REQUIRE(told.score == match.score);
                ++pairs;
            }
        }
    }
    CHECK(pairs > 1'000);
}

TEST_CASE("equals come in the order of their handles, however they were put") {
    MatchingIndex index;
    REQUIRE(index.put(open_mission(1)));
    std::vector<events::PersonId> people;
    for (std::uint64_t i = 0; i < 200; ++i) {
        people.push_back(person_of(i));
        REQUIRE(index.put(offer_of(i)));
    }
    std::sort(people.begin(), people.end(), events::ByBytes{});
    const auto found = index.volunteers_for(mission_of(1), {today, Asker::anybody, 70});
    REQUIRE(found.size() == 70);
    for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i].person == people[i]);
    std::vector<MissionId> missions{mission_of(1)};
    for (std::uint64_t i = 2; i < 30; ++i) {
        missions.push_back(mission_of(i));
        REQUIRE(index.put(open_mission(i)));
    }
    std::sort(missions.begin(), missions.end(), events::ByBytes{});
    const auto suited = index.missions_for(person_of(3), {today, 100});
    REQUIRE(suited.size() == missions.size());
    for (std::size_t i = 0; i < suited.size(); ++i) CHECK(suited[i].mission == missions[i]);
}

TEST_CASE("the last place closes a mission to everybody, and opens again when it is given back") {
    MatchingIndex index;
    REQUIRE(index.put(offer_of(1)));
    Mission mission = open_mission(1, 2);
    mission.seats = {{2, 1}};
    REQUIRE(index.put(mission));
    CHECK(index.missions_for(person_of(1), {today}).size() == 1);
    CHECK(index.volunteers_for(mission.id, {today}).size() == 1);
    mission.seats = {{2, 2}};
    REQUIRE(index.put(mission));
    CHECK(index.missions_for(person_of(1), {today}).empty());
    CHECK(index.volunteers_for(mission.id, {today}).empty());
    mission.seats = {{2, 1}};
    REQUIRE(index.put(mission));
    CHECK(index.missions_for(person_of(1), {today}).size() == 1);
    mission.state = MissionState::cancelled;
    REQUIRE(index.put(mission));
    CHECK(index.open_missions() == 0);
    CHECK(index.missions_for(person_of(1), {today}).empty());
    CHECK(index.volunteers_for(mission.id, {today}).empty());
}

TEST_CASE(
    "nobody and nothing have no matches, and no answer is longer than was asked or than is let") {
    MatchingIndex index;
    CHECK(index.missions_for(person_of(1), {today}).empty());
    CHECK(index.volunteers_for(mission_of(1), {today}).empty());
    index.remove_offer(person_of(1));
    index.remove_mission(mission_of(1));
    CHECK(index.offers() == 0);
    REQUIRE(index.put(open_mission(1)));
    CHECK(index.volunteers_for(mission_of(1), {today}).empty());
    for (std::uint64_t i = 0; i < 1'100; ++i) REQUIRE(index.put(offer_of(i)));
    CHECK(index.volunteers_for(mission_of(1), {today, Asker::anybody, 0}).empty());
    CHECK(index.volunteers_for(mission_of(1), {today}).size() == 20);
    CHECK(index.volunteers_for(mission_of(1), {today, Asker::anybody, 5'000}).size() == 1'000);
}

TEST_CASE("what is not well-formed is not taken, and what was there stays") {
    MatchingIndex index;
    Offer offer = offer_of(1);
    REQUIRE(index.put(offer));
    offer.skills = {2, 1};
    CHECK_FALSE(index.put(offer));
    CHECK(index.offer(offer.person)->skills.empty());
    offer = offer_of(2);
    offer.person = {};
    CHECK_FALSE(index.put(offer));
    Mission mission = open_mission(1);
    REQUIRE(index.put(mission));
    mission.seats.clear();
    CHECK_FALSE(index.put(mission));
    CHECK(index.mission(mission.id)->seats.size() == 1);
    mission = open_mission(2);
    mission.id = {};
    CHECK_FALSE(index.put(mission));
    CHECK(index.offers() == 1);
    CHECK(index.open_missions() == 1);
}

TEST_CASE("who comes back after their offer was removed has the new one only") {
    MatchingIndex index;
    Mission mission = open_mission(1);
    mission.skills = {5};
    REQUIRE(index.put(mission));
    Offer offer = offer_of(1);
    offer.skills = {5};
    REQUIRE(index.put(offer));
    const auto before = index.volunteers_for(mission.id, {today});
    index.remove_offer(offer.person);
    CHECK(index.volunteers_for(mission.id, {today}).empty());
    CHECK(index.missions_for(offer.person, {today}).empty());
    offer.skills = {6};
    REQUIRE(index.put(offer));
    const auto after = index.volunteers_for(mission.id, {today});
    REQUIRE(after.size() == 1);
    CHECK(after[0].score + 250 == before[0].score);
}

TEST_CASE("each skill of a real vocabulary has a code, and finds who has it") {
    const std::filesystem::path file =
        std::filesystem::path(IMAGINONS_SHARED_DATA) / "volunteer" / "jeveuxaider_skills.csv";
    if (!std::filesystem::exists(file)) {
        MESSAGE("skipped: ", file.string(), " is not there");
        return;
    }
    std::ifstream lines(file);
    std::set<std::string> skills;
    for (std::string line; std::getline(lines, line);) skills.insert(line);
    REQUIRE(skills.size() > 600);
    MatchingIndex index;
    for (std::uint16_t code = 0; code < skills.size(); ++code) {
        Offer offer = offer_of(code);
        offer.skills = {code};
        REQUIRE(index.put(offer));
    }
    for (std::uint16_t code = 0; code < skills.size(); ++code) {
        Mission mission = open_mission(1);
        mission.skills = {code};
        REQUIRE(index.put(mission));
        const auto found = index.volunteers_for(mission.id, {today, Asker::anybody, 2});
        REQUIRE(found.size() == 2);
        REQUIRE(found[0].person == person_of(code));
        REQUIRE(found[0].score == found[1].score + 250);
        REQUIRE(index.missions_for(person_of(code), {today})[0].score == found[0].score);
    }
}

TEST_CASE("among real addresses, the nearest come first when all else is equal") {
    const std::filesystem::path file =
        std::filesystem::path(IMAGINONS_SHARED_DATA) / "volunteer" / "addresses.csv";
    if (!std::filesystem::exists(file)) {
        MESSAGE("skipped: ", file.string(), " is not there");
        return;
    }
    // dept,name,street,postalCode,city,lat,lon: the last two from the end, since names have commas.
    MatchingIndex index;
    std::ifstream lines(file);
    std::uint64_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("74,")) continue;
        const auto lon = line.rfind(',');
        const auto lat = line.rfind(',', lon - 1);
        const auto e5 = [&](std::size_t from) {
            return static_cast<std::int32_t>(std::stod(line.substr(from + 1)) * 1e5);
        };
        Offer offer = offer_of(number++);
        offer.point = events::rounded({e5(lat), e5(lon)});
        offer.reach_m = 30'000;
        REQUIRE(index.put(offer));
    }
    REQUIRE(number == 95);
    Mission mission = open_mission(1);
    mission.point = events::Point{4'618'544, 624'938};
    REQUIRE(index.put(mission));
    const auto found = index.volunteers_for(mission.id, {today, Asker::anybody, 100});
    std::uint32_t last = 0;
    for (const Match& match : found) {
        const std::uint32_t metres =
            events::distance_m(*index.offer(match.person)->point, *mission.point);
        CHECK(metres <= 30'000);
        // Points fall by one each 67 m, and the last is gone a little before 10 km.
        if (metres < 9'900) CHECK(metres + 67 > last);
        last = std::max(last, metres);
    }
    CHECK(found.size() > 10);
    CHECK(found.size() < 95);
    CHECK(events::distance_m(*index.offer(found[0].person)->point, *mission.point) < 400);
}
