// Filling several missions at once, beside trying every way to do it.
#include "projections/assignment.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "territory_of_offers.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

constexpr std::int32_t today = matching_today;

// How many places are filled, and how well.
struct Worth {
    std::size_t places = 0;
    std::uint64_t score = 0;
    auto operator<=>(const Worth&) const = default;
};

Worth worth(const std::vector<Placement>& placements) {
    Worth sum;
    for (const Placement& one : placements) {
        ++sum.places;
        sum.score += one.score;
    }
    return sum;
}

// Each person in turn goes to each vacancy that they could take, or nowhere.
Worth best_of_all(const std::vector<std::vector<Candidate>>& people, std::size_t next,
                  std::vector<std::uint32_t>& places) {
    if (next == people.size()) return {};
    Worth best = best_of_all(people, next + 1, places);
    for (const Candidate& one : people[next]) {
        if (places[one.vacancy] == 0) continue;
        --places[one.vacancy];
        Worth with = best_of_all(people, next + 1, places);
        ++with.places;
        with.score += one.score;
        best = std::max(best, with);
        ++places[one.vacancy];
    }
    return best;
}

Worth best_of_all(const std::vector<Vacancy>& vacancies, const std::vector<Candidate>& candidates) {
    std::map<std::uint64_t, std::vector<Candidate>> by_person;
    for (const Candidate& one : candidates) by_person[one.person.lo()].push_back(one);
    std::vector<std::vector<Candidate>> people;
    for (auto& [person, theirs] : by_person) people.push_back(std::move(theirs));
    std::vector<std::uint32_t> places;
    for (const Vacancy& one : vacancies) places.push_back(one.places);
    return best_of_all(people, 0, places);
}

// Nobody twice, no place twice, nobody who was not a candidate.
void check_possible(const std::vector<Vacancy>& vacancies, const std::vector<Candidate>& candidates,
                    const std::vector<Placement>& placements) {
    std::set<std::uint64_t> people;
    std::vector<std::uint32_t> taken(vacancies.size());
    for (const Placement& one : placements) {
        REQUIRE(people.insert(one.person.lo()).second);
        REQUIRE(++taken[one.vacancy] <= vacancies[one.vacancy].places);
        REQUIRE(std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& candidate) {
            return candidate.vacancy == one.vacancy && candidate.person == one.person &&
                   candidate.score == one.score;
        }));
    }
}

}  // namespace

TEST_CASE("who can do only one thing gets it, though somebody else would do it better") {
    const std::vector<Vacancy> vacancies{{mission_of(1), 0, 1}, {mission_of(2), 0, 1}};
    const std::vector<Candidate> candidates{
        {0, person_of(1), 900}, {1, person_of(1), 400}, {0, person_of(2), 300}};
    const auto placed = assign(vacancies, candidates);
    // Taking the best pair first would leave the second mission empty.
    CHECK(placed == std::vector<Placement>{{0, person_of(2), 300}, {1, person_of(1), 400}});
}

TEST_CASE("of as many filled places the higher sum wins, and nobody is placed twice") {
    const std::vector<Vacancy> vacancies{{mission_of(1), 0, 2}, {mission_of(2), 0, 1}};
    const std::vector<Candidate> candidates{{0, person_of(1), 500}, {1, person_of(1), 510},
                                            {0, person_of(2), 480}, {1, person_of(2), 520},
                                            {0, person_of(3), 100}, {1, person_of(3), 90}};
    const auto placed = assign(vacancies, candidates);
    CHECK(placed == std::vector<Placement>{
                        {0, person_of(1), 500}, {0, person_of(3), 100}, {1, person_of(2), 520}});
    CHECK(worth(placed) == best_of_all(vacancies, candidates));
}

TEST_CASE("nothing to fill, and nobody to fill it with") {
    const std::vector<Vacancy> vacancies{{mission_of(1), 0, 3}};
    CHECK(assign({}, {}).empty());
    CHECK(assign(vacancies, {}).empty());
    const std::vector<Vacancy> closed{{mission_of(1), 0, 0}};
    const std::vector<Candidate> one{{0, person_of(1), 0}};
    CHECK(assign(closed, one).empty());
    // Somebody with no points at all is better than nobody.
    CHECK(assign(vacancies, one).size() == 1);
}

TEST_CASE(
    "no way of filling small vacancies is better, and the order of candidates changes nothing") {
    MESSAGE("seeds 1 to 1500");
    for (std::uint64_t seed = 1; seed <= 1'500; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random(seed);
        std::vector<Vacancy> vacancies(1 + random() % 3);
        for (std::size_t i = 0; i < vacancies.size(); ++i)
            vacancies[i] = {mission_of(i), 0, static_cast<std::uint32_t>(random() % 4)};
        std::vector<Candidate> candidates;
        const std::uint64_t people = random() % 7;
        // Few different scores, so that there are ties.
        for (std::uint64_t person = 0; person < people; ++person)
            for (std::size_t i = 0; i < vacancies.size(); ++i)
                if (random() % 3 != 0)
                    candidates.push_back(
                        {i, person_of(person), static_cast<std::uint32_t>(random() % 5 * 250)});
        const auto placed = assign(vacancies, candidates);
        check_possible(vacancies, candidates, placed);
        REQUIRE(worth(placed) == best_of_all(vacancies, candidates));
        for (std::size_t i = candidates.size(); i > 1; --i)
            std::swap(candidates[i - 1], candidates[random() % i]);
        REQUIRE(assign(vacancies, candidates) == placed);
    }
}

TEST_CASE("filling from the index is as good as with everybody as a candidate") {
    std::size_t placed_in_all = 0;
    MESSAGE("seeds 1 to 200");
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        RandomTerritory territory(seed);
        MatchingIndex index;
        for (std::uint64_t i = 0; i < 60; ++i) REQUIRE(index.put(territory.offer(i)));
        std::vector<MissionId> missions;
        for (std::uint64_t i = 0; i < 3; ++i) {
            Mission mission = territory.mission(i);
            for (Seats& seats : mission.seats)
                seats = {2, static_cast<std::uint16_t>(seats.taken % 3)};
            REQUIRE(index.put(mission));
            missions.push_back(mission.id);
        }
        const auto vacancies = vacancies_of(index, missions, today);
        const auto filled = fill(index, vacancies, Asker::verified_association, today);
        REQUIRE(filled);
        std::vector<Candidate> everybody;
        for (std::size_t i = 0; i < vacancies.size(); ++i)
            for (const Match& match : index.volunteers_for(
                     vacancies[i].mission,
                     {today, Asker::verified_association, 1'000, vacancies[i].slot}))
                everybody.push_back({i, match.person, match.score});
        check_possible(vacancies, everybody, *filled);
        REQUIRE(worth(*filled) == worth(assign(vacancies, everybody)));
        placed_in_all += filled->size();
    }
    CHECK(placed_in_all > 200);
}

TEST_CASE("an organiser fills the open slots of missions, up to a limit, with whom they may see") {
    MatchingIndex index;
    Mission mission;
    mission.id = mission_of(1);
    mission.state = MissionState::open;
    mission.times.dated = {{today - 1, 540, 720}, {today, 540, 720}, {today + 1, 540, 720}};
    mission.seats = {{3, 0}, {3, 3}, {3, 1}};
    REQUIRE(index.put(mission));
    const std::vector<MissionId> missions{mission.id, mission_of(2)};
    auto vacancies = vacancies_of(index, missions, today);
    CHECK(vacancies == std::vector<Vacancy>{{mission.id, 2, 2}});
    Offer offer;
    offer.person = person_of(1);
    offer.age_at_least = 18;
    REQUIRE(index.put(offer));
    CHECK(fill(index, vacancies, Asker::verified_association, today)->empty());
    offer.visibility = Visibility::verified_associations;
    REQUIRE(index.put(offer));
    CHECK(fill(index, vacancies, Asker::verified_association, today)->size() == 1);
    CHECK(fill(index, vacancies, Asker::anybody, today)->empty());
    vacancies[0].places = 500;
    CHECK(fill(index, vacancies, Asker::anybody, today));
    vacancies[0].places = 501;
    CHECK_FALSE(fill(index, vacancies, Asker::anybody, today));
    vacancies.assign(60, {mission.id, 2, 1});
    CHECK(fill(index, vacancies, Asker::anybody, today));
    vacancies.emplace_back();
    CHECK_FALSE(fill(index, vacancies, Asker::anybody, today));
}
