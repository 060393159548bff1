#include "projections/matching_rows.hpp"

#include <algorithm>
#include <bit>

namespace imaginons::projections {

namespace {

constexpr unsigned week_quarters = events::week_minutes / events::slot_step_minutes;
static_assert(week_quarters <= std::tuple_size_v<WeekHours> * 64);

unsigned quarters(int minutes) {
    return static_cast<unsigned>(minutes / events::slot_step_minutes);
}

// Ones from bit `begin` to before bit `end` of a word.
std::uint64_t ones(unsigned begin, unsigned end) {
    const std::uint64_t up_to_end = end == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << end) - 1;
    return up_to_end & ~((std::uint64_t{1} << begin) - 1);
}

// f(word, mask) for the words of a stretch of the week, which comes round.
template <class F>
void for_each_word(unsigned begin, unsigned count, F&& f) {
    const unsigned before_end = std::min(count, week_quarters - begin);
    for (unsigned at = begin; at < begin + before_end;) {
        const unsigned in_word = std::min(64 - at % 64, begin + before_end - at);
        f(at / 64, ones(at % 64, at % 64 + in_word));
        at += in_word;
    }
    if (before_end < count) for_each_word(0, count - before_end, f);
}

std::uint32_t minutes_in(const WeekHours& week, int begin_minute, int minutes) {
    int count = 0;
    for_each_word(
        quarters(begin_minute), quarters(minutes),
        [&](std::size_t word, std::uint64_t mask) { count += std::popcount(week[word] & mask); });
    return static_cast<std::uint32_t>(count * events::slot_step_minutes);
}

template <std::size_t most>
FewCodes<most> few(const Codes& codes) {
    FewCodes<most> out;
    out.count = static_cast<std::uint8_t>(codes.size());
    std::copy(codes.begin(), codes.end(), out.codes.begin());
    return out;
}

std::optional<Nearness> nearness_of(const OfferRow& offer, const MissionRow& mission) {
    Nearness near;
    near.on_site = offer.on_site && mission.on_site;
    near.remote = offer.remote && mission.remote;
    if (!near.on_site) return near.remote ? std::optional(near) : std::nullopt;
    near.same_district = offer.district == mission.district && offer.district != events::no_label;
    if (!offer.has_point || !mission.has_point) return near;
    near.distance_m = events::distance_m(offer.where, mission.where);
    if (!near.remote && *near.distance_m > offer.reach_m) return std::nullopt;
    return near;
}

bool better(const BestMatches::Found& a, const BestMatches::Found& b) {
    return a.score != b.score ? a.score > b.score : events::ByBytes{}(a.handle, b.handle);
}

}  // namespace

OfferRow row_of(const Offer& offer) {
    OfferRow row;
    if (offer.point) row.where = events::located(*offer.point);
    row.has_point = offer.point.has_value();
    row.reach_m = offer.reach_m.value_or(std::numeric_limits<std::uint32_t>::max());
    row.period = offer.times.period;
    row.hours_a_week = offer.hours_a_week;
    row.age_at_least = offer.age_at_least;
    row.district = offer.district;
    row.cause_count = static_cast<std::uint8_t>(offer.causes.size());
    row.points_of_calls = static_cast<std::uint8_t>(points_of_calls(offer.calls));
    row.commitment = offer.commitment;
    row.on_site = offer.on_site;
    row.remote = offer.remote;
    row.weekly = !offer.times.weekly.empty();
    row.dated = !offer.times.dated.empty();
    return row;
}

MissionRow row_of(const Mission& mission, std::uint32_t number) {
    MissionRow row;
    row.number = number;
    if (mission.point) row.where = events::located(*mission.point);
    row.has_point = mission.point.has_value();
    row.on_site = mission.on_site;
    row.remote = mission.remote;
    row.minimum_age = mission.minimum_age;
    row.district = mission.district;
    row.commitment = mission.commitment;
    row.skills = few<limits::skills_asked>(mission.skills);
    row.themes = few<events::themes_borne>(mission.themes);
    row.languages = few<limits::languages_asked>(mission.languages);
    return row;
}

std::optional<std::uint32_t> points_of_rows(const OfferRow& offer, const MissionRow& mission,
                                            const SharedCodes& shared) {
    if (offer.age_at_least < mission.minimum_age) return std::nullopt;
    const auto near = nearness_of(offer, mission);
    if (!near) return std::nullopt;
    return points_of_asked(Part::skills, shared.skills, mission.skills.count) +
           points_of_causes(shared.causes, mission.themes.count, offer.cause_count) +
           points_of_nearness(*near) + points_of_commitment(offer.commitment, mission.commitment) +
           points_of_asked(Part::languages, shared.languages, mission.languages.count) +
           offer.points_of_calls;
}

WeekHours week_hours(const events::Times& times) {
    WeekHours week{};
    for (const events::WeeklySlot& slot : times.weekly)
        for_each_word(quarters(week_minute_of(slot)), quarters(slot.end_minute - slot.begin_minute),
                      [&](std::size_t word, std::uint64_t mask) { week[word] |= mask; });
    return week;
}

Hours shared_hours(const WeekHours& week, const events::Period& period, const Mission& mission,
                   std::int32_t today) {
    Hours sum;
    const auto add = [&](int begin_minute, int minutes, bool same_days) {
        sum.asked += static_cast<std::uint32_t>(minutes);
        if (same_days) sum.shared += minutes_in(week, begin_minute, minutes);
    };
    const events::Times& times = mission.times;
    for (std::size_t i = 0; i < times.dated.size(); ++i) {
        const events::DatedSlot& slot = times.dated[i];
        if (slot_open(mission, i, today))
            add(week_minute_of(slot), slot.end_minute - slot.begin_minute, period.has(slot.day));
    }
    for (std::size_t i = 0; i < times.weekly.size(); ++i) {
        const events::WeeklySlot& slot = times.weekly[i];
        if (slot_open(mission, i, today))
            add(week_minute_of(slot), slot.end_minute - slot.begin_minute,
                share_days(period, mission, today));
    }
    return sum;
}

bool BestMatches::admits(const Found& one) const {
    return found_.size() < most_ || (most_ != 0 && better(one, found_.front()));
}

void BestMatches::add(const Found& one) {
    if (found_.size() == most_) {
        std::pop_heap(found_.begin(), found_.end(), better);
        found_.pop_back();
    }
    found_.push_back(one);
    std::push_heap(found_.begin(), found_.end(), better);
}

std::vector<BestMatches::Found> BestMatches::take() {
    std::sort_heap(found_.begin(), found_.end(), better);
    return std::move(found_);
}

}  // namespace imaginons::projections
