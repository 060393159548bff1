// Searches, their results as pages, and how far up the right ones are.
#include "tests/search/quality.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "commands/import_plan.hpp"

namespace imaginons::tests {

namespace {

using projections::SearchKey;
using projections::SearchKind;
using projections::Views;

constexpr std::size_t looked_at = 10;

constexpr std::string_view proposal_prefix = "proposal/";

// The demo's proposals were made here and have no origin: their ids are made from their keys.
std::string name_of(const projections::Proposal& proposal) {
    return proposal.origin.empty() ? "demo/" + events::to_text(proposal.id) : proposal.origin;
}
std::string demo_id(std::string_view key) {
    return events::to_text(commands::plan::derived_id<events::ProposalId>(
        "demo\nproposal\n" + std::string(key.substr(proposal_prefix.size()))));
}

bool is_meant(const std::string& page, const Sought& sought) {
    return std::any_of(sought.pages.begin(), sought.pages.end(), [&](const std::string& key) {
        return page == key || (key.starts_with(proposal_prefix) && page == demo_id(key));
    });
}

std::string origin_of(const Views& views, const SearchKey& key) {
    switch (key.kind) {
        case SearchKind::proposal:
        case SearchKind::statement: return name_of(views.proposals[key.row]);
        case SearchKind::argument:
            return name_of(views.proposals[views.arguments[key.row].proposal]);
        case SearchKind::project: return views.projects[key.row].origin;
        case SearchKind::news: return views.projects[views.feed[key.row].project].origin;
        case SearchKind::person: return {};
    }
    return {};
}

// The first pages, each once.
std::vector<std::string> pages_of(const projections::LiveViews& views,
                                  const std::vector<SearchKey>& keys, std::string_view prefix) {
    std::vector<std::string> pages;
    views.read([&](const Views& all) {
        for (const SearchKey& key : keys) {
            std::string page = origin_of(all, key);
            if (!page.starts_with(prefix)) continue;
            page.erase(0, prefix.size());
            if (std::find(pages.begin(), pages.end(), page) == pages.end())
                pages.push_back(std::move(page));
        }
    });
    pages.resize(std::min(pages.size(), looked_at));
    return pages;
}

Ranking ranked(const std::vector<std::string>& pages, const Sought& sought) {
    Ranking ranking;
    std::size_t found = 0;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        if (!is_meant(pages[i], sought)) continue;
        ++found;
        if (ranking.rank == 0) ranking.rank = i + 1;
    }
    ranking.recall = static_cast<double>(found) / static_cast<double>(sought.pages.size());
    return ranking;
}

}  // namespace

std::vector<Sought> read_searches(const std::filesystem::path& file) {
    std::vector<Sought> all;
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#') continue;
        const std::size_t tab = line.find('\t');
        if (tab == std::string::npos) throw std::runtime_error("not a search: " + line);
        Sought sought;
        sought.by_other_words = line.front() == '~';
        const std::size_t from = sought.by_other_words ? 1 : 0;
        sought.query = line.substr(from, tab - from);
        std::istringstream pages(line.substr(tab + 1));
        for (std::string page; pages >> page;) sought.pages.push_back(page);
        all.push_back(std::move(sought));
    }
    return all;
}

Ranking rank_of(const projections::Search& search, const projections::LiveViews& views,
                const Sought& sought, std::string_view prefix) {
    projections::SearchRequest request;
    request.text = sought.query;
    request.limit = 5 * looked_at;  // several results may lead to one page
    const auto answer = search.find(request);
    if (!answer) throw std::runtime_error("the index cannot be read");
    const Ranking ranking = ranked(pages_of(views, answer->keys, prefix), sought);
    request.text = search.corrected(sought.query, *answer);
    if (ranking.rank != 0 || request.text.empty()) return ranking;
    const auto better = search.find(request);
    if (!better) throw std::runtime_error("the index cannot be read");
    Ranking followed = ranked(pages_of(views, better->keys, prefix), sought);
    followed.by_suggestion = true;
    return followed;
}

}  // namespace imaginons::tests
