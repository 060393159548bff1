// Numbers are read digit by digit into whole hundred-thousandths: no locale, and no rounding but
// the one that is meant.
#include "http/point_text.hpp"

#include <algorithm>
#include <vector>

#include "http/app_limits.hpp"

namespace imaginons::http {

namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view no_break_space = "\u00A0";
constexpr std::string_view minus_sign = "\u2212";

enum class Decimal : std::uint8_t { point, either };

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

std::string with_plain_signs(std::string_view text) {
    std::string out(text);
    for (const auto& [odd, plain] : {std::pair(no_break_space, " "), std::pair(minus_sign, "-")}) {
        for (std::size_t at = out.find(odd); at != std::string::npos; at = out.find(odd, at))
            out.replace(at, odd.size(), plain);
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

// Hundred-thousandths of a degree: an optional sign, at most three digits, and places after the
// decimal sign.
std::optional<std::int32_t> parse_degrees(std::string_view text, Decimal decimal) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const std::string_view signs = decimal == Decimal::point ? "." : ".,";
    const std::size_t end = std::min(text.find_first_of(signs), text.size());
    const std::string_view whole = text.substr(0, end);
    const std::string_view places = text.substr(std::min(end + 1, text.size()));
    const auto all_digits = [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
    };
    if (!all_digits(whole) || whole.size() > 3) return std::nullopt;
    if (end < text.size() && !all_digits(places)) return std::nullopt;
    std::int32_t value = 0;
    for (const char digit : whole) value = value * 10 + (digit - '0');
    for (std::size_t i = 0; i < 5; ++i)
        value = value * 10 + (i < places.size() ? places[i] - '0' : 0);
    if (places.size() > 5 && places[5] >= '5') ++value;
    return negative ? -value : value;
}

std::optional<events::Point> point_at(std::string_view latitude, std::string_view longitude,
                                      Decimal decimal) {
    const auto north = parse_degrees(trimmed(latitude), decimal);
    const auto east = parse_degrees(trimmed(longitude), decimal);
    if (!north || !east) return std::nullopt;
    const events::Point point(*north, *east);
    return events::is_on_earth(point) ? std::optional(point) : std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(separators, from), text.size());
        parts.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

// --- a pair

// What stands between blanks, without a comma that stands alone.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words = split(text, blanks);
    std::erase_if(words, [](std::string_view word) { return word.empty() || word == ","; });
    return words;
}

std::optional<events::Point> parse_pair(std::string_view text) {
    if (const auto parts = split(text, ";"); parts.size() > 1) {
        if (parts.size() != 2) return std::nullopt;
        return point_at(parts[0], parts[1], Decimal::either);
    }
    auto words = words_of(text);
    if (words.size() == 2) {
        if (words[0].ends_with(',')) words[0].remove_suffix(1);
        return point_at(words[0], words[1], Decimal::either);
    }
    // Without a blank the comma parts the numbers only where they have another decimal sign:
    // "46,19412" is half a point.
    const auto parts = split(text, ",");
    if (words.size() != 1 || parts.size() != 2 || text.find('.') == std::string_view::npos)
        return std::nullopt;
    return point_at(parts[0], parts[1], Decimal::point);
}

// --- geo:46.19412,6.23651;u=10

std::optional<events::Point> parse_geo(std::string_view address) {
    const std::string_view coordinates = address.substr(0, address.find_first_of(";?"));
    for (const std::string_view parameter : split(address.substr(coordinates.size()), ";?")) {
        if (parameter.starts_with("crs=") && parameter != "crs=wgs84") return std::nullopt;
    }
    const auto parts = split(coordinates, ",");
    if (parts.size() != 2 && parts.size() != 3) return std::nullopt;
    return point_at(parts[0], parts[1], Decimal::point);
}

// --- https://www.openstreetmap.org/?mlat=46.19412&mlon=6.23651#map=17/46.19412/6.23651

std::string_view value_in(std::string_view fields, std::string_view name) {
    for (const std::string_view field : split(fields, "&")) {
        if (field.starts_with(name) && field.substr(name.size()).starts_with('='))
            return field.substr(name.size() + 1);
    }
    return {};
}

std::optional<events::Point> parse_map(std::string_view address) {
    const std::size_t path = std::min(address.find_first_of("/?#"), address.size());
    const std::string_view host = address.substr(0, path);
    if (host != "www.openstreetmap.org" && host != "openstreetmap.org" && host != "osm.org")
        return std::nullopt;
    const std::size_t hash = std::min(address.find('#'), address.size());
    const std::string_view before = address.substr(0, hash);
    const std::string_view after = address.substr(std::min(hash + 1, address.size()));
    const std::string_view asked = before.substr(std::min(before.find('?'), before.size() - 1) + 1);
    const std::string_view latitude = value_in(asked, "mlat");
    const std::string_view longitude = value_in(asked, "mlon");
    if (!latitude.empty() || !longitude.empty())
        return point_at(latitude, longitude, Decimal::point);
    const auto middle = split(value_in(after, "map"), "/");
    if (middle.size() != 3) return std::nullopt;
    return point_at(middle[1], middle[2], Decimal::point);
}

}  // namespace

std::string point_words(const events::Point& point) {
    return events::degrees(point.latitude()) + ", " + events::degrees(point.longitude());
}

pages::MapPoint map_point(const std::optional<events::Point>& point) {
    if (!point) return {};
    return {events::degrees(point->latitude()), events::degrees(point->longitude())};
}

std::optional<events::Point> parse_point(std::string_view text) {
    if (text.size() > limits::place_text_bytes) return std::nullopt;
    const std::string plain = lower(with_plain_signs(text));
    std::string_view typed = trimmed(plain);
    const auto take = [&](std::string_view prefix) {
        const bool there = typed.starts_with(prefix);
        if (there) typed.remove_prefix(prefix.size());
        return there;
    };
    if (take("geo:")) return parse_geo(typed);
    if (take("https://") || take("http://")) return parse_map(typed);
    return parse_pair(typed);
}

}  // namespace imaginons::http
