// A feed's line in one sentence, for what has no page around it: Atom, JSON Feed, letters.
#pragma once

#include <string>
#include <string_view>

#include "http/pages/home.hpp"

namespace imaginons::http {

// "Proposition : Un banc à l’ombre"
std::string feed_title(const pages::FeedItem& item, std::string_view language);
// Who it is by: the city's name if nobody else.
std::string feed_author(const pages::FeedItem& item, std::string_view city,
                        std::string_view language);

}  // namespace imaginons::http
