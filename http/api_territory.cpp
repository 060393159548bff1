// The city's lists of themes and districts through the API.
#include "http/api.hpp"
#include "http/problem.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::api {

namespace {

using projections::LabelKind;
using projections::Views;

void append_label(std::string& out, const events::Label& label) {
    if (out.back() != '[') out += ',';
    out += "{\"code\":";
    append_json_string(out, label.code);
    out += ",\"french\":";
    append_json_string(out, label.french);
    out += ",\"english\":";
    append_json_string(out, label.english);
    out += label.retired ? ",\"retired\":true}" : ",\"retired\":false}";
}

// Those in force in their order, then those that were.
Reply list(Visit& visit, LabelKind kind) {
    Response fault;
    if (!read_parameters(visit.request.query, {}, fault)) return fault;
    std::string out = "{\"items\":[";
    visit.app.views.read([&](const Views& views) {
        visit.shown.everything(views);
        const auto& labels = projections::vocabulary(views, kind).labels;
        for (const std::uint8_t place : labels.in_force()) append_label(out, labels[place]);
        for (const events::Label& label : labels.all()) {
            if (label.retired) append_label(out, label);
        }
    });
    return json(out + "]}\n");
}

}  // namespace

Reply themes(Visit& visit) {
    return list(visit, LabelKind::theme);
}

Reply districts(Visit& visit) {
    return list(visit, LabelKind::district);
}

}  // namespace imaginons::http::api
