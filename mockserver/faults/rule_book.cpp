#include <mockserver/faults/rule_book.hpp>

#include <mockserver/text.hpp>
#include <mockserver/tokens/jwt.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace graph_mock
{

namespace
{

/// '*' is any text. In linear time but for what the stars try again, which is bounded by the path's length.
bool matches(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0;
    std::size_t t = 0;
    auto star = std::string_view::npos; // the last one, and what it stands for so far
    std::size_t resume = 0;
    while (t < text.size())
    {
        if (p < pattern.size() && pattern[p] == '*')
        {
            star = p++;
            resume = t;
        }
        else if (p < pattern.size() && lower(pattern[p]) == lower(text[t]))
        {
            ++p;
            ++t;
        }
        else if (star != std::string_view::npos)
        {
            p = star + 1;
            t = ++resume;
        }
        else
            return false;
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

/// The client id of client_secret_basic: form-encoded, before the colon.
std::string basic_user(std::string_view credentials)
{
    auto const pair = from_base64(trim(credentials));
    auto const colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return {};
    return percent_decode(std::string_view(*pair).substr(0, colon)).value_or("");
}

/// The client id of a token, or of a request for one; nobody has checked it.
std::string claimed_app(request const& r)
{
    auto const authorization = r.headers.find("Authorization");
    constexpr std::string_view bearer = "bearer ";
    if (authorization.size() > bearer.size() && iequals(authorization.substr(0, bearer.size()), bearer))
    {
        auto const token = parse_jwt(trim(authorization.substr(bearer.size())));
        return token ? text_claim(token->claims, "appid") : std::string();
    }
    constexpr std::string_view basic = "basic ";
    if (authorization.size() > basic.size() && iequals(authorization.substr(0, basic.size()), basic))
        return basic_user(authorization.substr(basic.size()));
    for (std::string_view const text : {std::string_view(r.body), std::string_view(r.query)})
        if (auto const form = parse_form(text))
            for (auto const& [name, value] : *form)
                if (name == "client_id")
                    return value;
    return {};
}

bool is_token_path(std::string_view path)
{
    return matches("*/oauth2/v2.0/token", path) || matches("*/oauth2/token", path) || iequals(path, "/msi/token");
}

bool is_in_scope(fault_scope scope, request const& r)
{
    bool const page = r.method == "GET" && matches("/*/auditLogs/*", r.path);
    switch (scope)
    {
    case fault_scope::any:
        return !matches("/_mock/*", r.path); // the test's own commands
    case fault_scope::token:
        return is_token_path(r.path);
    case fault_scope::page:
        return page;
    case fault_scope::next_page:
        return page && to_lower(r.query).find("skiptoken=") != std::string::npos;
    case fault_scope::connection:
        break;
    }
    return false;
}

bool is_for(fault_rule const& rule, request const& r)
{
    return is_in_scope(info(rule.what.kind).scope, r) && (rule.method.empty() || iequals(rule.method, r.method)) &&
           (rule.path.empty() || matches(rule.path, r.path)) && (rule.app.empty() || iequals(rule.app, claimed_app(r)));
}

} // namespace

void rule_book::set(std::vector<fault_rule> rules, std::uint64_t seed)
{
    std::lock_guard const alone(mutex_);
    entries_.clear();
    for (auto& rule : rules)
        entries_.emplace_back(std::move(rule));
    for_requests_.seed(seed);
    for_connections_.seed(seed);
}

void rule_book::add(fault_rule rule)
{
    std::lock_guard const alone(mutex_);
    entries_.emplace_back(std::move(rule));
}

std::optional<fault> rule_book::decide(request const& r)
{
    std::lock_guard const alone(mutex_);
    for (auto& e : entries_)
        if (is_for(e.rule, r) && gives(e, for_requests_))
            return e.rule.what;
    return std::nullopt;
}

std::optional<fault> rule_book::decide_connection()
{
    std::lock_guard const alone(mutex_);
    for (auto& e : entries_)
        if (info(e.rule.what.kind).scope == fault_scope::connection && gives(e, for_connections_))
            return e.rule.what;
    return std::nullopt;
}

bool rule_book::gives(entry& e, std::mt19937_64& random)
{
    ++e.matched;
    if (e.matched < e.rule.nth || (e.rule.count && e.given >= *e.rule.count))
        return false;
    if (e.rule.probability < 1)
    {
        // Not one of the standard's distributions: those differ from library to library.
        auto const unit = static_cast<double>(random() >> 11) * 0x1.0p-53;
        if (unit >= e.rule.probability)
            return false;
    }
    ++e.given;
    return true;
}

bool rule_book::empty() const
{
    std::lock_guard const alone(mutex_);
    return entries_.empty();
}

std::vector<std::uint64_t> rule_book::given() const
{
    std::lock_guard const alone(mutex_);
    std::vector<std::uint64_t> out;
    for (auto const& e : entries_)
        out.push_back(e.given);
    return out;
}

} // namespace graph_mock
