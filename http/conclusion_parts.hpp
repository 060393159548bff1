// What debates come to on its way from the read models into pages. Used by handlers only.
#pragma once

#include <vector>

#include "http/app.hpp"
#include "http/pages/conclusions.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

// Within a read of the views; `texts`: of each row, what becomes HTML once the lock is let go.
void fill_conclusions(pages::Conclusions& out, std::vector<events::Conclusion>& texts,
                      const Visit& visit, const projections::Views& views,
                      const projections::Proposal& proposal, bool in_past);
void fill_conclusions(pages::Conclusions& out, std::vector<events::Conclusion>& texts,
                      const Visit& visit, const projections::Views& views,
                      const projections::Project& project, bool in_past);
void finish_conclusions(pages::Conclusions& out, const std::vector<events::Conclusion>& texts);
// Renders its Markdown: not under the views' lock.
void put_words(pages::ConclusionView& out, const events::Conclusion& words);

// Whether the person who visits may say what the debate came to.
bool may_conclude(const projections::Views& views, const Visit& visit,
                  const events::ProjectId& project);

}  // namespace imaginons::http
