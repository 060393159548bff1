#include "events/time.hpp"

#include <chrono>
#include <cstdio>

namespace imaginons::events {

namespace {

// Reads exactly `digits` digits and advances.
std::optional<int> number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool skip(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::int32_t> read_date(std::string_view& text) {
    const auto year = number(text, 4);
    if (!year || !skip(text, '-')) return std::nullopt;
    const auto month = number(text, 2);
    if (!month || !skip(text, '-')) return std::nullopt;
    const auto day = number(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

// "Z", "+0200" or "+02:00", to the end of the text; in minutes.
std::optional<int> read_offset(std::string_view text) {
    if (text == "Z") return 0;
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = number(text, 2);
    if (!hours || *hours > 23) return std::nullopt;
    skip(text, ':');
    const auto minutes = number(text, 2);
    if (!minutes || *minutes > 59 || !text.empty()) return std::nullopt;
    return sign * (*hours * 60 + *minutes);
}

std::optional<int> read_fraction_ms(std::string_view& text) {
    if (!skip(text, '.')) return 0;
    int ms = 0;
    int digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3) ms = ms * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    for (int i = digits; i < 3; ++i) ms *= 10;
    return ms;
}

}  // namespace

std::string iso_date(std::int32_t day) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

std::optional<std::int32_t> parse_iso_date(std::string_view text) {
    const auto day = read_date(text);
    return text.empty() ? day : std::nullopt;
}

std::string iso_time(std::int64_t time_ms) {
    constexpr std::int64_t day_ms = 86'400'000;
    std::int64_t day = time_ms / day_ms;
    std::int64_t rest = time_ms % day_ms;
    if (rest < 0) {
        rest += day_ms;
        --day;
    }
    char text[32];
    std::snprintf(text, sizeof text, "T%02d:%02d:%02d", static_cast<int>(rest / 3'600'000),
                  static_cast<int>(rest / 60'000 % 60), static_cast<int>(rest / 1000 % 60));
    std::string out = iso_date(static_cast<std::int32_t>(day)) + text;
    if (rest % 1000 != 0) {
        std::snprintf(text, sizeof text, ".%03d", static_cast<int>(rest % 1000));
        out += text;
    }
    return out + 'Z';
}

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
    const auto day = read_date(text);
    if (!day || !skip(text, 'T')) return std::nullopt;
    const auto hour = number(text, 2);
    if (!hour || *hour > 23 || !skip(text, ':')) return std::nullopt;
    const auto minute = number(text, 2);
    if (!minute || *minute > 59 || !skip(text, ':')) return std::nullopt;
    const auto second = number(text, 2);
    if (!second || *second > 59) return std::nullopt;
    const auto ms = read_fraction_ms(text);
    if (!ms) return std::nullopt;
    const auto offset = read_offset(text);
    if (!offset) return std::nullopt;
    const std::int64_t minutes =
        static_cast<std::int64_t>(*day) * 1440 + std::int64_t{*hour} * 60 + *minute - *offset;
    return (minutes * 60 + *second) * 1000 + *ms;
}

}  // namespace imaginons::events
