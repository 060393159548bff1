// The bindings that several pages share.
#include "http/pages/binding.hpp"

#include "http/pages/fault_words.hpp"
#include "http/pages/limits.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace imaginons::http::pages {
namespace {

constexpr std::uint32_t pictures = 6;
constexpr int colours = 6;

constexpr CodePhrase text_gone = {"Texte effacé", {}};
constexpr CodePhrase text_hidden = {"Texte masqué", {}};
constexpr CodePhrase person_gone = {"Personne qui a supprimé son compte", {}};

constexpr std::array<std::string_view, 12> short_months = {
    "janv.", "févr.", "mars",  "avril", "mai",  "juin",
    "juil.", "août",  "sept.", "oct.",  "nov.", "déc.",
};

std::string tenths(std::uint64_t value_x10) {
    return std::to_string(value_x10 / 10) + "." + std::to_string(value_x10 % 10);
}

struct Bar {
    std::string_view kind;
    std::uint64_t from_x10 = 0;  // tenths of a percent
    std::uint64_t width_x10 = 0;
};

// Widths in proportion, with a gap of 0.4 % between two bars; small shares stay visible.
std::vector<Bar> bars_of(const Tally& tally) {
    constexpr std::uint64_t whole = 1'000;
    constexpr std::uint64_t gap = 4;
    const std::pair<std::string_view, std::uint64_t> parts[] = {
        {"for", tally.in_favour}, {"neutral", tally.neutral}, {"against", tally.against}};
    const auto total = tally.in_favour + tally.neutral + tally.against;
    const auto shown = static_cast<std::uint64_t>(
        std::ranges::count_if(parts, [](const auto& p) { return p.second > 0; }));
    std::vector<Bar> bars;
    std::uint64_t at = 0;
    for (const auto& [kind, count] : parts) {
        if (count == 0) {
            continue;
        }
        const auto room = whole - gap * (shown - 1);
        const bool last = bars.size() + 1 == shown;
        const auto share = static_cast<std::uint64_t>(
            static_cast<double>(count) / static_cast<double>(total) * static_cast<double>(room));
        const auto width =
            last ? whole - at : std::clamp<std::uint64_t>(share, 4, room - 4 * (shown - 1));
        bars.push_back({kind, at, width});
        at = std::min(at + width + gap, whole - 4);
    }
    return bars;
}

std::string short_code(std::string_view code) {
    std::string out{code};
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

void bind_notice(Fields& out, const Chrome& chrome) {
    const std::pair<std::string_view, Notice> kinds[] = {
        {"proposal_published", Notice::proposal_published},
        {"proposal_edited", Notice::proposal_edited},
        {"proposal_withdrawn", Notice::proposal_withdrawn},
        {"argument_added", Notice::argument_added},
        {"reply_added", Notice::reply_added},
        {"argument_useful", Notice::argument_useful},
        {"argument_not_useful", Notice::argument_not_useful},
        {"stance_withdrawn", Notice::stance_withdrawn},
        {"project_opened", Notice::project_opened},
        {"just_signed_in", Notice::signed_in},
        {"joined", Notice::joined},
        {"charter_accepted", Notice::charter_accepted},
        {"signed_out", Notice::signed_out},
        {"renamed", Notice::renamed},
        {"now_followed", Notice::now_followed},
        {"no_longer_followed", Notice::no_longer_followed},
        {"all_read", Notice::all_read},
        {"nothing_changed", Notice::nothing_changed},
        {"not_in_phase", Notice::not_in_phase},
        {"answer_drafted", Notice::answer_drafted},
        {"answer_approved", Notice::answer_approved},
        {"answer_sent_back", Notice::answer_sent_back},
        {"answer_published", Notice::answer_published},
        {"proposal_moved", Notice::proposal_moved},
        {"proposal_taken_up", Notice::proposal_taken_up},
        {"project_changed", Notice::project_changed},
        {"phase_moved", Notice::phase_moved},
        {"news_published", Notice::news_published},
        {"milestone_set", Notice::milestone_set},
        {"milestone_reached", Notice::milestone_reached},
        {"meeting_announced", Notice::meeting_announced},
        {"meeting_changed", Notice::meeting_changed},
        {"meeting_cancelled", Notice::meeting_cancelled},
        {"minutes_published", Notice::minutes_published},
        {"registration_taken", Notice::registration_taken},
        {"registration_withdrawn", Notice::registration_withdrawn},
        {"amendment_proposed", Notice::amendment_proposed},
        {"co_author_invited", Notice::co_author_invited},
        {"co_author_accepted", Notice::co_author_accepted},
        {"co_author_left", Notice::co_author_left},
        {"amendment_accepted", Notice::amendment_accepted},
        {"amendment_refused", Notice::amendment_refused},
        {"question_asked", Notice::question_asked},
        {"question_answered", Notice::question_answered},
        {"conclusion_published", Notice::conclusion_published},
        {"proposal_placed", Notice::proposal_placed},
    };
    out.group("notice", chrome.notice != Notice::none, chrome,
              [&](Fields& notice, const Chrome& said_now) {
                  for (const auto& [name, kind] : kinds) {
                      notice.flag(name, kind == said_now.notice);
                  }
                  notice.flag("numbered", said_now.receipt.seq != 0);
                  bind_receipt(notice, said_now.receipt);
              });
}

// Length of a character of valid UTF-8.
std::size_t character_size(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

bool opens_word(std::string_view text, std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool letter = byte >= 0x80 || (byte >= '0' && byte <= '9') ||
                        (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
    return letter &&
           (at == 0 || text[at - 1] == ' ' || text[at - 1] == '-' || text[at - 1] == '\'');
}

}  // namespace

void bind_chrome(Fields& out, const Chrome& chrome, std::span<const Catalogue> languages) {
    out.text("city", chrome.city);
    out.flag("signed_in", !chrome.pseudonym.empty());
    out.text("me", chrome.pseudonym);
    out.text("me_initials", initials_of(chrome.pseudonym));
    out.text("me_colour", std::to_string(colour_of(chrome.person)));
    out.text("csrf", chrome.csrf);
    out.text("request_id", chrome.request_id);
    out.text("last_seq", std::to_string(chrome.last_seq));
    out.flag("nav_projects", chrome.nav == Nav::projects);
    out.flag("nav_proposals", chrome.nav == Nav::proposals);
    out.flag("nav_feed", chrome.nav == Nav::feed);
    struct Language {
        const Catalogue* words = nullptr;
    };
    std::vector<Language> shown;
    for (const Catalogue& language : languages) {
        shown.push_back({&language});
    }
    const auto& here = out.words().code();
    out.list("languages", shown, [&](Fields& item, const Language& language) {
        const auto& words = language.words == nullptr ? item.words() : *language.words;
        item.text("code", words.code());
        item.text("short", short_code(words.code()));
        item.text("language_name", words.name());
        item.flag("current", words.code() == here);
        item.url("language_url", words.prefix() + chrome.path);
        item.url("whole_url", chrome.site + words.prefix() + chrome.path);
    });
    bind_notice(out, chrome);
}

std::string name_of(const Fields& out, const LabelName& label) {
    return out.words().code() == "en" ? label.english : label.french;
}

namespace {

void bind_theme(Fields& out, const LabelName& theme) {
    out.text("theme_code", theme.code);
    out.text("theme_name", name_of(out, theme));
}

void bind_district(Fields& out, const LabelName& district) {
    out.text("district_code", district.code);
    out.text("district_name", name_of(out, district));
}

}  // namespace

void bind_labels(Fields& out, const std::vector<LabelName>& themes, const LabelName& district) {
    out.list("themes", themes, bind_theme);
    out.flag("has_district", !district.code.empty());
    bind_district(out, district);
}

void bind_label_choices(Fields& out, const LabelChoices& choices,
                        const std::vector<std::string>& themes, std::string_view district) {
    out.flag("has_theme_choices", !choices.themes.empty());
    out.list("theme_choices", choices.themes, [&](Fields& item, const LabelName& theme) {
        bind_theme(item, theme);
        item.flag("chosen", std::ranges::find(themes, theme.code) != themes.end());
    });
    out.flag("has_district_choices", !choices.districts.empty());
    out.list("district_choices", choices.districts, [&](Fields& item, const LabelName& place) {
        bind_district(item, place);
        item.flag("chosen", place.code == district);
    });
}

void bind_receipt(Fields& out, const ReceiptStub& receipt) {
    out.number("receipt_number", receipt.seq);
    out.text("receipt_seq", std::to_string(receipt.seq));
    out.date("receipt_at", receipt.at);
    out.flag("receipt_is_choice", receipt.is_choice);
}

void bind_tally(Fields& out, const Tally& tally) {
    const auto bars = bars_of(tally);
    out.flag("support_only", tally.support_only);
    out.number("in_favour", tally.in_favour);
    out.number("neutral", tally.neutral);
    out.number("against", tally.against);
    out.flag("tally_none", bars.empty());
    out.list("tally_bars", bars, [](Fields& item, const Bar& bar) {
        item.text("bar", bar.kind);
        item.text("bar_x", tenths(bar.from_x10));
        item.text("bar_width", tenths(bar.width_x10));
    });
}

void bind_author(Fields& out, const PersonName& person) {
    out.text("author", name_or_gone(out, person.pseudonym));
    out.text("author_id", person.id);
    out.flag("author_known", !person.id.empty());
    out.text("initials", initials_of(person.pseudonym));
    out.text("colour", std::to_string(colour_of(person.id)));
}

void bind_state(Fields& out, ContributionState state) {
    out.flag("state_open", state == ContributionState::open);
    out.flag("state_withdrawn", state == ContributionState::withdrawn);
    out.flag("state_hidden", state == ContributionState::hidden);
    out.flag("state_erased", state == ContributionState::erased);
}

void bind_level(Fields& out, Level level) {
    out.flag("inform", level == Level::inform);
    out.flag("consult", level == Level::consult);
    out.flag("co_build", level == Level::co_build);
    out.flag("decide", level == Level::decide);
}

void bind_side(Fields& out, Side side) {
    out.flag("side_for", side == Side::in_favour);
    out.flag("side_against", side == Side::against);
    out.flag("side_beside", side == Side::beside);
}

void bind_stage(Fields& out, Stage stage, const Due& due) {
    const std::pair<std::string_view, Stage> stages[] = {
        {"stage_submitted", Stage::submitted},
        {"stage_under_review", Stage::under_review},
        {"stage_info_requested", Stage::info_requested},
        {"stage_accepted", Stage::accepted},
        {"stage_redirected", Stage::redirected},
        {"stage_refused", Stage::refused},
        {"stage_in_progress", Stage::in_progress},
        {"stage_done", Stage::done},
    };
    for (const auto& [name, each] : stages) {
        out.flag(name, stage == each);
    }
    out.flag("has_stage", stage != Stage::none);
    out.flag("has_due", due.on != 0);
    out.day("due", due.on);
    out.flag("overdue", due.overdue());
    out.flag("due_today", due.on == due.today);
    out.number("days_left", static_cast<std::uint64_t>(due.days_left()));
}

void bind_proposal_row(Fields& out, const ProposalRow& row) {
    out.text("id", row.id);
    out.flag("statement", row.statement);
    const bool hidden = row.state == ContributionState::hidden;
    out.text("title", hidden ? hidden_title(out) : title_or_gone(out, row.title));
    out.text("excerpt", row.excerpt);
    out.flag("has_excerpt", !row.excerpt.empty());
    bind_state(out, row.state);
    bind_stage(out, row.stage, row.due);
    const bool open = row.state == ContributionState::open;
    const bool plain =
        row.stage == Stage::none || (row.stage == Stage::submitted && !row.due.overdue());
    out.flag("tell_stage", open && !plain);
    bind_author(out, row.author);
    out.flag("has_project", !row.project_title.empty());
    out.text("project_title", row.project_title);
    bind_labels(out, row.themes, row.district);
    out.date("created", row.created_at);
    out.number("arguments", row.arguments);
    bind_tally(out, row.tally);
}

void bind_project_card(Fields& out, const ProjectCard& card) {
    out.text("id", card.id);
    out.text("title", title_or_gone(out, card.title));
    out.text("excerpt", card.excerpt);
    out.flag("by_city", card.by_city);
    bind_level(out, card.level);
    out.flag("has_phase", !card.phase.empty());
    out.text("phase", card.phase);
    out.day("phase_ends", card.phase_ends_on);
    out.flag("any_proposals", card.proposals > 0);
    out.number("proposals", card.proposals);
    bind_labels(out, card.themes, card.district);
    for (std::uint32_t i = 0; i < pictures; ++i) {
        out.flag("picture_" + std::to_string(i), card.picture % pictures == i);
    }
}

std::vector<ProjectCard> with_unlike_pictures(std::vector<ProjectCard> cards) {
    std::vector<bool> used(pictures, false);
    for (ProjectCard& card : cards) {
        if (std::ranges::find(used, false) == used.end()) {
            used.assign(pictures, false);
        }
        while (used[card.picture % pictures]) {
            ++card.picture;
        }
        used[card.picture % pictures] = true;
    }
    return cards;
}

void bind_pagination(Fields& out, const Cursors& cursors, std::string_view list_path,
                     const PageRange& range) {
    const std::string base{list_path};
    const auto joint = base.find('?') == std::string::npos ? "?" : "&";
    out.flag("has_pages", !cursors.previous.empty() || !cursors.next.empty());
    out.flag("has_previous", !cursors.previous.empty());
    out.flag("has_next", !cursors.next.empty());
    out.path("previous_url", base + joint + "cursor=" + query_encoded(cursors.previous));
    out.path("next_url", base + joint + "cursor=" + query_encoded(cursors.next));
    out.flag("has_range", range.first != 0);
    out.text("first", out.words().number(range.first));
    out.text("last", out.words().number(range.last));
    out.number("total", range.total);
}

std::string query_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= 'a' && byte <= 'z') || c == '-' || c == '.' || c == '_' ||
                           c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15U];
        }
    }
    return out;
}

std::string title_or_gone(const Fields& out, std::string_view title) {
    const bool gone = title.find_first_not_of(" \t\r\n") == std::string_view::npos;
    return gone ? out.words().text(text_gone.one) : std::string{title};
}

std::string hidden_title(const Fields& out) {
    return out.words().text(text_hidden.one);
}

std::string name_or_gone(const Fields& out, std::string_view pseudonym) {
    return pseudonym.empty() ? out.words().text(person_gone.one) : std::string{pseudonym};
}

std::string short_month(const Catalogue& words, std::int32_t days) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    return words.text(short_months[static_cast<unsigned>(date.month()) - 1]);
}

std::string initials_of(std::string_view pseudonym) {
    const auto name = clean_utf8(pseudonym);
    std::string out;
    int letters = 0;
    for (std::size_t at = 0; at < name.size() && letters < 2; at += character_size(name[at])) {
        if (!opens_word(name, at)) {
            continue;
        }
        const auto size = character_size(name[at]);
        out += size == 1 ? short_code(name.substr(at, 1)) : name.substr(at, size);
        ++letters;
    }
    return out.empty() ? "?" : out;
}

int colour_of(std::string_view id) {
    std::uint32_t sum = 2'166'136'261U;  // FNV-1a
    for (const char c : id) {
        sum = (sum ^ static_cast<unsigned char>(c)) * 16'777'619U;
    }
    return 1 + static_cast<int>(sum % colours);
}

std::vector<CodePhrase> code_phrases() {
    std::vector<CodePhrase> all = fault_phrases();
    all.insert(all.end(), {text_gone, person_gone});
    for (const auto words : short_months) {
        all.push_back({words, {}});
    }
    for (const auto words : catalogue_words()) {
        all.push_back({words, {}});
    }
    return all;
}

std::string FormBinding::fault(const Field& field, std::string_view anchor,
                               std::string_view missing_words_of_field) {
    auto words = fault_words(out_.words(), field, missing_words_of_field);
    if (field.fault != Fault::none) {
        lines_.push_back({std::string{anchor}, words});
    }
    return words;
}

void FormBinding::field(std::string_view name, const Field& field, std::string_view anchor,
                        std::string_view missing_words_of_field,
                        const std::function<void(Fields&)>& extra) {
    const auto words = fault(field, anchor, missing_words_of_field);
    out_.group(name, true, field, [&](Fields& group, const Field& given) {
        const auto used = count_characters(clean_utf8(given.value));
        group.text("value", given.value);
        group.flag("wrong", given.fault != Fault::none);
        group.text("fault", words);
        group.text("limit", std::to_string(given.limit));
        group.text("limit_words", group.words().number(given.limit));
        group.text("used", group.words().number(used));
        group.flag("over", given.limit != 0 && used > given.limit);
        if (extra) {
            extra(group);
        }
    });
}

void FormBinding::labels(const LabelChoices& choices, const std::vector<std::string>& themes,
                         std::string_view district, Fault themes_fault, Fault district_fault) {
    bind_label_choices(out_, choices, themes, district);
    out_.flag("themes_wrong", themes_fault != Fault::none);
    out_.text("themes_fault", fault({.value = {}, .fault = themes_fault, .limit = most_themes},
                                    "themes", missing::other_theme));
    out_.flag("district_wrong", district_fault != Fault::none);
    out_.text("district_fault", fault({.value = {}, .fault = district_fault, .limit = 0},
                                      "district", missing::other_district));
}

void FormBinding::finish() {
    out_.group("faults", !lines_.empty(), lines_,
               [](Fields& group, const std::vector<Line>& lines) {
                   group.number("fault_count", lines.size());
                   group.list("fault_list", lines, [](Fields& item, const Line& line) {
                       item.text("fault_anchor", line.anchor);
                       item.text("fault", line.fault);
                   });
               });
}

}  // namespace imaginons::http::pages
