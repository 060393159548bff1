// Lists of themes and districts in the random world, and proposals that bear them: see world.hpp.
#include <algorithm>
#include <array>

#include "world.hpp"

namespace imaginons::test {

using namespace events;

namespace {

constexpr std::array codes{"velo", "eau", "arbres", "jeux", "gare", "lac"};

}  // namespace

std::vector<std::string> RandomWorld::some_codes(std::size_t most) {
    std::vector<std::string> some(codes.begin(), codes.end());
    std::shuffle(some.begin(), some.end(), random_);
    some.resize(below(most + 1));
    return some;
}

// Names change now and then, too.
void RandomWorld::publish_labels() {
    const auto list = [&](auto e) {
        e.codes = some_codes(codes.size());
        for (const std::string& code : e.codes) {
            e.french.push_back("Le " + code + (one_in(3) ? " !" : ""));
            e.english.push_back("The " + code);
        }
        recorder.add(e);
    };
    one_in(2) ? list(ThemesPublished()) : list(DistrictsPublished());
}

void RandomWorld::bear(std::uint64_t number, std::vector<std::string>& themes,
                       std::string& district) {
    themes = some_codes(themes_borne);
    if (one_in(2)) district = codes[below(codes.size())];
    objects[number].themes = {themes.begin(), themes.end()};
    objects[number].district = district;
}

std::unique_ptr<Point> RandomWorld::some_point() {
    if (one_in(3)) return nullptr;
    return std::make_unique<Point>(static_cast<std::int32_t>(below(18'000'001)) - 9'000'000,
                                   static_cast<std::int32_t>(below(36'000'001)) - 18'000'000);
}

}  // namespace imaginons::test
