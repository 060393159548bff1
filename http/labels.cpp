#include "http/labels.hpp"

namespace imaginons::http {

namespace {

bool read_label(const projections::Vocabulary& vocabulary, std::string_view code,
                std::optional<std::uint8_t>& into) {
    if (code.empty()) return true;
    const std::uint8_t place = vocabulary.labels.find(code);
    if (place == events::no_label) return false;
    into = place;
    return true;
}

}  // namespace

pages::LabelName label_name(const events::Label& label) {
    return {label.code, label.french.empty() ? label.code : label.french,
            label.english.empty() ? label.code : label.english};
}

std::vector<pages::LabelName> theme_names(const projections::Views& views,
                                          const events::Labels& labels) {
    std::vector<pages::LabelName> names;
    for (const std::uint8_t theme : labels.themes) {
        if (theme != events::no_label) names.push_back(label_name(views.themes.labels[theme]));
    }
    return names;
}

pages::LabelName district_name(const projections::Views& views, const events::Labels& labels) {
    if (labels.district == events::no_label) return {};
    return label_name(views.districts.labels[labels.district]);
}

std::vector<pages::LabelName> labels_to_choose(const projections::Vocabulary& vocabulary,
                                               const std::vector<std::string>& chosen) {
    std::vector<pages::LabelName> names;
    for (const std::uint8_t place : vocabulary.labels.in_force())
        names.push_back(label_name(vocabulary.labels[place]));
    for (const std::string& code : chosen) {
        const std::uint8_t place = vocabulary.labels.find(code);
        if (place != events::no_label && vocabulary.labels[place].retired)
            names.push_back(label_name(vocabulary.labels[place]));
    }
    return names;
}

std::string label_called(const projections::Vocabulary& vocabulary, std::string_view code,
                         std::string_view language) {
    const std::uint8_t place = vocabulary.labels.find(code);
    if (place == events::no_label) return {};
    const pages::LabelName name = label_name(vocabulary.labels[place]);
    return language == "en" ? name.english : name.french;
}

bool read_labels(const projections::Views& views, std::string_view theme, std::string_view district,
                 AskedLabels& into) {
    return read_label(views.themes, theme, into.theme) &&
           read_label(views.districts, district, into.district);
}

}  // namespace imaginons::http
