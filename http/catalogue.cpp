// Boost.Locale reads the compiled catalogues and works out plural forms; it costs too much for
// every page, so all that is asked of it is asked once, when the language is loaded.
#include "http/catalogue.hpp"

#include "http/pages/limits.hpp"

#include <array>
#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace imaginons::http {
namespace {

using Messages = boost::locale::message_format<char>;

constexpr std::string_view words[] = {
    "Français",
    "espace entre les milliers",
    "{jour} {mois} {an}",
    "1er",
    "{heure} h {minute}",
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
};
constexpr std::size_t first_month = 5;
constexpr std::size_t first_weekday = first_month + 12;

// A counted phrase whose translations are the numbers of its forms: it tells which form a count
// takes.
constexpr std::string_view form_zero = "plural form 0";
constexpr std::string_view form_one = "plural form 1";

constexpr std::string_view narrow_space = "\u202f";  // before ; ! ? and between thousands
constexpr std::string_view no_break_space = "\u00a0";

constexpr std::uint64_t counts_tried =
    1'001;  // every plural rule known to gettext shows all its forms below this

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string two_digits(int value) {
    return (value < 10 ? "0" : "") + std::to_string(value);
}

// Boost.Locale counts in int; plural rules look at no more than a number's last six digits and at
// whether it is small.
int plural_count(std::uint64_t count) {
    constexpr std::uint64_t million = 1'000'000;
    return static_cast<int>(count < million ? count : million + count % million);
}

// Sunday of the last week of a month, as days since 1970-01-01.
std::chrono::sys_days last_sunday(std::chrono::year year, std::chrono::month month) {
    return std::chrono::sys_days{year / month / std::chrono::Sunday[std::chrono::last]};
}

}  // namespace

std::span<const std::string_view> catalogue_words() {
    return words;
}

Catalogue Catalogue::french() {
    Catalogue french;
    french.code_ = "fr";
    french.name_ = "Français";
    french.group_separator_ = narrow_space;
    for (std::size_t i = 0; i < 12; ++i) {
        french.months_[i] = words[first_month + i];
    }
    for (std::size_t i = 0; i < 7; ++i) french.weekdays_[i] = words[first_weekday + i];
    french.date_pattern_ = words[2];
    french.first_of_month_ = words[3];
    french.time_pattern_ = words[4];
    return french;
}

Catalogue Catalogue::from_mo(std::string code, std::string_view mo) {
    namespace gettext = boost::locale::gnu_gettext;
    gettext::messages_info info;
    info.language = code;
    info.encoding = "UTF-8";
    info.domains.emplace_back("imaginons");
    info.paths.emplace_back("/");
    info.callback = [mo](const std::string&, const std::string&) {
        return std::vector<char>(mo.begin(), mo.end());
    };
    Catalogue made;
    made.messages_.emplace(std::locale::classic(), gettext::create_messages_facet<char>(info));
    made.code_ = std::move(code);
    made.prefix_ = "/" + made.code_;
    if (!made.find(words[0])) {
        throw std::runtime_error("catalogue " + made.code_ +
                                 ": cannot be read, or has no word for \"Français\"");
    }
    made.name_ = made.text(words[0]);
    made.group_separator_ = made.text(words[1]);
    for (std::size_t i = 0; i < 12; ++i) {
        made.months_[i] = made.text(words[first_month + i]);
    }
    for (std::size_t i = 0; i < 7; ++i) made.weekdays_[i] = made.text(words[first_weekday + i]);
    made.date_pattern_ = made.text(words[2]);
    made.first_of_month_ = made.text(words[3]);
    made.time_pattern_ = made.text(words[4]);
    made.forms_ = 1;
    for (std::uint64_t count = counts_tried; count-- > 0;) {
        const auto form = made.plural_form(count);
        if (form >= pages::limits::plural_forms) {
            throw std::runtime_error("catalogue " + made.code_ +
                                     ": \"plural form 0\" must be translated by 0, 1, ...");
        }
        made.samples_[form] = count;
        made.forms_ = std::max(made.forms_, form + 1);
    }
    return made;
}

std::string Catalogue::from_facet(std::string_view one, std::string_view many,
                                  std::uint64_t count) const {
    const auto& facet = std::use_facet<Messages>(*messages_);
    const std::string single{one};
    const char* found = many.empty() ? facet.get(0, nullptr, single.c_str())
                                     : facet.get(0, nullptr, single.c_str(), plural_count(count));
    return found == nullptr ? std::string{} : std::string{found};
}

std::optional<std::string> Catalogue::find(std::string_view msgid) const {
    if (!messages_) {
        return std::string{msgid};
    }
    auto found = from_facet(msgid, {}, 0);
    return found.empty() ? std::nullopt : std::optional{std::move(found)};
}

std::string Catalogue::text(std::string_view msgid) const {
    return find(msgid).value_or(std::string{msgid});
}

std::optional<std::string> Catalogue::find_plural(std::string_view one, std::string_view many,
                                                  std::size_t form) const {
    if (!messages_) {
        return std::string{form == 0 ? one : many};
    }
    auto found = from_facet(one, many, samples_[form]);
    return found.empty() ? std::nullopt : std::optional{std::move(found)};
}

std::string Catalogue::plural(std::string_view one, std::string_view many,
                              std::uint64_t count) const {
    const auto form = plural_form(count);
    return find_plural(one, many, form).value_or(std::string{form == 0 ? one : many});
}

std::size_t Catalogue::plural_form(std::uint64_t count) const {
    if (!messages_) {
        return count > 1 ? 1 : 0;  // French: 0 and 1 are singular
    }
    const auto form = from_facet(form_zero, form_one, count);
    return form.size() == 1 ? static_cast<std::size_t>(form[0] - '0') : pages::limits::plural_forms;
}

std::string Catalogue::number(std::uint64_t value) const {
    const auto digits = std::to_string(value);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i != 0 && (digits.size() - i) % 3 == 0) {
            out += group_separator_;
        }
        out += digits[i];
    }
    return out;
}

std::string Catalogue::civil_date(std::int32_t days) const {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    const auto day = static_cast<unsigned>(date.day());
    auto out = date_pattern_;
    replace_all(out, " ", no_break_space);  // a date never breaks across lines
    replace_all(out, "{jour}", day == 1 ? first_of_month_ : std::to_string(day));
    replace_all(out, "{mois}", months_[static_cast<unsigned>(date.month()) - 1]);
    replace_all(out, "{an}", std::to_string(static_cast<int>(date.year())));
    return out;
}

std::string Catalogue::date(std::int64_t unix_ms) const {
    return civil_date(city_time(unix_ms).days);
}

std::string Catalogue::day(std::int32_t days) const {
    return civil_date(days);
}

const std::string& Catalogue::weekday(std::int32_t days) const {
    const std::chrono::weekday of{std::chrono::sys_days{std::chrono::days{days}}};
    return weekdays_[of.iso_encoding() - 1];
}

std::string Catalogue::time(std::int64_t unix_ms) const {
    const auto at = city_time(unix_ms);
    auto out = time_pattern_;
    replace_all(out, " ", no_break_space);
    replace_all(out, "{heure}", std::to_string(at.hour));
    replace_all(out, "{minute}", two_digits(at.minute));
    return out;
}

std::string french_spaces(std::string_view text) {
    std::string out{text};
    for (const std::string_view mark : {";", "!", "?"}) {
        replace_all(out, " " + std::string{mark}, std::string{narrow_space} + std::string{mark});
    }
    for (const std::string_view mark : {":", "»", "%", "€"}) {
        replace_all(out, " " + std::string{mark}, std::string{no_break_space} + std::string{mark});
    }
    replace_all(out, "« ", "«" + std::string{no_break_space});
    return out;
}

CivilTime city_time(std::int64_t unix_ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> utc{milliseconds{unix_ms}};
    const auto year = year_month_day{floor<days>(utc)}.year();
    const auto summer_starts = last_sunday(year, March) + 1h;
    const auto summer_ends = last_sunday(year, October) + 1h;
    const auto local = utc + (utc >= summer_starts && utc < summer_ends ? 2h : 1h);
    const auto midnight = floor<days>(local);
    const hh_mm_ss clock{floor<minutes>(local - midnight)};
    return {static_cast<std::int32_t>(midnight.time_since_epoch().count()),
            static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count())};
}

// The clock never changes at midnight: it is one of the two offsets.
std::int64_t city_midnight(std::int32_t days) {
    constexpr std::int64_t hour_ms = 3'600'000;
    const std::int64_t in_winter = std::int64_t{days} * 24 * hour_ms - hour_ms;
    return city_time(in_winter).hour == 0 ? in_winter : in_winter - hour_ms;
}

// In summer the clocks are further ahead, so that of two instants which they show alike the first
// is in summer time.
std::optional<std::int64_t> city_instant(const CivilTime& at) {
    constexpr std::int64_t minute_ms = 60'000;
    constexpr std::int64_t hour_ms = 60 * minute_ms;
    const std::int64_t shown_ms =
        (std::int64_t{at.days} * 24 + at.hour) * hour_ms + at.minute * minute_ms;
    for (const std::int64_t ahead_ms : {2 * hour_ms, hour_ms}) {
        const CivilTime back = city_time(shown_ms - ahead_ms);
        if (back.days == at.days && back.hour == at.hour && back.minute == at.minute)
            return shown_ms - ahead_ms;
    }
    return std::nullopt;
}

std::int32_t today(std::int64_t unix_ms) {
    return city_time(unix_ms).days;
}

std::string iso_day(std::int32_t days) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    char out[32];
    std::snprintf(out, sizeof out, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return out;
}

std::string iso_instant(std::int64_t unix_ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> utc{milliseconds{unix_ms}};
    const auto midnight = floor<days>(utc);
    const hh_mm_ss clock{floor<seconds>(utc - midnight)};
    char out[32];
    std::snprintf(out, sizeof out, "%02d:%02d:%02dZ", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return iso_day(static_cast<std::int32_t>(midnight.time_since_epoch().count())) + "T" + out;
}

}  // namespace imaginons::http
