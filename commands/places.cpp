#include "commands/places.hpp"

#include "events/point.hpp"

namespace imaginons::commands {

Placement placement_after(const Placement& before, const NewPlacement& said) {
    return {{said.themes.value_or(before.labels.themes),
             said.district.value_or(before.labels.district)},
            said.point.value_or(before.point)};
}

std::optional<Refusal> defect_of(const Territory& territory, const Placement& before,
                                 const Placement& after, bool amendment) {
    if (amendment && !after.is_empty())
        return Refusal{RefusalCode::unknown_value, after.point ? "point" : "themes"};
    if (auto refusal = defect_of_labels(territory, before.labels, after.labels)) return refusal;
    if (after.point && !events::is_on_earth(*after.point))
        return Refusal{RefusalCode::not_on_earth, "point"};
    return std::nullopt;
}

}  // namespace imaginons::commands
