// One's own account: deleting it, and taking one's data along. The pages are pages/'s; what is
// forgotten where is commands/erasure.hpp's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/codec.hpp"
#include "http/app.hpp"
#include "storage/vault.hpp"

namespace imaginons::http {

// One act of a person, as the log has it.
struct OwnAct {
    std::uint64_t seq = 0;
    std::vector<std::uint8_t> event;  // aligned
    std::optional<events::Text> words;
    std::string about;  // the title of what a stance is about; empty if that is gone
};

// Everything that is kept about a person.
struct OwnData {
    events::PersonId person;
    std::optional<std::string> email;
    std::vector<storage::Session> sessions;
    std::vector<storage::Passkey> passkeys;
    std::optional<storage::Following> following;
    std::vector<std::string> followed;  // titles of following->follows; empty of what is gone
    std::optional<storage::Interests> interests;
    std::vector<std::string> interest_names;  // district and themes, in French
    std::vector<storage::Draft> drafts;
    std::vector<OwnAct> acts;  // in order
};

// On the errands' thread only. Costs what App::acts_of does, and 2 us for each text to open.
OwnData own_data(App& app, const events::PersonId& person);
// As one JSON document, in the form of the open data: events as there, with their words.
std::string as_json(const OwnData& data);

}  // namespace imaginons::http
