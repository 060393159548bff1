// The city's lists of themes and districts. A label that is renamed or retired changes the pages of
// everything that bears it.
#include <algorithm>

#include "projections/consume.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

template <class Event, class Bears>
void publish(Views& views, Vocabulary& vocabulary, const Meta& meta, const Event& e, Bears bears) {
    const auto changed = vocabulary.labels.publish(e.codes, e.french, e.english);
    vocabulary.touched = meta.seq + 1;
    for (std::uint32_t row = 0; row < views.list.size(); ++row) {
        const bool shown = std::any_of(changed.begin(), changed.end(), [&](std::uint8_t label) {
            return bears(views.list[row].labels, label);
        });
        if (shown) touch_proposal(views, row, meta.seq);
    }
    for (Project& project : views.projects) {
        const bool shown = std::any_of(changed.begin(), changed.end(), [&](std::uint8_t label) {
            return bears(project.labels, label);
        });
        if (shown) project.touched = meta.seq;
    }
}

}  // namespace

void Territory::apply(Views& views, const Meta& meta, const events::ThemesPublished& e) {
    publish(views, views.themes, meta, e, [](const events::Labels& labels, std::uint8_t theme) {
        return labels.has_theme(theme);
    });
}

void Territory::apply(Views& views, const Meta& meta, const events::DistrictsPublished& e) {
    publish(views, views.districts, meta, e, [](const events::Labels& labels, std::uint8_t place) {
        return labels.district == place;
    });
}

}  // namespace imaginons::projections
