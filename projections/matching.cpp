#include "projections/matching.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "events/point.hpp"
#include "projections/limits.hpp"
#include "projections/matching_formula.hpp"

namespace imaginons::projections {

namespace {

static_assert(std::accumulate(most_points.begin(), most_points.end(), 0U) == most_score);

bool well_formed(const Codes& codes, std::size_t most) {
    return codes.size() <= most && std::is_sorted(codes.begin(), codes.end()) &&
           std::adjacent_find(codes.begin(), codes.end()) == codes.end() &&
           (codes.empty() || codes.back() < limits::vocabulary_codes);
}

Codes common(const Codes& a, const Codes& b) {
    Codes both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both;
}

Codes without(const Codes& a, const Codes& b) {
    Codes rest;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
    return rest;
}

std::uint32_t count_common(const Codes& a, const Codes& b) {
    std::uint32_t count = 0;
    for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
        if (*x == *y) {
            ++count, ++x, ++y;
        } else if (*x < *y) {
            ++x;
        } else {
            ++y;
        }
    }
    return count;
}

Nearness nearness_of(const Offer& offer, const Mission& mission, const Figures& figures) {
    return {figures.distance_m,
            offer.district == mission.district && offer.district != events::no_label,
            offer.on_site && mission.on_site, offer.remote && mission.remote};
}

bool has_applied(const Offer& offer, const MissionId& mission) {
    return std::find(offer.applied.begin(), offer.applied.end(), mission) != offer.applied.end();
}

bool too_far(const Offer& offer, const Mission& mission, const Figures& figures) {
    const Nearness near = nearness_of(offer, mission, figures);
    return near.on_site && !near.remote && near.distance_m && offer.reach_m &&
           *near.distance_m > *offer.reach_m;
}

std::uint32_t obstacles_of(const Offer& offer, const Mission& mission, const Figures& figures,
                           std::int32_t today) {
    std::uint32_t all = 0;
    const auto note = [&all](ObstacleKind kind, bool stands) {
        if (stands) all |= 1U << static_cast<unsigned>(kind);
    };
    const bool possible = (offer.on_site && mission.on_site) || (offer.remote && mission.remote);
    const bool over = !seats_to_come(mission, today).any_day;
    const bool full = mission.state == MissionState::full || (!over && figures.places_free == 0);
    note(ObstacleKind::not_open,
         mission.state != MissionState::open && mission.state != MissionState::full);
    note(ObstacleKind::over, over);
    note(ObstacleKind::full, full);
    note(ObstacleKind::paused, offer.paused);
    note(ObstacleKind::applied, has_applied(offer, mission.id));
    note(ObstacleKind::age, offer.age_at_least < mission.minimum_age);
    note(ObstacleKind::mode, !possible);
    note(ObstacleKind::distance, too_far(offer, mission, figures));
    note(ObstacleKind::dates, !over && !full && !share_days(offer.times, mission, today));
    return all;
}

Hours hours_between(const Offer& offer, const Mission& mission, std::int32_t today) {
    Hours slots{0, minutes_of_open(mission, today)};
    for (std::size_t i = 0; i < mission.times.slots(); ++i)
        if (slot_open(mission, i, today))
            slots.shared += minutes_with(offer.times, mission, i, today);
    return hours_of({!offer.times.weekly.empty(), !offer.times.dated.empty(), offer.hours_a_week},
                    mission, slots);
}

Obstacle told(ObstacleKind kind, const Offer& offer, const Mission& mission,
              const Figures& figures) {
    if (kind == ObstacleKind::age) return {kind, mission.minimum_age, offer.age_at_least};
    if (kind == ObstacleKind::distance)
        return {kind, figures.distance_m.value_or(0), offer.reach_m.value_or(0)};
    return {kind};
}

Reason reason_of_asked(Part part, const Codes& asked, const Codes& offered) {
    Reason reason{part, Why::none_asked};
    if (asked.empty()) return reason;
    reason.codes = common(asked, offered);
    reason.missing = without(asked, offered);
    reason.why = reason.codes.empty() ? Why::none_shared : Why::shared;
    reason.figure = static_cast<std::uint32_t>(reason.codes.size());
    reason.whole = static_cast<std::uint32_t>(asked.size());
    return reason;
}

Reason reason_of_causes(const Offer& offer, const Mission& mission) {
    if (offer.causes.empty() || mission.themes.empty()) return {Part::causes, Why::open};
    return reason_of_asked(Part::causes, mission.themes, offer.causes);
}

Reason reason_of_hours(const Figures& figures) {
    if (figures.minutes_asked == 0) return {Part::hours, Why::open};
    Reason reason{Part::hours, figures.minutes_shared == 0 ? Why::none_shared : Why::shared};
    reason.figure = figures.minutes_shared;
    reason.whole = figures.minutes_asked;
    return reason;
}

// Of several that hold, the one that gave the points.
Reason reason_of_nearness(const Nearness& near) {
    Nearness here = near;
    here.remote = false;
    const bool from_afar = near.remote && points_of_nearness(near) > points_of_nearness(here);
    Reason reason{Part::nearness, Why::unknown};
    if (from_afar || (near.remote && !near.on_site)) {
        reason.why = Why::remote;
    } else if (near.distance_m) {
        reason.why = Why::metres;
        reason.figure = *near.distance_m;
    } else if (near.same_district) {
        reason.why = Why::same_district;
    }
    return reason;
}

Reason reason_of_commitment(const Offer& offer, const Mission& mission) {
    const auto a = static_cast<std::uint32_t>(offer.commitment);
    const auto b = static_cast<std::uint32_t>(mission.commitment);
    Reason reason{Part::commitment, a == b ? Why::same_level : Why::other_level};
    reason.figure = a < b ? b - a : a - b;
    return reason;
}

}  // namespace

bool well_formed(const Offer& offer) {
    return well_formed(offer.skills, limits::skills_offered) &&
           well_formed(offer.causes, limits::causes_offered) &&
           well_formed(offer.languages, limits::languages_spoken) &&
           (!offer.point || events::is_on_earth(*offer.point)) &&
           !events::defect_of(offer.times, events::SlotUse::availability);
}

// That no appointment falls into a skipped hour is seen to where missions are decided on: asking
// the time-zone database costs more than all else here.
bool well_formed(const Mission& mission) {
    return well_formed(mission.skills, limits::skills_asked) &&
           well_formed(mission.themes, events::themes_borne) &&
           well_formed(mission.languages, limits::languages_asked) &&
           (!mission.point || events::is_on_earth(*mission.point)) &&
           mission.seats.size() == std::max<std::size_t>(mission.times.slots(), 1) &&
           !events::defect_of(mission.times, events::SlotUse::availability);
}

bool visible_to(const Offer& offer, Asker asker) {
    if (offer.age_at_least < limits::age_to_be_shown) return false;
    switch (offer.visibility) {
        case Visibility::everybody: return true;
        case Visibility::verified_associations: return asker == Asker::verified_association;
        case Visibility::nobody: break;
    }
    return false;
}

Figures figures_of(const Offer& offer, const Mission& mission, std::int32_t today) {
    Figures figures;
    figures.skills_shared = count_common(mission.skills, offer.skills);
    figures.causes_shared = count_common(mission.themes, offer.causes);
    figures.languages_shared = count_common(mission.languages, offer.languages);
    const Hours hours = hours_between(offer, mission, today);
    figures.minutes_shared = hours.shared;
    figures.minutes_asked = hours.asked;
    if (offer.point && mission.point)
        figures.distance_m = events::distance_m(*offer.point, *mission.point);
    const SeatsToCome seats = seats_to_come(mission, today);
    figures.places_free = seats.free;
    figures.places = seats.places;
    figures.obstacles = obstacles_of(offer, mission, figures, today);
    return figures;
}

Points points_of(const Offer& offer, const Mission& mission, const Figures& figures) {
    return {points_of_asked(Part::skills, figures.skills_shared, mission.skills.size()),
            points_of_causes(figures.causes_shared, mission.themes.size(), offer.causes.size()),
            points_of_hours(figures.minutes_shared, figures.minutes_asked),
            points_of_nearness(nearness_of(offer, mission, figures)),
            points_of_commitment(offer.commitment, mission.commitment),
            points_of_asked(Part::languages, figures.languages_shared, mission.languages.size()),
            points_of_need(figures.places_free, figures.places),
            points_of_calls(offer.calls)};
}

std::uint32_t total(const Points& points) {
    return std::accumulate(points.begin(), points.end(), 0U);
}

Explanation explain(const Offer& offer, const Mission& mission, std::int32_t today) {
    const Figures figures = figures_of(offer, mission, today);
    const Points points = points_of(offer, mission, figures);
    Explanation out;
    for (std::size_t i = 0; i < obstacle_kinds; ++i) {
        const auto kind = static_cast<ObstacleKind>(i);
        if (figures.has(kind)) out.obstacles.push_back(told(kind, offer, mission, figures));
    }
    out.reasons = {
        reason_of_asked(Part::skills, mission.skills, offer.skills),
        reason_of_causes(offer, mission),
        reason_of_hours(figures),
        reason_of_nearness(nearness_of(offer, mission, figures)),
        reason_of_commitment(offer, mission),
        reason_of_asked(Part::languages, mission.languages, offer.languages),
        {Part::need, Why::seats, 0, figures.places_free, figures.places},
        {Part::unasked, Why::calls, 0, offer.calls},
    };
    for (std::size_t i = 0; i < parts; ++i) out.reasons[i].points = points[i];
    out.score = total(points);
    return out;
}

bool can_take(const Offer& offer, const Mission& mission, std::size_t slot, std::int32_t today) {
    if (slot >= mission.seats.size() || !slot_open(mission, slot, today)) return false;
    const auto& dated = mission.times.dated;
    if (!dated.empty() && !offer.times.period.has(dated[slot].day)) return false;
    if (offer.times.slots() == 0 || mission.times.slots() == 0) return true;
    return minutes_with(offer.times, mission, slot, today) > 0;
}

}  // namespace imaginons::projections
