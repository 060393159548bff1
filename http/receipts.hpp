// Receipts over HTTP, for the API and for people. Anybody may fetch any of them: the log publishes
// every entry with its place anyway, and an entry names nobody who takes a stance. Which of them
// are whose is what must stay private: only the page of one's own account lists them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "events/ids.hpp"
#include "http/app.hpp"
#include "http/pages/common.hpp"

namespace imaginons::http {

// "/receipts/12": the file for people, without the language's prefix.
std::string receipt_path(std::uint64_t seq);

// Hands `respond` the receipt of an event below app.position(): at once (about 40 us) if a stored
// checkpoint covers it, otherwise when the next one does, about a second later at most. Null if
// none could be signed.
using WithReceipt = std::function<Response(Visit&, const std::string* text)>;
Reply with_receipt(Visit& visit, std::uint64_t seq, WithReceipt respond);

// The event, if it is an act of who is signed in: by name, by the token that is theirs in its
// scope, or on a project of theirs. Takes the views' shared lock.
std::optional<std::vector<std::uint8_t>> own_event(const Visit& visit, std::uint64_t seq);

// What a page says of the receipt of an event.
pages::ReceiptStub receipt_stub(std::uint64_t seq, events::Bytes event);

}  // namespace imaginons::http
