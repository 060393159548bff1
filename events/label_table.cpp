#include "events/label_table.hpp"

#include <algorithm>

namespace imaginons::events {

namespace {

std::string name_at(const std::vector<std::string>& names, std::size_t i) {
    return i < names.size() ? names[i] : std::string();
}

}  // namespace

bool Labels::has_theme(std::uint8_t theme) const {
    return std::find(themes.begin(), themes.end(), theme) != themes.end();
}

std::vector<std::uint8_t> LabelTable::publish(const std::vector<std::string>& codes,
                                              const std::vector<std::string>& french,
                                              const std::vector<std::string>& english) {
    const std::vector<Label> before = all_;
    for (Label& label : all_) label.retired = true;
    in_force_.clear();
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const std::uint8_t place = at(codes[i]);
        if (place == no_label || !all_[place].retired) continue;
        all_[place] = {codes[i], name_at(french, i), name_at(english, i), false};
        in_force_.push_back(place);
    }
    std::vector<std::uint8_t> changed;
    for (std::size_t place = 0; place < all_.size(); ++place) {
        if (place >= before.size() || !(all_[place] == before[place]))
            changed.push_back(static_cast<std::uint8_t>(place));
    }
    return changed;
}

std::uint8_t LabelTable::find(std::string_view code) const {
    const auto found = std::find_if(all_.begin(), all_.end(),
                                    [&](const Label& label) { return label.code == code; });
    return found == all_.end() ? no_label : static_cast<std::uint8_t>(found - all_.begin());
}

std::uint8_t LabelTable::at(std::string_view code) {
    const std::uint8_t place = find(code);
    if (place != no_label || all_.size() == no_label) return place;
    all_.push_back({std::string(code), {}, {}, true});
    return static_cast<std::uint8_t>(all_.size() - 1);
}

Id id_of_code(std::string_view code) {
    std::array<std::uint8_t, label_code_bytes> bytes{};
    if (code.size() <= bytes.size()) std::copy(code.begin(), code.end(), bytes.begin());
    return from_bytes<Id>(bytes.data());
}

std::string code_of_id(const Id& id) {
    const auto bytes = bytes_of(id);
    return {bytes.begin(), std::find(bytes.begin(), bytes.end(), std::uint8_t{0})};
}

}  // namespace imaginons::events
