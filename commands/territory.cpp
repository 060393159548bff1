#include "commands/territory.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

using events::LabelTable;
using List = std::vector<NamedCode>;

bool is_code(const std::string& code) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !code.empty() && code.size() <= events::label_code_bytes &&
           std::all_of(code.begin(), code.end(), plain) && code.front() != '-' &&
           code.back() != '-';
}

bool is_named_so(const events::Label& label, const NamedCode& named) {
    return label.french == named.french && label.english == named.english;
}

std::optional<Refusal> defect_of_named(const NamedCode& named, const LabelTable& known) {
    if (!is_code(named.code)) return Refusal{RefusalCode::not_a_code, "code"};
    if (auto refusal = defect_of(named.french, {"french", limits::label_name_chars}))
        return refusal;
    if (auto refusal = defect_of(named.english, {"english", limits::label_name_chars}))
        return refusal;
    const std::uint8_t place = known.find(named.code);
    const bool returns = place != events::no_label && known[place].retired;
    if (!returns || is_named_so(known[place], named)) return std::nullopt;
    return Refusal{RefusalCode::code_meant_another, "code"};
}

std::optional<Refusal> defect_of_codes(const List& list) {
    std::vector<std::string_view> codes;
    for (const NamedCode& named : list) codes.push_back(named.code);
    std::sort(codes.begin(), codes.end());
    if (std::adjacent_find(codes.begin(), codes.end()) == codes.end()) return std::nullopt;
    return Refusal{RefusalCode::code_used_twice, "code"};
}

std::optional<Refusal> defect_of_list(const List& list, const LabelTable& known) {
    if (list.size() > limits::labels)
        return Refusal{RefusalCode::too_many_labels, "list", limits::labels, list.size()};
    std::size_t ever = known.all().size();
    for (const NamedCode& named : list) {
        if (auto refusal = defect_of_named(named, known)) return refusal;
        if (known.find(named.code) == events::no_label) ++ever;
    }
    if (auto refusal = defect_of_codes(list)) return refusal;
    if (ever <= limits::labels_ever) return std::nullopt;
    return Refusal{RefusalCode::too_many_labels, "list", limits::labels_ever, ever};
}

bool is_in_force(const List& list, const LabelTable& known) {
    const auto& places = known.in_force();
    return std::equal(list.begin(), list.end(), places.begin(), places.end(),
                      [&](const NamedCode& named, std::uint8_t place) {
                          return known[place].code == named.code &&
                                 is_named_so(known[place], named);
                      });
}

template <class Event>
Decision published(const State& state, const List& list, const LabelTable& known,
                   const Actor& actor) {
    if (auto refusal = may_not_administer(state, actor)) return *refusal;
    if (auto refusal = defect_of_list(list, known)) return *refusal;
    if (is_in_force(list, known)) return Refusal{RefusalCode::nothing_changed};
    Event event;
    for (const NamedCode& named : list) {
        event.codes.push_back(named.code);
        event.french.push_back(named.french);
        event.english.push_back(named.english);
    }
    if (actor.kind == Actor::Kind::person) event.by = actor.person;
    return Facts{events::Fact(std::move(event))};
}

bool may_be_borne(const LabelTable& known, const std::string& code) {
    const std::uint8_t place = known.find(code);
    return place != events::no_label && !known[place].retired;
}

}  // namespace

Decision decide(const State& state, const PublishThemes& command, const Context& context) {
    return published<events::ThemesPublished>(state, command.list, state.territory.themes,
                                              context.actor);
}

Decision decide(const State& state, const PublishDistricts& command, const Context& context) {
    return published<events::DistrictsPublished>(state, command.list, state.territory.districts,
                                                 context.actor);
}

void evolve(Territory& territory, const events::Meta&, const events::ThemesPublished& event) {
    territory.themes.publish(event.codes, event.french, event.english);
}

void evolve(Territory& territory, const events::Meta&, const events::DistrictsPublished& event) {
    territory.districts.publish(event.codes, event.french, event.english);
}

std::optional<Refusal> defect_of_labels(const Territory& territory, const BorneLabels& before,
                                        const BorneLabels& after) {
    const auto& themes = after.themes;
    if (themes.size() > events::themes_borne)
        return Refusal{RefusalCode::too_many_themes, "themes", events::themes_borne, themes.size()};
    for (auto theme = themes.begin(); theme != themes.end(); ++theme) {
        const bool borne =
            std::find(before.themes.begin(), before.themes.end(), *theme) != before.themes.end();
        if (!borne && !may_be_borne(territory.themes, *theme))
            return Refusal{RefusalCode::unknown_theme, "themes"};
        if (std::find(themes.begin(), theme, *theme) != theme)
            return Refusal{RefusalCode::code_used_twice, "themes"};
    }
    if (after.district.empty() || after.district == before.district ||
        may_be_borne(territory.districts, after.district))
        return std::nullopt;
    return Refusal{RefusalCode::unknown_district, "district"};
}

}  // namespace imaginons::commands
