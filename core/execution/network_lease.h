// The right of one sandbox to use a network namespace.
#pragma once

#include <memory>
#include <string>

namespace code_runner::execution {

class HolderPool;
class NetworkHolder;

// Goes back to its pool when it ends, with the name of the container that used the namespace: until that container is
// certainly gone nobody else gets it. Move-only, not thread-safe. Without a holder it does nothing.
class NetworkLease {
 public:
  NetworkLease();
  // `pool` must outlive it.
  NetworkLease(HolderPool& pool, std::unique_ptr<NetworkHolder> holder);
  NetworkLease(NetworkLease&&) noexcept;
  NetworkLease& operator=(NetworkLease&&) = delete;
  ~NetworkLease();

  // What a container that is to use the namespace has as its network mode. REQUIRES: there is a holder.
  std::string NetworkMode() const;
  // To be told as soon as there is a container that may use the namespace.
  void SetUser(std::string container_id) { user_ = std::move(container_id); }

 private:
  HolderPool* pool_ = nullptr;
  std::unique_ptr<NetworkHolder> holder_;
  std::string user_;
};

}  // namespace code_runner::execution
