#pragma once

#include <mockserver/odata/expression.hpp>
#include <mockserver/odata/operators.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

namespace graph_mock::fuzz
{

/// Writes a parsed filter again. Range variables lose their names, and spaces and needless parentheses go.
class filter_printer
{
public:
    std::string text(odata::expression const& e)
    {
        using odata::operation;
        switch (e.op)
        {
        case operation::literal:
            return literal(e);
        case operation::path:
            return path(e);
        case operation::logical_not:
            return "not " + operand(e.operands.front());
        case operation::any:
        case operation::all:
            return lambda(e);
        case operation::in:
            return operand(e.operands.front()) + " in (" + joined(e, 1, ",") + ")";
        case operation::logical_and:
            return joined(e, 0, " and ");
        case operation::logical_or:
            return joined(e, 0, " or ");
        default:
            break;
        }
        if (auto const function = name_of(odata::functions, e.op); !function.empty())
            return std::string(function) + "(" + joined(e, 0, ",") + ")";
        auto const equality = name_of(odata::equalities, e.op);
        auto const name = equality.empty() ? name_of(odata::relations, e.op) : equality;
        return operand(e.operands.front()) + " " + std::string(name) + " " + operand(e.operands.back());
    }

private:
    template <std::size_t N>
    static std::string_view name_of(std::array<odata::named_operation, N> const& among, odata::operation op)
    {
        for (auto const& candidate : among)
            if (candidate.op == op)
                return candidate.name;
        return {};
    }

    /// In parentheses when it is made of parts that an operator joins.
    std::string operand(odata::expression const& e)
    {
        using odata::operation;
        bool const atom = e.op == operation::literal || e.op == operation::path || e.op == operation::any ||
                          e.op == operation::all || !name_of(odata::functions, e.op).empty();
        return atom ? text(e) : "(" + text(e) + ")";
    }

    std::string joined(odata::expression const& e, std::size_t from, std::string_view separator)
    {
        bool const arguments = separator == ",";
        std::string out;
        for (std::size_t i = from; i < e.operands.size(); ++i)
            out.append(i == from ? std::string_view() : separator)
                .append(arguments ? text(e.operands[i]) : operand(e.operands[i]));
        return out;
    }

    static std::string path(odata::expression const& e)
    {
        auto out = e.variable == 0 ? std::string("$it") : "v" + std::to_string(e.variable);
        for (auto const& name : e.path)
            out += "/" + name;
        return out;
    }

    std::string lambda(odata::expression const& e)
    {
        auto out = path(e.operands.front()) + (e.op == odata::operation::any ? "/any(" : "/all(");
        if (e.operands.size() > 1)
        {
            ++depth_;
            out += "v" + std::to_string(depth_) + ": " + text(e.operands.back());
            --depth_;
        }
        return out + ")";
    }

    static std::string quoted(std::string_view content)
    {
        std::string out = "'";
        for (char const c : content)
            out.append(c == '\'' ? 2u : 1u, c);
        return out + "'";
    }

    static std::string number(double value)
    {
        if (std::isnan(value))
            return "NaN";
        if (std::isinf(value))
            return value < 0 ? "-INF" : "INF";
        std::array<char, 32> buffer;
        auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
        return std::string(buffer.data(), end);
    }

    static std::string duration(entralog::ticks t)
    {
        constexpr long per_second = 10'000'000;
        auto const count = t.count() < 0 ? -t.count() : t.count();
        auto fraction = std::to_string(count % per_second);
        fraction.insert(0, 7 - fraction.size(), '0');
        return std::string("duration'") + (t.count() < 0 ? "-" : "") + "PT" + std::to_string(count / per_second) + "." +
               fraction + "S'";
    }

    static std::string literal(odata::expression const& e)
    {
        if (e.null_literal)
            return "null";
        switch (e.result)
        {
        case odata::kind::boolean:
            return std::get<bool>(e.literal) ? "true" : "false";
        case odata::kind::number:
            return number(std::get<double>(e.literal));
        case odata::kind::moment:
            return entralog::to_iso8601(std::get<entralog::timestamp>(e.literal));
        case odata::kind::duration:
            return duration(std::get<entralog::ticks>(e.literal));
        case odata::kind::enumeration:
            return "microsoft.graph.any" + quoted(std::get<std::string>(e.literal));
        default:
            return quoted(std::get<std::string>(e.literal));
        }
    }

    std::size_t depth_ = 0;
};

} // namespace graph_mock::fuzz
