#pragma once

#include <mockserver/clock.hpp>
#include <mockserver/faults/fault.hpp>
#include <mockserver/faults/rule_book.hpp>
#include <mockserver/message.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace graph_mock
{

/// Stands before a service and gives requests the faults of a rule book. Used by one thread.
class fault_injector
{
public:
    using answerer = std::function<response(request const&)>;

    /// `now` is the mock's time, for the answers that are made here.
    fault_injector(
        std::shared_ptr<rule_book> rules, std::function<timestamp()> now, std::function<void(std::string_view)> log)
        : rules_(std::move(rules))
        , now_(std::move(now))
        , log_(std::move(log))
    {
    }

    /// The service's answer with its fault, if there is one for this request; or, for some, an answer in its place.
    response answer(request const& r, answerer const& service);

private:
    response spoiled(request const& r, fault const& how, answerer const& service);
    std::string remember(request const& r, std::size_t pages_ago);

    std::shared_ptr<rule_book> rules_;
    std::function<timestamp()> now_;
    std::function<void(std::string_view)> log_;
    std::map<std::string, std::deque<std::string>> asked_; ///< the last pages of each list and caller, oldest first
};

} // namespace graph_mock
