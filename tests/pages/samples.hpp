// Pages to try: as a lively site would fill them, as a new one would, and as somebody hostile
// would. Everybody and everything in them is invented.
#pragma once

#include "http/pages/pages.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::http::pages::samples {

struct Sample {
    std::string name;  // of the file it is saved to
    Chrome chrome;
    std::function<std::string(const Pages&, const Chrome&)> render;
};

// One of each page with much in it, and where it matters one with nothing in it.
std::vector<Sample> rich_and_empty();

// One of each page, with `text` wherever a text can stand.
std::vector<Sample> filled_with(const std::string& text);

}  // namespace imaginons::http::pages::samples
