#pragma once

#include <mockserver/in_process.hpp>
#include <tests/support/child.hpp>
#include <tests/support/scratch_folder.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog::testing
{

/// How a run of entralog-export ended.
struct export_outcome
{
    export_outcome() = default;

    int status = -1;
    std::string out;
    std::string err;
};

inline export_outcome outcome_of(child& program)
{
    export_outcome o;
    o.status = program.wait(std::chrono::seconds(120));
    o.out = program.out();
    o.err = program.err();
    return o;
}

/// The secrets of testdata/contoso. None of them may ever be seen.
inline constexpr char const* reader_secret = "contoso-reader-secret-not-real";

/// entralog-export without a server: an environment of which it can make nothing.
inline std::vector<std::string> bare_environment()
{
    return {
        "AZURE_TENANT_ID=", "AZURE_CLIENT_ID=", "AZURE_CLIENT_SECRET=", "https_proxy=", "HTTPS_PROXY=", "http_proxy=",
        "HTTP_PROXY=", "all_proxy=", "ALL_PROXY=", "AZURE_FEDERATED_TOKEN_FILE=", "AZURE_AUTHORITY_HOST=",
        "IDENTITY_ENDPOINT=", "IDENTITY_HEADER=", "IMDS_ENDPOINT=", "AZURE_POD_IDENTITY_AUTHORITY_HOST="};
}

inline export_outcome run_export(
    std::vector<std::string> const& arguments, std::vector<std::string> const& environment = {})
{
    auto all = environment;
    for (auto& variable : bare_environment())
        all.push_back(std::move(variable));
    child program(ENTRALOG_EXPORT, arguments, all);
    return outcome_of(program);
}

/// A mock tenant in process, and entralog-export run against it as the app with every permission. What the options'
/// `first` writes in the server's thread may be read after a run, and what it reads may be written before one.
class export_bench
{
public:
    static graph_mock::in_process_options contoso(std::size_t page_size = 50)
    {
        graph_mock::in_process_options options;
        options.rooms.data = {ENTRALOG_TESTDATA "/contoso"};
        options.rooms.page_size = page_size;
        return options;
    }

    explicit export_bench(graph_mock::in_process_options options = contoso())
        : mock(in_turns(std::move(options), turns_))
    {
        if (!mock.ca_pem().empty())
            ca_ = scratch.write("ca.pem", mock.ca_pem());
    }

    /// The arguments that lead to the mock.
    std::vector<std::string> where() const
    {
        std::vector<std::string> words{"--base-url", mock.graph(), "--authority", mock.authority()};
        if (!limit.empty())
            words.insert(words.end(), {"--limit", limit});
        if (!ca_.empty())
            words.insert(words.end(), {"--ca", ca_});
        return words;
    }

    /// `environment` comes before the credentials of the app.
    std::unique_ptr<child> start(std::vector<std::string> arguments, std::vector<std::string> environment = {},
        child::output output = child::output::kept) const
    {
        for (auto& word : where())
            arguments.push_back(std::move(word));
        environment.insert(environment.end(),
            {"AZURE_TENANT_ID=contoso.onmicrosoft.com", "AZURE_CLIENT_ID=c0a50001-0000-4000-8000-00000000c0a5",
                std::string("AZURE_CLIENT_SECRET=") + reader_secret});
        for (auto& variable : bare_environment())
            environment.push_back(std::move(variable));
        take_turn();
        return std::make_unique<child>(ENTRALOG_EXPORT, arguments, environment, output);
    }

    export_outcome run(std::vector<std::string> arguments, std::vector<std::string> environment = {}) const
    {
        auto outcome = outcome_of(*start(std::move(arguments), std::move(environment)));
        take_turn();
        return outcome;
    }

private:
    /// That a response has come through a socket orders nothing between two threads; that a lock was taken does.
    static graph_mock::in_process_options in_turns(graph_mock::in_process_options options, std::mutex& turns)
    {
        if (options.first)
            options.first = [first = std::move(options.first), &turns](graph_mock::request const& r)
            {
                std::lock_guard const turn(turns);
                return first(r);
            };
        return options;
    }

    void take_turn() const { std::lock_guard const turn(turns_); }

    mutable std::mutex turns_; // outlives the mock

public:
    scratch_folder scratch;
    graph_mock::in_process mock;
    std::string limit = "off"; ///< empty: as entralog-export has it by itself

private:
    std::string ca_;
};

inline bool has(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

} // namespace entralog::testing
