// Which missions suit which offers, by a rule that can be told: hard conditions first, then eight
// parts that add up. What follows here works on one pair, plainly; matching_index.hpp finds the
// best of many and gives the same. Nothing here knows events, pages or words: reasons are codes
// with their figures.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "events/distance.hpp"
#include "events/ids.hpp"
#include "events/label_table.hpp"
#include "events/slots.hpp"

namespace imaginons::projections {

using MissionId = events::Id;
// Places in a vocabulary (skills, themes, languages): ascending, each once.
using Codes = std::vector<std::uint16_t>;

enum class Commitment : std::uint8_t { once, regular, lead };
// Who may see that somebody offers their time.
enum class Visibility : std::uint8_t { nobody, verified_associations, everybody };
enum class Asker : std::uint8_t { anybody, verified_association };
enum class MissionState : std::uint8_t { draft, open, full, done, cancelled };

struct Offer {
    events::PersonId person;
    std::uint8_t age_at_least = 0;  // years; 0: nothing is known
    Codes skills;
    Codes causes;
    Codes languages;
    std::uint8_t district = events::no_label;
    std::optional<events::Point> point;  // rounded
    std::optional<std::uint32_t> reach_m;
    bool on_site = true;
    bool remote = false;
    events::Times times;
    std::uint16_t hours_a_week = 0;  // 0: not said
    Commitment commitment = Commitment::once;
    Visibility visibility = Visibility::nobody;
    bool paused = false;
    std::uint32_t calls = 0;  // how often an association has asked them or taken them
    std::vector<MissionId> applied;
    bool operator==(const Offer&) const = default;
};

struct Seats {
    std::uint16_t places = 0;
    std::uint16_t taken = 0;
    std::uint16_t free() const {
        return static_cast<std::uint16_t>(places - std::min(taken, places));
    }
    bool operator==(const Seats&) const = default;
};

struct Mission {
    MissionId id;
    MissionState state = MissionState::draft;
    std::uint8_t minimum_age = 0;
    Codes skills;
    Codes themes;
    Codes languages;
    std::uint8_t district = events::no_label;
    std::optional<events::Point> point;
    bool on_site = true;
    bool remote = false;
    events::Times times;
    std::vector<Seats> seats;        // of each slot; one if there are none
    std::uint16_t hours_a_week = 0;  // asked of one volunteer; 0: not said
    Commitment commitment = Commitment::once;
    bool operator==(const Mission&) const = default;
};

// Whether they keep to limits.hpp, and their lists to what is said above. The index takes no other.
bool well_formed(const Offer& offer);
bool well_formed(const Mission& mission);

// Whether somebody else may see this offer, as an answer to which volunteers there are. Whoever is
// not known to be of age is never shown: nobody may write to minors first.
bool visible_to(const Offer& offer, Asker asker);

// The hard conditions. Each keeps a pair apart, whatever else fits.
enum class ObstacleKind : std::uint8_t {
    not_open,  // draft, done, cancelled
    over,      // all its days are past
    full,      // no place on any day to come
    paused,    // the offer
    applied,   // they asked for this mission already
    age,       // asked: minimum age; known: what is known of theirs
    mode,      // one only on site, the other only from afar
    distance,  // asked: metres between them; known: how far they go
    dates      // no day on which both could
};
constexpr std::size_t obstacle_kinds = 9;
struct Obstacle {
    ObstacleKind kind;
    std::uint32_t asked = 0;
    std::uint32_t known = 0;
    bool operator==(const Obstacle&) const = default;
};

// The parts of the score, in the order in which they are told. ARCHITECTURE.md says why each weighs
// what it does.
enum class Part : std::uint8_t {
    skills,
    causes,
    hours,
    nearness,
    commitment,
    languages,
    need,    // the mission is short of people
    unasked  // nobody calls this person
};
constexpr std::size_t parts = 8;
using Points = std::array<std::uint32_t, parts>;
constexpr Points most_points{250, 150, 200, 150, 100, 30, 80, 40};
constexpr std::uint32_t most_score = 1'000;

// What the score is made of.
struct Figures {
    std::uint32_t obstacles = 0;  // 1 << ObstacleKind
    std::uint32_t skills_shared = 0;
    std::uint32_t causes_shared = 0;
    std::uint32_t languages_shared = 0;
    std::uint32_t minutes_shared = 0;
    std::uint32_t minutes_asked = 0;  // 0: one of the two says nothing of hours
    std::optional<std::uint32_t> distance_m;
    std::uint32_t places_free = 0;  // of the days to come
    std::uint32_t places = 0;
    bool has(ObstacleKind kind) const {
        return (obstacles >> static_cast<unsigned>(kind) & 1U) != 0;
    }
};

// Why a part gave its points.
enum class Why : std::uint8_t {
    shared,       // figure of whole: skills, themes, languages (codes, missing), minutes
    none_shared,  // asked, but not there
    none_asked,   // skills, languages: the mission asks none
    open,         // causes, hours: one of the two says nothing
    metres,       // nearness: figure
    same_district,
    remote,
    unknown,      // nearness: one of the two says no place
    same_level,   // commitment
    other_level,  // figure: steps between the two
    seats,        // need: figure free of whole
    calls         // unasked: figure
};
struct Reason {
    Part part;
    Why why;
    std::uint32_t points = 0;
    std::uint32_t figure = 0;
    std::uint32_t whole = 0;
    Codes codes{};    // shared
    Codes missing{};  // asked for, not offered
    bool operator==(const Reason&) const = default;
};

struct Explanation {
    std::vector<Obstacle> obstacles;  // all of them, not the first only
    std::vector<Reason> reasons;      // one for each part
    std::uint32_t score = 0;          // what the reasons add up to
    bool fits() const { return obstacles.empty(); }
};

// The pair as of a day (in the city). There is one score, which both sides see.
Figures figures_of(const Offer& offer, const Mission& mission, std::int32_t today);
Points points_of(const Offer& offer, const Mission& mission, const Figures& figures);
std::uint32_t total(const Points& points);
Explanation explain(const Offer& offer, const Mission& mission, std::int32_t today);

// Whether somebody could come to that slot: it is to come, has a place, and they are free at least
// for a part of it or say nothing of when. Slot 0 of a mission without slots is the mission.
bool can_take(const Offer& offer, const Mission& mission, std::size_t slot, std::int32_t today);

}  // namespace imaginons::projections
