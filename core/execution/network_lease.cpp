#include "execution/network_lease.h"

#include <utility>

#include "execution/holder_pool.h"
#include "execution/network_holder.h"

namespace code_runner::execution {

NetworkLease::NetworkLease() = default;
NetworkLease::NetworkLease(HolderPool& pool, std::unique_ptr<NetworkHolder> holder)
    : pool_(&pool), holder_(std::move(holder)) {}
NetworkLease::NetworkLease(NetworkLease&&) noexcept = default;

NetworkLease::~NetworkLease() {
  if (holder_) pool_->Return(std::move(holder_), std::move(user_));
}

std::string NetworkLease::NetworkMode() const {
  return "container:" + holder_->Id();
}

}  // namespace code_runner::execution
