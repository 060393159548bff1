#include "projections/matching_index.hpp"

#include <algorithm>
#include <bit>
#include <bitset>

#include "projections/limits.hpp"

namespace imaginons::projections {

namespace {

// Columns of who may be found at all: a paused offer is in none.
enum Listed : std::size_t {
    for_anybody,
    for_verified_associations,
    on_site,
    from_afar,
    without_causes
};

constexpr std::uint32_t most_of(Part part) {
    return most_points[static_cast<std::size_t>(part)];
}

events::Token token_of(const events::PersonId& person) {
    return events::id_as<events::Token>(person);
}
events::Token token_of(const MissionId& id) {
    return events::id_as<events::Token>(id);
}

bool has_applied(const Offer& offer, const MissionId& mission) {
    return std::find(offer.applied.begin(), offer.applied.end(), mission) != offer.applied.end();
}

// Offers that share a skill with the mission, or a cause, can reach so many points; those that do
// not, fewer: so they are looked at later, and mostly not at all.
enum class Skill : std::uint8_t { any, shared, none_shared };
enum class Cause : std::uint8_t { any, shared, open, none_shared };
struct Group {
    Skill skill;
    Cause cause;
    std::uint32_t bound;
};

std::vector<Group> groups_of(const Mission& mission, std::uint32_t need) {
    using SkillBound = std::pair<Skill, std::uint32_t>;
    using CauseBound = std::pair<Cause, std::uint32_t>;
    const std::uint32_t open_causes = half_points(Part::causes);
    std::vector<SkillBound> skills{{Skill::any, half_points(Part::skills)}};
    if (!mission.skills.empty())
        skills = {{Skill::shared, most_of(Part::skills)}, {Skill::none_shared, 0}};
    std::vector<CauseBound> causes{{Cause::any, open_causes}};
    if (!mission.themes.empty())
        causes = {{Cause::shared, most_of(Part::causes)},
                  {Cause::open, open_causes},
                  {Cause::none_shared, 0}};
    const std::uint32_t rest = most_of(Part::hours) + most_of(Part::nearness) +
                               most_of(Part::commitment) + most_of(Part::languages) +
                               most_of(Part::unasked) + need;
    std::vector<Group> groups;
    for (const auto& [skill, of_skill] : skills)
        for (const auto& [cause, of_cause] : causes)
            groups.push_back({skill, cause, of_skill + of_cause + rest});
    std::stable_sort(groups.begin(), groups.end(),
                     [](const Group& a, const Group& b) { return a.bound > b.bound; });
    return groups;
}

std::vector<BitColumn> columns_of(const BitColumns& columns, const Codes& codes) {
    std::vector<BitColumn> out;
    for (const std::uint16_t code : codes) out.push_back(columns[code]);
    return out;
}

std::uint64_t any_of(const std::vector<BitColumn>& columns, std::size_t word) {
    std::uint64_t bits = 0;
    for (const BitColumn column : columns) bits |= word_of(column, word);
    return bits;
}

std::uint32_t count_of(const std::vector<BitColumn>& columns, std::uint32_t row) {
    std::uint32_t count = 0;
    for (const BitColumn column : columns) count += bit_of(column, row) ? 1U : 0U;
    return count;
}

using CodeSet = std::bitset<limits::vocabulary_codes>;

CodeSet set_of(const Codes& codes) {
    CodeSet set;
    for (const std::uint16_t code : codes) set[code] = true;
    return set;
}

template <std::size_t most>
std::uint32_t count_of(const CodeSet& set, const FewCodes<most>& few) {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < few.count; ++i) count += set[few.codes[i]] ? 1U : 0U;
    return count;
}

}  // namespace

// One offer beside every open mission.
struct MatchingIndex::MissionSearch {
    const MatchingIndex& index;
    std::uint32_t number;
    std::int32_t today;
    const Offer& offer = index.offers_[number];
    const OfferRow& row = index.offer_rows_[number];
    const CodeSet skills = set_of(offer.skills);
    const CodeSet causes = set_of(offer.causes);
    const CodeSet languages = set_of(offer.languages);

    void consider(const MissionRow& asked, BestMatches& best) const {
        const SharedCodes shared{count_of(skills, asked.skills), count_of(causes, asked.themes),
                                 count_of(languages, asked.languages)};
        const auto points = points_of_rows(row, asked, shared);
        if (!points || !best.admits(*points + most_of(Part::hours) + most_of(Part::need))) return;
        const Mission& mission = index.missions_[asked.number];
        const SeatsToCome seats = seats_to_come(mission, today);
        if (seats.free == 0) return;
        const std::uint32_t known = *points + points_of_need(seats.free, seats.places);
        if (!best.admits(known + most_of(Part::hours))) return;
        const auto hours = index.points_of_hours_of(number, mission, today);
        if (!hours) return;
        const BestMatches::Found found{known + *hours, mission.id};
        if (best.admits(found) && !has_applied(offer, mission.id)) best.add(found);
    }
};

// One mission beside the offers that may be found, those first that can reach most.
struct MatchingIndex::VolunteerSearch {
    const MatchingIndex& index;
    const Mission& mission;
    const VolunteerQuestion& question;
    std::uint32_t need;
    const MissionRow row = row_of(mission, 0);
    const std::vector<BitColumn> skills = columns_of(index.skills_, mission.skills);
    const std::vector<BitColumn> themes = columns_of(index.causes_, mission.themes);
    const std::vector<BitColumn> languages = columns_of(index.languages_, mission.languages);
    const BitColumn listed =
        index.listed_[question.asker == Asker::verified_association ? for_verified_associations
                                                                    : for_anybody];

    std::uint64_t candidates(const Group& group, std::size_t word) const {
        const BitColumns& all = index.listed_;
        std::uint64_t bits = word_of(listed, word);
        bits &= (mission.on_site ? word_of(all[on_site], word) : 0) |
                (mission.remote ? word_of(all[from_afar], word) : 0);
        if (bits == 0) return 0;
        if (group.skill != Skill::any)
            bits &= group.skill == Skill::shared ? any_of(skills, word) : ~any_of(skills, word);
        switch (group.cause) {
            case Cause::any: return bits;
            case Cause::shared: return bits & any_of(themes, word);
            case Cause::open: return bits & word_of(all[without_causes], word);
            case Cause::none_shared: break;
        }
        return bits & ~any_of(themes, word) & ~word_of(all[without_causes], word);
    }

    void consider(std::uint32_t number, BestMatches& best) const {
        const SharedCodes shared{count_of(skills, number), count_of(themes, number),
                                 count_of(languages, number)};
        const auto points = points_of_rows(index.offer_rows_[number], row, shared);
        if (!points || !best.admits(*points + need + most_of(Part::hours))) return;
        const auto hours = index.points_of_hours_of(number, mission, question.today);
        if (!hours) return;
        const BestMatches::Found found{*points + need + *hours,
                                       events::id_as<events::Id>(index.people_.at(number))};
        if (!best.admits(found)) return;
        const Offer& offer = index.offers_[number];
        if (has_applied(offer, mission.id)) return;
        if (question.slot && !can_take(offer, mission, *question.slot, question.today)) return;
        best.add(found);
    }

    void consider_all(const Group& group, BestMatches& best) const {
        const std::size_t words = (index.offers_.size() + 63) / 64;
        for (std::size_t word = 0; word < words; ++word) {
            for (std::uint64_t bits = candidates(group, word); bits != 0; bits &= bits - 1)
                consider(static_cast<std::uint32_t>(word * 64) +
                             static_cast<std::uint32_t>(std::countr_zero(bits)),
                         best);
        }
    }
};

bool MatchingIndex::put(const Offer& offer) {
    if (!well_formed(offer) || events::is_nil(offer.person)) return false;
    const std::uint32_t number = people_.intern(token_of(offer.person));
    if (number == offers_.size()) {
        offers_.emplace_back();
        offer_rows_.emplace_back();
        weeks_.emplace_back();
    }
    list(number, offers_[number], false);
    if (events::is_nil(offers_[number].person)) ++offers_here_;
    offers_[number] = offer;
    offer_rows_[number] = row_of(offer);
    weeks_[number] = week_hours(offer.times);
    list(number, offer, true);
    return true;
}

void MatchingIndex::remove_offer(const events::PersonId& person) {
    const std::uint32_t number = number_of(person);
    if (number == none) return;
    list(number, offers_[number], false);
    offers_[number] = {};
    --offers_here_;
}

// Sets or clears each bit that this offer has.
void MatchingIndex::list(std::uint32_t number, const Offer& offer, bool value) {
    const auto note = [&](BitColumns& columns, std::size_t column) {
        columns.set(column, number, value);
    };
    for (const std::uint16_t code : offer.skills) note(skills_, code);
    for (const std::uint16_t code : offer.causes) note(causes_, code);
    for (const std::uint16_t code : offer.languages) note(languages_, code);
    if (offer.causes.empty()) note(listed_, without_causes);
    if (offer.on_site) note(listed_, on_site);
    if (offer.remote) note(listed_, from_afar);
    if (offer.paused) return;
    if (visible_to(offer, Asker::anybody)) note(listed_, for_anybody);
    if (visible_to(offer, Asker::verified_association)) note(listed_, for_verified_associations);
}

bool MatchingIndex::put(const Mission& mission) {
    if (!well_formed(mission) || events::is_nil(mission.id)) return false;
    const std::uint32_t number = mission_ids_.intern(token_of(mission.id));
    if (number == missions_.size()) {
        missions_.emplace_back();
        open_at_.push_back(none);
    }
    missions_[number] = mission;
    if (mission.state != MissionState::open) {
        forget_open(number);
    } else if (open_at_[number] == none) {
        open_at_[number] = static_cast<std::uint32_t>(open_.size());
        open_.push_back(row_of(mission, number));
    } else {
        open_[open_at_[number]] = row_of(mission, number);
    }
    return true;
}

void MatchingIndex::remove_mission(const MissionId& id) {
    const std::uint32_t number = number_of(id);
    if (number == none) return;
    forget_open(number);
    missions_[number] = {};
}

// The last takes its place.
void MatchingIndex::forget_open(std::uint32_t number) {
    const std::uint32_t at = open_at_[number];
    if (at == none) return;
    open_at_[open_.back().number] = at;
    open_[at] = open_.back();
    open_.pop_back();
    open_at_[number] = none;
}

std::uint32_t MatchingIndex::number_of(const events::PersonId& person) const {
    const std::uint32_t number = people_.find(token_of(person));
    const bool here = number != events::TokenTable::none && !events::is_nil(offers_[number].person);
    return here ? number : none;
}

std::uint32_t MatchingIndex::number_of(const MissionId& id) const {
    const std::uint32_t number = mission_ids_.find(token_of(id));
    const bool here = number != events::TokenTable::none && !events::is_nil(missions_[number].id);
    return here ? number : none;
}

const Offer* MatchingIndex::offer(const events::PersonId& person) const {
    const std::uint32_t number = number_of(person);
    return number == none ? nullptr : &offers_[number];
}

const Mission* MatchingIndex::mission(const MissionId& id) const {
    const std::uint32_t number = number_of(id);
    return number == none ? nullptr : &missions_[number];
}

// Most offers name hours of the week, or none: their bits are enough. Those that name dates are
// compared as they stand.
std::optional<std::uint32_t> MatchingIndex::points_of_hours_of(std::uint32_t offer,
                                                               const Mission& mission,
                                                               std::int32_t today) const {
    const OfferRow& row = offer_rows_[offer];
    Hours slots;
    if (row.dated) {
        const events::Times& times = offers_[offer].times;
        if (!share_days(times, mission, today)) return std::nullopt;
        slots.asked = minutes_of_open(mission, today);
        for (std::size_t i = 0; i < mission.times.slots(); ++i)
            if (slot_open(mission, i, today))
                slots.shared += minutes_with(times, mission, i, today);
    } else {
        if (!share_days(row.period, mission, today)) return std::nullopt;
        slots = row.weekly ? shared_hours(weeks_[offer], row.period, mission, today)
                           : Hours{0, minutes_of_open(mission, today)};
    }
    const Hours hours = hours_of({row.weekly, row.dated, row.hours_a_week}, mission, slots);
    return points_of_hours(hours.shared, hours.asked);
}

std::vector<Match> MatchingIndex::missions_for(const events::PersonId& person,
                                               const MissionQuestion& question) const {
    const std::uint32_t number = number_of(person);
    if (number == none || offers_[number].paused) return {};
    BestMatches best(std::min(question.most, limits::matches));
    const MissionSearch search{*this, number, question.today};
    for (const MissionRow& row : open_) search.consider(row, best);
    std::vector<Match> matches;
    for (const auto& [score, id] : best.take()) matches.push_back({person, id, score});
    return matches;
}

std::vector<Match> MatchingIndex::volunteers_for(const MissionId& id,
                                                 const VolunteerQuestion& question) const {
    const std::uint32_t number = number_of(id);
    if (number == none || missions_[number].state != MissionState::open) return {};
    const Mission& mission = missions_[number];
    const SeatsToCome seats = seats_to_come(mission, question.today);
    if (seats.free == 0) return {};
    const std::uint32_t need = points_of_need(seats.free, seats.places);
    BestMatches best(std::min(question.most, limits::matches));
    const VolunteerSearch search{*this, mission, question, need};
    for (const Group& group : groups_of(mission, need)) {
        if (!best.admits(group.bound)) break;
        search.consider_all(group, best);
    }
    std::vector<Match> matches;
    for (const auto& [score, handle] : best.take())
        matches.push_back({events::id_as<events::PersonId>(handle), id, score});
    return matches;
}

}  // namespace imaginons::projections
