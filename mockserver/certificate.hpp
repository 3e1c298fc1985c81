#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace graph_mock
{

/// What a TLS server shows: its chain (leaf first) and key, and the CA that clients are to trust. All PEM.
struct identity
{
    std::string chain_pem;
    std::string key_pem;
    /// Empty when the chain came from a file: then whoever made it knows what to trust.
    std::string ca_pem;
};

/// Makes a CA and a leaf signed by it, both EC P-256 and both new each time. The leaf is good for each of `names`
/// (host names and IP addresses) and lives less than 398 days, the most that browsers accept. The CA's key is
/// forgotten at once, so nothing else can ever be signed by it.
identity make_identity(std::vector<std::string> const& names, std::chrono::system_clock::time_point now);

/// The names by which a server on `address` is reached: localhost, both loopback addresses and the address; for one
/// that means "all addresses", this machine's name too.
std::vector<std::string> names_for(std::string const& address);

/// Reads a chain and its unencrypted key from PEM files. Throws std::runtime_error with one line that names the file,
/// what is wrong with it and how to mend it.
identity load_identity(std::filesystem::path const& cert, std::filesystem::path const& key);

/// Replaces `file` in one step: a reader sees the old content or the new one, never a half. Throws std::runtime_error.
void write_atomically(std::filesystem::path const& file, std::string const& content);

} // namespace graph_mock
