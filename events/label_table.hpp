// Themes or districts, from the lists that the city has published: a code keeps its place for ever,
// so that what bears it holds one byte. Both sides keep one for each; which lists may be published
// is commands/territory.hpp's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.hpp"

namespace imaginons::events {

constexpr std::size_t label_code_bytes = 16;
constexpr std::size_t themes_borne = 3;
constexpr std::uint8_t no_label = 0xFF;

// Which themes and which district something bears: places in the two tables, no_label where there
// is none. Themes stand in front.
struct Labels {
    std::array<std::uint8_t, themes_borne> themes{no_label, no_label, no_label};
    std::uint8_t district = no_label;

    bool has_theme(std::uint8_t theme) const;
    bool operator==(const Labels&) const = default;
};

struct Label {
    std::string code;
    std::string french;  // empty if no list that was read names it
    std::string english;
    bool retired = true;  // not in the latest list
    bool operator==(const Label&) const = default;
};

class LabelTable {
  public:
    // The latest list. What it leaves out is retired and keeps its names. Codes beyond the 255th
    // are left out, and names that are missing empty. Gives the places whose label is another now.
    std::vector<std::uint8_t> publish(const std::vector<std::string>& codes,
                                      const std::vector<std::string>& french,
                                      const std::vector<std::string>& english);

    // no_label if there is none.
    std::uint8_t find(std::string_view code) const;
    // Makes one without names if there is none; no_label if the table is full.
    std::uint8_t at(std::string_view code);
    const Label& operator[](std::uint8_t place) const { return all_[place]; }
    const std::vector<Label>& all() const { return all_; }
    // Places of the latest list, in its order.
    const std::vector<std::uint8_t>& in_force() const { return in_force_; }

    bool operator==(const LabelTable&) const = default;

  private:
    std::vector<Label> all_;
    std::vector<std::uint8_t> in_force_;
};

// The bytes of a code, filled up with zeros: what follows a label names it so. Nil if it is too
// long to be one.
Id id_of_code(std::string_view code);
std::string code_of_id(const Id& id);

}  // namespace imaginons::events
