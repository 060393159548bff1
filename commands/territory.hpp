// The city's lists of themes and of districts on the write side: who may publish them, and which of
// them a proposal may bear. A code means the same for ever: what is left out of a list is retired,
// stays on what bears it, and may come back only under the names that it had.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"
#include "events/label_table.hpp"

namespace imaginons::commands {

struct State;

struct Territory {
    events::LabelTable themes;
    events::LabelTable districts;
};

Decision decide(const State& state, const PublishThemes& command, const Context& context);
Decision decide(const State& state, const PublishDistricts& command, const Context& context);

void evolve(Territory& territory, const events::Meta& meta, const events::ThemesPublished& event);
void evolve(Territory& territory, const events::Meta& meta,
            const events::DistrictsPublished& event);

// Codes of themes and of a district, which may be empty.
struct BorneLabels {
    std::vector<std::string> themes;
    std::string district;
    bool operator==(const BorneLabels&) const = default;
};
// Nothing if what bears `before` may bear `after`: at most three themes, each once, all in force or
// borne before; else the refusal.
std::optional<Refusal> defect_of_labels(const Territory& territory, const BorneLabels& before,
                                        const BorneLabels& after);

}  // namespace imaginons::commands
