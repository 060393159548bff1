// One mission and one offer: what keeps them apart, what each part of the score gives, and why.
#include "projections/matching.hpp"

#include <doctest/doctest.h>

#include "territory_of_offers.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

constexpr std::int32_t today = matching_today;
constexpr std::int32_t saturday = today + 1;
const events::Point annemasse{4'619'300, 623'600};

constexpr std::uint16_t at(int hour) {
    return static_cast<std::uint16_t>(hour * 60);
}

// An offer and a mission with nothing between them, and nothing said that could be left open.
Offer plain_offer() {
    Offer offer;
    offer.person = person_of(1);
    offer.age_at_least = 18;
    offer.visibility = Visibility::everybody;
    return offer;
}
Mission plain_mission() {
    Mission mission;
    mission.id = mission_of(1);
    mission.state = MissionState::open;
    mission.seats = {{4, 1}};
    return mission;
}

std::vector<ObstacleKind> between(const Offer& offer, const Mission& mission,
                                  std::int32_t day = today) {
    std::vector<ObstacleKind> kinds;
    for (const Obstacle& one : explain(offer, mission, day).obstacles) kinds.push_back(one.kind);
    return kinds;
}
using Kinds = std::vector<ObstacleKind>;

Reason reason(const Offer& offer, const Mission& mission, Part part, std::int32_t day = today) {
    const auto reasons = explain(offer, mission, day).reasons;
    REQUIRE(reasons.size() == parts);
    const Reason& one = reasons[static_cast<std::size_t>(part)];
    REQUIRE(one.part == part);
    return one;
}

}  // namespace

TEST_CASE("an offer and a mission with nothing between them fit") {
    const auto told = explain(plain_offer(), plain_mission(), today);
    CHECK(told.fits());
    std::uint32_t sum = 0;
    for (const Reason& one : told.reasons) sum += one.points;
    CHECK(told.score == sum);
    CHECK(told.score == 125 + 75 + 100 + 0 + 100 + 15 + 60 + 40);
}

TEST_CASE("a person of 15 is kept from a mission for 18, one of 18 is not") {
    Mission mission = plain_mission();
    mission.minimum_age = 18;
    Offer offer = plain_offer();
    CHECK(between(offer, mission).empty());
    offer.age_at_least = 15;
    CHECK(explain(offer, mission, today).obstacles ==
          std::vector<Obstacle>{{ObstacleKind::age, 18, 15}});
    offer.age_at_least = 17;
    CHECK(between(offer, mission) == Kinds{ObstacleKind::age});
    // Nothing is known: they may be old enough, but nobody can say so.
    offer.age_at_least = 0;
    CHECK(explain(offer, mission, today).obstacles ==
          std::vector<Obstacle>{{ObstacleKind::age, 18, 0}});
    mission.minimum_age = 0;
    CHECK(between(offer, mission).empty());
}

TEST_CASE("only open missions with a place left can be matched") {
    const Offer offer = plain_offer();
    Mission mission = plain_mission();
    for (const auto state : {MissionState::draft, MissionState::done, MissionState::cancelled}) {
        mission.state = state;
        CHECK(between(offer, mission) == Kinds{ObstacleKind::not_open});
    }
    mission.state = MissionState::full;
    CHECK(between(offer, mission) == Kinds{ObstacleKind::full});
    mission.state = MissionState::open;
    mission.seats = {{4, 3}};
    CHECK(between(offer, mission).empty());
    mission.seats = {{4, 4}};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::full});
    // Somebody came without asking.
    mission.seats = {{4, 5}};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::full});
    mission.seats = {{0, 0}};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::full});
}

TEST_CASE("a paused offer and one that was answered already are kept apart, each for its reason") {
    Offer offer = plain_offer();
    offer.paused = true;
    offer.applied = {mission_of(7), mission_of(1)};
    CHECK(between(offer, plain_mission()) == Kinds{ObstacleKind::paused, ObstacleKind::applied});
    offer.applied = {mission_of(7)};
    offer.paused = false;
    CHECK(between(offer, plain_mission()).empty());
}

TEST_CASE("on site and from afar must have something in common") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    mission.on_site = false;
    mission.remote = true;
    CHECK(between(offer, mission) == Kinds{ObstacleKind::mode});
    offer.remote = true;
    CHECK(between(offer, mission).empty());
    CHECK(reason(offer, mission, Part::nearness) == Reason{Part::nearness, Why::remote, 75});
}

TEST_CASE("a mission exactly as far as somebody goes is near enough, a metre more is not") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    offer.point = annemasse;
    mission.point = events::Point{4'619'300, 626'200};
    const std::uint32_t metres = events::distance_m(*offer.point, *mission.point);
    REQUIRE(metres == 2'001);
    offer.reach_m = metres;
    CHECK(between(offer, mission).empty());
    CHECK(reason(offer, mission, Part::nearness) ==
          Reason{Part::nearness, Why::metres, 150 * (10'000 - 2'001) / 10'000, 2'001});
    offer.reach_m = metres - 1;
    CHECK(explain(offer, mission, today).obstacles ==
          std::vector<Obstacle>{{ObstacleKind::distance, 2'001, 2'000}});
    // Who can also do it from home is not kept from it, nor is one who names no limit.
    offer.remote = mission.remote = true;
    CHECK(between(offer, mission).empty());
    offer.remote = false;
    offer.reach_m.reset();
    CHECK(between(offer, mission).empty());
}

TEST_CASE("nearness goes by metres, else by district, and is unknown without either") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    offer.reach_m = 100;
    CHECK(reason(offer, mission, Part::nearness) == Reason{Part::nearness, Why::unknown});
    offer.district = mission.district = 3;
    CHECK(reason(offer, mission, Part::nearness) ==
          Reason{Part::nearness, Why::same_district, 112});
    mission.district = 4;
    CHECK(reason(offer, mission, Part::nearness) == Reason{Part::nearness, Why::unknown});
    offer.reach_m.reset();
    offer.point = annemasse;
    mission.point = annemasse;
    CHECK(reason(offer, mission, Part::nearness) == Reason{Part::nearness, Why::metres, 150, 0});
    // From 10 km on it gives nothing; from home is better then, if both would.
    mission.point = events::Point{4'639'300, 623'600};
    CHECK(reason(offer, mission, Part::nearness).points == 0);
    offer.remote = mission.remote = true;
    CHECK(reason(offer, mission, Part::nearness) == Reason{Part::nearness, Why::remote, 75});
    mission.point = annemasse;
    CHECK(reason(offer, mission, Part::nearness) == Reason{Part::nearness, Why::metres, 150, 0});
}

TEST_CASE("skills that are asked count by their share, and what is missing is told") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    CHECK(reason(offer, mission, Part::skills) == Reason{Part::skills, Why::none_asked, 125});
    mission.skills = {4, 7, 9};
    CHECK(reason(offer, mission, Part::skills) ==
          Reason{Part::skills, Why::none_shared, 0, 0, 3, {}, {4, 7, 9}});
    offer.skills = {1, 7, 9, 12};
    CHECK(reason(offer, mission, Part::skills) ==
          Reason{Part::skills, Why::shared, 166, 2, 3, {7, 9}, {4}});
    offer.skills = {4, 7, 9};
    CHECK(reason(offer, mission, Part::skills).points == 250);
    mission.languages = {2};
    CHECK(reason(offer, mission, Part::languages) ==
          Reason{Part::languages, Why::none_shared, 0, 0, 1, {}, {2}});
    offer.languages = {2};
    CHECK(reason(offer, mission, Part::languages).points == 30);
}

TEST_CASE("causes count by what the one with fewer of them shares") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    mission.themes = {2, 5};
    CHECK(reason(offer, mission, Part::causes) == Reason{Part::causes, Why::open, 75});
    offer.causes = {5};
    CHECK(reason(offer, mission, Part::causes) ==
          Reason{Part::causes, Why::shared, 150, 1, 2, {5}, {2}});
    offer.causes = {5, 6, 7};
    CHECK(reason(offer, mission, Part::causes).points == 75);
    offer.causes = {6};
    CHECK(reason(offer, mission, Part::causes) ==
          Reason{Part::causes, Why::none_shared, 0, 0, 2, {}, {2, 5}});
    mission.themes.clear();
    CHECK(reason(offer, mission, Part::causes) == Reason{Part::causes, Why::open, 75});
}

TEST_CASE("hours of the week are compared in minutes of a week, over midnight and over Sunday") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    mission.times.weekly = {{0, at(18), at(20)}, {6, at(23), at(25)}};
    mission.seats = {{4, 0}, {4, 0}};
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::open, 100});
    offer.times.weekly = {{0, at(0), at(2)}, {0, at(19), at(22)}};
    // An hour of the night from Sunday to Monday, and one of Monday's evening, of four.
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::shared, 100, 120, 240});
    offer.times.weekly = {{1, at(9), at(12)}};
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::none_shared, 0, 0, 240});
    CHECK(between(offer, mission).empty());
}

TEST_CASE("what both say of hours a week bounds what is asked and what is given") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    mission.hours_a_week = 3;
    CHECK(reason(offer, mission, Part::hours).why == Why::open);
    offer.hours_a_week = 2;
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::shared, 133, 120, 180});
    offer.hours_a_week = 5;
    CHECK(reason(offer, mission, Part::hours).points == 200);
    mission.times.weekly = {{0, at(8), at(20)}};
    offer.times.weekly = {{0, at(8), at(20)}};
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::shared, 200, 180, 180});
    offer.hours_a_week = 1;
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::shared, 66, 60, 180});
}

TEST_CASE("dates: those who name theirs must share one, others must be there in that season") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    mission.times.dated = {{saturday, at(9), at(12)}, {saturday + 7, at(9), at(12)}};
    mission.seats = {{4, 0}, {4, 0}};
    CHECK(between(offer, mission).empty());
    offer.times.dated = {{saturday + 1, at(9), at(12)}};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::dates});
    offer.times.dated = {{saturday + 7, at(11), at(18)}};
    CHECK(between(offer, mission).empty());
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::shared, 33, 60, 360});
    // The same day, though not the same hour: that is for them to see.
    offer.times.dated = {{saturday + 7, at(14), at(18)}};
    CHECK(between(offer, mission).empty());
    offer.times = {};
    offer.times.period = {saturday + 8, saturday + 30};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::dates});
    offer.times.period = {saturday + 7, saturday + 30};
    CHECK(between(offer, mission).empty());
    offer.times.weekly = {{5, at(8), at(10)}};
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::shared, 33, 60, 360});
}

TEST_CASE("seasons must have a day in common from today on") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    mission.times.weekly = {{5, at(9), at(12)}};
    mission.times.period = {today - 30, today + 30};
    offer.times.period = {today + 30, today + 60};
    CHECK(between(offer, mission).empty());
    offer.times.period = {today + 31, today + 60};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::dates});
    offer.times.period = {today - 60, today - 1};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::dates});
    CHECK(between(offer, mission, today - 1).empty());
    // One who names days: one of them must be a Saturday of that season.
    offer.times = {};
    offer.times.dated = {{saturday, at(10), at(11)}};
    CHECK(between(offer, mission).empty());
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::shared, 66, 60, 180});
    offer.times.dated = {{saturday + 1, at(10), at(11)}};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::dates});
    offer.times.dated = {{saturday + 35, at(10), at(11)}};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::dates});
}

TEST_CASE("days that are past or full do not count, and a mission whose days are past is over") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    mission.times.dated = {
        {today - 1, at(9), at(12)}, {today, at(9), at(12)}, {saturday, at(9), at(11)}};
    mission.seats = {{4, 0}, {4, 4}, {5, 4}};
    CHECK(reason(offer, mission, Part::need) == Reason{Part::need, Why::seats, 8, 1, 9});
    offer.times.dated = {{today - 1, at(9), at(12)}, {today, at(9), at(12)}};
    CHECK(between(offer, mission) == Kinds{ObstacleKind::dates});
    offer.times.dated.push_back({saturday, at(10), at(12)});
    CHECK(between(offer, mission).empty());
    CHECK(reason(offer, mission, Part::hours) == Reason{Part::hours, Why::shared, 100, 60, 120});
    CHECK(between(offer, mission, saturday).empty());
    CHECK(between(offer, mission, saturday + 1) == Kinds{ObstacleKind::over});
    mission.times = {};
    mission.times.period.last_day = today;
    mission.seats = {{1, 0}};
    offer.times = {};
    CHECK(between(offer, mission).empty());
    CHECK(between(offer, mission, today + 1) == Kinds{ObstacleKind::over});
}

TEST_CASE("a weekly slot stays where it is when the clocks are changed") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    offer.times.weekly = {{6, at(18), at(20)}};
    mission.seats = {{4, 0}};
    constexpr std::int32_t spring = 20'905;
    for (const std::int32_t sunday : {spring - 7, spring, spring + 7}) {
        mission.times.dated = {{sunday, at(18), at(20)}};
        CHECK(reason(offer, mission, Part::hours) ==
              Reason{Part::hours, Why::shared, 200, 120, 120});
    }
}

TEST_CASE(
    "commitment counts by its steps, need by free places, and who is not called comes first") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    offer.commitment = Commitment::lead;
    CHECK(reason(offer, mission, Part::commitment) ==
          Reason{Part::commitment, Why::other_level, 0, 2});
    offer.commitment = Commitment::regular;
    CHECK(reason(offer, mission, Part::commitment) ==
          Reason{Part::commitment, Why::other_level, 50, 1});
    offer.commitment = Commitment::once;
    CHECK(reason(offer, mission, Part::commitment) ==
          Reason{Part::commitment, Why::same_level, 100});
    CHECK(reason(offer, mission, Part::need) == Reason{Part::need, Why::seats, 60, 3, 4});
    mission.seats = {{12, 0}};
    CHECK(reason(offer, mission, Part::need).points == 80);
    const std::vector<std::uint32_t> calls{40, 20, 13, 10, 8};
    for (offer.calls = 0; offer.calls < calls.size(); ++offer.calls)
        CHECK(reason(offer, mission, Part::unasked).points == calls[offer.calls]);
    offer.calls = 0xFFFF'FFFF;
    CHECK(reason(offer, mission, Part::unasked).points == 0);
}

TEST_CASE("the reasons of any pair add up to its score, whatever keeps the two apart") {
    constexpr std::uint64_t used = 20'261'127;
    MESSAGE("seed ", used);
    RandomTerritory territory(used);
    std::size_t apart = 0;
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        const Offer offer = territory.offer(i);
        const Mission mission = territory.mission(i);
        const Explanation told = explain(offer, mission, today);
        const Figures figures = figures_of(offer, mission, today);
        std::uint32_t sum = 0;
        for (std::size_t n = 0; n < parts; ++n) {
            REQUIRE(told.reasons[n].points <= most_points[n]);
            sum += told.reasons[n].points;
        }
        REQUIRE(told.score == sum);
        REQUIRE(told.score == total(points_of(offer, mission, figures)));
        REQUIRE(told.fits() == (figures.obstacles == 0));
        apart += told.fits() ? 0U : 1U;
    }
    // Otherwise the territory shows nothing.
    CHECK(apart > 5'000);
    CHECK(apart < 19'000);
}

TEST_CASE("an offer is shown to whom it is for, and a minor's to nobody") {
    Offer offer = plain_offer();
    CHECK(visible_to(offer, Asker::anybody));
    CHECK(visible_to(offer, Asker::verified_association));
    offer.visibility = Visibility::verified_associations;
    CHECK_FALSE(visible_to(offer, Asker::anybody));
    CHECK(visible_to(offer, Asker::verified_association));
    offer.age_at_least = 17;
    CHECK_FALSE(visible_to(offer, Asker::verified_association));
    offer = plain_offer();
    offer.visibility = Visibility::nobody;
    CHECK_FALSE(visible_to(offer, Asker::verified_association));
    offer = plain_offer();
    offer.age_at_least = 0;
    CHECK_FALSE(visible_to(offer, Asker::anybody));
}

TEST_CASE("a slot can be taken by whom it suits at least in part") {
    Offer offer = plain_offer();
    Mission mission = plain_mission();
    mission.times.dated = {{saturday, at(9), at(12)}, {saturday + 1, at(9), at(12)}};
    mission.seats = {{4, 0}, {4, 4}};
    CHECK(can_take(offer, mission, 0, today));
    CHECK_FALSE(can_take(offer, mission, 1, today));
    CHECK_FALSE(can_take(offer, mission, 2, today));
    CHECK_FALSE(can_take(offer, mission, 0, saturday + 1));
    offer.times.weekly = {{5, at(12), at(14)}};
    CHECK_FALSE(can_take(offer, mission, 0, today));
    offer.times.weekly = {{5, at(11), at(14)}};
    CHECK(can_take(offer, mission, 0, today));
    offer.times.period.first_day = saturday + 1;
    CHECK_FALSE(can_take(offer, mission, 0, today));
    offer.times = {};
    offer.times.period.first_day = saturday + 1;
    CHECK_FALSE(can_take(offer, mission, 0, today));
}

TEST_CASE("lists over their limits, out of order, or twice the same are not well-formed") {
    CHECK(well_formed(plain_offer()));
    CHECK(well_formed(plain_mission()));
    Offer offer = plain_offer();
    for (std::uint16_t code = 0; code < 32; ++code) offer.skills.push_back(code);
    CHECK(well_formed(offer));
    offer.skills.push_back(40);
    CHECK_FALSE(well_formed(offer));
    offer.skills = {3, 3};
    CHECK_FALSE(well_formed(offer));
    offer.skills = {4, 3};
    CHECK_FALSE(well_formed(offer));
    offer.skills = {1'023};
    CHECK(well_formed(offer));
    offer.skills = {1'024};
    CHECK_FALSE(well_formed(offer));
    offer = plain_offer();
    offer.point = events::Point{9'000'001, 0};
    CHECK_FALSE(well_formed(offer));
    Mission mission = plain_mission();
    mission.skills = {1, 2, 3, 4, 5, 6, 7, 8};
    CHECK(well_formed(mission));
    mission.skills.push_back(9);
    CHECK_FALSE(well_formed(mission));
    mission = plain_mission();
    mission.seats.clear();
    CHECK_FALSE(well_formed(mission));
    mission.times.weekly = {{0, at(9), at(10)}, {0, at(9), at(10)}};
    mission.seats = {{1, 0}, {1, 0}};
    CHECK_FALSE(well_formed(mission));
    mission.times.weekly.pop_back();
    CHECK_FALSE(well_formed(mission));
    mission.seats.pop_back();
    CHECK(well_formed(mission));
}
