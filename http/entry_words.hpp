// A line of the log in words for people: what kind of act, which choice, on what; never whose.
#pragma once

#include "events/ids.hpp"
#include "http/pages/receipts.hpp"
#include "projections/views.hpp"

namespace imaginons::http {

// Under the views' shared lock. The event must be well formed; what it is about is named only if
// pages show it.
pages::EntryWords entry_words(const projections::Views& views, events::Bytes event);

}  // namespace imaginons::http
