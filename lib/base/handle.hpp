// Owns a C library's object: `using Commit = Handle<git_commit, git_commit_free>;`.
#pragma once

#include <memory>

namespace proffer::base {

template <auto free_function>
struct Deleter {
    template <typename T>
    void operator()(T* object) const {
        free_function(object);
    }
};

template <typename T, auto free_function>
using Handle = std::unique_ptr<T, Deleter<free_function>>;

/// Receives the object from an out-parameter: `git_commit_lookup(Out(commit), repository, id)`.
template <typename H>
class Out {
 public:
    explicit Out(H& handle) : handle_(handle) {}
    Out(const Out&) = delete;
    Out& operator=(const Out&) = delete;
    ~Out() { handle_.reset(raw_); }
    operator typename H::pointer *() { return &raw_; }

 private:
    H& handle_;
    typename H::pointer raw_ = nullptr;
};

}  // namespace proffer::base
