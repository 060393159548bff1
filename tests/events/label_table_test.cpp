// Lists of themes or districts, one after the other: places, names, and what is retired.
#include <doctest/doctest.h>

#include "events/label_table.hpp"

using namespace imaginons::events;

TEST_CASE("a code keeps its place, whatever lists come") {
    LabelTable table;
    CHECK(table.publish({"velo", "eau"}, {"Vélo", "Eau"}, {"Bike", "Water"}) ==
          std::vector<std::uint8_t>{0, 1});
    CHECK(table.publish({"eau", "arbre"}, {"Eau", "Arbres"}, {"Water", "Trees"}) ==
          std::vector<std::uint8_t>{0, 2});
    CHECK(table.find("velo") == 0);
    CHECK(table.find("eau") == 1);
    CHECK(table.find("arbre") == 2);
    CHECK(table.find("lune") == no_label);
    CHECK(table.in_force() == std::vector<std::uint8_t>{1, 2});
    CHECK(table[0] == Label{"velo", "Vélo", "Bike", true});
    CHECK(table.publish({"eau", "arbre"}, {"Eau", "Arbres"}, {"Water", "Trees"}).empty());
    CHECK(table.publish({"velo"}, {"Vélo"}, {"Bike"}) == std::vector<std::uint8_t>{0, 1, 2});
    CHECK(table.in_force() == std::vector<std::uint8_t>{0});
}

TEST_CASE("a list that keeps no rule does no harm") {
    LabelTable table;
    table.publish({"a", "a", "b"}, {"A"}, {});
    CHECK(table.in_force() == std::vector<std::uint8_t>{0, 1});
    CHECK(table[0] == Label{"a", "A", "", false});
    CHECK(table[1] == Label{"b", "", "", false});
    CHECK(table.at("c") == 2);
    CHECK(table[2] == Label{"c", "", "", true});
    for (int i = 0; i < 300; ++i) table.at("x" + std::to_string(i));
    CHECK(table.all().size() == 255);
    CHECK(table.at("one-more") == no_label);
    CHECK(table.at("x251") == 254);
}

TEST_CASE("a code is an id and back; what is longer is none") {
    CHECK(code_of_id(id_of_code("velo")) == "velo");
    CHECK(code_of_id(id_of_code("0123456789abcdef")) == "0123456789abcdef");
    CHECK(is_nil(id_of_code("0123456789abcdefg")));
    CHECK(is_nil(id_of_code("")));
    CHECK(code_of_id(Id{}).empty());
}

TEST_CASE("what bears nothing has no theme") {
    Labels labels;
    CHECK_FALSE(labels.has_theme(0));
    labels.themes[1] = 7;
    CHECK(labels.has_theme(7));
}
