#include <mockserver/clock.hpp>

namespace graph_mock
{

timestamp machine_time()
{
    return std::chrono::time_point_cast<ticks>(std::chrono::system_clock::now());
}

std::optional<time_setting> parse_time_setting(std::string_view text)
{
    time_setting setting;
    if (text == "recorded")
        return setting;
    if (text == "rebase")
    {
        setting.kind = time_setting::mode::rebase;
        return setting;
    }
    constexpr std::string_view fixed = "now=";
    if (text.substr(0, fixed.size()) != fixed)
        return std::nullopt;
    auto const start = entralog::parse_iso8601(text.substr(fixed.size()));
    if (!start)
        return std::nullopt;
    setting.kind = time_setting::mode::fixed;
    setting.start = *start;
    return setting;
}

timestamp clock::now() const
{
    std::lock_guard const alone(mutex_);
    return held_ ? *held_ : machine_time() + offset_;
}

void clock::set(timestamp t)
{
    std::lock_guard const alone(mutex_);
    offset_ = t - machine_time();
    if (held_)
        held_ = t;
}

void clock::advance(ticks d)
{
    std::lock_guard const alone(mutex_);
    offset_ += d;
    if (held_)
        *held_ += d;
}

void clock::hold()
{
    std::lock_guard const alone(mutex_);
    if (!held_)
        held_ = machine_time() + offset_;
}

void clock::release()
{
    std::lock_guard const alone(mutex_);
    if (held_)
        offset_ = *held_ - machine_time();
    held_.reset();
}

} // namespace graph_mock
