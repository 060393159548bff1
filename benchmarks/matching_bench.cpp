// How long it takes to find the missions for one person and the volunteers for one mission, what a
// change costs, and how much memory all of it needs; beside scoring every pair, whose answers must
// be the same. Usage: matching_bench --offers 100000 --missions 5000 --rounds 6
// Offers and missions are drawn, the same at each run, with the spread of a city and its
// neighbours.
#include <fmt/format.h>

#include <algorithm>

#include "benchmarks/measure.hpp"
#include "projections/assignment.hpp"
#include "projections/matching_index.hpp"
#include "tests/projections/territory_of_offers.hpp"

namespace imaginons::benchmarks {

namespace {

using namespace projections;

constexpr std::int32_t today = test::matching_today;
constexpr std::size_t most = 20;
constexpr std::uint64_t seed = 20'261'127;
// Questions of one round, to the index and to the scan, which takes longer.
constexpr std::size_t questions = 200;
constexpr std::size_t scans = 10;
constexpr std::size_t changes = 2'000;
constexpr std::size_t put_at_once = 1'000;
constexpr std::size_t missions_to_fill = 12;

struct Territory {
    std::vector<Offer> offers;
    std::vector<Mission> missions;
};

Mission open_mission(test::RandomTerritory& drawn, std::uint64_t number) {
    Mission mission = drawn.mission(number);
    mission.state = MissionState::open;
    return mission;
}

void must(bool taken) {
    if (!taken) throw std::runtime_error("an offer or a mission was not taken");
}

// Offers are put in batches, so that what is drawn beside them hardly counts; gives the seconds
// that putting took.
double put_all(MatchingIndex& index, std::size_t offers, std::size_t missions) {
    test::RandomTerritory drawn(seed, test::city_scale);
    double seconds = 0;
    for (std::size_t first = 0; first < offers; first += put_at_once) {
        std::vector<Offer> batch;
        for (std::size_t i = first; i < std::min(offers, first + put_at_once); ++i)
            batch.push_back(drawn.offer(i));
        const Stopwatch putting;
        for (const Offer& offer : batch) must(index.put(offer));
        seconds += putting.seconds();
    }
    for (std::size_t i = 0; i < missions; ++i) {
        const Mission mission = open_mission(drawn, i);
        const Stopwatch putting;
        must(index.put(mission));
        seconds += putting.seconds();
    }
    return seconds;
}

Territory everything(std::size_t offers, std::size_t missions) {
    test::RandomTerritory drawn(seed, test::city_scale);
    Territory all;
    for (std::size_t i = 0; i < offers; ++i) all.offers.push_back(drawn.offer(i));
    for (std::size_t i = 0; i < missions; ++i) all.missions.push_back(open_mission(drawn, i));
    return all;
}

void keep_best(std::vector<Match>& all) {
    const auto better = [](const Match& a, const Match& b) {
        if (a.score != b.score) return a.score > b.score;
        if (a.mission != b.mission) return events::ByBytes{}(a.mission, b.mission);
        return events::ByBytes{}(a.person, b.person);
    };
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
    std::partial_sort(all.begin(), end, all.end(), better);
    all.erase(end, all.end());
}

void score(std::vector<Match>& all, const Offer& offer, const Mission& mission) {
    const Figures figures = figures_of(offer, mission, today);
    if (figures.obstacles == 0)
        all.push_back({offer.person, mission.id, total(points_of(offer, mission, figures))});
}

std::vector<Match> scan_missions(const Territory& all, const Offer& offer) {
    std::vector<Match> matches;
    for (const Mission& mission : all.missions) score(matches, offer, mission);
    keep_best(matches);
    return matches;
}

std::vector<Match> scan_volunteers(const Territory& all, const Mission& mission) {
    std::vector<Match> matches;
    for (const Offer& offer : all.offers)
        if (visible_to(offer, Asker::verified_association)) score(matches, offer, mission);
    keep_best(matches);
    return matches;
}

// Milliseconds of each question.
struct Times {
    std::vector<double> missions;
    std::vector<double> missions_by_scan;
    std::vector<double> volunteers;
    std::vector<double> volunteers_by_scan;
    std::vector<double> updates;
    std::vector<double> fills;
};

template <class F>
auto timed(std::vector<double>& ms, F&& f) {
    const Stopwatch watch;
    auto out = f();
    ms.push_back(watch.seconds() * 1e3);
    return out;
}

void must_equal(const std::vector<Match>& found, const std::vector<Match>& scanned) {
    if (found != scanned) throw std::runtime_error("the index and the scan do not agree");
}

void ask(const MatchingIndex& index, const Territory& all, test::RandomTerritory& drawn,
         Times& times) {
    for (std::size_t i = 0; i < questions; ++i) {
        const Offer& offer = all.offers[drawn.below(all.offers.size())];
        const auto found = timed(times.missions, [&] {
            return index.missions_for(offer.person, {today, most});
        });
        if (i >= scans) continue;
        must_equal(found, timed(times.missions_by_scan, [&] {
                       // Nobody asks the index for a paused offer's in vain, and the scan looks all
                       // the same.
                       return scan_missions(all, offer);
                   }));
    }
    for (std::size_t i = 0; i < questions; ++i) {
        const Mission& mission = all.missions[drawn.below(all.missions.size())];
        const auto found = timed(times.volunteers, [&] {
            return index.volunteers_for(mission.id, {today, Asker::verified_association, most});
        });
        if (i < scans)
            must_equal(found, timed(times.volunteers_by_scan,
                                    [&] { return scan_volunteers(all, mission); }));
    }
}

// As events do: somebody changes their offer, is called, or takes a place.
void change(MatchingIndex& index, Territory& all, test::RandomTerritory& drawn, Times& times) {
    for (std::size_t i = 0; i < changes; ++i) {
        if (i % 2 == 0) {
            Offer& offer = all.offers[drawn.below(all.offers.size())];
            const std::uint32_t calls = offer.calls;
            if (i % 4 == 0) offer = drawn.offer(offer.person.lo() - 1);
            offer.calls = calls + 1;
            must(timed(times.updates, [&] { return index.put(offer); }));
        } else {
            Mission& mission = all.missions[drawn.below(all.missions.size())];
            Seats& seats = mission.seats.front();
            seats.taken = static_cast<std::uint16_t>(seats.free() == 0 ? 0 : seats.taken + 1);
            must(timed(times.updates, [&] { return index.put(mission); }));
        }
    }
}

void fill_some(const MatchingIndex& index, const Territory& all, test::RandomTerritory& drawn,
               Times& times) {
    std::vector<MissionId> missions;
    for (std::size_t i = 0; i < missions_to_fill; ++i)
        missions.push_back(all.missions[drawn.below(all.missions.size())].id);
    std::vector<Vacancy> vacancies = vacancies_of(index, missions, today);
    const auto filled = timed(
        times.fills, [&] { return fill(index, vacancies, Asker::verified_association, today); });
    if (!filled) throw std::runtime_error("too much to fill at once");
}

void report(std::string_view what, const std::vector<double>& ms,
            const std::vector<double>& by_scan) {
    fmt::print("{} {:.4f} {:.4f} {:.3f} {:.3f}\n", what, median(ms), percentile(ms, 0.99),
               median(by_scan), percentile(by_scan, 0.99));
}

int measure(const Options& options) {
    const std::size_t offers = options.number("offers", 100'000);
    const std::size_t missions = options.number("missions", 5'000);
    const double before_mb = rss_anon_mb();
    MatchingIndex index;
    const double seconds = put_all(index, offers, missions);
    fmt::print("memory {:.0f} {} {}\n", rss_anon_mb() - before_mb, offers, missions);
    fmt::print("put {:.0f} {:.2f}\n", static_cast<double>(offers + missions) / seconds, seconds);
    Territory all = everything(offers, missions);
    test::RandomTerritory drawn(seed + 1, test::city_scale);
    Times times;
    for (std::uint64_t round = 0; round < options.number("rounds", 6); ++round) {
        ask(index, all, drawn, times);
        change(index, all, drawn, times);
        fill_some(index, all, drawn, times);
    }
    report("missions", times.missions, times.missions_by_scan);
    report("volunteers", times.volunteers, times.volunteers_by_scan);
    fmt::print("update {:.5f} {:.5f}\n", median(times.updates), percentile(times.updates, 0.99));
    fmt::print("fill {:.2f} {:.2f}\n", median(times.fills), percentile(times.fills, 1));
    return 0;
}

}  // namespace

}  // namespace imaginons::benchmarks

int main(int count, char** values) {
    return imaginons::benchmarks::run(imaginons::benchmarks::measure, count, values);
}
