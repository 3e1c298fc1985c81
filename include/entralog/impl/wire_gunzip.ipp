#pragma once

#include <entralog/error.hpp>

#include <openssl/crypto.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace entralog::detail::net
{

/// Memory for zlib, which keeps in it the last 32 KiB of what it gave: a token response, perhaps. It is overwritten
/// before it goes. zlib does not say how large a block is that it gives back, so that stands before it.
struct wiped_memory
{
    static constexpr std::size_t before = alignof(std::max_align_t);
    static_assert(before >= sizeof(std::size_t));

    static void* allocate(void*, unsigned items, unsigned size) noexcept
    {
        auto const bytes = static_cast<std::size_t>(items) * size;
        auto* const block = static_cast<char*>(std::malloc(before + bytes));
        if (block == nullptr)
            return nullptr;
        std::memcpy(block, &bytes, sizeof bytes);
        return block + before;
    }

    static void wipe(void* memory) noexcept
    {
        std::size_t bytes = 0;
        std::memcpy(&bytes, static_cast<char*>(memory) - before, sizeof bytes);
        ::OPENSSL_cleanse(memory, bytes);
    }

    static void release(void*, void* memory) noexcept
    {
        if (memory == nullptr)
            return;
        wipe(memory);
        std::free(static_cast<char*>(memory) - before);
    }
};

/// Undoes gzip (RFC 1952) as it arrives, one or many members, and refuses to grow beyond the bound.
class gunzip
{
public:
    explicit gunzip(std::size_t expansion_ratio)
        : ratio_(std::max<std::size_t>(expansion_ratio, 1))
    {
        constexpr int gzip_only = 16;
        stream_.zalloc = wiped_memory::allocate;
        stream_.zfree = wiped_memory::release;
        if (::inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK)
            throw std::bad_alloc();
    }

    ~gunzip()
    {
        ::inflateEnd(&stream_);
        forget();
    }
    gunzip(gunzip const&) = delete;
    gunzip& operator=(gunzip const&) = delete;

    /// Passes what `in` expands to, a buffer at a time, to `write`, which gives result<void>.
    template <class Write>
    result<void> put(std::string_view in, Write const& write)
    {
        while (!in.empty())
        {
            auto const slice = std::min<std::size_t>(in.size(), std::numeric_limits<uInt>::max());
            // zlib does not write to its input; it only lacks the const.
            stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
            stream_.avail_in = static_cast<uInt>(slice);
            in.remove_prefix(slice);
            if (auto const done = inflate_slice(write); !done)
                return done;
        }
        return {};
    }

    /// Overwrites what it gave last.
    void forget() noexcept
    {
        ::OPENSSL_cleanse(out_->data(), used_);
        used_ = 0;
    }

    /// The body ended: has the last member?
    result<void> finish() const
    {
        if (taken_ == 0 || between_members_)
            return {};
        return error(errc::malformed_encoding, "the response's gzip body ends in its middle");
    }

private:
    template <class Write>
    result<void> inflate_slice(Write const& write)
    {
        do
        {
            if (between_members_ && taken_ > 0)
                ::inflateReset(&stream_);
            between_members_ = false;
            stream_.next_out = reinterpret_cast<Bytef*>(out_->data());
            stream_.avail_out = static_cast<uInt>(out_->size());
            auto const offered = stream_.avail_in;
            auto const outcome = ::inflate(&stream_, Z_NO_FLUSH);
            auto const produced = out_->size() - stream_.avail_out;
            taken_ += offered - stream_.avail_in;
            given_ += produced;
            used_ = std::max(used_, produced);

            if (given_ > 1024 * 1024 && given_ / ratio_ > taken_)
                return error(errc::expansion_too_large,
                    "the response's gzip body expands more than " + std::to_string(ratio_) + " times");
            // What came before a fault is good, and the sink may want it.
            if (produced > 0)
                if (auto const written = write(std::string_view(out_->data(), produced)); !written)
                    return written;
            if (outcome == Z_STREAM_END)
                between_members_ = true;
            else if (outcome == Z_MEM_ERROR)
                throw std::bad_alloc();
            else if (outcome != Z_OK && outcome != Z_BUF_ERROR)
                return error(errc::malformed_encoding,
                    std::string("the response's gzip body is broken: ") + (stream_.msg ? stream_.msg : "zlib says no"));
        } while (stream_.avail_in > 0 || (stream_.avail_out == 0 && !between_members_));
        return {};
    }

    using buffer = std::array<char, 64 * 1024>;

    std::uint64_t const ratio_;
    z_stream stream_{};
    std::unique_ptr<buffer> out_ = std::make_unique<buffer>();
    std::size_t used_ = 0; ///< so much of it was ever written to
    std::uint64_t taken_ = 0;
    std::uint64_t given_ = 0;
    bool between_members_ = true;
};

} // namespace entralog::detail::net
