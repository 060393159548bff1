// Themes and districts on their way into pages, and out of addresses. Under the views' lock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/app.hpp"
#include "http/pages/common.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

// By its code where no list names it.
pages::LabelName label_name(const events::Label& label);
std::vector<pages::LabelName> theme_names(const projections::Views& views,
                                          const events::Labels& labels);
// Without a code if there is none.
pages::LabelName district_name(const projections::Views& views, const events::Labels& labels);
// Those of the latest list, in its order; then those of `chosen` that are retired.
std::vector<pages::LabelName> labels_to_choose(const projections::Vocabulary& vocabulary,
                                               const std::vector<std::string>& chosen = {});
// Its name in that language; empty if there is no such code.
std::string label_called(const projections::Vocabulary& vocabulary, std::string_view code,
                         std::string_view language);

// The places that ?theme= and ?district= name; false if one of them names none. What is not asked
// for is left as it is.
struct AskedLabels {
    std::optional<std::uint8_t> theme;
    std::optional<std::uint8_t> district;
};
bool read_labels(const projections::Views& views, std::string_view theme, std::string_view district,
                 AskedLabels& into);

}  // namespace imaginons::http
