// The life that a driver leads and the tests ask about: numbered steps, the same in every run. Each
// may be taken again: a step that is done already changes nothing.
#pragma once

#include <string>
#include <vector>

#include "commands/command.hpp"
#include "storage/store.hpp"

namespace imaginons::survival {

enum class Act : std::uint8_t {
    ask,  // commands, many at a time
    keep_address,
    sign_in,
    sign_out,
    send_letter,
    sign,  // the log's head
    erase
};

struct Step {
    Act act = Act::ask;
    std::uint64_t person = 0;                 // whom it is about
    std::vector<commands::Command> commands;  // of `ask` and `erase`
};

Step step(std::uint64_t number);

events::PersonId person(std::uint64_t number);
std::string address_of(std::uint64_t person);
std::string session_token_of(std::uint64_t person);
std::string letter_name_of(std::uint64_t person);
std::string letter_to(std::uint64_t person);

// A command that is in no step: somebody joins.
commands::Command newcomer(std::uint64_t number);

// Small maps, so that they grow during a short life.
storage::StoreOptions small_store();

}  // namespace imaginons::survival
