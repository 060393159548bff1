// One language of the site: its words (gettext), its plural rule, its numbers and dates. French is
// the language of the templates themselves, so its catalogue is empty. Nothing here knows pages.
#pragma once

#include <cstdint>
#include <locale>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace imaginons::http {

// Immutable once made, and cheap to copy: shared by all threads.
class Catalogue {
  public:
    // The language in which templates and words are written.
    static Catalogue french();
    // A compiled catalogue (.mo, UTF-8) as made by msgfmt. Throws std::runtime_error if it cannot
    // be read.
    static Catalogue from_mo(std::string code, std::string_view mo);

    const std::string& code() const { return code_; }  // "fr": the lang attribute
    const std::string& name() const { return name_; }  // "Français"
    const std::string& prefix() const {
        return prefix_;
    }  // "" for French, "/en": before every path of its pages

    // The translation, if the catalogue has one; French always has.
    std::optional<std::string> find(std::string_view msgid) const;
    // The translation, or the msgid itself.
    std::string text(std::string_view msgid) const;
    // The words for form `form` of a counted phrase.
    std::optional<std::string> find_plural(std::string_view one, std::string_view many,
                                           std::size_t form) const;
    std::string plural(std::string_view one, std::string_view many, std::uint64_t count) const;

    std::size_t plural_form(std::uint64_t count) const;  // 0 .. plural_forms() - 1
    std::size_t plural_forms() const { return forms_; }

    std::string number(std::uint64_t value) const;  // "88 622" with no-break spaces, "88,622"
    std::string date(std::int64_t unix_ms) const;   // "20 avril 2026", in the city's time
    std::string time(std::int64_t unix_ms) const;   // "9 h 05"
    std::string day(std::int32_t days) const;       // days since 1970-01-01, as date()
    // "samedi"
    const std::string& weekday(std::int32_t days) const;

  private:
    std::string from_facet(std::string_view one, std::string_view many, std::uint64_t count) const;
    std::string civil_date(std::int32_t days) const;

    std::string code_;
    std::string name_;
    std::string prefix_;
    std::optional<std::locale> messages_;  // none: French
    std::size_t forms_ = 2;
    std::uint64_t samples_[6] = {1, 2, 0, 0, 0, 0};  // a count that takes each plural form
    std::string group_separator_;
    std::string months_[12];
    std::string weekdays_[7];  // from Monday
    std::string date_pattern_;
    std::string first_of_month_;
    std::string time_pattern_;
};

// No-break spaces where French typography wants them: before : ; ! ? » %, after «, and inside
// numbers. For our own words only, never for people's.
std::string french_spaces(std::string_view text);

// The city's calendar: Central European Time with the European Union's summer time (Directive
// 2000/84/EC).
struct CivilTime {
    std::int32_t days = 0;  // since 1970-01-01
    int hour = 0;
    int minute = 0;
};
CivilTime city_time(std::int64_t unix_ms);
std::int64_t city_midnight(std::int32_t days);  // when that day begins there, ms
// When its clocks show that time, ms. Nothing for the hour of a spring night that they skip; of the
// hour that they show twice in autumn, the first.
std::optional<std::int64_t> city_instant(const CivilTime& at);
std::string iso_day(std::int32_t days);         // "2026-04-20"
std::string iso_instant(std::int64_t unix_ms);  // "2026-04-20T07:05:00Z", RFC 3339
std::int32_t today(std::int64_t unix_ms);       // city_time(..).days

// The words that dates and numbers need, so that a test can ask every catalogue for them.
std::span<const std::string_view> catalogue_words();

}  // namespace imaginons::http
