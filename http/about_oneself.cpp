#include "http/about_oneself.hpp"

#include <algorithm>

#include "http/app_limits.hpp"
#include "http/labels.hpp"
#include "storage/limits.hpp"

namespace imaginons::http {

namespace {

// A character has at most four bytes.
static_assert(limits::own_name_chars * 4 <= storage::limits::interests_name_bytes);

pages::Field name_field(std::string name) {
    return {std::move(name), pages::Fault::none, limits::own_name_chars};
}

std::string trimmed(const std::string& text) {
    const std::size_t from = text.find_first_not_of(" \t");
    if (from == std::string::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

}  // namespace

pages::AboutOneself about_in(const PostedForm& posted) {
    pages::AboutOneself about;
    about.name = name_field(trimmed(posted.text("own_name")));
    if (!about.name.value.empty()) check_text(about.name, limits::own_name_chars);
    if (std::any_of(about.name.value.begin(), about.name.value.end(), is_control))
        about.name.fault = pages::Fault::not_text;
    about.district = posted.text("district");
    about.themes = posted.texts("theme");
    return about;
}

pages::AboutOneself about_of(const storage::Interests& interests) {
    pages::AboutOneself about;
    about.name = name_field(interests.name);
    about.district = interests.district;
    about.themes = interests.themes;
    return about;
}

void offer_choices(const Visit& visit, pages::AboutOneself& about) {
    visit.app.views.read([&](const projections::Views& views) {
        about.theme_choices = labels_to_choose(views.themes, about.themes);
        about.district_choices = labels_to_choose(views.districts, {about.district});
    });
}

storage::Interests interests_in(const Visit& visit, const pages::AboutOneself& about) {
    storage::Interests chosen;
    chosen.name = about.name.value;
    visit.app.views.read([&](const projections::Views& views) {
        if (views.districts.labels.find(about.district) != events::no_label)
            chosen.district = about.district;
        for (const std::string& theme : about.themes) {
            const bool there =
                std::find(chosen.themes.begin(), chosen.themes.end(), theme) != chosen.themes.end();
            if (there || views.themes.labels.find(theme) == events::no_label) continue;
            if (chosen.themes.size() < storage::limits::interests_themes)
                chosen.themes.push_back(theme);
        }
    });
    return chosen;
}

}  // namespace imaginons::http
